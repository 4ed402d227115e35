import type { Signal } from '../../../server/contract/signal.ts'
import { DayText } from '../../ui/DayText.tsx'
import { sayChange } from './signalWords.ts'

/** What is new since the night before: what one who looked yesterday asks first. */
export function SignalChange({ signal: { change, firstNight, stream } }: { signal: Signal }) {
  if (!change)
    return (
      <>
        <strong>New</strong> on the night of <DayText day={firstNight} />.
      </>
    )
  const said = sayChange(change, stream)
  return (
    <>
      Since the night of <DayText day={change.sinceNight} />: {said ? <strong>{said}</strong> : 'no change'}.
    </>
  )
}
