import { useMay } from '../../api/may.ts'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { DoubleBatchesList } from './DoubleBatchesList.tsx'
import { RecordsToLookAt } from './RecordsToLookAt.tsx'

/** What was stored before it was refused, or came in with a file: it stays, and is put right by a person. */
export function ToLookAtPage() {
  const may = useMay()
  return (
    <>
      <PageTitle>
        Records that stand here although they could not be entered today. Nothing of them is changed by itself: open one
        to put it right, and it leaves this list. Figures leave a day that cannot be out, and say so.
      </PageTitle>
      {may('death:read') && <RecordsToLookAt kind="deaths" />}
      {may('overdose:read') && <RecordsToLookAt kind="overdoses" />}
      {may('supply:read') && <RecordsToLookAt kind="supplies" />}
      {may('supply:read') && <DoubleBatchesList />}
    </>
  )
}
