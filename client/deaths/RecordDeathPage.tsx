import { useNavigate } from '@tanstack/react-router'
import { Death, NewDeath } from '../../server/contract/death.ts'
import { type JudgedDeath, judgeDeath } from '../../server/contract/rules/death.ts'
import { usePartnership } from '../api/partnership.ts'
import { firstAnswers } from '../record/firstAnswers.ts'
import { RecordForm } from '../record/RecordForm.tsx'
import { PageTitle } from '../ui/PageTitle.tsx'
import { deathForm } from './deathSections.ts'

export function RecordDeathPage() {
  const { slug: partnership, today } = usePartnership()
  const navigate = useNavigate()
  return (
    <>
      <PageTitle>
        Write what is known today; the rest can follow. Only the day is needed, and “don’t know” is an answer.
      </PageTitle>
      <RecordForm
        name={`${partnership} new death`}
        sections={deathForm}
        initial={{ ...firstAnswers(deathForm), notifiedOn: today }}
        judge={(death, context) => judgeDeath(death as JudgedDeath, context)}
        sends={NewDeath}
        answers={Death}
        method="POST"
        path="/deaths"
        submitLabel="Record this death"
        onSaved={({ deathId }) =>
          void navigate({
            to: '/$partnership/deaths/$deathId',
            params: { partnership, deathId },
            state: { done: 'recorded' },
          })
        }
        onLeave={() => void navigate({ to: '/$partnership/deaths', params: { partnership } })}
      />
    </>
  )
}
