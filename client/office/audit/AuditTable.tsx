import type { AuditEntry } from '../../../server/contract/audit.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Table } from '../../ui/Table.tsx'
import { instantInWords } from '../../words/day.ts'
import { sayWho } from './sayWho.ts'

interface AuditTableProps {
  rows: readonly AuditEntry[]
  caption: string
  /** narrows the list to one record; left out where it is about one already */
  onRecord?: (recordId: string) => void
}

/** Where nobody states a purpose, the action of the route stands in its place. */
function isAction(purpose: string) {
  return /^[\w-]+:[\w-]+$/.test(purpose)
}

export function AuditTable({ rows, caption, onRecord }: AuditTableProps) {
  const { timeZone } = usePartnership()
  return (
    <Table
      caption={caption}
      isCaptionHidden
      rows={rows}
      rowKey={({ entry }) => String(entry)}
      columns={[
        {
          heading: 'When',
          isRowHeading: true,
          cell: ({ at }) => <span className="vigil-phrase">{instantInWords(at, timeZone)}</span>,
        },
        { heading: 'Who', cell: (entry) => <span className="vigil-phrase">{sayWho(entry)}</span> },
        {
          heading: 'What',
          cell: ({ operationName, action, purpose }) => (
            <span className="vigil-phrase">
              {action === 'refused' && <strong>Refused: </strong>}
              {operationName}
              {!isAction(purpose) && `, for: ${purpose}`}
            </span>
          ),
        },
        ...(onRecord
          ? [
              {
                heading: 'Record',
                cell: ({ recordId }: AuditEntry) =>
                  recordId ? (
                    <button
                      type="button"
                      className="vigil-link-button vigil-name-button"
                      onClick={() => onRecord(recordId)}
                    >
                      {recordId.slice(0, 8)}
                      <span className="govuk-visually-hidden"> (show only this record)</span>
                    </button>
                  ) : (
                    '–'
                  ),
              },
            ]
          : []),
        { heading: 'Fields', cell: ({ fields }) => fields.join(', ') || '–' },
        { heading: 'Rows', isNumber: true, cell: ({ records }) => records.toLocaleString('en-GB') },
      ]}
    />
  )
}
