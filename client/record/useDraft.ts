import { useEffect, useState } from 'react'
import type { Draft } from './draft.ts'

/**
 * A draft survives a reload and is gone when the tab closes: health data must not stay in the browser, so never localStorage.
 */
export function useDraft(name: string, initial: Draft) {
  const [draft, setDraft] = useState<Draft>(() => keptDraft(name) ?? initial)
  const [isKept, setKept] = useState(() => keptDraft(name) !== null)
  const [isTouched, setTouched] = useState(false)

  useEffect(
    function keep() {
      if (isTouched) sessionStorage.setItem(name, JSON.stringify(draft))
    },
    [name, draft, isTouched],
  )

  return {
    draft,
    /** whether what is shown was kept from before the page was reloaded */
    isKept,
    write(change: (draft: Draft) => Draft) {
      setTouched(true)
      setDraft(change)
    },
    forget() {
      sessionStorage.removeItem(name)
      setTouched(false)
      setKept(false)
    },
    startAgain() {
      sessionStorage.removeItem(name)
      setTouched(false)
      setKept(false)
      setDraft(initial)
    },
  }
}

function keptDraft(name: string): Draft | null {
  const kept = sessionStorage.getItem(name)
  return kept ? (JSON.parse(kept) as Draft) : null
}
