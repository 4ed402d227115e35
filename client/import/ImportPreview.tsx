import type { z } from 'zod'
import type { ImportPreview as PreviewContract } from '../../server/contract/import.ts'
import { Table } from '../ui/Table.tsx'

/** How the file was understood: enough to see whether it is the right one. */
export function ImportPreview({ preview }: { preview: z.infer<typeof PreviewContract> }) {
  const { headings, rows, encoding, delimiter, refusedHeadings } = preview
  const columns = headings.map((heading, position) => ({
    heading: heading || `Column ${position + 1}`,
    cell: (row: readonly string[]) => row[position] ?? '',
  }))
  return (
    <>
      {refusedHeadings.length > 0 && (
        <div className="govuk-inset-text">
          These columns may identify people and will not be read: <strong>{refusedHeadings.join(', ')}</strong>.
        </div>
      )}
      <p className="govuk-body-s">
        Read as {encoding}, columns divided by {delimiter === '\t' ? 'tabs' : `“${delimiter}”`}. The first rows:
      </p>
      <Table
        caption="First rows of the file"
        isCaptionHidden
        columns={columns}
        rows={rows.slice(0, 5)}
        rowKey={(row) => row.join('\u0000')}
      />
    </>
  )
}
