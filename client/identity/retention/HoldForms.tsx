import { LegalHold, LiftHold, NewHold } from '../../../server/contract/retention.ts'
import { useWriting } from '../../api/answers.ts'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { type SmallField, smallForm } from '../../ui/smallForms.ts'

const reason: SmallField = {
  path: 'reason',
  label: 'Reason',
  kind: 'long text',
  hint: 'Never a name',
  missing: 'Say why in a few words (10 letters or more)',
}

export const newHold = smallForm({
  fields: [
    {
      path: 'what',
      label: 'What is held',
      kind: 'radios',
      words: { death: 'One death', everything: 'Everything of the partnership' },
      initial: 'death',
    },
    {
      path: 'deathId',
      label: 'Death',
      kind: 'text',
      hint: 'Its id, as it stands in the address of its page',
      isAsked: ({ what }) => what === 'death',
      missing: 'Paste the id of the death, as it stands in the address of its page',
    },
    reason,
  ],
  schema: NewHold,
  toBody: ({ what: _what, ...held }) => held,
})

export const liftHold = smallForm({
  fields: [{ path: 'reason', label: 'Why it ends', shortLabel: 'Reason', kind: 'text', missing: reason.missing }],
  schema: LiftHold,
})

export function NewHoldForm({ onLeave }: { onLeave: () => void }) {
  const adding = useWriting(LegalHold, 'POST', '/holds')
  return (
    <div className="vigil-small-form">
      <SmallForm
        form={newHold}
        writing={adding}
        send={(body) => adding.mutate({ body }, { onSuccess: onLeave })}
        submitLabel="Put under legal hold"
        onLeave={onLeave}
      />
    </div>
  )
}
