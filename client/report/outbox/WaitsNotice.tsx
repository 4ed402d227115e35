import { fill, useWords } from '../words/words.ts'
import { daysOld } from './age.ts'
import { useNow } from './useNow.ts'
import type { Outbox } from './useOutbox.ts'

/** Some browsers (Safari) delete what a page keeps after seven days without it. */
const WARN_AFTER_DAYS = 5

/** At the top, in a line: that something waits, and where it is. From the fifth day on, that it may be lost. */
export function WaitsNotice({ outbox: { drafts, waiting } }: { outbox: Outbox }) {
  const words = useWords().kept
  const now = useNow()
  if (drafts.length + waiting.length === 0) return null
  const oldest = Math.max(
    ...[...drafts.map(({ begunAt }) => begunAt), ...waiting.map(({ madeAt }) => madeAt)].map((at) => daysOld(at, now)),
  )
  return (
    <div className="report-notice">
      {waiting.length > 0 && <p>{say(words.waitingOne, words.waitingMany, waiting.length)}</p>}
      {drafts.length > 0 && <p>{say(words.draftsOne, words.draftsMany, drafts.length)}</p>}
      {oldest >= WARN_AFTER_DAYS && <p className="report-error">{fill(words.old, { n: oldest })}</p>}
      <a href="#kept">{words.see}</a>
    </div>
  )
}

function say(one: string, many: string, n: number) {
  return n === 1 ? one : fill(many, { n })
}
