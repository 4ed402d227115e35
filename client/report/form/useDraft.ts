import { useEffect, useRef, useState } from 'react'
import { tellChange } from '../kept/changes.ts'
import { type Draft, goOnWith, type Kit, newDraft } from '../kept/draft.ts'
import { drop, keep } from '../kept/store.ts'

/** The report that is being written: kept at each answer, so that a closed tab loses none. */
export function useDraft(slug: string, kit: Kit | null) {
  const [opened, setOpened] = useState(() => newDraft(slug, kit, new Date()))
  /** As it was last kept; null before the first answer, from which on it has an age. */
  const begun = useRef<Draft | null>(null)

  /** With the times of its first answer: the page may have been open for days before. */
  function stamp(written: Draft): Draft {
    const { begunAt, saidAt } = begun.current ?? { begunAt: Date.now(), saidAt: Date.now() }
    return { ...written, begunAt, saidAt }
  }
  function write(written: Draft) {
    begun.current = stamp(written)
    const isEmpty = written.answers.length === 0 && written.cell === null
    void (isEmpty ? drop('drafts', written.code) : keep('drafts', begun.current)).then(tellChange)
  }
  function open(draft: Draft) {
    begun.current = goOnWith(draft, new Date())
    setOpened(begun.current)
  }
  function startNew() {
    begun.current = null
    setOpened(newDraft(slug, null, new Date()))
  }

  useEffect(function sayAnewWhenSeenAgain() {
    const look = () => {
      if (document.visibilityState !== 'visible' || !begun.current) return
      const now = goOnWith(begun.current, new Date())
      if (now === begun.current) return
      begun.current = now
      setOpened(now)
    }
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])

  return { draft: opened, stamp, write, open, startNew }
}
