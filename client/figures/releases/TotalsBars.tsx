import type { ReleasedTotals } from '../../../server/contract/release.ts'
import { BarChart } from '../../charts/BarChart.tsx'
import { barLabel } from '../../charts/barLabel.ts'
import { barScales } from '../../charts/barScales.ts'
import { drawnSize } from '../../charts/drawnSize.ts'
import { Stroke } from '../../charts/Stroke.tsx'
import { countInWords } from '../../ui/CountText.tsx'

export type TotalRow = ReleasedTotals['rows'][number]

const drawing = { width: 360, height: 150, base: 126 }

interface TotalsBarsProps {
  /** Oldest first. */
  rows: readonly TotalRow[]
  /** "Deaths by year". */
  what: string
}

/** Totals by year as bars, with their 95% interval where the count is exact. A hidden year has no bar and says so: it is not nought. */
export function TotalsBars({ rows, what }: TotalsBarsProps) {
  const { base } = drawing
  const { slotWidth, barWidth, middleOf, topOf } = barScales({
    ...drawing,
    keys: rows.map(({ slice }) => slice),
    share: 0.66,
    widest: 34,
    highest: Math.max(...rows.map(({ count, interval }) => Math.max(drawnSize(count), interval?.high ?? 0))),
    top: 18,
  })
  return (
    <BarChart label={`Bar chart: ${what}`} {...drawing}>
      {rows.map(({ slice, year, count, interval }) => {
        const middle = middleOf(slice)
        const barTop = topOf(drawnSize(count))
        const { text, lies } = barLabel(drawnSize(count), {
          barWidth,
          barHeight: base - barTop,
          slotWidth,
          letterSize: 12,
        })
        return (
          <g key={slice}>
            <title>{`${year}: ${countInWords(count)}`}</title>
            {typeof count === 'number' ? (
              <>
                <rect
                  x={middle - barWidth / 2}
                  width={barWidth}
                  y={barTop}
                  height={base - barTop}
                  className="vigil-bars__bar vigil-bars__bar--whole"
                />
                <text
                  x={middle}
                  y={lies === 'inside' ? base - 6 : Math.min(barTop, topOf(interval?.high ?? 0)) - 4}
                  className={`vigil-bars__count ${lies === 'inside' ? '' : 'vigil-bars__count--over vigil-bars__count--small'}`}
                >
                  {text}
                </text>
                {interval && (
                  <Stroke
                    className="vigil-bars__interval"
                    points={[
                      [middle, topOf(interval.low)],
                      [middle, topOf(interval.high)],
                    ]}
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
    </BarChart>
  )
}
