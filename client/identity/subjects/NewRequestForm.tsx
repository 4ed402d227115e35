import { NewSubjectRequest, SubjectRequest } from '../../../server/contract/subject.ts'
import { useWriting } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { smallForm } from '../../ui/smallForms.ts'
import { kindWords } from './requestWords.ts'

export const newSubjectRequest = smallForm({
  fields: [
    { path: 'kind', label: 'What they ask for', kind: 'radios', words: kindWords, initial: 'export' },
    {
      path: 'reference',
      label: 'Your reference',
      kind: 'text',
      hint: 'The number of the letter or message. Never a name.',
      width: 'short',
      missing: 'Enter the number of the letter or message',
    },
    { path: 'receivedOn', label: 'Received on', kind: 'day', missing: 'Enter a real day, like 27 3 2026' },
  ],
  schema: NewSubjectRequest,
})

export function NewRequestForm({ onLeave }: { onLeave: () => void }) {
  const { today } = usePartnership()
  const adding = useWriting(SubjectRequest, 'POST', '/subject-requests')
  return (
    <div className="vigil-panel">
      <SmallForm
        form={newSubjectRequest}
        initial={{ receivedOn: today }}
        writing={adding}
        send={(body) => adding.mutate({ body }, { onSuccess: onLeave })}
        submitLabel="Enter the request"
        onLeave={onLeave}
      />
    </div>
  )
}
