import type { Knex } from 'knex'
import type { InvitationSeen } from '../contract/session.ts'
import type { Trx } from '../db/tenant.ts'
import { type Role, roles } from '../http/policy.ts'
import { hashToken, newToken } from '../sessions/secrets.ts'

const DAYS = 7

/** A link that works once; only its hash is kept. `setsPassword` is false for somebody who has one and keeps it. */
export async function addInvitation(
  trx: Trx | Knex,
  invitation: { partnershipId: string; accountId: string; setsPassword: boolean; createdBy: string },
): Promise<{ token: string; expiresAt: string }> {
  const token = newToken()
  const expiresAt = new Date(Date.now() + DAYS * 86_400_000).toISOString()
  await trx('invitation').insert({
    partnership_id: invitation.partnershipId,
    account_id: invitation.accountId,
    token_hash: hashToken(token),
    sets_password: invitation.setsPassword,
    created_by: invitation.createdBy,
    expires_at: expiresAt,
  })
  return { token, expiresAt }
}

export type Invitation = { accountId: string; tokenHash: Buffer; seen: InvitationSeen }

/** An invitation that can still be accepted. Asked as the owner of the database: its bearer is nobody yet. */
export async function findInvitation(db: Knex, token: string): Promise<Invitation | undefined> {
  const row = await db('invitation')
    .join('account', 'account.account_id', 'invitation.account_id')
    .join('partnership', 'partnership.partnership_id', 'invitation.partnership_id')
    .join('membership', (join) =>
      join
        .on('membership.partnership_id', 'invitation.partnership_id')
        .on('membership.account_id', 'invitation.account_id'),
    )
    .where({ token_hash: hashToken(token), 'account.is_disabled': false, 'membership.is_disabled': false })
    .whereNull('used_at')
    .andWhere('expires_at', '>', db.fn.now())
    .first({
      accountId: 'account.account_id',
      name: 'account.name',
      email: 'account.email',
      partnership: 'partnership.name',
      held: 'membership.roles',
      setsPassword: 'sets_password',
      expiresAt: 'expires_at',
    })
  if (!row) return undefined
  const { accountId, held, ...seen } = row as Omit<InvitationSeen, 'roleName'> & { accountId: string; held: Role[] }
  return {
    accountId,
    tokenHash: hashToken(token),
    seen: { ...seen, roleName: held.map((role) => roles[role]).join(', ') },
  }
}

/** Takes the invitation; false when somebody else was first. A new password ends what was open with the old one. */
export async function acceptInvitation(
  db: Knex,
  { accountId, tokenHash }: Invitation,
  passwordHash: string | undefined,
): Promise<boolean> {
  return db.transaction(async (trx) => {
    const taken = await trx('invitation')
      .where({ token_hash: tokenHash })
      .whereNull('used_at')
      .update({ used_at: trx.fn.now() })
    if (!taken) return false
    if (passwordHash === undefined) return true
    await trx('credential')
      .insert({ account_id: accountId, password_hash: passwordHash })
      .onConflict('account_id')
      .merge(['password_hash'])
    await trx('account').where({ account_id: accountId }).update({ password_set_at: trx.fn.now() })
    await trx('session').where({ account_id: accountId }).delete()
    await trx('device').where({ account_id: accountId }).delete()
    // a link that was replaced by this one is worth nothing any more
    await trx('invitation').where({ account_id: accountId }).whereNull('used_at').update({ used_at: trx.fn.now() })
    return true
  })
}
