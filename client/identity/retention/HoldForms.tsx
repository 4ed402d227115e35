import { useState } from 'react'
import { LegalHold, LiftHold, NewHold } from '../../../server/contract/retention.ts'
import { useWriting } from '../../api/answers.ts'
import type { ProblemError } from '../../api/ask.ts'
import { TextField } from '../../ui/Field.tsx'
import { RadioGroup } from '../../ui/RadioGroup.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { sayWrong } from '../../ui/sayWrong.ts'

const labels = { what: 'What is held', deathId: 'Death', reason: 'Reason' }
const messages = {
  deathId: 'Paste the id of the death, as it stands in the address of its page',
  reason: 'Say why in a few words (10 letters or more)',
}
const whatWords = { death: 'One death', everything: 'Everything of the partnership' }

export function NewHoldForm({ onLeave }: { onLeave: () => void }) {
  const [what, setWhat] = useState('death')
  const [deathId, setDeathId] = useState('')
  const [reason, setReason] = useState('')
  const adding = useWriting(LegalHold, 'POST', '/holds')
  const body = { deathId: what === 'death' ? deathId.trim() : null, reason }

  return (
    <div className="vigil-small-form">
      <SmallForm
        labels={labels}
        check={() => sayWrong(NewHold, body, messages, labels)}
        send={() => adding.mutate({ body }, { onSuccess: onLeave })}
        failure={adding.error}
        isSending={adding.isPending}
        submitLabel="Put under legal hold"
        fields={(errorAt) => (
          <>
            <RadioGroup path="what" label={labels.what} value={what} words={whatWords} onChange={setWhat} />
            {what === 'death' && (
              <TextField
                path="deathId"
                label={labels.deathId}
                hint="Its id, as it stands in the address of its page"
                value={deathId}
                error={errorAt('deathId')}
                onChange={setDeathId}
              />
            )}
            <TextField
              path="reason"
              label={labels.reason}
              hint="Never a name"
              isLong
              value={reason}
              error={errorAt('reason')}
              onChange={setReason}
            />
          </>
        )}
        onLeave={onLeave}
      />
    </div>
  )
}

interface LiftHoldFormProps {
  id: string
  failure: ProblemError | null
  isSending: boolean
  onSend: (body: LiftHold) => void
  onLeave: () => void
}

export function LiftHoldForm({ id, failure, isSending, onSend, onLeave }: LiftHoldFormProps) {
  const [reason, setReason] = useState('')
  const path = `reason-${id}`
  const parsed = LiftHold.safeParse({ reason })
  return (
    <SmallForm
      labels={{ [path]: 'Reason' }}
      check={() => (parsed.success ? [] : [{ path, message: messages.reason }])}
      send={() => parsed.success && onSend(parsed.data)}
      failure={failure}
      isSending={isSending}
      submitLabel="Lift the hold"
      fields={(errorAt) => (
        <TextField path={path} label="Why it ends" value={reason} error={errorAt(path)} onChange={setReason} />
      )}
      onLeave={onLeave}
    />
  )
}
