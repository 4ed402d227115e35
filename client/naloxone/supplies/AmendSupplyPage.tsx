import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { type JudgedSupply, judgeSupply } from '../../../server/contract/rules/supply.ts'
import { Supply, SupplyChange } from '../../../server/contract/supply.ts'
import { useAnswer } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { toAmendment } from '../../record/draft.ts'
import { allFields } from '../../record/fields.ts'
import { RecordForm } from '../../record/RecordForm.tsx'
import { Answered } from '../../ui/Answered.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { supplyAmendForm } from './supplySections.ts'

const route = getRouteApi('/$partnership/supplies/$supplyId/amend')

export function AmendSupplyPage() {
  const { supplyId } = route.useParams()
  const { slug: partnership } = usePartnership()
  const navigate = useNavigate()
  const supply = useAnswer(Supply, `/supplies/${supplyId}`)
  const goBack = (done?: 'amended') =>
    void navigate({
      to: '/$partnership/supplies/$supplyId',
      params: { partnership, supplyId },
      state: done ? { done } : {},
    })
  return (
    <>
      <PageTitle>A new revision is made; the earlier ones are kept.</PageTitle>
      <Answered answer={supply} what="the supply">
        {(known) => (
          <RecordForm
            name={`${partnership} supply ${supplyId} ${known.revision}`}
            sections={supplyAmendForm}
            initial={toAmendment(known, allFields(supplyAmendForm))}
            sends={SupplyChange}
            judge={(supply, context) => judgeSupply(supply as JudgedSupply, context)}
            stands={known}
            answers={Supply}
            method="PUT"
            path={`/supplies/${supplyId}`}
            revision={known.revision}
            submitLabel="Save this amendment"
            onSaved={() => goBack('amended')}
            onLeave={() => goBack()}
          />
        )}
      </Answered>
    </>
  )
}
