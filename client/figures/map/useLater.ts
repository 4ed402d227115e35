import { useCallback, useEffect, useRef } from 'react'

/** Safari refuses more than a hundred changes of the address in 30 seconds, which a key held down makes in four. */
const AFTER_MILLISECONDS = 320

/** Does what was asked last, once nothing else has been asked for a third of a second, or at once by `now`: a repeat of a key is no stop of its own. */
export function useLater<Asked>(work: (asked: Asked) => void): { later: (asked: Asked) => void; now: () => void } {
  const waiting = useRef<{ asked: Asked; timer: ReturnType<typeof setTimeout> }>(undefined)
  const latest = useRef(work)
  latest.current = work
  useEffect(() => () => clearTimeout(waiting.current?.timer), [])
  const now = useCallback(() => {
    if (!waiting.current) return
    const { asked, timer } = waiting.current
    clearTimeout(timer)
    waiting.current = undefined
    latest.current(asked)
  }, [])
  const later = useCallback(
    (asked: Asked) => {
      clearTimeout(waiting.current?.timer)
      waiting.current = { asked, timer: setTimeout(now, AFTER_MILLISECONDS) }
    },
    [now],
  )
  return { later, now }
}
