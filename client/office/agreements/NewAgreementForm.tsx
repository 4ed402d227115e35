import { Agreement, NewAgreement } from '../../../server/contract/agreement.ts'
import { BorderStream } from '../../../server/contract/border-cluster.ts'
import { Agencies } from '../../../server/contract/partnership.ts'
import { useAnswer, useWriting } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { smallForm } from '../../ui/smallForms.ts'

export const newAgreement = smallForm({
  fields: [
    {
      path: 'parties',
      label: 'Agencies',
      kind: 'checkboxes',
      hint: 'Those whose people, keys and files it lets in',
      isOptional: true,
      missing: 'Choose an agency, or name somebody outside the partnership',
    },
    {
      path: 'others',
      label: 'Parties outside the partnership',
      kind: 'long text',
      hint: 'One a line; leave empty where there is none',
    },
    {
      path: 'purpose',
      label: 'Purpose',
      kind: 'text',
      missing: 'Say what for in a few words (10 letters or more)',
    },
    {
      path: 'covers',
      label: 'Data',
      kind: 'text',
      hint: 'For example: naloxone supplies, without identity',
      missing: 'Say which data it covers',
    },
    {
      path: 'borderClusters',
      label: 'Exact numbers of clusters that cross the border',
      kind: 'checkboxes',
      hint: 'With another partnership of this installation, named above as the notice of a cluster names it. They are told once it has recorded such an agreement with you; otherwise leave empty',
      words: { deaths: 'Deaths', reversals: 'Reversals' },
    },
    { path: 'startsOn', label: 'First day', kind: 'day', missing: 'Enter the first day, like 27 3 2026' },
    {
      path: 'endsOn',
      label: 'Last day',
      kind: 'day',
      hint: 'Every agreement has one',
      missing: 'Enter the last day, not before the first',
    },
    {
      path: 'reference',
      label: 'Reference',
      kind: 'text',
      hint: 'Its number, or where the signed paper is',
      missing: 'Enter its number, or where the signed paper is',
    },
  ],
  schema: NewAgreement,
  toBody: ({ parties = [], others = '', borderClusters = [], ...terms }) => ({
    ...terms,
    parties: [...[parties].flat().map((agencyId) => ({ agencyId })), ...namesIn(String(others))],
    borderClusters: BorderStream.options.filter((stream) => borderClusters.includes(stream)),
  }),
})

/** One party a line. */
function namesIn(text: string) {
  return text.split('\n').flatMap((line) => (line.trim() ? [{ name: line.trim() }] : []))
}

export function NewAgreementForm({ onLeave }: { onLeave: () => void }) {
  const { today } = usePartnership()
  const agencies = useAnswer(Agencies, '/agencies').data ?? []
  const adding = useWriting(Agreement, 'POST', '/agreements')
  return (
    <div className="vigil-small-form vigil-panel">
      <h2 className="govuk-heading-m">Record an agreement</h2>
      <SmallForm
        form={newAgreement}
        given={{ parties: { words: Object.fromEntries(agencies.map(({ agencyId, name }) => [agencyId, name])) } }}
        initial={{ startsOn: today }}
        writing={adding}
        send={(body) => adding.mutate({ body }, { onSuccess: onLeave })}
        submitLabel="Record this agreement"
        onLeave={onLeave}
      />
    </div>
  )
}
