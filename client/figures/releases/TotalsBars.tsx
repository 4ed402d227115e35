import type { ReleasedTotals } from '../../../server/contract/release.ts'
import { countInWords } from '../../ui/CountText.tsx'
import { barLabel } from '../indicators/barLabel.ts'

export type TotalRow = ReleasedTotals['rows'][number]

const width = 360
const height = 150
const base = 126

interface TotalsBarsProps {
  /** Oldest first. */
  rows: readonly TotalRow[]
  /** "Deaths by year". */
  what: string
}

/** Totals by year as bars, with their 95% interval where the count is exact. A hidden year has no bar and says so: it is not nought. */
export function TotalsBars({ rows, what }: TotalsBarsProps) {
  const highest = Math.max(1, ...rows.map(({ count, interval }) => Math.max(sizeOf(count), interval?.high ?? 0)))
  const step = width / Math.max(1, rows.length)
  const barWidth = Math.min(34, step * 0.66)
  const heightOf = (count: number) => (count / highest) * (base - 18)
  return (
    <svg className="vigil-bars" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`Bar chart: ${what}`}>
      <line x1="0" x2={width} y1={base} y2={base} className="vigil-bars__axis" />
      {rows.map(({ slice, year, count, interval }, position) => {
        const middle = step * (position + 0.5)
        const tall = heightOf(sizeOf(count))
        const { text, lies } = barLabel(sizeOf(count), { barWidth, barHeight: tall, slotWidth: step, letterSize: 12 })
        return (
          <g key={slice}>
            <title>{`${year}: ${countInWords(count)}`}</title>
            {typeof count === 'number' ? (
              <>
                <rect
                  x={middle - barWidth / 2}
                  width={barWidth}
                  y={base - tall}
                  height={tall}
                  className="vigil-bars__bar vigil-bars__bar--whole"
                />
                <text
                  x={middle}
                  y={lies === 'inside' ? base - 6 : base - Math.max(tall, heightOf(interval?.high ?? 0)) - 4}
                  className={`vigil-bars__count ${lies === 'inside' ? '' : 'vigil-bars__count--over vigil-bars__count--small'}`}
                >
                  {text}
                </text>
                {interval && (
                  <path
                    className="vigil-bars__interval"
                    d={`M${middle},${base - heightOf(interval.low)}V${base - heightOf(interval.high)}`}
                  />
                )}
              </>
            ) : (
              <text x={middle} y={base - 6} className="vigil-bars__none">
                {countInWords(count)}
              </text>
            )}
            <text x={middle} y={base + 16} className="vigil-bars__year">
              {rows.length > 9 ? `’${String(year).slice(2)}` : year}
            </text>
          </g>
        )
      })}
    </svg>
  )
}

const sizeOf = (count: TotalRow['count']) => (typeof count === 'number' ? count : 0)
