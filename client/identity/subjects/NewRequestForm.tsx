import { useState } from 'react'
import { NewSubjectRequest, SubjectRequest } from '../../../server/contract/subject.ts'
import { useWriting } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { DayField } from '../../ui/DayField.tsx'
import { TextField } from '../../ui/Field.tsx'
import { RadioGroup } from '../../ui/RadioGroup.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { sayWrong } from '../../ui/sayWrong.ts'
import { wholeDay } from '../../ui/wholeDay.ts'
import { kindWords } from './requestWords.ts'

const labels = { kind: 'What they ask for', reference: 'Your reference', receivedOn: 'Received on' }
const messages = {
  reference: 'Enter the number of the letter or message',
  receivedOn: 'Enter a real day, like 27 3 2026',
}

export function NewRequestForm({ onLeave }: { onLeave: () => void }) {
  const { today } = usePartnership()
  const [kind, setKind] = useState('export')
  const [reference, setReference] = useState('')
  const [receivedOn, setReceivedOn] = useState<string>(today)
  const adding = useWriting(SubjectRequest, 'POST', '/subject-requests')
  const body = { kind, reference, receivedOn: wholeDay(receivedOn) }

  return (
    <div className="vigil-panel">
      <SmallForm
        labels={labels}
        check={() => sayWrong(NewSubjectRequest, body, messages, labels)}
        send={() => adding.mutate({ body }, { onSuccess: onLeave })}
        failure={adding.error}
        isSending={adding.isPending}
        submitLabel="Enter the request"
        fields={(errorAt) => (
          <>
            <RadioGroup path="kind" label={labels.kind} value={kind} words={kindWords} onChange={setKind} />
            <TextField
              path="reference"
              label={labels.reference}
              hint="The number of the letter or message. Never a name."
              width="short"
              value={reference}
              error={errorAt('reference')}
              onChange={setReference}
            />
            <DayField
              path="receivedOn"
              label={labels.receivedOn}
              value={receivedOn}
              error={errorAt('receivedOn')}
              onChange={setReceivedOn}
            />
          </>
        )}
        onLeave={onLeave}
      />
    </div>
  )
}
