import { Link, useNavigate } from '@tanstack/react-router'
import { StockHolder } from '../../../server/contract/stock.ts'
import { useWriting } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { newHolder } from './stockForms.ts'

export function AddHolderPage() {
  const params = { partnership: usePartnership().slug }
  const adding = useWriting(StockHolder, 'POST', '/stock/holders')
  const navigate = useNavigate()
  return (
    <>
      <Link to="/$partnership/stock" params={params} className="govuk-back-link">
        Stock
      </Link>
      <PageTitle>Whatever kits lie in: a site, a vehicle, a box, or a worker who carries some.</PageTitle>
      <SmallForm
        form={newHolder}
        writing={adding}
        send={(body) =>
          adding.mutate(
            { body },
            {
              onSuccess: ({ holderId }) =>
                void navigate({ to: '/$partnership/stock/holders/$holderId', params: { ...params, holderId } }),
            },
          )
        }
        submitLabel="Add it"
      />
    </>
  )
}
