import { describe, expect, it } from 'vitest'
import { openIdentity } from '../../client/identity/openingForms.ts'
import { liftHold, newHold } from '../../client/identity/retention/HoldForms.tsx'
import { subjectSought } from '../../client/identity/subjects/AnswerRequestForm.tsx'
import { newSubjectRequest } from '../../client/identity/subjects/NewRequestForm.tsx'
import { changePassword } from '../../client/office/account/ChangePasswordForm.tsx'
import { newAgreement } from '../../client/office/agreements/NewAgreementForm.tsx'
import { renewApiKey } from '../../client/office/api-keys/keyForms.ts'
import { invite } from '../../client/office/people/InvitePage.tsx'
import { setRoles } from '../../client/office/people/RolesForm.tsx'
import { signIn } from '../../client/office/sign-in/PasswordForm.tsx'
import { giveCode } from '../../client/office/sign-in/SecondFactorForm.tsx'
import { checkAnswers, firstAnswers, refusedBy, withoutSecrets } from '../../client/ui/smallForms.ts'

const said = ({ errors }: { errors: { path: string; message: string }[] }) =>
  errors.map(({ path, message }) => `${path}: ${message}`)

describe('what a small form says before anything is sent', () => {
  it('is what to do, one sentence a field that is missing or not taken, in the order of the form', () => {
    expect(said(checkAnswers(newHold, { what: 'death', deathId: 'x', reason: 'short' }))).toEqual([
      'deathId: Paste the id of the death, as it stands in the address of its page',
      'reason: Say why in a few words (10 letters or more)',
    ])
    expect(said(checkAnswers(signIn, { email: ' ', password: '' }))).toEqual([
      'email: Enter your e-mail address',
      'password: Enter your password',
    ])
    expect(said(checkAnswers(giveCode, firstAnswers(giveCode.fields)))).toEqual(['code: Enter the code'])
  })

  it('is nothing of a field that is not asked, and nothing is sent of it', () => {
    const everything = { what: 'everything', deathId: 'x', reason: 'a claim is being heard' }
    expect(checkAnswers(newHold, everything)).toEqual({
      errors: [],
      body: { deathId: null, reason: 'a claim is being heard' },
    })
    const invited = { name: 'Ann', email: 'ann@example.org', role: 'analyst', agencyId: '', by: 'hand' }
    expect(said(checkAnswers(invite, invited))).toEqual([])
    expect(said(checkAnswers(invite, { ...invited, role: 'trainer' }))).toEqual([
      'agencyId: Choose the agency they act for',
    ])
    expect(checkAnswers(setRoles, { roles: '', agencyId: '' })).toEqual({
      errors: [],
      body: { roles: [], agencyId: null },
    })
  })

  it('is the contract’s own reason, after the label, where it says more than what to do', () => {
    const [wrongDay] = checkAnswers(newSubjectRequest, { kind: 'export', reference: '7', receivedOn: '26-3-1' }).errors
    expect(wrongDay?.message).toMatch(/^Received on: the year has two digits/)
    expect(said(checkAnswers(renewApiKey, { expiresOn: '2026-13-1', overlapHours: '24' }))).toEqual([
      'expiresOn: Enter the last day on which the new key works',
    ])
    expect(said(checkAnswers(changePassword, { current: 'x', password: 'short' }))).toEqual([
      'password: New password has at least 12 characters',
    ])
  })

  it('is not that too little is written where it is too much', () => {
    expect(said(checkAnswers(liftHold, { reason: 'why '.repeat(101) }))).toEqual([
      'reason: Reason has at most 400 characters',
    ])
  })

  it('is said at once of two answers that are wrong only together', () => {
    const opening = { purpose: 'other', note: 'why', fields: '' }
    expect(said(checkAnswers(openIdentity, opening))).toEqual([
      'note: Say in a few words what for (10 letters or more)',
      'fields: Choose at least one part',
    ])
    expect(checkAnswers(openIdentity, { purpose: 'coroner', note: ' ', fields: 'name,nhsNumber' })).toEqual({
      errors: [],
      body: { purpose: 'coroner', note: null, fields: ['name', 'nhsNumber'] },
    })
    const terms = {
      purpose: 'To learn from reversals',
      covers: 'Reversals',
      reference: 'ISA 1',
      others: 'A university',
    }
    expect(said(checkAnswers(newAgreement, { ...terms, startsOn: '2026-3-2', endsOn: '2026-3-1' }))).toEqual([
      'endsOn: Enter the last day, not before the first',
    ])
  })

  it('is the same of somebody sought, whichever part of what they are sought by is wrong', () => {
    const sought = { by: 'dateOfBirth', 'name.given': 'Ann', 'name.family': '', dateOfBirth: '1980-3-7' }
    expect(said(checkAnswers(subjectSought, sought))).toEqual(['dateOfBirth: Enter name and date of birth in full'])
    expect(said(checkAnswers(subjectSought, { ...sought, dateOfBirth: '80-3-7' }))).toEqual([
      'dateOfBirth: Date of birth: the year has two digits: write four, 1980 or 2080',
    ])
    expect(checkAnswers(subjectSought, { ...sought, 'name.family': 'Example' }).body).toEqual({
      name: { given: 'Ann', family: 'Example' },
      dateOfBirth: '1980-03-07',
    })
  })
})

describe('what the server refuses', () => {
  const problem = { type: 'about:blank', title: 'Some of what was sent cannot be accepted.', status: 422 }
  const refused = (
    form: { fields: typeof invite.fields },
    answers: object,
    errors: { path: string; message: string }[],
  ) => said({ errors: refusedBy({ ...problem, errors }, form.fields, { ...firstAnswers(form.fields), ...answers }) })

  it('stands at its field, as one sentence with the label', () => {
    const errors = [{ path: 'password', message: 'is too easy to guess' }]
    expect(refused(changePassword, {}, errors)).toEqual(['password: New password is too easy to guess'])
    expect(refused(renewApiKey, {}, [{ path: 'expiresOn', message: 'a year at most' }])).toEqual([
      'expiresOn: Last day: a year at most',
    ])
  })

  it('stands at the first field where the form does not show its own, by its label or its path', () => {
    const errors = [
      { path: 'agencyId', message: 'is not an agency of this partnership' },
      { path: 'isMailed', message: 'mail is not set up here' },
    ]
    expect(refused(invite, { role: 'analyst' }, errors)).toEqual([
      'name: Agency is not an agency of this partnership',
      'name: isMailed: mail is not set up here',
    ])
    expect(refused(invite, { role: 'trainer' }, errors.slice(0, 1))).toEqual([
      'agencyId: Agency is not an agency of this partnership',
    ])
  })

  it('stands at the first field where it is refused as a whole, and at none where something went wrong', () => {
    const whole = { ...problem, status: 401, title: 'That is not right.', detail: 'Try again.' }
    expect(said({ errors: refusedBy(whole, signIn.fields, {}) })).toEqual(['email: That is not right. Try again.'])
    expect(refusedBy({ ...problem, status: 503 }, signIn.fields, {})).toEqual([])
  })
})

it('passwords, codes and PINs are taken out of the fields, and nothing else', () => {
  expect(withoutSecrets({ email: 'ann@example.org', password: 'x' }, signIn.fields)).toEqual({
    email: 'ann@example.org',
    password: '',
  })
})
