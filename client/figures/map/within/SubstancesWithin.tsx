import type { MapWithin } from '../../../../server/contract/map-within.ts'
import { CountText, countInWords } from '../../../ui/CountText.tsx'
import { Table } from '../../../ui/Table.tsx'
import { FirstOnPaper } from '../FirstOnPaper.tsx'

interface SubstancesWithinProps {
  substances: NonNullable<MapWithin['substances']>
}

/** What was implicated in the deaths here, most deaths first; a death with several drugs stands in several rows. */
export function SubstancesWithin({ substances: { rows, deathsWithNone } }: SubstancesWithinProps) {
  return (
    <>
      <h3 className="govuk-heading-s">Substances implicated in the deaths</h3>
      {rows.length > 0 && (
        <FirstOnPaper count={rows.length} most={5} others="more on the page, and in the file that it offers (CSV)">
          <Table
            caption="Substances implicated in the deaths here"
            isCaptionHidden
            rows={rows}
            rowKey={({ code }) => code ?? 'not-in-the-tree'}
            columns={[
              { heading: 'Substance', isRowHeading: true, cell: ({ name }) => name },
              { heading: 'Deaths', isNumber: true, cell: ({ deaths }) => <CountText count={deaths} /> },
              { heading: 'Before', isNumber: true, cell: ({ deathsBefore }) => <CountText count={deathsBefore} /> },
            ]}
          />
        </FirstOnPaper>
      )}
      <p className="govuk-body-s">
        {rows.length === 0 && 'None is recorded for the deaths here. '}
        {countInWords(deathsWithNone)} {deathsWithNone === 1 ? 'death' : 'deaths'} of this period without a substance
        implicated: toxicology may still come.
      </p>
    </>
  )
}
