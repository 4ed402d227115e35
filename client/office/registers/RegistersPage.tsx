import { getRouteApi } from '@tanstack/react-router'
import { useMay } from '../../api/may.ts'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { AgencyRegister } from './AgencyRegister.tsx'
import { BatchRegister } from './BatchRegister.tsx'
import { NotInTreeRegister } from './NotInTreeRegister.tsx'
import { PanelRegister } from './PanelRegister.tsx'

const route = getRouteApi('/$partnership/registers')

/** The lists that the forms choose from and that this partnership keeps itself. */
export function RegistersPage() {
  const { add } = route.useSearch()
  const may = useMay()
  return (
    <>
      <PageTitle>
        The lists that the forms choose from: agencies, batches of naloxone, and what each laboratory looks for.
      </PageTitle>
      <AgencyRegister isAdding={add === 'agencies'} />
      <BatchRegister isAdding={add === 'batches'} />
      {may('substance:place') && <NotInTreeRegister />}
      {may('death:read') && <PanelRegister isAdding={add === 'panels'} />}
    </>
  )
}
