import { BarChart } from '../../charts/BarChart.tsx'
import { BarCount } from '../../charts/BarCount.tsx'
import { barScales } from '../../charts/barScales.ts'
import { drawnSize } from '../../charts/drawnSize.ts'
import { Hatchings } from '../../charts/Hatchings.tsx'
import { Stroke } from '../../charts/Stroke.tsx'
import { countInWords } from '../../ui/CountText.tsx'
import type { YearOfDeaths } from './sayYears.ts'
import { hasRecords } from './sayYears.ts'

const drawing = { width: 360, height: 150, base: 126 }

/**
 * Bars with their 95% intervals. An incomplete year is hatched and never looks like a fall; deaths known only by the day they were
 * reported stand in a bar of their own beside, never stacked: they may have happened in another year.
 */
export function YearBars({ years }: { years: YearOfDeaths[] }) {
  const { base } = drawing
  const isSplit = years.some(({ byDayReported }) => byDayReported !== 0)
  const { slotWidth, barWidth, middleOf, topOf } = barScales({
    ...drawing,
    keys: years.map(({ year }) => String(year)),
    share: isSplit ? 0.86 : 0.66,
    barsInSlot: isSplit ? 2 : 1,
    widest: 34,
    highest: Math.max(
      ...years.flatMap(({ deaths, byDayReported, interval }) => [
        deaths === 0 ? 0 : (interval?.high ?? 0),
        drawnSize(deaths),
        drawnSize(byDayReported),
      ]),
    ),
    top: 18,
  })
  const room = { width: barWidth, slotWidth: isSplit ? slotWidth / 2 : slotWidth, letterSize: isSplit ? 9 : 12 }
  return (
    <BarChart label="Bar chart of deaths by year" variant={isSplit ? 'narrow' : undefined} {...drawing}>
      <Hatchings />
      {years.map((year) => {
        const middle = middleOf(String(year.year))
        // a bar alone in its year stands over the year, two stand side by side
        const apart = year.deaths !== 0 && year.byDayReported !== 0 ? barWidth / 2 : 0
        return (
          <g key={year.year}>
            <title>{describe(year)}</title>
            {year.deaths !== 0 && (
              <Bar
                kind={year.isIncomplete ? 'incomplete' : 'whole'}
                middle={middle - apart}
                top={topOf(drawnSize(year.deaths))}
                count={year.deaths}
                room={room}
              />
            )}
            {year.byDayReported !== 0 && (
              <Bar
                kind="reported"
                middle={middle + apart}
                top={topOf(drawnSize(year.byDayReported))}
                count={year.byDayReported}
                room={room}
              />
            )}
            {year.interval && year.deaths !== 0 && !year.isIncomplete && (
              <Stroke
                className="vigil-bars__interval"
                points={[
                  [middle - apart, topOf(year.interval.low)],
                  [middle - apart, topOf(year.interval.high)],
                ]}
              />
            )}
            {!hasRecords(year) && (
              <text x={middle} y={base - 6} className="vigil-bars__none">
                no records
              </text>
            )}
            <text x={middle} y={base + 16} className="vigil-bars__year">
              {years.length > 9 ? `’${String(year.year).slice(2)}` : year.year}
            </text>
          </g>
        )
      })}
    </BarChart>
  )
}

interface BarProps {
  kind: 'whole' | 'incomplete' | 'reported'
  middle: number
  top: number
  count: YearOfDeaths['deaths']
  room: { width: number; slotWidth: number; letterSize: number }
}

function Bar({ kind, middle, top, count, room }: BarProps) {
  const height = drawing.base - top
  return (
    <>
      <rect
        x={middle - room.width / 2}
        width={room.width}
        y={top}
        height={height}
        className={`vigil-bars__bar vigil-bars__bar--${kind}`}
      />
      <BarCount
        count={count}
        isFilled={kind === 'whole'}
        middle={middle}
        height={height}
        foot={drawing.base - 6}
        {...room}
      />
    </>
  )
}

function describe(year: YearOfDeaths) {
  if (!hasRecords(year)) return `${year.year}: no records`
  const reported =
    year.byDayReported === 0 ? '' : `, ${countInWords(year.byDayReported)} known only by the day they were reported`
  return `${year.year}: ${countInWords(year.deaths)}${reported}${year.isIncomplete ? ', incomplete' : ''}`
}
