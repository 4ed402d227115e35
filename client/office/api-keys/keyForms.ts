import { NewApiKey, RenewApiKey } from '../../../server/contract/person.ts'
import { smallForm } from '../../ui/smallForms.ts'
import { agencyField } from '../people/AgencySelect.tsx'
import { scopeWords } from './scopeWords.ts'

export const newApiKey = smallForm({
  fields: [
    {
      path: 'name',
      label: 'Name',
      kind: 'text',
      hint: 'Which system it is for',
      width: 'wide',
      missing: 'Enter a name for the key',
    },
    { ...agencyField, hint: 'The key sees and records what this agency recorded.', missing: 'Choose an agency' },
    {
      path: 'scopes',
      label: 'What it may do',
      kind: 'checkboxes',
      hint: 'No more than it needs',
      words: scopeWords,
      missing: 'Choose what it may do',
    },
    {
      path: 'expiresOn',
      label: 'Last day',
      kind: 'day',
      hint: 'A year from now at most. Renew it before then.',
      missing: 'Enter the last day on which it works, a year from now at most',
    },
  ],
  schema: NewApiKey,
})

export const renewApiKey = smallForm({
  fields: [
    {
      path: 'expiresOn',
      label: 'Last day of the new key',
      shortLabel: 'Last day',
      kind: 'day',
      missing: 'Enter the last day on which the new key works',
    },
    {
      path: 'overlapHours',
      label: 'How long the old key still works',
      kind: 'select',
      words: { '0': 'None: the old key stops now', '24': 'A day', '168': 'A week', '720': '30 days' },
      initial: '24',
    },
  ],
  schema: RenewApiKey,
  toBody: (renewal) => ({ ...renewal, overlapHours: Number(renewal.overlapHours) }),
})
