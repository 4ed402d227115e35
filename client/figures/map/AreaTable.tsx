import type { AreaRow } from '../../../server/contract/map.ts'
import { CountText } from '../../ui/CountText.tsx'
import { type Column, Table } from '../../ui/Table.tsx'
import { areaColumn } from './areaColumn.tsx'
import { isRatioUnreliable, isUnreliable, type Measure } from './classes.ts'
import { sayAreaChange, sayRate, sayRatio } from './describeArea.ts'

interface AreaTableProps {
  rows: readonly AreaRow[]
  eventWord: string
  measure: Measure
  picked: string | undefined
  onPick: (areaId: string) => void
}

/** The rows of the map, in the same order. */
export function AreaTable({ rows, eventWord, measure, picked, onPick }: AreaTableProps) {
  return (
    <Table
      caption={`${eventWord} by area`}
      isCaptionHidden
      rows={rows}
      rowKey={({ areaId }) => areaId}
      isSelected={({ areaId }) => areaId === picked}
      columns={[
        areaColumn(picked, onPick),
        { heading: eventWord, isNumber: true, cell: ({ events }) => <CountText count={events} /> },
        ...columns[measure],
      ]}
    />
  )
}

const rate: Column<AreaRow> = {
  heading: 'Rate per 100,000 a year (95% interval)',
  isNumber: true,
  cell: (row) => (
    <>
      <span className={row.ratePer100k === null ? 'vigil-quiet' : undefined}>{sayRate(row)}</span>
      {isUnreliable(row) && <span className="vigil-cell-note">{row.rateNote}</span>}
    </>
  ),
}
const countBefore: Column<AreaRow> = {
  heading: 'Before',
  isNumber: true,
  cell: ({ eventsBefore }) => <CountText count={eventsBefore} />,
}
const before: Column<AreaRow>[] = [countBefore, { heading: 'Change', isNumber: true, cell: sayAreaChange }]
const ratio: Column<AreaRow> = {
  heading: 'Observed ÷ expected (95% interval)',
  isNumber: true,
  cell: (row) => (
    <>
      <span className={row.ratio === null ? 'vigil-quiet' : undefined}>{sayRatio(row)}</span>
      {row.expected !== null && <span className="vigil-cell-note">{row.expected.toFixed(1)} expected</span>}
      {isRatioUnreliable(row) && <span className="vigil-cell-note">{row.ratioNote}</span>}
    </>
  ),
}
/** What is shown on the map stands in the table. */
const columns: Record<Measure, Column<AreaRow>[]> = {
  count: [countBefore, rate],
  rate: [rate],
  change: before,
  ratio: [ratio],
}
