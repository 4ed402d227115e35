import { scaleLinear } from 'd3-scale'
import { Hatchings } from '../../charts/Hatchings.tsx'

interface Row {
  title: string
  counted: number
  cannotSay: number
  low: number
  high: number
}

const WIDTH = 720
const LABEL = 300
const STEP = 26

/** Counts by definition, each with its interval, and how far it may still grow by those of whom it cannot be said. The table says the same. */
export function CountIntervals({ rows, year }: { rows: readonly Row[]; year: number }) {
  const most = Math.max(10, ...rows.map(({ high, counted, cannotSay }) => Math.max(high, counted + cannotSay)))
  const x = scaleLinear()
    .domain([0, most])
    .nice()
    .range([LABEL, WIDTH - 16])
  const height = rows.length * STEP + 30
  return (
    <>
      <svg
        viewBox={`0 0 ${WIDTH} ${height}`}
        role="img"
        aria-label={`Counts of ${year} by definition with intervals of 95 %; the table below says the same`}
        className="vigil-intervals"
      >
        <Hatchings />
        {x.ticks(6).map((tick) => (
          <g key={tick}>
            <line x1={x(tick)} x2={x(tick)} y1={0} y2={height - 22} className="vigil-intervals__grid" />
            <text x={x(tick)} y={height - 6} textAnchor="middle" className="vigil-intervals__label">
              {tick}
            </text>
          </g>
        ))}
        {rows.map(({ title, counted, cannotSay, low, high }, at) => {
          const y = at * STEP + STEP / 2
          return (
            <g key={title}>
              <text x={LABEL - 10} y={y + 4} textAnchor="end" className="vigil-intervals__label">
                {title.length > 44 ? `${title.slice(0, 42)}…` : title}
              </text>
              {cannotSay > 0 && (
                <rect
                  x={x(counted)}
                  width={x(counted + cannotSay) - x(counted)}
                  y={y - 6}
                  height={12}
                  className="vigil-intervals__open"
                />
              )}
              <line x1={x(low)} x2={x(high)} y1={y} y2={y} className="vigil-intervals__interval" />
              <circle cx={x(counted)} cy={y} r={5} className="vigil-intervals__count" />
            </g>
          )
        })}
      </svg>
      <p className="govuk-body-s vigil-intervals">
        Point: counted. Line: 95 % interval of the count. Hatched: it cannot be said yet of these.
      </p>
    </>
  )
}
