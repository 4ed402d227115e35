import { useState } from 'react'
import { Agreement, NewAgreement } from '../../../server/contract/agreement.ts'
import { BorderStream } from '../../../server/contract/border-cluster.ts'
import { Agencies } from '../../../server/contract/partnership.ts'
import { useAnswer, useWriting } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Checkboxes } from '../../ui/Checkboxes.tsx'
import { DayField } from '../../ui/DayField.tsx'
import { TextField } from '../../ui/Field.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { sayWrong } from '../../ui/sayWrong.ts'
import { wholeDay } from '../../ui/wholeDay.ts'

const labels = {
  parties: 'Agencies',
  others: 'Parties outside the partnership',
  purpose: 'Purpose',
  covers: 'Data',
  borderClusters: 'Exact numbers of clusters that cross the border',
  startsOn: 'First day',
  endsOn: 'Last day',
  reference: 'Reference',
}
const borderWords = { deaths: 'Deaths', reversals: 'Reversals' }
const messages = {
  parties: 'Choose an agency, or name somebody outside the partnership',
  purpose: 'Say what for in a few words (10 letters or more)',
  covers: 'Say which data it covers',
  startsOn: 'Enter the first day, like 27 3 2026',
  endsOn: 'Enter the last day, not before the first',
  reference: 'Enter its number, or where the signed paper is',
}

export function NewAgreementForm({ onLeave }: { onLeave: () => void }) {
  const { today } = usePartnership()
  const agencies = useAnswer(Agencies, '/agencies').data ?? []
  const [agencyIds, setAgencies] = useState<string[]>([])
  const [others, setOthers] = useState('')
  const [purpose, setPurpose] = useState('')
  const [covers, setCovers] = useState('')
  const [borderClusters, setBorderClusters] = useState<string[]>([])
  const [startsOn, setStartsOn] = useState<string>(today)
  const [endsOn, setEndsOn] = useState('')
  const [reference, setReference] = useState('')
  const adding = useWriting(Agreement, 'POST', '/agreements')
  const names = others.split('\n').flatMap((line) => (line.trim() ? [{ name: line.trim() }] : []))
  const body = {
    parties: [...agencyIds.map((agencyId) => ({ agencyId })), ...names],
    purpose,
    covers,
    borderClusters: BorderStream.options.filter((stream) => borderClusters.includes(stream)),
    startsOn: wholeDay(startsOn),
    endsOn: wholeDay(endsOn),
    reference,
  }

  return (
    <div className="vigil-small-form vigil-panel">
      <h2 className="govuk-heading-m">Record an agreement</h2>
      <SmallForm
        labels={labels}
        check={() => sayWrong(NewAgreement, body, messages, labels)}
        send={() => adding.mutate({ body }, { onSuccess: onLeave })}
        failure={adding.error}
        isSending={adding.isPending}
        submitLabel="Record this agreement"
        fields={(errorAt) => (
          <>
            <Checkboxes
              path="parties"
              label={labels.parties}
              hint="Those whose people, keys and files it lets in"
              chosen={agencyIds}
              words={Object.fromEntries(agencies.map(({ agencyId, name }) => [agencyId, name]))}
              error={errorAt('parties')}
              onChange={setAgencies}
            />
            <TextField
              path="others"
              label={labels.others}
              hint="One a line; leave empty where there is none"
              isLong
              value={others}
              onChange={setOthers}
            />
            <TextField
              path="purpose"
              label={labels.purpose}
              value={purpose}
              error={errorAt('purpose')}
              onChange={setPurpose}
            />
            <TextField
              path="covers"
              label={labels.covers}
              hint="For example: naloxone supplies, without identity"
              value={covers}
              error={errorAt('covers')}
              onChange={setCovers}
            />
            <Checkboxes
              path="borderClusters"
              label={labels.borderClusters}
              hint="With another partnership of this installation, named above as the notice of a cluster names it. They are told once it has recorded such an agreement with you; otherwise leave empty"
              chosen={borderClusters}
              words={borderWords}
              error={errorAt('borderClusters')}
              onChange={setBorderClusters}
            />
            <DayField
              path="startsOn"
              label={labels.startsOn}
              value={startsOn}
              error={errorAt('startsOn')}
              onChange={setStartsOn}
            />
            <DayField
              path="endsOn"
              label={labels.endsOn}
              hint="Every agreement has one"
              value={endsOn}
              error={errorAt('endsOn')}
              onChange={setEndsOn}
            />
            <TextField
              path="reference"
              label={labels.reference}
              hint="Its number, or where the signed paper is"
              value={reference}
              error={errorAt('reference')}
              onChange={setReference}
            />
          </>
        )}
        onLeave={onLeave}
      />
    </div>
  )
}
