import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { Death, DeathChange } from '../../server/contract/death.ts'
import { type JudgedDeath, judgeDeath } from '../../server/contract/rules/death.ts'
import { useAnswer } from '../api/answers.ts'
import { usePartnership } from '../api/partnership.ts'
import { toAmendment } from '../record/draft.ts'
import { allFields } from '../record/fields.ts'
import { RecordForm } from '../record/RecordForm.tsx'
import { Answered } from '../ui/Answered.tsx'
import { PageTitle } from '../ui/PageTitle.tsx'
import { deathAmendForm } from './deathSections.ts'

const route = getRouteApi('/$partnership/deaths/$deathId/amend')

export function AmendDeathPage() {
  const { deathId } = route.useParams()
  const { slug: partnership } = usePartnership()
  const navigate = useNavigate()
  const death = useAnswer(Death, `/deaths/${deathId}`)
  const goBack = (done?: 'amended') =>
    void navigate({
      to: '/$partnership/deaths/$deathId',
      params: { partnership, deathId },
      state: done ? { done } : {},
    })
  return (
    <>
      <PageTitle>A new revision is made; the earlier ones are kept.</PageTitle>
      <Answered answer={death} what="the death">
        {(known) => (
          <RecordForm
            name={`${partnership} death ${deathId} ${known.revision}`}
            sections={deathAmendForm}
            initial={toAmendment(known, allFields(deathAmendForm))}
            sends={DeathChange}
            judge={(death, context) => judgeDeath(death as JudgedDeath, context)}
            stands={known}
            answers={Death}
            method="PUT"
            path={`/deaths/${deathId}`}
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
