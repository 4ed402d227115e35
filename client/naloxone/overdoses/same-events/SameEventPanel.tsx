import {
  type ComparedReport,
  ReportsOfEvent,
  type SameEventPair,
  SameEventPairs,
} from '../../../../server/contract/same-event.ts'
import { useAnswer, useWriting } from '../../../api/answers.ts'
import { useMay } from '../../../api/may.ts'
import { PairDecisions } from '../../../record/pairs/PairDecisions.tsx'
import { ProblemNotice } from '../../../ui/ProblemNotice.tsx'
import { DecideEvent } from './DecideEvent.tsx'
import { ReportsBeside, ToReport } from './ReportsBeside.tsx'
import { decidedWords, sayLikely } from './sayEvent.ts'
import { Waterfall } from './Waterfall.tsx'

/** On the page of a report: the others of its event, and those that may be. Only of reports that whoever looks may see. */
export function SameEventPanel({ overdoseId }: { overdoseId: string }) {
  const pairs = useAnswer(SameEventPairs, `/overdoses/${overdoseId}/possible-same`).data ?? []
  const reports = useAnswer(ReportsOfEvent, `/overdoses/${overdoseId}/reports`).data ?? []
  if (pairs.length === 0 && reports.length === 0) return null
  return (
    <section className="vigil-panel" aria-labelledby="same-event">
      <h2 className="govuk-heading-m" id="same-event">
        {reports.length > 0 ? 'Reports of this event' : 'Is this event reported twice?'}
      </h2>
      {reports.length > 0 && <Event reports={reports} overdoseId={overdoseId} />}
      <ul className="vigil-cards">
        {pairs.map((pair) => (
          <li key={pair.reports.map((report) => report.overdoseId).join()} className="vigil-card">
            <Sentence pair={pair} overdoseId={overdoseId} />
            {pair.state === 'open' && <ReportsBeside reports={pair.reports} />}
            <Waterfall weights={pair.weights} about={pair.reports.map(({ reference }) => reference).join(' and ')} />
            <DecideEvent pair={pair} />
            <PairDecisions decisions={pair.decisions} words={decidedWords} />
          </li>
        ))}
      </ul>
    </section>
  )
}

/** All reports of one event side by side; the first counts, and a person may say that another one does. */
function Event({ reports, overdoseId }: { reports: readonly ComparedReport[]; overdoseId: string }) {
  const choosing = useWriting(ReportsOfEvent, 'POST', '/same-events/speaking')
  const may = useMay()
  const [first] = reports
  const own = reports.find((report) => report.overdoseId === overdoseId)
  if (!first || !own) return null
  const isChosen = reports.some((report) => report.isChosen)
  const choose = (speaks: 'this' | 'by_rule') => choosing.mutate({ body: { overdoseId, speaks } })
  return (
    <>
      <p className="govuk-body">
        These {reports.length} reports are of one event, which counts once, as <ToReport {...first} />
        {isChosen ? ' says, because a person chose it' : ' says'}. The others are kept as they are.
      </p>
      <ReportsBeside reports={reports} />
      {choosing.error && <ProblemNotice failure={choosing.error} />}
      {may('overdose:write') && (own.countedWith !== null || isChosen) && (
        <div className="govuk-button-group">
          {own.countedWith !== null && !own.isWithdrawn && (
            <button
              type="button"
              className="govuk-button govuk-button--secondary"
              disabled={choosing.isPending}
              onClick={() => choose('this')}
            >
              Let {own.reference} speak for the event
            </button>
          )}
          {isChosen && (
            <button
              type="button"
              className="vigil-link-button"
              disabled={choosing.isPending}
              onClick={() => choose('by_rule')}
            >
              Take the choice back
            </button>
          )}
        </div>
      )}
    </>
  )
}

function Sentence({ pair, overdoseId }: { pair: SameEventPair; overdoseId: string }) {
  const [one, two] = pair.reports
  const other = one.overdoseId === overdoseId ? two : one
  if (pair.state === 'open')
    return (
      <p className="govuk-body">
        This may be the event that <ToReport {...other} /> ({other.source}) tells of: {sayLikely(pair.probability)}. You
        can also leave it for later: both count until somebody says so.
      </p>
    )
  if (pair.state === 'not_same')
    return (
      <p className="govuk-body">
        Not the event of <ToReport {...other} />: each counts.
      </p>
    )
  return (
    <p className="govuk-body">
      <strong>
        One event with <ToReport {...other} />.
      </strong>
    </p>
  )
}
