import { useState } from 'react'
import { NewGuestLink } from '../../../server/contract/person.ts'
import type { ProblemError } from '../../api/ask.ts'
import { TextField } from '../../ui/Field.tsx'
import { Select } from '../../ui/Select.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { sayWrong } from '../../ui/sayWrong.ts'

interface NewGuestLinkFormProps {
  deathId: string
  failure: ProblemError | null
  isSending: boolean
  onSend: (body: object) => void
  onLeave: () => void
}

const labels = { guestName: 'Guest', purpose: 'Purpose', days: 'For how long' }
const messages = {
  guestName: 'Enter who the guest is',
  purpose: 'Say in a few words why they may see this case (10 letters or more)',
  days: 'Choose for how long',
}
const lengths = { '1': 'One day', '3': '3 days', '7': '7 days', '14': '14 days' }

export function NewGuestLinkForm({ deathId, failure, isSending, onSend, onLeave }: NewGuestLinkFormProps) {
  const [guestName, setGuestName] = useState('')
  const [purpose, setPurpose] = useState('')
  const [days, setDays] = useState('7')
  const body = { deathId, guestName, purpose, days: Number(days) }

  return (
    <div className="vigil-small-form">
      <SmallForm
        labels={labels}
        check={() => sayWrong(NewGuestLink, body, messages, labels)}
        send={() => onSend(body)}
        failure={failure}
        isSending={isSending}
        submitLabel="Make the link"
        fields={(errorAt) => (
          <>
            <TextField
              path="guestName"
              label={labels.guestName}
              hint="Their name or post, and whom they work for"
              width="wide"
              value={guestName}
              error={errorAt('guestName')}
              onChange={setGuestName}
            />
            <TextField
              path="purpose"
              label={labels.purpose}
              hint="The guest reads it too. Never a name, a date of birth or an address of the person who died."
              isLong
              value={purpose}
              error={errorAt('purpose')}
              onChange={setPurpose}
            />
            <Select path="days" label={labels.days} value={days} words={lengths} onChange={setDays} />
          </>
        )}
        onLeave={onLeave}
      />
    </div>
  )
}
