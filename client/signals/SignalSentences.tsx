import { Link } from '@tanstack/react-router'
import type { Signal } from '../../server/contract/signal.ts'
import { usePartnership } from '../shell/partnership.ts'
import { DayText } from '../ui/DayText.tsx'
import { splitSentence } from './signalWords.ts'
import { TierTag } from './TierTag.tsx'

/** Signals as sentences: what each says first, its numbers after. */
export function SignalSentences({ signals }: { signals: readonly Signal[] }) {
  const { slug } = usePartnership()
  return (
    <ol className="vigil-signals">
      {signals.map((signal) => {
        const { first, rest } = splitSentence(signal.sentence)
        return (
          <li key={signal.signalId} className={`vigil-signal vigil-signal--${signal.tier}`}>
            <TierTag tier={signal.tier} />
            <p className="vigil-signal__sentence">
              <Link
                className="govuk-link"
                to="/$partnership/signals/$signalId"
                params={{ partnership: slug, signalId: signal.signalId }}
              >
                {first}
              </Link>
            </p>
            <p className="vigil-signal__rest">{rest}</p>
            <p className="vigil-signal__nights">
              First found on the night of <DayText day={signal.firstNight} />, last on <DayText day={signal.night} />
            </p>
          </li>
        )
      })}
    </ol>
  )
}
