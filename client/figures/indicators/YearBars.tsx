import { countInWords } from '../../ui/CountText.tsx'
import { barLabel } from './barLabel.ts'
import type { YearOfDeaths } from './sayYears.ts'
import { hasRecords } from './sayYears.ts'
import { YearPatterns } from './YearPatterns.tsx'

const width = 360
const height = 150
const base = 126

/**
 * Bars with their 95% intervals. An incomplete year is hatched and never looks like a fall; deaths known only by the day they were
 * reported stand in a bar of their own beside, never stacked: they may have happened in another year.
 */
export function YearBars({ years }: { years: YearOfDeaths[] }) {
  const isSplit = years.some(({ byDayReported }) => byDayReported !== 0)
  const highest = Math.max(
    1,
    ...years.flatMap(({ deaths, byDayReported, interval }) => [
      deaths === 0 ? 0 : (interval?.high ?? 0),
      number(deaths),
      number(byDayReported),
    ]),
  )
  const step = width / years.length
  const barWidth = Math.min(34, step * (isSplit ? 0.43 : 0.66))
  const room = { slotWidth: isSplit ? step / 2 : step, letterSize: isSplit ? 9 : 12 }
  const heightOf = (count: number) => (count / highest) * (base - 18)
  return (
    <svg
      className={`vigil-bars ${isSplit ? 'vigil-bars--narrow' : ''}`}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label="Bar chart of deaths by year"
    >
      <YearPatterns />
      <line x1="0" x2={width} y1={base} y2={base} className="vigil-bars__axis" />
      {years.map((year, position) => {
        const middle = step * (position + 0.5)
        // a bar alone in its year stands over the year, two stand side by side
        const apart = year.deaths !== 0 && year.byDayReported !== 0 ? barWidth / 2 : 0
        return (
          <g key={year.year}>
            <title>{describe(year)}</title>
            {year.deaths !== 0 && (
              <Bar
                kind={year.isIncomplete ? 'incomplete' : 'whole'}
                middle={middle - apart}
                width={barWidth}
                height={heightOf(number(year.deaths))}
                count={year.deaths}
                room={room}
              />
            )}
            {year.byDayReported !== 0 && (
              <Bar
                kind="reported"
                middle={middle + apart}
                width={barWidth}
                height={heightOf(number(year.byDayReported))}
                count={year.byDayReported}
                room={room}
              />
            )}
            {year.interval && year.deaths !== 0 && !year.isIncomplete && (
              <path
                className="vigil-bars__interval"
                d={`M${middle - apart},${base - heightOf(year.interval.low)}V${base - heightOf(year.interval.high)}`}
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
    </svg>
  )
}

interface BarProps {
  kind: 'whole' | 'incomplete' | 'reported'
  middle: number
  width: number
  height: number
  count: YearOfDeaths['deaths']
  room: { slotWidth: number; letterSize: number }
}

function Bar({ kind, middle, width, height, count, room }: BarProps) {
  const { text, lies } = barLabel(typeof count === 'number' ? count : 'unknown', {
    ...room,
    barWidth: width,
    barHeight: height,
  })
  const isOver = kind !== 'whole' || lies !== 'inside'
  return (
    <>
      <rect
        x={middle - width / 2}
        width={width}
        y={base - height}
        height={height}
        className={`vigil-bars__bar vigil-bars__bar--${kind}`}
      />
      <text
        x={middle}
        y={base - 6}
        className={`vigil-bars__count ${isOver ? 'vigil-bars__count--over' : ''} ${lies === 'inside' || lies === 'over' ? '' : `vigil-bars__count--${lies}`}`}
        transform={
          lies === 'upright' ? `rotate(-90 ${middle} ${base - 6}) translate(0 ${room.letterSize * 0.35})` : undefined
        }
      >
        {text}
      </text>
    </>
  )
}

function describe(year: YearOfDeaths) {
  if (!hasRecords(year)) return `${year.year}: no records`
  const reported =
    year.byDayReported === 0 ? '' : `, ${countInWords(year.byDayReported)} known only by the day they were reported`
  return `${year.year}: ${countInWords(year.deaths)}${reported}${year.isIncomplete ? ', incomplete' : ''}`
}

function number(count: YearOfDeaths['deaths']) {
  return typeof count === 'number' ? count : 0
}
