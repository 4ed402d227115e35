import { CountText } from '../../ui/CountText.tsx'
import { Table } from '../../ui/Table.tsx'
import { areaColumn } from './areaColumn.tsx'
import type { AreaOfBoth } from './together.ts'

interface TogetherTableProps {
  areas: readonly AreaOfBoth[]
  /** What each is called: "Reversals", "Deaths". */
  words: readonly [string, string]
  picked: string | undefined
  onPick: (areaId: string) => void
}

/** Two kinds of events of the same areas, in the order of the map. */
export function TogetherTable({ areas, words: [firstWord, secondWord], picked, onPick }: TogetherTableProps) {
  return (
    <Table
      caption={`${firstWord} and ${secondWord.toLowerCase()} by area`}
      isCaptionHidden
      rows={areas}
      rowKey={({ areaId }) => areaId}
      isSelected={({ areaId }) => areaId === picked}
      columns={[
        areaColumn(picked, onPick),
        { heading: firstWord, isNumber: true, cell: ({ first }) => <CountText count={first} /> },
        { heading: secondWord, isNumber: true, cell: ({ second }) => <CountText count={second} /> },
      ]}
    />
  )
}
