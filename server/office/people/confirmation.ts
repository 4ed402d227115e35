import type { Person } from '../../contract/person.ts'
import type { Trx } from '../../db/tenant.ts'
import { HttpProblem } from '../../problem.ts'
import { tellOfSignIn } from './notices.ts'

/**
 * Whoever gives somebody else a new password or takes their authenticator away could sign in as them. So what opens an account takes two
 * people, and an administrator invites themself no second one: a new administrator may change how others sign in once somebody has
 * confirmed them behind whom another person stands. Where nobody can, the command line does.
 */
type Standing = { roles: string[]; sponsored_by: string | null; lead_by: string | null; confirmed_at: string | null }

async function standingOf(trx: Trx, accountId: string): Promise<Standing | undefined> {
  return trx('membership')
    .where({ account_id: accountId, is_disabled: false })
    .whereNotNull('accepted_at')
    .first('roles', 'sponsored_by', 'lead_by', 'confirmed_at')
}

/** Who stands behind whom this person makes administrator or information governance lead: an administrator who waits, nobody of their own. */
export async function findSponsor(trx: Trx, userId: string): Promise<string | null> {
  const grantor = await standingOf(trx, userId)
  return grantor && !grantor.confirmed_at ? grantor.sponsored_by : userId
}

const CONFIRM_BY_COMMAND = 'Where nobody can, the people who run Vigil do: npm run vigil -- user confirm …'

/** @throws 409 for an administrator whose powers over how others sign in wait. */
export async function refuseUnconfirmed(trx: Trx, userId: string): Promise<void> {
  if ((await standingOf(trx, userId))?.confirmed_at) return
  throw new HttpProblem({
    status: 409,
    title: 'Somebody has to confirm you as an administrator first.',
    detail: `Changing how others sign in waits until another administrator, or the information governance lead, who was not made one by the person who made you one, has confirmed it on the page People. ${CONFIRM_BY_COMMAND}`,
  })
}

/** @throws 409 where the same person stands behind both, or the one who confirms waits themself. */
export async function confirmAdministrator(trx: Trx, person: Person, userId: string): Promise<void> {
  const { accountId } = person
  if (person.administratorState !== 'waits')
    throw new HttpProblem({ status: 409, title: 'There is nothing to confirm: no new administrator waits here.' })
  const waiting = await standingOf(trx, accountId)
  if (!waiting)
    throw new HttpProblem({
      status: 409,
      title: 'They have not accepted the invitation yet.',
      detail: 'Confirm them once they have signed in.',
    })
  const confirms = await standingOf(trx, userId)
  const isAdministrator = confirms?.confirmed_at != null && userId !== waiting.sponsored_by
  const isLead =
    confirms?.roles.includes('governance') && (confirms.lead_by === null || confirms.lead_by !== waiting.sponsored_by)
  if (accountId === userId || !(isAdministrator || isLead))
    throw new HttpProblem({
      status: 409,
      title: 'You cannot confirm this administrator.',
      detail: `That takes somebody else than the person who made them one, and nobody whom that person made administrator or information governance lead. ${CONFIRM_BY_COMMAND}`,
    })
  await trx('membership').where({ account_id: accountId }).update({ confirmed_at: trx.fn.now() })
  await tellOfSignIn(trx, accountId, 'administrator_confirmed')
}
