import type { SignalDetail } from '../../../server/contract/signal.ts'
import { DayText } from '../../ui/DayText.tsx'
import { sayExpectedCount } from './signalWords.ts'

/** One source is no news where it reports nearly everything. */
const usuallyAlone = 0.9

/** What else could have made this signal, each looked at; and what is not known yet. */
export function SignalDoubts({ signal }: { signal: SignalDetail }) {
  const {
    reportedBy,
    newSources,
    usualThere,
    changedHabit,
    largestBatch,
    feeds,
    shareReported,
    awaitingToxicology,
    exceedances,
    replicates,
  } = signal.evidence
  if (!reportedBy) return null
  const cases = reportedBy.reduce((sum, source) => sum + source.cases, 0)
  const [most] = reportedBy
  return (
    <div className="vigil-columns">
      <section aria-labelledby="doubts">
        <h2 className="govuk-heading-m" id="doubts">
          Could something else explain it?
        </h2>
        <dl className="govuk-summary-list vigil-summary">
          {replicates !== undefined && exceedances !== undefined && (
            <Doubt asked="Chance">
              {signal.stream === 'toxicology'
                ? `With the dates dealt out among the same deaths anew, ${replicates.toLocaleString('en-GB')} times, `
                : `In ${replicates.toLocaleString('en-GB')} simulated nights with nothing going on, `}
              {exceedances === 0 ? 'none was as strong' : `${exceedances.toLocaleString('en-GB')} were as strong`}.
            </Doubt>
          )}
          {most && (
            <Doubt asked="One source">
              {reportedBy.length > 1 ? (
                `No: ${reportedBy.length} sources, the most from “${most.source}” (${most.cases} of ${cases}).`
              ) : most.usualShare >= usuallyAlone ? (
                `All come from “${most.source}”, which reports nearly everything here.`
              ) : (
                <strong>Perhaps: all come from “{most.source}”. Ask there first.</strong>
              )}
            </Doubt>
          )}
          {newSources?.map(({ source, firstDay, cases: theirs, isUsual }) => (
            <Doubt key={source} asked="A source that is new">
              <strong>Perhaps: </strong>
              {theirs} of {cases} come from “{source}”, which began to report on <DayText day={firstDay} />
              {isUsual ? ' and has reported about as many ever since.' : '. What happened there before is not known.'}
            </Doubt>
          ))}
          {usualThere && (
            <Doubt asked="What is usual there">
              <strong>Probably: </strong>
              {usualThere.of === 'weekdays'
                ? `on these days of the week there were ${sayExpectedCount(usualThere.mean)} on average in the year before.`
                : `in the same days of the ${usualThere.windows} years before there were ${sayExpectedCount(usualThere.mean)} on average.`}
            </Doubt>
          )}
          {changedHabit && (
            <Doubt asked="A change of address">
              <strong>{changedHabit.isLikely ? 'Perhaps: ' : 'Probably: '}</strong>
              {changedHabit.cases} of {signal.observed} are at one address where nothing was recorded before{' '}
              <DayText day={changedHabit.firstDay} />
              {changedHabit.isLikely
                ? `; since then “${changedHabit.source}” reports nothing from elsewhere, and no more than usual in all.`
                : `, from when on “${changedHabit.source}” gives that address for nearly all it reports.`}
            </Doubt>
          )}
          <Doubt asked="A batch of reports">
            {largestBatch ? (
              <>
                {largestBatch.cases >= 3 && largestBatch.cases * 2 > cases ? <strong>Perhaps: </strong> : 'No: '}
                at most {largestBatch.cases} of {cases} became known from one source on one day (“
                {largestBatch.source}”, <DayText day={largestBatch.knownOn} />
                ).
              </>
            ) : (
              'Not known: it is not recorded when its cases became known.'
            )}
          </Doubt>
          <Doubt asked="A feed that is not well">
            {feeds && feeds.length > 0 ? <strong>{feeds.map(({ sentence }) => sentence).join(' ')}</strong> : 'No.'}
          </Doubt>
        </dl>
      </section>
      <section aria-labelledby="missing">
        <h2 className="govuk-heading-m" id="missing">
          What is still missing
        </h2>
        <ul className="govuk-list govuk-list--bullet">
          {signal.stream !== 'toxicology' && <li>{sayReported(shareReported)}</li>}
          {typeof awaitingToxicology === 'number' && (
            <li>
              {awaitingToxicology === 0
                ? 'Toxicology of every death of the last year is in.'
                : `${awaitingToxicology} ${awaitingToxicology === 1 ? 'death' : 'deaths'} of the last year still ${awaitingToxicology === 1 ? 'awaits' : 'await'} toxicology.`}
            </li>
          )}
          <li>Events that nobody reports are never in it.</li>
        </ul>
      </section>
    </div>
  )
}

function Doubt({ asked, children }: { asked: string; children: React.ReactNode }) {
  return (
    <div className="govuk-summary-list__row">
      <dt className="govuk-summary-list__key">{asked}</dt>
      <dd className="govuk-summary-list__value">{children}</dd>
    </div>
  )
}

function sayReported(share: number | null | undefined) {
  if (typeof share !== 'number') return 'How late reports come is not known here.'
  const percent = Math.round((1 - share) * 100)
  return percent < 1
    ? 'Reports of these days are usually all in by now.'
    : `About ${percent}% of the reports of these days usually come later than this.`
}
