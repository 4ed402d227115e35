import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { Overdose, OverdoseChange } from '../../../server/contract/overdose.ts'
import { type JudgedOverdose, judgeOverdose } from '../../../server/contract/rules/overdose.ts'
import { useAnswer } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { toAmendment } from '../../record/draft.ts'
import { allFields } from '../../record/fields.ts'
import { RecordForm } from '../../record/RecordForm.tsx'
import { Answered } from '../../ui/Answered.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { overdoseAmendForm } from './overdoseSections.ts'

const route = getRouteApi('/$partnership/reversals/$overdoseId/amend')

export function AmendOverdosePage() {
  const { overdoseId } = route.useParams()
  const { slug: partnership } = usePartnership()
  const navigate = useNavigate()
  const overdose = useAnswer(Overdose, `/overdoses/${overdoseId}`)
  const goBack = (done?: 'amended') =>
    void navigate({
      to: '/$partnership/reversals/$overdoseId',
      params: { partnership, overdoseId },
      state: done ? { done } : {},
    })
  return (
    <>
      <PageTitle>A new revision is made; the earlier ones are kept.</PageTitle>
      <Answered answer={overdose} what="the report">
        {(known) => (
          <RecordForm
            name={`${partnership} overdose ${overdoseId} ${known.revision}`}
            sections={overdoseAmendForm}
            initial={toAmendment(known, allFields(overdoseAmendForm))}
            sends={OverdoseChange}
            judge={(event, context) => judgeOverdose(event as JudgedOverdose, context)}
            stands={known}
            answers={Overdose}
            method="PUT"
            path={`/overdoses/${overdoseId}`}
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
