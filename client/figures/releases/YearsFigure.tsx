import type { ReactNode } from 'react'
import type { ReleaseKind } from '../../../server/contract/filters.ts'
import type { DisclosureRule } from '../../../server/contract/release.ts'
import { apiAddress } from '../../api/address.ts'
import { ProvenanceNote } from '../../ui/Figure.tsx'
import { type Column, Table } from '../../ui/Table.tsx'
import { ReleasedCount } from './ReleasedCount.tsx'
import { type TotalRow, TotalsBars } from './TotalsBars.tsx'

interface YearsFigureProps {
  kind: ReleaseKind
  partnership: string
  heading: string
  /** Totals of years, the latest first. */
  rows: readonly TotalRow[]
  rule: DisclosureRule
  more?: readonly Column<TotalRow>[]
  /** Above the chart. */
  children?: ReactNode
}

/** Years as a trend: the chart, the same figures as a table beside it, and as a file below that. */
export function YearsFigure({ kind, partnership, heading, rows, rule, more = [], children }: YearsFigureProps) {
  const [latest] = rows
  if (!latest) return null
  const id = `years-${kind}`
  return (
    <section aria-labelledby={id} className="vigil-released">
      <h2 className="govuk-heading-m" id={id}>
        {heading}
      </h2>
      {children}
      <div className="vigil-columns">
        <figure className="vigil-figure">
          <TotalsBars rows={[...rows].reverse()} what={heading} />
        </figure>
        <div>
          <Table
            caption={heading}
            isCaptionHidden
            rows={rows}
            rowKey={({ slice }) => `${kind}-${slice}`}
            columns={[
              { heading: 'Year', isRowHeading: true, cell: ({ year }) => year },
              { heading: 'Count', isNumber: true, cell: ({ count }) => <ReleasedCount count={count} rule={rule} /> },
              ...(more.length === 0 && rows.some(({ interval }) => interval)
                ? [
                    {
                      heading: '95% interval',
                      isNumber: true,
                      cell: ({ interval }: TotalRow) =>
                        interval ? `${interval.low.toFixed(0)} to ${interval.high.toFixed(0)}` : '–',
                    },
                  ]
                : []),
              ...more,
            ]}
          />
          <p className="govuk-body-s">
            <a className="govuk-link" href={apiAddress('/public/totals.csv', { partnership, kind })} download>
              Download these figures (CSV)
            </a>
          </p>
        </div>
      </div>
      <ProvenanceNote provenance={latest.provenance} />
    </section>
  )
}
