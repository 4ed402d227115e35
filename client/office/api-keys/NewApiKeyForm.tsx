import { useState } from 'react'
import { NewApiKey } from '../../../server/contract/person.ts'
import type { ProblemError } from '../../api/ask.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Checkboxes } from '../../ui/Checkboxes.tsx'
import { DayField } from '../../ui/DayField.tsx'
import { TextField } from '../../ui/Field.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { sayWrong } from '../../ui/sayWrong.ts'
import { wholeDay } from '../../ui/wholeDay.ts'
import { addDays } from '../../words/day.ts'
import { AgencySelect } from '../people/AgencySelect.tsx'
import { scopeWords } from './scopeWords.ts'

interface NewApiKeyFormProps {
  failure: ProblemError | null
  isSending: boolean
  onSend: (body: object) => void
  onLeave: () => void
}

const labels = { name: 'Name', agencyId: 'Agency', scopes: 'What it may do', expiresOn: 'Last day' }
const messages = {
  name: 'Enter a name for the key',
  agencyId: 'Choose an agency',
  scopes: 'Choose what it may do',
  expiresOn: 'Enter the last day on which it works, a year from now at most',
}

export function NewApiKeyForm({ failure, isSending, onSend, onLeave }: NewApiKeyFormProps) {
  const { today } = usePartnership()
  const [name, setName] = useState('')
  const [agencyId, setAgency] = useState('')
  const [scopes, setScopes] = useState<string[]>([])
  const [expiresOn, setExpiresOn] = useState(addDays(today, 180))
  const body = { name, agencyId, scopes, expiresOn: wholeDay(expiresOn) }

  return (
    <div className="vigil-small-form vigil-panel">
      <h2 className="govuk-heading-m">Make a key</h2>
      <SmallForm
        labels={labels}
        check={() => sayWrong(NewApiKey, body, messages, labels)}
        send={() => onSend(body)}
        failure={failure}
        isSending={isSending}
        submitLabel="Make this key"
        fields={(errorAt) => (
          <>
            <TextField
              path="name"
              label={labels.name}
              hint="Which system it is for"
              width="wide"
              value={name}
              error={errorAt('name')}
              onChange={setName}
            />
            <AgencySelect
              value={agencyId}
              hint="The key sees and records what this agency recorded."
              error={errorAt('agencyId')}
              onChange={setAgency}
            />
            <Checkboxes
              path="scopes"
              label={labels.scopes}
              hint="No more than it needs"
              chosen={scopes}
              words={scopeWords}
              error={errorAt('scopes')}
              onChange={setScopes}
            />
            <DayField
              path="expiresOn"
              label={labels.expiresOn}
              hint="A year from now at most. Renew it before then."
              value={expiresOn}
              error={errorAt('expiresOn')}
              onChange={setExpiresOn}
            />
          </>
        )}
        onLeave={onLeave}
      />
    </div>
  )
}
