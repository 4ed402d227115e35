import type { Trx } from '../../db/tenant.ts'
import { HttpProblem } from '../../problem.ts'
import { refuseUnconfirmed } from './confirmation.ts'

/** How somebody's sign-in stands: who changed which half of it, and has not been followed by its person. */
type SignInState = {
  hasSignedIn: boolean
  hasPassword: boolean
  hasSecondFactor: boolean
  passwordBy: string | null
  secondFactorBy: string | null
  linksBy: string[]
}

/** Undefined where this partnership alone may not change it. One at a time for an account: of two changes asked for at once, the second sees the first. */
export async function readSignInState(trx: Trx, accountId: string): Promise<SignInState | undefined> {
  await trx.raw("select pg_advisory_xact_lock(hashtextextended('sign-in of ' || :accountId, 0))", { accountId })
  const { rows } = await trx.raw(
    `select has_signed_in as "hasSignedIn", has_password as "hasPassword", has_second_factor as "hasSecondFactor",
       password_by as "passwordBy", second_factor_by as "secondFactorBy", links_by as "linksBy"
     from sign_in_state(:accountId)`,
    { accountId },
  )
  return rows[0]
}

/** Its person sets up a new authenticator at the next sign-in; every session and device ends. False where this partnership alone may not. */
export async function forgetSecondFactor(trx: Trx, accountId: string): Promise<boolean> {
  const { rows } = await trx.raw('select forget_second_factor(:accountId) as done', { accountId })
  return rows[0].done
}

const elsewhere = () =>
  new HttpProblem({
    status: 409,
    title: 'This person belongs to another partnership as well.',
    detail: 'How they sign in can only be changed by the people who run Vigil: npm run vigil -- user …',
  })

/**
 * Whether an administrator may give somebody a new password. One person never gives all that opens an account: who reset the authenticator
 * gives no password until its person has signed in, nor does anybody where no authenticator would still be asked for.
 * @throws 409 where they may not.
 */
export async function refuseNewPassword(trx: Trx, accountId: string, userId: string): Promise<void> {
  const state = await readSignInState(trx, accountId)
  if (!state) throw elsewhere()
  if (!state.hasSignedIn) return
  await refuseUnconfirmed(trx, userId)
  if (state.secondFactorBy === userId) throw otherHalf()
  if (!state.hasSecondFactor && !state.secondFactorBy) throw noOtherHalf()
}

/** Whether an administrator may have somebody set up a new authenticator. @throws 409 where they may not. */
export async function refuseNewSecondFactor(trx: Trx, accountId: string, userId: string): Promise<void> {
  const state = await readSignInState(trx, accountId)
  if (!state) throw elsewhere()
  await refuseUnconfirmed(trx, userId)
  if (state.passwordBy === userId || state.linksBy.includes(userId)) throw otherHalf()
}

const otherHalf = () =>
  new HttpProblem({
    status: 409,
    title: 'The other half was yours, so this one is not.',
    detail:
      'A new password and a new authenticator for one person are given by two administrators, or by the people who run Vigil. Once they have signed in with what they still had, either is yours to give again.',
  })

const noOtherHalf = () =>
  new HttpProblem({
    status: 409,
    title: 'This person has no authenticator here that would still be asked for.',
    detail:
      'A new password alone would open their account, and that is not one person’s to give. They sign in by their organisation, or the people who run Vigil make the link: npm run vigil -- user invite …',
  })
