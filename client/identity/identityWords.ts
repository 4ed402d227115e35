import type {
  IdentityField,
  IdentityOpening,
  OpeningPurpose,
  PersonAddress,
  Relationship,
} from '../../server/contract/identity.ts'
import { say, type Words, wordsFor } from '../words/words.ts'

type Relation = (typeof Relationship.options)[number]

export const fieldWords = wordsFor<IdentityField>({
  name: 'Name',
  otherNames: 'Other names',
  dateOfBirth: 'Date of birth',
  nhsNumber: 'NHS number',
  addresses: 'Addresses',
  nextOfKin: 'Next of kin',
})

/** "name, date of birth, NHS number": as they stand within a sentence. */
export function sayParts(fields: readonly string[]) {
  return fields
    .map((field) => say(fieldWords, field).replace(/^[A-Z](?=[a-z])/, (first) => first.toLowerCase()))
    .join(', ')
}

export const purposeWords = wordsFor<OpeningPurpose>({
  panel_review: 'Review by the panel',
  coroner: 'Question from or to the coroner',
  ask_agencies: 'Ask agencies what they know',
  match_records: 'Find the same person in another record',
  contact_family: 'Speak with the family',
  safeguarding: 'Safeguarding',
  subject_request: 'Request of a living person about their data',
  correction: 'Put the identity right',
  other: 'Something else',
})

export const openingWords: Words = {
  ...purposeWords,
  ...wordsFor<Exclude<IdentityOpening['purpose'], OpeningPurpose>>({ break_glass: 'Emergency' }),
}

export const addressWords = wordsFor<PersonAddress['kind']>({
  residence: 'Where they lived',
  earlier_residence: 'Where they lived before',
  other: 'Another address',
})

export const relationshipWords = wordsFor<Relation>({
  parent: 'Parent',
  child: 'Child',
  partner: 'Partner',
  sibling: 'Brother or sister',
  other_relative: 'Another relative',
  friend: 'Friend',
  other: 'Other',
})
