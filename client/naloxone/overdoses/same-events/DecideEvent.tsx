import { SameEventPair } from '../../../../server/contract/same-event.ts'
import { DecidePair } from '../../../record/pairs/DecidePair.tsx'

/** Whether two reports are of one event. */
export function DecideEvent({ pair }: { pair: SameEventPair }) {
  const [one, other] = pair.reports
  return (
    <DecidePair
      state={pair.state}
      path="/same-events"
      answers={SameEventPair}
      needs="overdose:write"
      ids={{ overdoseId: one.overdoseId, otherId: other.overdoseId }}
      about={`${one.reference} and ${other.reference}`}
      words={{
        same: 'One event: count once',
        notSame: 'Two events',
        undo: pair.state === 'same' ? 'Take them apart' : 'Undo',
      }}
    />
  )
}
