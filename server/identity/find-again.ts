import type { Identity, NextOfKin, PersonName, PersonSought } from '../contract/identity.ts'
import { blindIndex, type Keyring } from '../keys/keyring.ts'

/** By what a person is found again without being readable: normalised values, hashed with a key that the database never sees. */
export type FindKey = { kind: 'nhs_number' | 'name_and_birth' | 'name_and_postcode' | 'email' | 'phone'; value: string }

type WhoDied = Pick<Identity, 'name' | 'otherNames' | 'dateOfBirth' | 'nhsNumber'>

export function findKeysOfDead({ name, otherNames, dateOfBirth, nhsNumber }: WhoDied): FindKey[] {
  return [
    ...(nhsNumber ? [{ kind: 'nhs_number' as const, value: nhsNumber }] : []),
    ...withBirth(name ? [name, ...otherNames] : otherNames, dateOfBirth),
  ]
}

export function findKeysOfKin({ name, dateOfBirth, nhsNumber, address, email, phone }: NextOfKin): FindKey[] {
  const postcode = address?.postcode?.replace(/\s/g, '')
  return [
    ...(nhsNumber ? [{ kind: 'nhs_number' as const, value: nhsNumber }] : []),
    ...withBirth([name], dateOfBirth),
    ...(postcode ? [{ kind: 'name_and_postcode' as const, value: `${nameKey(name)}|${postcode}` }] : []),
    ...(email ? [{ kind: 'email' as const, value: email.toLowerCase() }] : []),
    ...(phone ? [{ kind: 'phone' as const, value: digitsOf(phone) }] : []),
  ]
}

export function findKeyOf(sought: PersonSought): FindKey {
  if ('nhsNumber' in sought) return { kind: 'nhs_number', value: sought.nhsNumber }
  return { kind: 'name_and_birth', value: `${nameKey(sought.name)}|${sought.dateOfBirth}` }
}

export function blind(keyring: Keyring, partnershipId: string, { kind, value }: FindKey): Buffer {
  return blindIndex(keyring, value, `identity_index.${kind}/${partnershipId}`)
}

function withBirth(names: PersonName[], dateOfBirth: string | null): FindKey[] {
  if (!dateOfBirth) return []
  return names.map((name) => ({ kind: 'name_and_birth', value: `${nameKey(name)}|${dateOfBirth}` }))
}

/** Family name and first given name, without case, accents, spaces and punctuation: "O’Brien, Zoë May" is "obrien|zoe". */
export function nameKey({ given, family }: PersonName): string {
  return `${lettersOf(family)}|${lettersOf(given.trim().split(/\s+/)[0] ?? '')}`
}

function lettersOf(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

/** +44 1872 555 555 and 01872 555555 are one number. */
export function digitsOf(phone: string): string {
  return phone.replace(/\D/g, '').replace(/^(0044|44)/, '0')
}
