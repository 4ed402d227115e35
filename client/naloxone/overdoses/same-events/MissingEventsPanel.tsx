import { MissingEvents } from '../../../../server/contract/missing-events.ts'
import { useAnswer } from '../../../api/answers.ts'
import { useMay } from '../../../api/may.ts'
import { usePartnership } from '../../../api/partnership.ts'
import { CsvLink } from '../../../ui/CsvLink.tsx'
import { say } from '../../../words/words.ts'
import { reporterWords } from '../overdoseWords.ts'

const rounded = (number: number) => Math.round(number).toLocaleString('en-GB')

/** Events that nobody reported, where the partnership has switched the estimate on: how many, between what bounds, and why it may be wrong. */
export function MissingEventsPanel() {
  const may = useMay()
  const { today } = usePartnership()
  const period = { from: `${today.slice(0, 4)}-01-01`, to: today }
  const found = useAnswer(MissingEvents, '/indicators/missing-events', period, { enabled: may('figure:read') }).data
  if (!found || found.state === 'off') return null
  const { one, other, reportedByOne, reportedByOther, reportedByBoth, estimate, caution } = found
  const [ofOne, ofOther] = [one, other].map((kind) => say(reporterWords, kind).toLowerCase())
  return (
    <section className="vigil-panel" aria-labelledby="missing-events">
      <h2 className="govuk-heading-m" id="missing-events">
        Events that nobody reported
      </h2>
      <p className="govuk-body">
        This year {ofOne} reports tell of {reportedByOne} events, {ofOther} reports of {reportedByOther}, and both of{' '}
        {reportedByBoth}.{' '}
        {estimate
          ? `If the two knew nothing of each other, there were about ${rounded(estimate.total)} in all (${rounded(estimate.interval.low)} to ${rounded(estimate.interval.high)}).`
          : 'With fewer than 7 told of by both there is no estimate.'}{' '}
        {caution}
      </p>
      <CsvLink path="/indicators/missing-events" query={period} what="this estimate" />
    </section>
  )
}
