import type { NowcastMonth } from '../../../server/contract/nowcast.ts'
import { BarChart } from '../../charts/BarChart.tsx'
import { BarCount } from '../../charts/BarCount.tsx'
import { barScales } from '../../charts/barScales.ts'
import { drawnSize } from '../../charts/drawnSize.ts'
import { Hatchings } from '../../charts/Hatchings.tsx'
import { Stroke } from '../../charts/Stroke.tsx'
import { describeMonth } from './sayMonths.ts'

const drawing = { width: 480, height: 214, base: 176 }
const top = 14

/**
 * A bar a month for what is known, and over it the bands of what there will be in the end. A month that is still coming in is hatched and
 * carries its estimate above it; one of which nothing can be said is hatched to the full height: neither looks like a fall.
 */
export function MonthBars({ months }: { months: readonly NowcastMonth[] }) {
  const { base } = drawing
  const { slotWidth, barWidth, middleOf, topOf } = barScales({
    ...drawing,
    keys: months.map(({ month }) => month),
    share: 0.74,
    widest: 26,
    highest: Math.max(...months.flatMap(({ observed, estimate }) => [drawnSize(observed), estimate?.band95.high ?? 0])),
    top,
  })
  return (
    <BarChart label="Bar chart by month of death" variant="months" {...drawing}>
      <Hatchings />
      {months.map((month, position) => (
        <g key={month.month} transform={`translate(${middleOf(month.month)} 0)`}>
          <title>{describeMonth(month)}</title>
          <Month month={month} width={barWidth} slotWidth={slotWidth} topOf={topOf} />
          <text y={base + 13} className="vigil-bars__year">
            {new Date(`${month.month}-01T00:00:00Z`).toLocaleDateString('en-GB', { month: 'narrow', timeZone: 'UTC' })}
          </text>
          {(month.month.endsWith('-01') || (position === 0 && month.month < `${month.month.slice(0, 4)}-11`)) && (
            <text y={base + 30} className="vigil-bars__year vigil-bars__year--first">
              {month.month.slice(0, 4)}
            </text>
          )}
        </g>
      ))}
    </BarChart>
  )
}

interface MonthProps {
  month: NowcastMonth
  width: number
  slotWidth: number
  topOf: (count: number) => number
}

/** As large as what is written on a phone. */
const letterSize = 13

function Month({ month: { observed, estimate, isComplete, isSettled }, width, slotWidth, topOf }: MonthProps) {
  const { base } = drawing
  const height = base - topOf(drawnSize(observed))
  const box = (low: number, high: number) => ({
    x: -width / 2,
    width,
    y: topOf(high),
    height: topOf(low) - topOf(high),
  })
  return (
    <>
      {!isComplete && !estimate && (
        <rect x={-width / 2} width={width} y={top} height={base - top} className="vigil-bars__coming" />
      )}
      <rect
        {...box(0, drawnSize(observed))}
        className={`vigil-bars__bar vigil-bars__bar--${isComplete ? 'whole' : 'incomplete'}`}
      />
      {estimate && !isSettled && (
        <>
          <rect {...box(estimate.band95.low, estimate.band95.high)} className="vigil-bars__band" />
          <rect
            {...box(estimate.band50.low, estimate.band50.high)}
            className="vigil-bars__band vigil-bars__band--half"
          />
          <Stroke
            className="vigil-bars__expected"
            points={[
              [-width / 2, topOf(estimate.expected)],
              [width / 2, topOf(estimate.expected)],
            ]}
          />
        </>
      )}
      <BarCount
        count={observed}
        isFilled={isComplete}
        middle={0}
        height={height}
        foot={base - 5}
        width={width}
        slotWidth={slotWidth}
        letterSize={letterSize}
      />
    </>
  )
}
