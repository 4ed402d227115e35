import { useMay } from '../../api/may.ts'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { AgencyBoardTable } from './AgencyBoardTable.tsx'

/** Agencies as feeds: what the nightly checks rest on. Who sees only their own agency's records sees only its row. */
export function AgencyReportsPage() {
  const may = useMay()
  return (
    <>
      <PageTitle>
        What comes in late or with gaps is seen late or not at all. These figures are for helping an agency to report,
        and say nothing of how many overdoses or deaths there are where it works.
      </PageTitle>
      {may('overdose:read') && <AgencyBoardTable kind="overdose" />}
      {may('death:read') && <AgencyBoardTable kind="death" />}
    </>
  )
}
