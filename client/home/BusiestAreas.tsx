import { Link } from '@tanstack/react-router'
import type { z } from 'zod'
import type { Overview } from '../../server/contract/indicator.ts'
import { useMay } from '../api/may.ts'
import { usePartnership } from '../api/partnership.ts'
import { CountText } from '../ui/CountText.tsx'
import { CsvLink } from '../ui/CsvLink.tsx'
import { Table } from '../ui/Table.tsx'
import { addDays } from '../words/day.ts'

export function BusiestAreas({ overview }: { overview: z.infer<typeof Overview> }) {
  const params = { partnership: usePartnership().slug }
  const may = useMay()
  const weeks = { from: addDays(overview.today, -27), to: overview.today }
  if (overview.busiestAreas.length === 0) return null
  return (
    <section className="vigil-panel" aria-labelledby="busiest">
      <h2 className="govuk-heading-m" id="busiest">
        Busiest areas, last 28 days
      </h2>
      <Table
        caption="Areas with the most deaths and reversals"
        isCaptionHidden
        rows={overview.busiestAreas}
        rowKey={({ areaId }) => areaId}
        columns={[
          {
            heading: 'Area',
            isRowHeading: true,
            cell: ({ areaId, name }) => (
              <Link to="/$partnership/map" params={params} search={{ ...weeks, area: areaId }} className="govuk-link">
                {name}
              </Link>
            ),
          },
          {
            heading: 'Deaths',
            isNumber: true,
            cell: ({ areaId, deaths }) =>
              deaths === 0 || !may('death:read') ? (
                <CountText count={deaths} />
              ) : (
                <Link
                  to="/$partnership/deaths"
                  params={params}
                  search={{ ...weeks, area: areaId }}
                  className="govuk-link"
                >
                  <CountText count={deaths} />
                </Link>
              ),
          },
          {
            heading: 'Reversals',
            isNumber: true,
            cell: ({ areaId, reversals }) =>
              reversals === 0 ? (
                <CountText count={reversals} />
              ) : (
                <Link
                  to="/$partnership/reversals"
                  params={params}
                  search={{ ...weeks, area: areaId }}
                  className="govuk-link"
                >
                  <CountText count={reversals} />
                </Link>
              ),
          },
        ]}
      />
      <p className="govuk-body-s">
        <CsvLink path="/indicators/busiest-areas" what="these areas" needsSecondFactor={false} />
      </p>
      <p className="govuk-body">
        <Link to="/$partnership/areas-above-expected" params={params} className="govuk-link">
          Areas with more deaths than their residents lead one to expect
        </Link>
      </p>
    </section>
  )
}
