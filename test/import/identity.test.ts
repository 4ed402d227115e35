import { describe, expect, it } from 'vitest'
import { identityIn } from '../../server/contract/identifying.ts'
import { isNhsNumber } from '../../server/contract/identity.ts'
import { isIdentifyingHeading } from '../../server/import/tables/identity.ts'

describe('identity in a file', () => {
  it.each([
    'Name',
    'Full name',
    'Surname',
    'forename',
    'FirstName',
    'Last_Name',
    'Name of deceased',
    'Patient Name',
    'Date of birth',
    'DOB',
    'D.O.B.',
    'DateOfBirth',
    'NHS number',
    'NHS No.',
    'CHI number',
    'Address',
    'Address line 1',
    'Home address',
    'Street',
    'House number',
    'Next of kin',
    'NOK phone',
    'Telephone',
    'Mobile',
    'Email',
    'e-mail address',
    'GP name',
    'Reporter name',
    'National Insurance number',
  ])('refuses the column %s', (heading) => {
    expect(isIdentifyingHeading(heading)).toBe(true)
  })

  it.each([
    'Incident County Name',
    'lsoa21nm',
    'Town',
    'product',
    'Age',
    'event_day',
    'InjuryCity',
    'Location',
    'LocationifOther',
    'residence_postcode',
    'cause_of_death',
    'Victim ID',
    'Incident ID',
    'substances',
    'Third Party Admin Desc',
    'person',
    'reference',
    'Drug name',
    'ResidenceCity',
  ])('takes the column %s', (heading) => {
    expect(isIdentifyingHeading(heading)).toBe(false)
  })

  it('knows an NHS number by its check digit', () => {
    // NHS Data Dictionary's example, and the same with one digit changed
    expect(isNhsNumber('9434765919')).toBe(true)
    expect(isNhsNumber('9434765918')).toBe(false)
    expect(isNhsNumber('0000000000')).toBe(false)
  })

  it.each([
    ['an NHS number', 'seen 943 476 5919 in A&E'],
    ['a date of birth', 'male, DOB: 01/02/1970'],
    ['a date of birth', 'born on 1 May 1970'],
    ['an e-mail address', 'ask anna@example.org'],
  ])('finds %s within a cell', (kind, text) => {
    expect(identityIn(text)).toBe(kind)
  })

  it.each(['-73.4529390001', '(41.575155, -72.738288)', 'Reference 1234567890', '2024-03-31 14:05', 'Stillborn calf'])(
    'sees none in %s',
    (text) => {
      expect(identityIn(text)).toBeUndefined()
    },
  )
})
