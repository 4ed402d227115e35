import { useState } from 'react'
import { BreakGlass } from '../../server/contract/identity.ts'
import type { ProblemError } from '../api/ask.ts'
import { Checkboxes } from '../ui/Checkboxes.tsx'
import { TextField } from '../ui/Field.tsx'
import { SmallForm } from '../ui/SmallForm.tsx'
import { sayWrong } from '../ui/sayWrong.ts'
import { fieldWords } from './identityWords.ts'

interface BreakGlassFormProps {
  failure: ProblemError | null
  isSending: boolean
  onSend: (body: BreakGlass) => void
  onLeave: () => void
}

const labels = { reason: 'Why it cannot wait', fields: 'Which parts' }
const messages = { reason: 'Say why it cannot wait (20 letters or more)', fields: 'Choose at least one part' }

/** For somebody whose role does not open identities, where life or safety cannot wait for one whose does. */
export function BreakGlassForm({ failure, isSending, onSend, onLeave }: BreakGlassFormProps) {
  const [reason, setReason] = useState('')
  const [fields, setFields] = useState<string[]>([])
  const body = { reason, fields }
  const parsed = BreakGlass.safeParse(body)
  return (
    <SmallForm
      labels={labels}
      check={() => sayWrong(BreakGlass, body, messages, labels)}
      send={() => parsed.success && onSend(parsed.data)}
      failure={failure}
      isSending={isSending}
      submitLabel="Open now, and tell the information governance lead"
      isWarning
      fields={(errorAt) => (
        <>
          <TextField
            path="reason"
            label={labels.reason}
            hint="The information governance lead reads it, with your name."
            isLong
            value={reason}
            error={errorAt('reason')}
            onChange={setReason}
          />
          <Checkboxes
            path="fields"
            label={labels.fields}
            chosen={fields}
            words={fieldWords}
            error={errorAt('fields')}
            onChange={setFields}
          />
        </>
      )}
      onLeave={onLeave}
    />
  )
}
