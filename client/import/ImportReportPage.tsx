import { getRouteApi, Link } from '@tanstack/react-router'
import { PageTitle } from '../shell/PageTitle.tsx'
import { usePartnership } from '../shell/partnership.ts'
import { RunReport } from './RunReport.tsx'
import { UndoImport } from './UndoImport.tsx'

const route = getRouteApi('/$partnership/import/$importId')

/** The report of one import, at an address that can be sent to a colleague. */
export function ImportReportPage() {
  const { importId } = route.useParams()
  const { slug: partnership } = usePartnership()
  return (
    <>
      <Link to="/$partnership/import" params={{ partnership }} className="govuk-back-link">
        Import
      </Link>
      <PageTitle title="Report of an import" />
      <RunReport importId={importId} />
      <UndoImport importId={importId} />
    </>
  )
}
