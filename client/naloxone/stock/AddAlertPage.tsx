import { Link, useNavigate } from '@tanstack/react-router'
import { StockAlert } from '../../../server/contract/stock-alert.ts'
import { NaloxoneProducts } from '../../../server/contract/supply.ts'
import { useAnswer, useWriting } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { newAlert } from './alertForms.ts'

export function AddAlertPage() {
  const { slug: partnership, today } = usePartnership()
  const products = useAnswer(NaloxoneProducts, '/naloxone/products')
  const giving = useWriting(StockAlert, 'POST', '/stock/alerts')
  const navigate = useNavigate()
  return (
    <>
      <Link to="/$partnership/stock/alerts" params={{ partnership }} className="govuk-back-link">
        Safety alerts
      </Link>
      <PageTitle>A recall and a quarantine keep their kits from being given out from their day on.</PageTitle>
      <Answered answer={products} what="products">
        {(rows) => (
          <SmallForm
            form={newAlert}
            given={{ productCode: { words: Object.fromEntries(rows.map(({ code, name }) => [code, name])) } }}
            initial={{ issuedOn: today }}
            writing={giving}
            send={(body) =>
              giving.mutate(
                { body },
                {
                  onSuccess: ({ alertId }) =>
                    void navigate({ to: '/$partnership/stock/alerts/$alertId', params: { partnership, alertId } }),
                },
              )
            }
            submitLabel="Give it out"
          />
        )}
      </Answered>
    </>
  )
}
