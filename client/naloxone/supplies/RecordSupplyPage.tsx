import { useNavigate } from '@tanstack/react-router'
import { type JudgedSupply, judgeSupply } from '../../../server/contract/rules/supply.ts'
import { NewSupply, Supply } from '../../../server/contract/supply.ts'
import { usePartnership } from '../../api/partnership.ts'
import { firstAnswers } from '../../record/firstAnswers.ts'
import { RecordForm } from '../../record/RecordForm.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { supplyForm } from './supplySections.ts'

export function RecordSupplyPage() {
  const { slug: partnership } = usePartnership()
  const navigate = useNavigate()
  return (
    <>
      <PageTitle>Kits handed to a person or put in a place. “Don’t know” is an answer.</PageTitle>
      <RecordForm
        name={`${partnership} new supply`}
        sections={supplyForm}
        initial={firstAnswers(supplyForm)}
        sends={NewSupply}
        judge={(supply, context) => judgeSupply(supply as JudgedSupply, context)}
        answers={Supply}
        method="POST"
        path="/supplies"
        submitLabel="Record this supply"
        onSaved={({ supplyId }) =>
          void navigate({
            to: '/$partnership/supplies/$supplyId',
            params: { partnership, supplyId },
            state: { done: 'recorded' },
          })
        }
        onLeave={() => void navigate({ to: '/$partnership/supplies', params: { partnership } })}
      />
    </>
  )
}
