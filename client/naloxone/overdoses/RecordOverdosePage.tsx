import { useNavigate } from '@tanstack/react-router'
import { NewOverdose, Overdose } from '../../../server/contract/overdose.ts'
import { type JudgedOverdose, judgeOverdose } from '../../../server/contract/rules/overdose.ts'
import { usePartnership } from '../../api/partnership.ts'
import { firstAnswers } from '../../record/firstAnswers.ts'
import { RecordForm } from '../../record/RecordForm.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { overdoseForm } from './overdoseSections.ts'

export function RecordOverdosePage() {
  const { slug: partnership } = usePartnership()
  const navigate = useNavigate()
  return (
    <>
      <PageTitle>
        An overdose, whether or not naloxone was given. Your best guess is fine, and “don’t know” is an answer.
      </PageTitle>
      <div className="govuk-inset-text">
        <strong>Is this happening now? Call 999 first.</strong> This page can wait. Naloxone wears off: somebody who has
        come round can stop breathing again.
      </div>
      <RecordForm
        name={`${partnership} new reversal`}
        sections={overdoseForm}
        initial={firstAnswers(overdoseForm)}
        sends={NewOverdose}
        judge={(event, context) => judgeOverdose(event as JudgedOverdose, context)}
        answers={Overdose}
        method="POST"
        path="/overdoses"
        submitLabel="Record this report"
        onSaved={({ overdoseId }) =>
          void navigate({
            to: '/$partnership/reversals/$overdoseId',
            params: { partnership, overdoseId },
            state: { done: 'recorded' },
          })
        }
        onLeave={() => void navigate({ to: '/$partnership/reversals', params: { partnership } })}
      />
    </>
  )
}
