import type { AreaRow } from '../../../server/contract/map.ts'
import { CountText } from '../../ui/CountText.tsx'
import { Table } from '../../ui/Table.tsx'
import { AreaNameButton } from './AreaNameButton.tsx'
import { isUnreliable } from './classes.ts'
import { sayRate } from './describeArea.ts'

interface AreaTableProps {
  rows: readonly AreaRow[]
  eventWord: string
  picked: string | undefined
  onPick: (areaId: string) => void
}

/** The rows of the map, in the same order. */
export function AreaTable({ rows, eventWord, picked, onPick }: AreaTableProps) {
  return (
    <Table
      caption={`${eventWord} by area`}
      isCaptionHidden
      rows={rows}
      rowKey={({ areaId }) => areaId}
      isSelected={({ areaId }) => areaId === picked}
      columns={[
        {
          heading: 'Area',
          isRowHeading: true,
          cell: (area) => <AreaNameButton area={area} picked={picked} onPick={onPick} />,
        },
        { heading: eventWord, isNumber: true, cell: ({ events }) => <CountText count={events} /> },
        {
          heading: 'Rate per 100,000 a year (95% interval)',
          isNumber: true,
          cell: (row) => (
            <>
              <span className={row.ratePer100k === null ? 'vigil-quiet' : undefined}>{sayRate(row)}</span>
              {isUnreliable(row) && <span className="vigil-cell-note">{row.rateNote}</span>}
            </>
          ),
        },
      ]}
    />
  )
}
