import type { NowcastMonth } from '../../../server/contract/nowcast.ts'
import { CountText } from '../../ui/CountText.tsx'
import { Table } from '../../ui/Table.tsx'
import { monthInWords } from '../../words/day.ts'
import { sayBand, sayExpected, sayPercent } from './sayMonths.ts'

/** Latest month first. */
export function MonthTable({ months }: { months: readonly NowcastMonth[] }) {
  return (
    <Table
      caption="By month of death"
      isCaptionHidden
      rows={months.toReversed()}
      rowKey={({ month }) => month}
      columns={[
        { heading: 'Month', isRowHeading: true, cell: ({ month }) => monthInWords(month) },
        { heading: 'Known', isNumber: true, cell: ({ observed }) => <CountText count={observed} /> },
        {
          heading: 'Share known',
          isNumber: true,
          cell: ({ shareKnown, isOver }) => (shareKnown === null || !isOver ? '–' : sayPercent(shareKnown)),
        },
        {
          heading: 'Expected in the end',
          isNumber: true,
          cell: ({ estimate }) => (estimate ? sayExpected(estimate.expected) : '–'),
        },
        { heading: '50% band', isNumber: true, cell: ({ estimate }) => (estimate ? sayBand(estimate.band50) : '–') },
        { heading: '95% band', isNumber: true, cell: ({ estimate }) => (estimate ? sayBand(estimate.band95) : '–') },
        { heading: 'Standing', cell: sayStanding },
      ]}
    />
  )
}

function sayStanding({ isOver, isComplete, isSettled, estimate }: NowcastMonth) {
  if (!isOver) return 'not over'
  if (isSettled) return 'complete'
  if (isComplete) return 'nearly complete'
  return estimate ? 'still coming in' : 'still coming in, too early to say'
}
