import { useState } from 'react'
import { Agreement, EndAgreement } from '../../../server/contract/agreement.ts'
import { useWriting } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { DayField } from '../../ui/DayField.tsx'
import { TextField } from '../../ui/Field.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { sayWrong } from '../../ui/sayWrong.ts'
import { wholeDay } from '../../ui/wholeDay.ts'

const labels = { lastDay: 'Last day', reason: 'Reason' }
const messages = {
  lastDay: 'Enter the last day on which it is in force',
  reason: 'Say why in a few words (10 letters or more)',
}

export function EndAgreementForm({ agreement, onLeave }: { agreement: Agreement; onLeave: () => void }) {
  const { today } = usePartnership()
  const [lastDay, setLastDay] = useState<string>(today)
  const [reason, setReason] = useState('')
  const ending = useWriting(Agreement, 'PUT', `/agreements/${agreement.agreementId}/end`)
  const body = { lastDay: wholeDay(lastDay), reason }

  return (
    <SmallForm
      labels={labels}
      check={() => sayWrong(EndAgreement, body, messages, labels)}
      send={() => ending.mutate({ body }, { onSuccess: onLeave })}
      failure={ending.error}
      isSending={ending.isPending}
      submitLabel="End this agreement"
      isWarning
      fields={(errorAt) => (
        <>
          <DayField
            path="lastDay"
            label="Last day"
            hint="Yesterday ends it at once"
            value={lastDay}
            error={errorAt('lastDay')}
            onChange={setLastDay}
          />
          <TextField path="reason" label="Why it ends" value={reason} error={errorAt('reason')} onChange={setReason} />
        </>
      )}
      onLeave={onLeave}
    />
  )
}
