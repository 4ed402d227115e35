import { type Role, roleNames } from '../../contract/access.ts'
import type { Invite, Person } from '../../contract/person.ts'
import type { Tenant, Trx } from '../../db/tenant.ts'
import { HttpProblem, invalid } from '../../problem.ts'
import { findSponsor } from './confirmation.ts'
import { tellOfSignIn } from './notices.ts'

/**
 * Everybody with a role here, or invited to one. Of somebody who has not accepted there is what the invitation says of them and nothing
 * else: their account may be another partnership's, and row-level security does not show it.
 */
export async function listPeople(trx: Trx, accountId: string | null = null): Promise<Person[]> {
  const { rows } = await trx.raw(
    `select membership.account_id as "accountId", coalesce(account.name, membership.invited_name, '') as name,
       coalesce(account.email, membership.invited_email, '') as email, membership.roles as held, membership.granted_at as "grantedAt",
       membership.agency_id as "agencyId", agency.name as "agencyName",
       case when account.is_disabled or membership.is_disabled then 'disabled'
         when account.account_id is null then 'invited' else 'active' end as state,
       account.second_factor_set_at is not null as "hasSecondFactor", account.last_signed_in_at as "lastSignedInAt",
       case when 'administrator' = any (membership.roles) then case when membership.confirmed_at is null then 'waits' else 'confirmed' end end
         as "administratorState",
       case mail.state when 'done' then 'sent' when 'failed' then 'not delivered' else case when mail.state is not null then 'waits' end end as "mailState",
       case when mail.state = 'failed' then mail.failure end as "mailProblem"
     from membership
     left join account on account.account_id = membership.account_id
     left join agency on agency.partnership_id = membership.partnership_id and agency.agency_id = membership.agency_id
     -- served by work_mail; one that was not needed any more, as its link had been used, says nothing
     left join lateral (
       select state, failure from work
       where work.partnership_id = membership.partnership_id and work.kind = 'mail' and work.asked ->> 'accountId' = membership.account_id::text
         and work.result ->> 'outcome' is distinct from 'not needed'
       order by work.asked_at desc limit 1) mail on true
     where :accountId::uuid is null or membership.account_id = :accountId::uuid
     order by 2, 3`,
    { accountId },
  )
  return rows.map(({ held, grantedAt, ...person }: Omit<Person, 'roles'> & { held: Role[]; grantedAt: string }) => ({
    ...person,
    roles: held.map((role) => ({ role, roleName: roleNames[role], grantedAt })),
  }))
}

export async function findPerson(trx: Trx, accountId: string): Promise<Person | undefined> {
  const [person] = await listPeople(trx, accountId)
  return person
}

/**
 * The account of the address, made where there is none, with a role here that counts once its person accepts it.
 * @throws 409 when they have a role here already.
 */
export async function addMember(
  trx: Trx,
  { partnershipId, userId }: Pick<Tenant, 'partnershipId' | 'userId'>,
  invite: Invite,
): Promise<{ accountId: string; alreadySignsIn: boolean }> {
  const { rows } = await trx.raw('select account_for(:email, :name) as account_id', {
    email: invite.email,
    name: invite.name,
  })
  const accountId: string = rows[0].account_id
  const sponsor = await findSponsor(trx, userId)
  const added = await trx('membership')
    .insert({
      partnership_id: partnershipId,
      account_id: accountId,
      roles: [invite.role],
      agency_id: invite.agencyId,
      invited_name: invite.name,
      invited_email: invite.email,
      sponsored_by: sponsor,
      lead_by: invite.role === 'governance' ? sponsor : null,
    })
    .onConflict(['partnership_id', 'account_id'])
    .ignore()
    .returning('account_id')
    .catch(explainRoles)
  if (!added.length) {
    throw new HttpProblem({
      status: 409,
      title: 'This person has a place here already.',
      detail: 'Change their roles, or make them a new link, on the list of people.',
    })
  }
  return { accountId, alreadySignsIn: await signsInAlready(trx, accountId) }
}

/** Whether they are a member: whoever has not accepted is only invited, shut out or not. */
export async function hasAccepted(trx: Trx, accountId: string): Promise<boolean> {
  return Boolean(
    await trx('membership').where({ account_id: accountId }).whereNotNull('accepted_at').first('account_id'),
  )
}

/** Whether somebody uses this account by now, here or elsewhere: of an account that has not been accepted here, all that is told of it. */
export async function signsInAlready(trx: Trx, accountId: string): Promise<boolean> {
  const { rows } = await trx.raw('select signs_in_already(:accountId) as known', { accountId })
  return rows[0].known
}

/** @throws 422 where the roles do not go together, or an agency is missing. */
export async function setRoles(
  trx: Trx,
  { accountId, held, agencyId, userId }: { accountId: string; held: Role[]; agencyId: string | null; userId: string },
): Promise<Person | undefined> {
  await keepAnAdministrator(trx, accountId, held)
  const before = await trx('membership').where({ account_id: accountId }).first('roles')
  const sponsor = await findSponsor(trx, userId)
  const isNew = (role: Role) => held.includes(role) && !before?.roles.includes(role)
  await trx('membership')
    .where({ account_id: accountId })
    .update({
      roles: [...new Set(held)],
      agency_id: agencyId,
      granted_at: trx.fn.now(),
      ...(isNew('administrator') ? { sponsored_by: sponsor } : {}),
      ...(isNew('governance') ? { lead_by: sponsor } : {}),
      ...(isNew('administrator') || !held.includes('administrator') ? { confirmed_at: null } : {}),
    })
    .catch(explainRoles)
  if (isNew('administrator')) await tellOfSignIn(trx, accountId, 'new_administrator')
  return findPerson(trx, accountId)
}

export async function setDisabled(trx: Trx, accountId: string, isDisabled: boolean): Promise<Person | undefined> {
  if (isDisabled) await keepAnAdministrator(trx, accountId, [])
  await trx('membership').where({ account_id: accountId }).update({ is_disabled: isDisabled })
  if (isDisabled) await trx.raw('select end_sign_ins(:accountId)', { accountId })
  return findPerson(trx, accountId)
}

/** One who is confirmed: an administrator who waits sends away nobody who could say no to them. */
async function keepAnAdministrator(trx: Trx, accountId: string, held: Role[]): Promise<void> {
  if (held.includes('administrator')) return
  // of two who take each other's role away at once, the second finds the first gone
  const confirmed: { account_id: string }[] = await trx('membership')
    .whereRaw("'administrator' = any (roles)")
    .where({ is_disabled: false })
    .whereNotNull('accepted_at')
    .whereNotNull('confirmed_at')
    .orderBy('account_id')
    .forUpdate()
    .select('account_id')
  if (confirmed.length === 1 && confirmed[0]?.account_id === accountId) {
    throw new HttpProblem({
      status: 409,
      title: 'This is the only administrator who is confirmed.',
      detail: 'Somebody else has to be an administrator, and confirmed, first.',
    })
  }
}

/** The rules of the database about roles, as the field they speak of. */
function explainRoles(error: { code?: string; constraint?: string }): never {
  if (error.constraint === 'walled_role_stands_alone')
    invalid([{ path: 'roles', message: 'police and prison accounts hold no other role' }])
  if (error.constraint === 'agency_role_has_agency')
    invalid([{ path: 'agencyId', message: 'this role reports for an agency: choose which' }])
  if (error.code === '23503') invalid([{ path: 'agencyId', message: 'there is no such agency' }])
  throw error
}
