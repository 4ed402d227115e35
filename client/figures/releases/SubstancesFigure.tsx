import { scaleLinear } from 'd3-scale'
import type { DisclosureRule } from '../../../server/contract/release.ts'
import { apiAddress } from '../../api/address.ts'
import { BarChart } from '../../charts/BarChart.tsx'
import { drawnSize } from '../../charts/drawnSize.ts'
import { countInWords } from '../../ui/CountText.tsx'
import { Table } from '../../ui/Table.tsx'
import { ReleasedCount } from './ReleasedCount.tsx'
import type { TotalRow } from './TotalsBars.tsx'

const width = 360
const line = 30

interface SubstancesFigureProps {
  partnership: string
  /** Of deaths, the latest first. */
  rows: readonly TotalRow[]
  rule: DisclosureRule
}

/** What was implicated in the deaths of the latest years that are counted together. One death may have several. */
export function SubstancesFigure({ partnership, rows, rule }: SubstancesFigureProps) {
  const [latest] = rows.filter(({ group }) => group === 'substance')
  if (!latest) return null
  const [period] = /^\d{4}(-\d{4})?(?=-[a-z])/.exec(latest.slice) ?? ['']
  const found = rows.filter(({ slice, group }) => group === 'substance' && slice.startsWith(`${period}-`))
  const whole = rows.find(({ slice }) => slice === period)
  const named = period.replace('-', ' to ')
  const heading = `What was implicated in deaths of ${named}`
  const shownRows = whole ? [whole, ...found] : found
  const longOf = scaleLinear([0, Math.max(1, ...shownRows.map(({ count }) => drawnSize(count)))], [0, width - 60])
  const nameOf = (row: TotalRow) =>
    row === whole ? 'All drug-related deaths' : row.name.replace(` implicated, ${named}`, '')
  return (
    <section aria-labelledby="substances" className="vigil-released">
      <h2 className="govuk-heading-m" id="substances">
        {heading}
      </h2>
      <p className="govuk-body">
        One death may have several, so that these do not add up. Deaths whose toxicology is not complete have none yet.
      </p>
      <div className="vigil-columns">
        <figure className="vigil-figure">
          <BarChart label={`Bar chart: ${heading}`} width={width} height={shownRows.length * line}>
            {shownRows.map((row, position) => {
              const long = longOf(drawnSize(row.count))
              return (
                <g key={row.slice}>
                  <title>{`${nameOf(row)}: ${countInWords(row.count)}`}</title>
                  <text x="0" y={position * line + 11} className="vigil-bars__name">
                    {nameOf(row)}
                  </text>
                  <rect
                    x="0"
                    y={position * line + 15}
                    width={long}
                    height="9"
                    className="vigil-bars__bar vigil-bars__bar--whole"
                  />
                  <text x={long + 5} y={position * line + 24} className="vigil-bars__name">
                    {countInWords(row.count)}
                  </text>
                </g>
              )
            })}
          </BarChart>
        </figure>
        <div>
          <Table
            caption={heading}
            isCaptionHidden
            rows={shownRows}
            rowKey={({ slice }) => slice}
            columns={[
              { heading: 'Implicated', isRowHeading: true, cell: nameOf },
              { heading: 'Deaths', isNumber: true, cell: ({ count }) => <ReleasedCount count={count} rule={rule} /> },
            ]}
          />
          <p className="govuk-body-s">
            <a className="govuk-link" href={apiAddress('/public/totals.csv', { partnership, kind: 'deaths' })} download>
              Download these figures (CSV)
            </a>
          </p>
        </div>
      </div>
    </section>
  )
}
