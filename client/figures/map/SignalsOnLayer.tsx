import type { MapDescription } from '../../../server/contract/map-description.ts'
import type { Signal } from '../../../server/contract/signal.ts'
import { sayKind, whyUnseen } from '../../surveillance/signals/signalsOnMap.ts'
import { splitSentence } from '../../surveillance/signals/signalWords.ts'
import { FirstOnPaper } from './FirstOnPaper.tsx'

interface SignalsOnLayerProps {
  description: MapDescription
  signals: readonly Signal[]
  events: string
  days: number
}

/** The hot spots beside what the last night found: which of its signals the layer shows, and which it cannot, and why. */
export function SignalsOnLayer({ description, signals, events, days }: SignalsOnLayerProps) {
  const found = signals.filter(({ isOfLastNight, isDismissed }) => isOfLastNight && !isDismissed)
  if (description.layer !== 'hot_spots' || found.length === 0) return null
  return (
    <section aria-labelledby="signals-on-layer">
      <h2 className="govuk-heading-s" id="signals-on-layer">
        Signals of the last night on this layer
      </h2>
      <FirstOnPaper count={found.length} most={3} others="more on the page">
        <ul className="govuk-list govuk-list--bullet">
          {found.map((signal) => {
            const why = whyUnseen(signal, { description, events, days })
            return (
              <li key={signal.signalId}>
                {splitSentence(signal.sentence).first}{' '}
                {why === null ? (
                  <strong>Seen here too.</strong>
                ) : (
                  <>
                    <strong>Not seen here:</strong> {why}. It stands all the same ({sayKind(signal)}).
                  </>
                )}
              </li>
            )
          })}
        </ul>
      </FirstOnPaper>
    </section>
  )
}
