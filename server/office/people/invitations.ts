import type { Knex } from 'knex'
import { hashToken, newToken } from '../../access/secrets.ts'
import { type Role, roleNames } from '../../contract/access.ts'
import type { InvitationSeen } from '../../contract/session.ts'
import type { Trx } from '../../db/tenant.ts'
import { tellEverywhere, tellIn } from './notices.ts'

const DAYS = 7

/**
 * A link that works once, in place of those made before; only its hash is kept. `setsPassword` is false for somebody who has an account already
 * and keeps it.
 */
export async function addInvitation(
  trx: Trx | Knex,
  invitation: {
    partnershipId: string
    accountId: string
    setsPassword: boolean
    createdBy: string
    isOfOperator?: boolean
  },
): Promise<{ invitationId: string; token: string; expiresAt: string }> {
  const token = newToken()
  if (!invitation.isOfOperator) await trx.raw('select void_links(:accountId)', { accountId: invitation.accountId })
  const [{ invitation_id: invitationId, expires_at: expiresAt }] = await trx('invitation')
    .insert({
      partnership_id: invitation.partnershipId,
      account_id: invitation.accountId,
      token_hash: hashToken(token),
      sets_password: invitation.setsPassword,
      created_by: invitation.createdBy,
      ...(invitation.isOfOperator ? { is_of_operator: true } : {}),
      expires_at: trx.raw('now() + make_interval(days => ?)', [DAYS]),
    })
    .returning(['invitation_id', 'expires_at'])
  return { invitationId, token, expiresAt }
}

export type Invitation = {
  partnershipId: string
  accountId: string
  tokenHash: Buffer
  createdBy: string
  hasSignedIn: boolean
  isOfOperator: boolean
  /** As it stands now: a link sets the password of nobody's account, or of one that is its partnership's alone. */
  setsPassword: boolean
  seen: Omit<InvitationSeen, 'asks'>
}

/**
 * An invitation that can still be accepted, judged by how its account stands now. Asked as the owner of the database: its bearer is
 * nobody yet.
 */
export async function findInvitation(db: Knex, token: string): Promise<Invitation | undefined> {
  const { rows } = await db.raw(
    `select invitation.partnership_id as "partnershipId", account.account_id as "accountId", invitation.created_by as "createdBy",
       coalesce(membership.invited_name, account.name) as name, account.email, partnership.name as partnership, partnership.slug, membership.roles as held,
       invitation.expires_at as "expiresAt", account.last_signed_in_at is not null as "hasSignedIn",
       membership.accepted_at is not null as "isMember",
       invitation.is_of_operator as "isOfOperator",
       invitation.sets_password and (invitation.is_of_operator or belongs_alone(account.account_id, invitation.partnership_id)
         and (membership.accepted_at is not null
           or account.password_set_at is null and account.second_factor_set_at is null and account.last_signed_in_at is null)) as "setsPassword"
     from invitation
     join account on account.account_id = invitation.account_id
     join partnership on partnership.partnership_id = invitation.partnership_id
     join membership on membership.partnership_id = invitation.partnership_id and membership.account_id = invitation.account_id
     where invitation.token_hash = :tokenHash and invitation.used_at is null and invitation.expires_at > now()
       and not account.is_disabled and not membership.is_disabled`,
    { tokenHash: hashToken(token) },
  )
  if (!rows.length) return undefined
  const { partnershipId, accountId, createdBy, held, hasSignedIn, isOfOperator, isMember, setsPassword, ...seen } =
    rows[0] as {
      held: Role[]
      isMember: boolean
    } & Omit<Invitation, 'tokenHash' | 'seen'> &
      Omit<InvitationSeen, 'asks' | 'roleName'>
  // a new password for somebody who has come to belong to another partnership as well: no more this partnership's to give
  if (isMember && !setsPassword) return undefined
  return {
    partnershipId,
    accountId,
    createdBy,
    hasSignedIn,
    isOfOperator,
    setsPassword,
    tokenHash: hashToken(token),
    seen: { ...seen, roleName: held.map((role) => roleNames[role]).join(', ') },
  }
}

/**
 * Takes the invitation: from here on its roles count. False when somebody else was first. A new password ends what was open with the old
 * one; and whoever belongs to one more partnership has every link voided that would set a password of theirs.
 */
export async function acceptInvitation(
  db: Knex,
  { partnershipId, accountId, tokenHash, createdBy, hasSignedIn, isOfOperator }: Invitation,
  passwordHash: string | undefined,
): Promise<boolean> {
  return db.transaction(async (trx) => {
    // one at a time for an account: of two links that would each set the password, the second finds it taken
    await trx('account').where({ account_id: accountId }).forUpdate().first('account_id')
    const taken = await trx('invitation')
      .where({ token_hash: tokenHash })
      .whereNull('used_at')
      .update({ used_at: trx.fn.now() })
    if (!taken) return false
    if (passwordHash !== undefined && !isOfOperator) {
      const { rows } = await trx.raw('select belongs_alone(:accountId, :partnershipId) as alone', {
        accountId,
        partnershipId,
      })
      if (!rows[0].alone) return false
    }
    const [joined] = await trx('membership')
      .where({ partnership_id: partnershipId, account_id: accountId })
      .whereNull('accepted_at')
      .update({ accepted_at: trx.fn.now() })
      .returning(['roles', 'invited_name'])
    if (joined?.roles.includes('administrator'))
      await tellIn(trx, accountId, 'new_administrator', partnershipId, createdBy)
    // a link that was replaced by this one, or that another partnership gave, is worth nothing any more
    await trx('invitation')
      .where({ account_id: accountId, sets_password: true })
      .whereNull('used_at')
      .update({ used_at: trx.fn.now() })
    if (passwordHash === undefined) return true
    await trx('credential')
      .insert({ account_id: accountId, password_hash: passwordHash, password_by: createdBy })
      .onConflict('account_id')
      .merge(['password_hash', 'password_by'])
    await trx('account')
      .where({ account_id: accountId })
      .update({
        password_set_at: trx.fn.now(),
        // as those wrote it whose invitation was accepted, not whoever happened to write the address down first
        ...(joined?.invited_name && !hasSignedIn ? { name: joined.invited_name } : {}),
      })
    await trx('session').where({ account_id: accountId }).delete()
    await trx('device').where({ account_id: accountId }).delete()
    if (hasSignedIn) await tellEverywhere(trx, accountId, 'password_set', createdBy)
    return true
  })
}

/** The invited says no: they have no place there. */
export async function declineInvitation(
  db: Knex,
  { partnershipId, accountId, tokenHash }: Pick<Invitation, 'partnershipId' | 'accountId' | 'tokenHash'>,
): Promise<boolean> {
  return db.transaction(async (trx) => {
    const taken = await trx('invitation')
      .where({ token_hash: tokenHash })
      .whereNull('used_at')
      .update({ used_at: trx.fn.now() })
    if (!taken) return false
    await trx('invitation')
      .where({ partnership_id: partnershipId, account_id: accountId })
      .whereNull('used_at')
      .update({ used_at: trx.fn.now() })
    const gone = await trx('membership')
      .where({ partnership_id: partnershipId, account_id: accountId })
      .whereNull('accepted_at')
      .delete()
    return gone > 0
  })
}
