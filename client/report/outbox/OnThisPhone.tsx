import type { Draft } from '../kept/draft.ts'
import { useWords } from '../words/words.ts'
import { DraftItem, SentItem, WaitingItem } from './items.tsx'
import { sendWaiting } from './send.ts'
import type { Outbox } from './useOutbox.ts'

interface OnThisPhoneProps {
  outbox: Outbox
  /** Where there is no form to go on with it is only shown, and can be deleted. */
  onGoOn?: ((draft: Draft) => void) | undefined
}

/** Everything that is kept here. What waits looks unlike what is sent, and says how old it is and when it is tried next. */
export function OnThisPhone({ outbox: { drafts, waiting, sent }, onGoOn }: OnThisPhoneProps) {
  const words = useWords().kept
  if (drafts.length + waiting.length + sent.length === 0) return null
  return (
    <section id="kept" className="report-kept" aria-labelledby="kept-title">
      <h2 id="kept-title">{words.title}</h2>
      <ul>
        {drafts.map((draft) => (
          <li key={draft.code}>
            <DraftItem draft={draft} onGoOn={onGoOn} />
          </li>
        ))}
        {waiting.map((one) => (
          <li key={one.code}>
            <WaitingItem waiting={one} onChange={onGoOn} />
          </li>
        ))}
        {sent.map((one) => (
          <li key={one.code}>
            <SentItem sent={one} />
          </li>
        ))}
      </ul>
      {waiting.some(({ refused }) => !refused) && (
        <button
          type="button"
          className="report-button report-button--quiet"
          onClick={() => void sendWaiting({ isAsked: true })}
        >
          {words.tryNow}
        </button>
      )}
    </section>
  )
}
