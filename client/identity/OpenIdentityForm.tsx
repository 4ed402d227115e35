import { useState } from 'react'
import { type IdentityField, OpenIdentity } from '../../server/contract/identity.ts'
import type { ProblemError } from '../api/ask.ts'
import { Checkboxes } from '../ui/Checkboxes.tsx'
import { TextField } from '../ui/Field.tsx'
import { Select } from '../ui/Select.tsx'
import { SmallForm } from '../ui/SmallForm.tsx'
import { sayWrong } from '../ui/sayWrong.ts'
import { fieldWords, purposeWords } from './identityWords.ts'

interface OpenIdentityFormProps {
  /** the parts that are held */
  fields: readonly IdentityField[]
  failure: ProblemError | null
  isSending: boolean
  onSend: (body: OpenIdentity) => void
  onLeave: () => void
}

const labels = { purpose: 'What for', note: 'In words', fields: 'Which parts' }
const messages = {
  purpose: 'Choose what for',
  note: 'Say in a few words what for (10 letters or more)',
  fields: 'Choose at least one part',
}

export function OpenIdentityForm({ fields, failure, isSending, onSend, onLeave }: OpenIdentityFormProps) {
  const [purpose, setPurpose] = useState('')
  const [note, setNote] = useState('')
  const [chosen, setChosen] = useState<string[]>([])
  const body = { purpose, note: note.trim() || null, fields: chosen }
  const parsed = OpenIdentity.safeParse(body)
  const isUnsaid = purpose === 'other' && note.trim().length < 10
  return (
    <SmallForm
      labels={labels}
      check={() => sayWrong(OpenIdentity, body, messages, labels, isUnsaid ? ['note'] : [])}
      send={() => parsed.success && onSend(parsed.data)}
      failure={failure}
      isSending={isSending}
      submitLabel="Open"
      fields={(errorAt) => (
        <>
          <Select
            path="purpose"
            label={labels.purpose}
            value={purpose}
            words={purposeWords}
            noneLabel="choose"
            error={errorAt('purpose')}
            onChange={setPurpose}
          />
          <TextField
            path="note"
            label={labels.note}
            hint="Needed where the list has no word for it. It is sealed too."
            isLong
            value={note}
            error={errorAt('note')}
            onChange={setNote}
          />
          <Checkboxes
            path="fields"
            label={labels.fields}
            hint="Only what the purpose needs."
            chosen={chosen}
            words={Object.fromEntries(
              Object.entries(fieldWords).filter(([field]) => fields.some((held) => held === field)),
            )}
            error={errorAt('fields')}
            onChange={setChosen}
          />
        </>
      )}
      onLeave={onLeave}
    />
  )
}
