import type { Section } from '../record/fields.ts'
import { addressWords, relationshipWords } from './identityWords.ts'

/** What the form of an identity asks for. Paths are those of the contract. */
export const identityForm: readonly Section[] = [
  {
    title: 'The person who died',
    fields: [
      { path: 'name.given', label: 'Given names', kind: 'text' },
      { path: 'name.family', label: 'Family name', kind: 'text' },
      { path: 'dateOfBirth', label: 'Date of birth', kind: 'day' },
      { path: 'nhsNumber', label: 'NHS number', kind: 'text', hint: 'Ten digits, for example 943 476 5919' },
    ],
  },
  {
    title: 'Other names',
    hint: 'Names they were also known by. A list that is written here takes the place of the one that is held.',
    many: { path: 'otherNames', one: 'Other name', atLeast: 0 },
    fields: [
      { path: 'otherNames.*.given', label: 'Given names', kind: 'text' },
      { path: 'otherNames.*.family', label: 'Family name', kind: 'text' },
    ],
  },
  {
    title: 'Addresses',
    many: { path: 'addresses', one: 'Address', atLeast: 0 },
    fields: [
      { path: 'addresses.*.kind', label: 'Which address', kind: 'choice', words: addressWords, initial: 'residence' },
      { path: 'addresses.*.lines', label: 'Address', kind: 'long text' },
      { path: 'addresses.*.postcode', label: 'Postcode', kind: 'text' },
    ],
  },
  {
    title: 'Next of kin',
    hint: 'Living people: only what is needed to speak with them, and only if they know that it is kept.',
    many: { path: 'nextOfKin', one: 'Next of kin', atLeast: 0 },
    fields: [
      { path: 'nextOfKin.*.name.given', label: 'Given names', kind: 'text' },
      { path: 'nextOfKin.*.name.family', label: 'Family name', kind: 'text' },
      {
        path: 'nextOfKin.*.relationship',
        label: 'Relationship',
        kind: 'choice',
        words: relationshipWords,
        initial: 'parent',
      },
      { path: 'nextOfKin.*.phone', label: 'Telephone', kind: 'text' },
      { path: 'nextOfKin.*.email', label: 'E-mail address', kind: 'text' },
      {
        path: 'nextOfKin.*.wishes',
        label: 'Their wishes',
        kind: 'long text',
        hint: 'Whether and how to speak with them',
      },
    ],
  },
]
