import type { Knex } from 'knex'
import type { Actor } from '../../access/actor.ts'
import { hashToken, newToken } from '../../access/secrets.ts'
import { type Span, standingOn } from '../../access/standing.ts'
import type { ApiKey, NewApiKey } from '../../contract/person.ts'
import type { Trx } from '../../db/tenant.ts'
import { type PartnershipRow, toPartnership } from '../../partnerships/store.ts'

const PREFIX = 'vigil_'

/** The key that somebody sends, if it works now. Asked as the owner of the database: its partnership follows from it. */
export async function findApiKey(db: Knex, key: string): Promise<Actor | undefined> {
  const { rows } = await db.raw(
    `select api_key.api_key_id, api_key.agency_id, api_key.scopes,
       api_key.last_used_at is null or api_key.last_used_at < now() - interval '1 minute' as is_use_due, to_jsonb(partnership) as partnership,
       agreement_spans(api_key.partnership_id, api_key.agency_id) as agreements
     from api_key
     join partnership on partnership.partnership_id = api_key.partnership_id
     where api_key.key_hash = :hash and api_key.revoked_at is null and api_key.expires_at > now()`,
    { hash: hashToken(key) },
  )
  if (!rows.length) return undefined
  const {
    api_key_id,
    agency_id,
    scopes,
    is_use_due,
    partnership: row,
    agreements,
  } = rows[0] as {
    api_key_id: string
    agency_id: string
    scopes: string[]
    is_use_due: boolean
    partnership: PartnershipRow
    agreements: Span[]
  }
  if (is_use_due) await db('api_key').where({ api_key_id }).update({ last_used_at: db.fn.now() })
  const partnership = toPartnership(row)
  return {
    kind: 'api key',
    apiKeyId: api_key_id,
    partnership,
    agencyId: agency_id,
    scopes,
    agreement: standingOn(partnership.today, agreements),
  }
}

export async function listApiKeys(trx: Trx, apiKeyId: string | null = null): Promise<ApiKey[]> {
  const { rows } = await trx.raw(
    `select api_key.api_key_id as "apiKeyId", api_key.name, api_key.agency_id as "agencyId", agency.name as "agencyName", api_key.scopes,
       api_key.created_at as "createdAt", api_key.expires_at as "expiresAt", api_key.last_used_at as "lastUsedAt",
       api_key.revoked_at as "revokedAt", api_key.renews
     from api_key
     join agency on agency.partnership_id = api_key.partnership_id and agency.agency_id = api_key.agency_id
     where :apiKeyId::uuid is null or api_key.api_key_id = :apiKeyId::uuid
     order by api_key.created_at desc`,
    { apiKeyId },
  )
  return rows
}

/** The key itself goes back once and is kept as its hash only. */
export async function addApiKey(
  trx: Trx,
  key: Omit<NewApiKey, 'expiresOn'> & {
    partnershipId: string
    createdBy: string
    expiresAt: string
    renews: string | null
  },
): Promise<{ apiKeyId: string; key: string; expiresAt: string }> {
  const text = PREFIX + newToken()
  const [row] = await trx('api_key')
    .insert({
      partnership_id: key.partnershipId,
      agency_id: key.agencyId,
      name: key.name,
      key_hash: hashToken(text),
      scopes: key.scopes,
      renews: key.renews,
      created_by: key.createdBy,
      expires_at: key.expiresAt,
    })
    .returning('api_key_id')
  return { apiKeyId: row.api_key_id, key: text, expiresAt: key.expiresAt }
}

/** The key that was renewed runs out after the overlap, or when it would have anyway. */
export async function endApiKey(trx: Trx, apiKeyId: string, afterHours: number): Promise<void> {
  await trx.raw(
    'update api_key set expires_at = least(expires_at, now() + make_interval(hours => :afterHours)) where api_key_id = :apiKeyId',
    { apiKeyId, afterHours },
  )
}

export async function revokeApiKey(trx: Trx, apiKeyId: string): Promise<void> {
  await trx('api_key').where({ api_key_id: apiKeyId }).whereNull('revoked_at').update({ revoked_at: trx.fn.now() })
}
