import { NewAgencyRequest, WithdrawRequest } from '../../../server/contract/agency-request.ts'
import { NewEntry } from '../../../server/contract/chronology.ts'
import { agencyField } from '../../office/people/AgencySelect.tsx'
import { smallForm } from '../../ui/smallForms.ts'
import { agencyKindWords } from '../../words/agencyKindWords.ts'
import { newEntry } from '../chronology/entryForms.ts'

export const askAgency = smallForm({
  fields: [
    { ...agencyField, hint: 'It is asked in its own pane here', noneLabel: 'another service', isOptional: true },
    {
      path: 'agencyKind',
      label: 'Kind of agency',
      kind: 'select',
      words: agencyKindWords,
      noneLabel: 'choose',
      missing: 'Choose the kind of agency',
    },
    {
      path: 'service',
      label: 'Name of the service',
      kind: 'text',
      width: 'wide',
      missing: 'Enter the name of the service',
    },
    { path: 'contact', label: 'How to reach them at work', kind: 'text', width: 'wide', isOptional: true },
    { path: 'role', label: 'Their role with the person', kind: 'text', width: 'wide', isOptional: true },
  ],
  schema: NewAgencyRequest,
  toBody: ({ agencyId, contact, role, ...said }) => ({
    ...said,
    agencyId: agencyId || null,
    contact: contact || null,
    role: role || null,
  }),
})

/** Whose word it is follows from who was asked. */
export const answerEntry = smallForm({
  fields: newEntry.fields.filter(({ path }) => path !== 'agencyId' && path !== 'givenBy'),
  schema: NewEntry,
  ...(newEntry.toBody ? { toBody: newEntry.toBody } : {}),
})

export const withdrawRequest = smallForm({
  fields: [
    {
      path: 'reason',
      label: 'Why it is withdrawn',
      kind: 'text',
      width: 'wide',
      hint: 'Never a name',
      missing: 'Say why',
    },
  ],
  schema: WithdrawRequest,
})
