import { countInWords } from '../ui/CountText.tsx'
import type { YearOfDeaths } from './DeathsByYearFigure.tsx'

const width = 360
const height = 150
const base = 126

/** Bars with their 95% intervals; an incomplete year is hatched and open at the top, and never looks like a fall. */
export function YearBars({ years }: { years: YearOfDeaths[] }) {
  const highest = Math.max(1, ...years.map((year) => Math.max(year.interval?.high ?? 0, number(year) ?? 0)))
  const step = width / years.length
  const barWidth = Math.min(34, step * 0.66)
  const heightOf = (count: number) => (count / highest) * (base - 18)
  return (
    <svg className="vigil-bars" viewBox={`0 0 ${width} ${height}`} role="img" aria-label="Bar chart of deaths by year">
      <defs>
        <pattern id="incomplete-year" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="6" height="6" className="vigil-bars__ground" />
          <line x1="0" y1="0" x2="0" y2="6" className="vigil-bars__hatch" />
        </pattern>
      </defs>
      <line x1="0" x2={width} y1={base} y2={base} className="vigil-bars__axis" />
      {years.map((year, position) => {
        const middle = step * (position + 0.5)
        const count = number(year)
        const top = base - heightOf(count ?? 0)
        return (
          <g key={year.year}>
            <title>{`${year.year}: ${countInWords(year.deaths)}${year.isIncomplete ? ', incomplete' : ''}`}</title>
            {count !== null && (
              <rect
                x={middle - barWidth / 2}
                width={barWidth}
                y={top}
                height={base - top}
                className={year.isIncomplete ? 'vigil-bars__bar--incomplete' : 'vigil-bars__bar'}
                fill={year.isIncomplete ? 'url(#incomplete-year)' : undefined}
              />
            )}
            {year.interval && !year.isIncomplete && (
              <path
                className="vigil-bars__interval"
                d={`M${middle},${base - heightOf(year.interval.low)}V${base - heightOf(year.interval.high)}`}
              />
            )}
            <text
              x={middle}
              y={base - 6}
              className={`vigil-bars__count ${year.isIncomplete ? 'vigil-bars__count--incomplete' : ''}`}
            >
              {count ?? '?'}
            </text>
            <text x={middle} y={base + 16} className="vigil-bars__year">
              {years.length > 9 ? `’${String(year.year).slice(2)}` : year.year}
            </text>
          </g>
        )
      })}
    </svg>
  )
}

function number({ deaths }: YearOfDeaths) {
  return typeof deaths === 'number' ? deaths : null
}
