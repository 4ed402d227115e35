import type { NowcastMeasure } from '../../../server/contract/filters.ts'
import type { Nowcast, NowcastLag } from '../../../server/contract/nowcast.ts'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { DefinitionOnDemand } from '../../ui/DefinitionOnDemand.tsx'
import { Table } from '../../ui/Table.tsx'
import { sayBacktest, sayBias, sayPercent } from './sayMonths.ts'

interface BacktestNoteProps {
  backtest: Nowcast['backtest']
  query: { measure?: NowcastMeasure; asKnownOn?: string }
}

/** What these estimates have been worth so far, told beside them. */
export function BacktestNote({ backtest, query }: BacktestNoteProps) {
  return (
    <section className="vigil-panel" aria-labelledby="backtest">
      <h2 className="govuk-heading-m" id="backtest">
        How good these estimates have been
      </h2>
      {backtest ? (
        <>
          <p className="govuk-body">{sayBacktest(backtest.lags)}</p>
          {backtest.lags.length > 0 && (
            <DefinitionOnDemand term="By how long after the month the estimate was made">
              <LagTable lags={backtest.lags} />
              <p>
                <CsvLink
                  path="/indicators/nowcast/backtest"
                  query={query}
                  what="how good they were"
                  needsSecondFactor={false}
                />
              </p>
              <p>
                A good 90 % band holds the final number in about 90 % of estimates; with small numbers in more, because
                people cannot be counted in fractions. The bias is how much too high (+) or too low (−) an estimate was
                on average. The two scores say by how many deaths an estimate missed on average, bands and all: the
                weighted interval score goes by the median and the three bands, the ranked probability score by every
                number that was held possible. Beside them stands how far what was known at the time was from the final
                number. Lower is better. Deaths of which it was assumed when they became known are left out.
              </p>
            </DefinitionOnDemand>
          )}
          <p className="vigil-provenance">
            Worked out anew every night; this is of the night of <DayText day={backtest.night} />.
          </p>
        </>
      ) : (
        <p className="govuk-body">The nightly check holds them against what came; it has not run yet.</p>
      )}
    </section>
  )
}

function LagTable({ lags }: { lags: readonly NowcastLag[] }) {
  const share = (part: number, { estimates }: NowcastLag) => sayPercent(part / estimates)
  return (
    <Table
      caption="Back-test by lag"
      isCaptionHidden
      rows={lags}
      rowKey={({ lag }) => String(lag)}
      columns={[
        {
          heading: 'Made at the end of',
          isRowHeading: true,
          cell: ({ lag }) =>
            lag === 0 ? 'the month itself' : lag === 1 ? 'the month after' : `the month ${lag} months after`,
        },
        { heading: 'Estimates', isNumber: true, cell: ({ estimates }) => estimates },
        { heading: 'Share known then', isNumber: true, cell: ({ shareKnown }) => sayPercent(shareKnown) },
        { heading: 'In 50% band', isNumber: true, cell: (lag) => share(lag.within50, lag) },
        { heading: 'In 90% band', isNumber: true, cell: (lag) => share(lag.within90, lag) },
        { heading: 'In 95% band', isNumber: true, cell: (lag) => share(lag.within95, lag) },
        { heading: 'Known then', isNumber: true, cell: ({ observed }) => observed },
        { heading: 'Expected then', isNumber: true, cell: ({ expected }) => expected.toFixed(1) },
        { heading: 'Final', isNumber: true, cell: ({ final }) => final },
        {
          heading: 'Bias',
          isNumber: true,
          cell: ({ expected, final, estimates }) => sayBias((expected - final) / estimates),
        },
        { heading: 'Interval score', isNumber: true, cell: ({ score, estimates }) => (score / estimates).toFixed(2) },
        {
          heading: 'Ranked score',
          isNumber: true,
          cell: ({ rankedScore, estimates }) => (rankedScore === null ? '–' : (rankedScore / estimates).toFixed(2)),
        },
        {
          heading: 'Without estimate',
          isNumber: true,
          cell: ({ scoreOfObserved, estimates }) => (scoreOfObserved / estimates).toFixed(2),
        },
      ]}
    />
  )
}
