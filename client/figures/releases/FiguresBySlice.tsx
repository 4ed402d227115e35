import type { ReleasedFigures, ReleasedSlice } from '../../../server/contract/release.ts'
import { SelectFilter } from '../../ui/SelectFilter.tsx'
import { Table } from '../../ui/Table.tsx'
import { ReleasedCount } from './ReleasedCount.tsx'

const groups: readonly { group: ReleasedSlice['group']; heading: string }[] = [
  { group: 'time', heading: 'By time' },
  { group: 'substance', heading: 'By substance: one event may have several' },
  { group: 'toxicology', heading: 'By toxicology' },
  { group: 'outcome', heading: 'By outcome' },
]

interface FiguresBySliceProps {
  figures: ReleasedFigures
  area: string
  onArea: (area: string | undefined) => void
}

/** Everything counted in one area. */
export function FiguresBySlice({ figures, area, onArea }: FiguresBySliceProps) {
  const { areas, cells, slices, rule } = figures
  const cellOf = new Map(cells.filter((cell) => cell.area === area).map((cell) => [cell.slice, cell]))
  return (
    <>
      <div className="vigil-filters">
        <SelectFilter
          path="area"
          label="Area"
          value={area}
          words={Object.fromEntries(areas.map(({ area: code, name }) => [code, name]))}
          onChange={onArea}
        />
      </div>
      {groups.map(({ group, heading }) => {
        const rows = slices.filter((slice) => slice.group === group && cellOf.has(slice.slice))
        if (rows.length === 0) return null
        return (
          <Table
            key={group}
            caption={heading}
            rows={rows}
            rowKey={({ slice }) => slice}
            columns={[
              { heading: 'Counted', isRowHeading: true, cell: ({ name }) => name },
              {
                heading: 'Count',
                isNumber: true,
                cell: ({ slice }) => <ReleasedCount count={cellOf.get(slice)?.count ?? null} rule={rule} />,
              },
              {
                heading: '95% interval',
                isNumber: true,
                cell: ({ slice }) => {
                  const interval = cellOf.get(slice)?.interval
                  return interval ? `${interval.low.toFixed(1)} to ${interval.high.toFixed(1)}` : '–'
                },
              },
            ]}
          />
        )
      })}
    </>
  )
}
