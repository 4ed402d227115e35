import type { EvidenceSeries, SignalDetail } from '../../../server/contract/signal.ts'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { Table } from '../../ui/Table.tsx'
import { dayInWords } from '../../words/day.ts'
import { tidy } from './signalWords.ts'

const stepWords: Record<EvidenceSeries['steps'], { each: string; heading: string }> = {
  days: { each: 'day', heading: 'Day' },
  weeks: { each: 'week', heading: 'Week' },
  results: { each: 'ten results', heading: 'Results that came in' },
}

/** Observed and expected over time, drawn and as a table; nothing for signals that were found before this was kept. */
export function SignalSeries({ signal }: { signal: SignalDetail }) {
  const { series } = signal.evidence
  if (!series || series.points.length === 0) return null
  const { each, heading } = stepWords[series.steps]
  return (
    <section aria-labelledby="over-time">
      <h2 className="govuk-heading-m" id="over-time">
        Observed and expected over time
      </h2>
      <p className="govuk-body-s">
        Bars: what was observed in each {each}
        {signal.centre && series.steps !== 'results' ? ' within the circle' : ''}. Lines: what would be expected.
        {series.steps === 'results'
          ? ' Deaths stand in the order in which their toxicology came in.'
          : ' The latest reports may still be coming in.'}
      </p>
      <SeriesBars series={series} />
      <details className="govuk-details">
        <summary className="govuk-details__summary">
          <span className="govuk-details__summary-text">Show as a table</span>
        </summary>
        <div className="govuk-details__text">
          <Table
            caption="Observed and expected over time"
            isCaptionHidden
            rows={series.points}
            rowKey={({ firstDay, lastDay }) => `${firstDay} ${lastDay}`}
            columns={[
              {
                heading,
                isRowHeading: true,
                cell: ({ firstDay, lastDay }) =>
                  firstDay === lastDay ? (
                    <DayText day={firstDay} />
                  ) : (
                    <>
                      <DayText day={firstDay} /> to <DayText day={lastDay} />
                    </>
                  ),
              },
              { heading: 'Observed', isNumber: true, cell: ({ observed }) => observed },
              { heading: 'Expected', isNumber: true, cell: ({ expected }) => tidy(expected) },
            ]}
          />
          <CsvLink path={`/signals/${signal.signalId}/series`} what="this series" />
        </div>
      </details>
    </section>
  )
}

const width = 560
const height = 150
const base = 126

function SeriesBars({ series: { points, steps } }: { series: EvidenceSeries }) {
  const highest = Math.max(1, ...points.flatMap(({ observed, expected }) => [observed, expected]))
  const step = width / points.length
  const heightOf = (count: number) => (count / highest) * (base - 18)
  const [first, last] = [points[0], points.at(-1)]
  return (
    <svg
      className="vigil-bars"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`Bar chart of observed and expected by ${stepWords[steps].each}; the table below has the same figures`}
    >
      <line x1="0" x2={width} y1={base} y2={base} className="vigil-bars__axis" />
      {points.map(({ firstDay, lastDay, observed, expected }, position) => {
        const left = step * position
        return (
          <g key={`${firstDay} ${lastDay}`}>
            <title>
              {dayInWords(firstDay)}
              {firstDay === lastDay ? '' : ` to ${dayInWords(lastDay)}`}: {observed} observed, {tidy(expected)} expected
            </title>
            <rect
              x={left + step * 0.12}
              width={step * 0.76}
              y={base - heightOf(observed)}
              height={heightOf(observed)}
              className="vigil-bars__bar"
            />
            {observed > 0 && (
              <text x={left + step / 2} y={base - heightOf(observed) - 4} className="vigil-bars__above">
                {observed}
              </text>
            )}
            <path
              className="vigil-bars__expected"
              d={`M${left + step * 0.04},${base - heightOf(expected)}h${step * 0.92}`}
            />
          </g>
        )
      })}
      {first && last && (
        <>
          <text x="0" y={base + 16} className="vigil-bars__end">
            {dayInWords(first.firstDay)}
          </text>
          <text x={width} y={base + 16} className="vigil-bars__end vigil-bars__end--last">
            {dayInWords(last.lastDay)}
          </text>
        </>
      )}
    </svg>
  )
}
