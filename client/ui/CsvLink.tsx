import { apiAddress, type Query } from '../api.ts'
import { usePartnership } from '../shell/partnership.ts'

/** The same rows as a file, with the same filters. */
export function CsvLink({ path, query, what }: { path: string; query?: Query; what: string }) {
  const partnership = usePartnership().slug
  return (
    <a className="govuk-link" href={apiAddress(`${path}.csv`, { ...query, partnership })} download>
      Download {what} (CSV)
    </a>
  )
}
