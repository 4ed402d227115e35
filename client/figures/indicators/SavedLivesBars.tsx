import { scaleLinear } from 'd3-scale'
import { BarChart } from '../../charts/BarChart.tsx'
import { drawnSize } from '../../charts/drawnSize.ts'
import { Hatchings } from '../../charts/Hatchings.tsx'
import { countInWords } from '../../ui/CountText.tsx'
import type { SavedLivesRow } from './saySavedLives.ts'

const width = 360
const line = 32

interface SavedLivesBarsProps {
  rows: readonly SavedLivesRow[]
  nameOf: (row: SavedLivesRow) => string
}

/** Reversals as bars on their sides: survivors known filled, outcome unknown hatched behind them, never added to them. */
export function SavedLivesBars({ rows, nameOf }: SavedLivesBarsProps) {
  const longOf = scaleLinear([0, Math.max(1, ...rows.map(({ reversals }) => drawnSize(reversals)))], [0, width - 40])
  return (
    <BarChart label="Bar chart of reversals reported, with survivors known" width={width} height={rows.length * line}>
      <Hatchings />
      {rows.map((row, position) => {
        const top = position * line
        const survivors = longOf(drawnSize(row.survivorsKnown))
        const all = longOf(drawnSize(row.reversals))
        return (
          <g key={row.part}>
            <title>{`${nameOf(row)}: ${countInWords(row.reversals)} reversals, survivors known ${countInWords(row.survivorsKnown)}, outcome unknown ${countInWords(row.outcomeUnknown)}`}</title>
            <text x="0" y={top + 11} className="vigil-bars__name">
              {nameOf(row)}
            </text>
            {survivors > 0 && (
              <rect
                x="0"
                y={top + 16}
                width={survivors}
                height="11"
                className="vigil-bars__bar vigil-bars__bar--whole"
              />
            )}
            {all > survivors && (
              <rect
                x={survivors}
                y={top + 16}
                width={all - survivors}
                height="11"
                className="vigil-bars__bar vigil-bars__bar--incomplete"
              />
            )}
            <text x={all + 5} y={top + 26} className="vigil-bars__name">
              {countInWords(row.reversals)}
            </text>
          </g>
        )
      })}
    </BarChart>
  )
}
