import { getRouteApi, Link } from '@tanstack/react-router'
import { usePartnership } from '../api/partnership.ts'
import { PageTitle } from '../ui/PageTitle.tsx'
import { RunReport, useReport } from './RunReport.tsx'
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
      <PageTitle />
      <RunReport importId={importId} />
      <WhereNext importId={importId} />
      <UndoImport importId={importId} />
    </>
  )
}

/** What was added is looked at in its list and on the map. */
function WhereNext({ importId }: { importId: string }) {
  const { slug: partnership } = usePartnership()
  const run = useReport(importId).data
  if (!run || run.isDryRun || run.state !== 'done' || run.recordsAdded === 0) return null
  return (
    <ul className="govuk-list">
      {run.subject === 'deaths' && (
        <li>
          <Link to="/$partnership/deaths" params={{ partnership }} className="govuk-link">
            See the deaths
          </Link>
        </li>
      )}
      {run.subject === 'naloxone' && (
        <li>
          <Link to="/$partnership/reversals" params={{ partnership }} className="govuk-link">
            See the overdoses and reversals
          </Link>
        </li>
      )}
      <li>
        <Link to="/$partnership/map" params={{ partnership }} className="govuk-link">
          See the map
        </Link>
      </li>
      <li>
        <Link to="/$partnership/nights" params={{ partnership }} className="govuk-link">
          See what a night makes of it
        </Link>
      </li>
    </ul>
  )
}
