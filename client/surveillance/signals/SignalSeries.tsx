import type { EvidenceSeries, SignalDetail } from '../../../server/contract/signal.ts'
import { BarChart } from '../../charts/BarChart.tsx'
import { barScales } from '../../charts/barScales.ts'
import { Stroke } from '../../charts/Stroke.tsx'
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

const drawing = { width: 560, height: 150, base: 126 }

function SeriesBars({ series: { points, steps } }: { series: EvidenceSeries }) {
  const { width, base } = drawing
  const keyOf = ({ firstDay, lastDay }: EvidenceSeries['points'][number]) => `${firstDay} ${lastDay}`
  const { slotWidth, barWidth, middleOf, topOf } = barScales({
    ...drawing,
    keys: points.map(keyOf),
    share: 0.76,
    highest: Math.max(...points.flatMap(({ observed, expected }) => [observed, expected])),
    top: 18,
  })
  const [first, last] = [points[0], points.at(-1)]
  return (
    <BarChart
      label={`Bar chart of observed and expected by ${stepWords[steps].each}; the table below has the same figures`}
      {...drawing}
    >
      {points.map((point) => {
        const { firstDay, lastDay, observed, expected } = point
        const middle = middleOf(keyOf(point))
        return (
          <g key={keyOf(point)}>
            <title>
              {dayInWords(firstDay)}
              {firstDay === lastDay ? '' : ` to ${dayInWords(lastDay)}`}: {observed} observed, {tidy(expected)} expected
            </title>
            <rect
              x={middle - barWidth / 2}
              width={barWidth}
              y={topOf(observed)}
              height={base - topOf(observed)}
              className="vigil-bars__bar"
            />
            {observed > 0 && (
              <text x={middle} y={topOf(observed) - 4} className="vigil-bars__above">
                {observed}
              </text>
            )}
            <Stroke
              className="vigil-bars__expected"
              points={[
                [middle - slotWidth * 0.46, topOf(expected)],
                [middle + slotWidth * 0.46, topOf(expected)],
              ]}
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
    </BarChart>
  )
}
