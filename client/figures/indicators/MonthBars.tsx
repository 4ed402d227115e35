import type { NowcastMonth } from '../../../server/contract/nowcast.ts'
import { barLabel } from './barLabel.ts'
import { describeMonth } from './sayMonths.ts'
import { YearPatterns } from './YearPatterns.tsx'

const width = 480
const height = 214
const base = 176
const top = 14

/**
 * A bar a month for what is known, and over it the bands of what there will be in the end. A month that is still coming in is hatched and
 * carries its estimate above it; one of which nothing can be said is hatched to the full height: neither looks like a fall.
 */
export function MonthBars({ months }: { months: readonly NowcastMonth[] }) {
  const highest = Math.max(
    1,
    ...months.flatMap(({ observed, estimate }) => [number(observed), estimate?.band95.high ?? 0]),
  )
  const step = width / months.length
  const barWidth = Math.min(26, step * 0.74)
  const topOf = (count: number) => base - (count / highest) * (base - top)
  return (
    <svg
      className="vigil-bars vigil-bars--months"
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label="Bar chart by month of death"
    >
      <YearPatterns />
      <line x1="0" x2={width} y1={base} y2={base} className="vigil-bars__axis" />
      {months.map((month, position) => (
        <g key={month.month} transform={`translate(${step * (position + 0.5)} 0)`}>
          <title>{describeMonth(month)}</title>
          <Month month={month} width={barWidth} step={step} topOf={topOf} />
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
    </svg>
  )
}

interface MonthProps {
  month: NowcastMonth
  width: number
  step: number
  topOf: (count: number) => number
}

/** As large as what is written on a phone. */
const letterSize = 13

function Month({ month: { observed, estimate, isComplete, isSettled }, width, step, topOf }: MonthProps) {
  const known = topOf(number(observed))
  const { text, lies } = barLabel(typeof observed === 'number' ? observed : 'unknown', {
    barWidth: width,
    barHeight: base - known,
    slotWidth: step,
    letterSize,
  })
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
        x={-width / 2}
        width={width}
        y={known}
        height={base - known}
        className={`vigil-bars__bar vigil-bars__bar--${isComplete ? 'whole' : 'incomplete'}`}
      />
      {estimate && !isSettled && (
        <>
          <rect {...box(estimate.band95.low, estimate.band95.high)} className="vigil-bars__band" />
          <rect
            {...box(estimate.band50.low, estimate.band50.high)}
            className="vigil-bars__band vigil-bars__band--half"
          />
          <path d={`M${-width / 2},${topOf(estimate.expected)}h${width}`} className="vigil-bars__expected" />
        </>
      )}
      <text
        y={base - 5}
        className={`vigil-bars__count ${isComplete && lies === 'inside' ? '' : 'vigil-bars__count--over'} ${lies === 'inside' || lies === 'over' ? '' : `vigil-bars__count--${lies}`}`}
        transform={lies === 'upright' ? `rotate(-90 0 ${base - 5}) translate(0 ${letterSize * 0.35})` : undefined}
      >
        {text}
      </text>
    </>
  )
}

function number(count: NowcastMonth['observed']) {
  return typeof count === 'number' ? count : 0
}
