import type { Knex } from 'knex'
import { hashToken, newToken } from '../../access/secrets.ts'
import type { GuestLink, NewGuestLink } from '../../contract/person.ts'
import type { Trx } from '../../db/tenant.ts'

/** A link to one case, for one purpose, for some days. Only its hash is kept. */
export async function addGuestLink(
  trx: Trx,
  partnershipId: string,
  createdBy: string,
  { deathId, guestName, purpose, days }: NewGuestLink,
): Promise<{ guestLinkId: string; token: string; expiresAt: string }> {
  const token = newToken()
  const [row] = await trx('guest_link')
    .insert({
      partnership_id: partnershipId,
      death_id: deathId,
      token_hash: hashToken(token),
      guest_name: guestName,
      purpose,
      created_by: createdBy,
      expires_at: trx.raw('now() + make_interval(days => ?)', [days]),
    })
    .returning(['guest_link_id', 'expires_at'])
  return { guestLinkId: row.guest_link_id, token, expiresAt: row.expires_at }
}

const columns = {
  guestLinkId: 'guest_link_id',
  deathId: 'death_id',
  guestName: 'guest_name',
  purpose: 'purpose',
  createdAt: 'created_at',
  expiresAt: 'expires_at',
  openedAt: 'opened_at',
  revokedAt: 'revoked_at',
}

export async function listGuestLinks(trx: Trx, deathId: string): Promise<GuestLink[]> {
  return trx('guest_link').where({ death_id: deathId }).select(columns).orderBy('created_at', 'desc')
}

/** Works no more from now on, for a guest who is reading too: their session is looked up with its link each time. */
export async function revokeGuestLink(trx: Trx, guestLinkId: string): Promise<GuestLink | undefined> {
  const [link] = await trx('guest_link')
    .where({ guest_link_id: guestLinkId })
    .update({ revoked_at: trx.raw('coalesce(revoked_at, now())') })
    .returning(Object.entries(columns).map(([name, column]) => `${column} as ${name}`))
  return link
}

/** The link somebody opened, if it still works. Asked as the owner of the database: its bearer is nobody yet. */
export async function openGuestLink(
  db: Knex,
  token: string,
): Promise<{ partnershipId: string; guestLinkId: string; deathId: string; expiresAt: string } | undefined> {
  const [link] = await db('guest_link')
    .where({ token_hash: hashToken(token) })
    .whereNull('revoked_at')
    .andWhere('expires_at', '>', db.fn.now())
    .update({ opened_at: db.raw('coalesce(opened_at, now())') })
    .returning([
      'partnership_id as partnershipId',
      'guest_link_id as guestLinkId',
      'death_id as deathId',
      'expires_at as expiresAt',
    ])
  return link
}
