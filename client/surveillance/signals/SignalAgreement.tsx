import type { SignalDetail } from '../../../server/contract/signal.ts'
import { DayText } from '../../ui/DayText.tsx'
import { say } from '../../words/words.ts'
import { streamWords, tidy } from './signalWords.ts'

/** Whether another stream, counted apart, says something at the signal's time and place. Signals of earlier versions of Vigil do not know. */
export function SignalAgreement({ signal }: { signal: SignalDetail }) {
  const { agreement } = signal.evidence
  if (signal.tier === 'notice' || agreement === undefined) return null
  if (agreement === null)
    return (
      <p className="govuk-body">
        No other stream is unusual at this time and place (none by as much as once in 30 nights by chance).
      </p>
    )
  const { stream, observed, expected, firstDay, lastDay, recurrenceIntervalDays, combinedP } = agreement
  return (
    <p className="govuk-body">
      Another stream agrees: {say(streamWords, stream).toLowerCase()}, {observed} from <DayText day={firstDay} /> to{' '}
      <DayText day={lastDay} /> when about {tidy(expected)} would be expected. By chance that comes about once in{' '}
      {Math.round(recurrenceIntervalDays)} nights, and the two together about once in {Math.round(1 / combinedP)}.
      {agreement.isUpgraded && <strong> That is why this signal is “Notify”.</strong>}
      {agreement.isEnough && !agreement.isUpgraded && ' Making a watch “Notify” for this is switched off here.'}
    </p>
  )
}
