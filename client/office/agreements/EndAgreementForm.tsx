import { Agreement, EndAgreement } from '../../../server/contract/agreement.ts'
import { useWriting } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { smallForm } from '../../ui/smallForms.ts'

export const endAgreement = smallForm({
  fields: [
    {
      path: 'lastDay',
      label: 'Last day',
      kind: 'day',
      hint: 'Yesterday ends it at once',
      missing: 'Enter the last day on which it is in force',
    },
    {
      path: 'reason',
      label: 'Why it ends',
      shortLabel: 'Reason',
      kind: 'text',
      missing: 'Say why in a few words (10 letters or more)',
    },
  ],
  schema: EndAgreement,
})

export function EndAgreementForm({ agreement, onLeave }: { agreement: Agreement; onLeave: () => void }) {
  const { today } = usePartnership()
  const ending = useWriting(Agreement, 'PUT', `/agreements/${agreement.agreementId}/end`)
  return (
    <SmallForm
      form={endAgreement}
      initial={{ lastDay: today }}
      writing={ending}
      send={(body) => ending.mutate({ body }, { onSuccess: onLeave })}
      submitLabel="End this agreement"
      isWarning
      onLeave={onLeave}
    />
  )
}
