import type { ReactNode } from 'react'

export interface Column<Row> {
  heading: string
  cell: (row: Row) => ReactNode
  isNumber?: boolean
  isRowHeading?: boolean
}

interface TableProps<Row> {
  caption: string
  isCaptionHidden?: boolean
  columns: Column<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  isSelected?: (row: Row) => boolean
}

/** A plain table. A wide one scrolls in its own box, reachable by keyboard, so that the page never scrolls sideways. */
export function Table<Row>({ caption, isCaptionHidden, columns, rows, rowKey, isSelected }: TableProps<Row>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section className="vigil-table-box" tabIndex={0} aria-label={`${caption} (table)`}>
      <table className="govuk-table govuk-table--small-text-until-tablet vigil-table">
        <caption className={isCaptionHidden ? 'govuk-visually-hidden' : 'govuk-table__caption govuk-table__caption--s'}>
          {caption}
        </caption>
        <thead className="govuk-table__head">
          <tr className="govuk-table__row">
            {columns.map((column) => (
              <th
                key={column.heading}
                scope="col"
                className={`govuk-table__header ${column.isNumber ? 'govuk-table__header--numeric' : ''}`}
              >
                {column.heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="govuk-table__body">
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              id={`row-${rowKey(row)}`}
              className={`govuk-table__row ${isSelected?.(row) ? 'vigil-row--selected' : ''}`}
            >
              {columns.map((column) => (
                <Cell key={column.heading} column={column} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Cell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  if (column.isRowHeading) {
    return (
      <th scope="row" className="govuk-table__header">
        {column.cell(row)}
      </th>
    )
  }
  return (
    <td className={`govuk-table__cell ${column.isNumber ? 'govuk-table__cell--numeric' : ''}`}>{column.cell(row)}</td>
  )
}
