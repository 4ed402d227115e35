import type { ImportPreview as PreviewContract } from '../../server/contract/import.ts'
import { DefinitionOnDemand } from '../ui/DefinitionOnDemand.tsx'
import { Table } from '../ui/Table.tsx'

/** How the file was understood: enough to see whether it is the right one. */
export function ImportPreview({ preview }: { preview: PreviewContract }) {
  const { headings, rows, encoding, delimiter, notes } = preview
  const columns = headings.map((heading, position) => ({
    heading: heading || `Column ${position + 1}`,
    cell: (row: readonly string[]) => row[position] ?? '',
  }))
  return (
    <>
      {notes.length > 0 && (
        <div className="govuk-inset-text">
          <ul className="govuk-list vigil-flush">
            {notes.map(({ column, reason, hint }) => (
              <li key={`${column} ${reason}`}>
                {column && <strong>{column}: </strong>}
                {reason}; {hint}.
              </li>
            ))}
          </ul>
        </div>
      )}
      <p className="govuk-body-s">
        Read as {encoding}, columns divided by {delimiter === '\t' ? 'tabs' : `“${delimiter}”`}.
      </p>
      {rows.length > 0 && (
        <DefinitionOnDemand term="The first rows as they were read">
          <Table
            caption="First rows of the file"
            isCaptionHidden
            columns={columns}
            rows={rows.slice(0, 5)}
            rowKey={(row) => row.join('\u0000')}
          />
        </DefinitionOnDemand>
      )}
    </>
  )
}
