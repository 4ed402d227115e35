import { BreakGlass, OpenIdentity } from '../../server/contract/identity.ts'
import { type SmallField, smallForm } from '../ui/smallForms.ts'
import { fieldWords, purposeWords } from './identityWords.ts'

const parts: SmallField = {
  path: 'fields',
  label: 'Which parts',
  kind: 'checkboxes',
  words: fieldWords,
  missing: 'Choose at least one part',
}

export const openIdentity = smallForm({
  fields: [
    {
      path: 'purpose',
      label: 'What for',
      kind: 'select',
      words: purposeWords,
      noneLabel: 'choose',
      missing: 'Choose what for',
    },
    {
      path: 'note',
      label: 'In words',
      kind: 'long text',
      hint: 'Needed where the list has no word for it. It is sealed too.',
      isOptional: true,
      missing: 'Say in a few words what for (10 letters or more)',
    },
    { ...parts, hint: 'Only what the purpose needs.' },
  ],
  schema: OpenIdentity,
  toBody: ({ note, ...opening }) => ({ ...opening, note: note || null }),
})

/** For somebody whose role does not open identities, where life or safety cannot wait for one whose does. */
export const breakGlass = smallForm({
  fields: [
    {
      path: 'reason',
      label: 'Why it cannot wait',
      kind: 'long text',
      hint: 'The information governance lead reads it, with your name.',
      missing: 'Say why it cannot wait (20 letters or more)',
    },
    parts,
  ],
  schema: BreakGlass,
})
