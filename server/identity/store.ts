import { type Day, type DayPrecision, spanOf } from '../contract/day.ts'
import {
  GovernanceNotice,
  type Identity,
  type IdentityChange,
  type IdentityField,
  type IdentityHeld,
  IdentityOpening,
  type NextOfKin,
  type PersonSought,
  StoredIdentity,
  StoredKin,
} from '../contract/identity.ts'
import { fromColumns } from '../db/columns.ts'
import { partnershipOf, type Trx } from '../db/tenant.ts'
import { blindIndexKeyId, KeyMissing, type Keyring, seal, unseal } from '../keys/keyring.ts'
import { type SealedTable, sealedIdentity, sealedNotice, sealedOpening } from '../keys/sealed-columns.ts'
import { readNames } from '../office/people/names.ts'
import { invalid, notFound } from '../problem.ts'
import { blind, type FindKey, findKeyOf, findKeysOfDead, findKeysOfKin } from './find-again.ts'

const columnOf = {
  name: 'name',
  otherNames: 'other_names',
  dateOfBirth: 'date_of_birth',
  nhsNumber: 'nhs_number',
  addresses: 'addresses',
} as const satisfies { [field in Exclude<IdentityField, 'nextOfKin'>]: string }
type OwnField = keyof typeof columnOf
const ownFields = Object.keys(columnOf) as OwnField[]

const empty: Identity = { name: null, otherNames: [], dateOfBirth: null, nhsNumber: null, addresses: [], nextOfKin: [] }

type IdentityRow = { identity_id: string; partnership_id: string; changed_at: string } & Record<string, Buffer | null>

/** Seals values of one row, as JSON; null and the empty list are kept as no value at all. */
function sealRow(
  keyring: Keyring,
  of: SealedTable,
  partnershipId: string,
  id: string,
  values: Record<string, unknown>,
) {
  return Object.fromEntries(
    Object.entries(values).map(([column, value]) => [
      column,
      value === null || (Array.isArray(value) && !value.length)
        ? null
        : seal(keyring, JSON.stringify(value), of.contextOf(column, partnershipId, id)),
    ]),
  )
}

function openColumn(keyring: Keyring, of: SealedTable, row: Record<string, unknown>, column: string): unknown {
  const sealed = row[column] as Buffer | null
  if (sealed === null) return null
  const id = row[of.id] as string
  return JSON.parse(unseal(keyring, Buffer.from(sealed), of.contextOf(column, row.partnership_id as string, id)))
}

/** Which parts of an identity are held. @throws 404 where there is no such death. */
export async function readIdentityHeld(trx: Trx, deathId: string): Promise<IdentityHeld> {
  if (!(await trx('death').where({ death_id: deathId }).first('death_id'))) notFound('death')
  const [own, kin] = [await findOwn(trx, deathId), await listKin(trx, deathId)]
  const fields: IdentityField[] = own ? ownFields.filter((field) => own[columnOf[field]] !== null) : []
  return {
    deathId,
    fields: kin.length ? [...fields, 'nextOfKin'] : fields,
    changedAt: own?.changed_at ?? null,
  }
}

/** Opens the named parts, and decrypts no others; undefined when no identity is recorded. */
export async function readIdentity(
  trx: Trx,
  keyring: Keyring,
  deathId: string,
  fields: readonly IdentityField[],
): Promise<Partial<Identity> | undefined> {
  const own = await findOwn(trx, deathId)
  if (!own) return undefined
  const opened: Record<string, unknown> = {}
  for (const field of fields) {
    if (field === 'nextOfKin') opened.nextOfKin = (await listKin(trx, deathId)).map((row) => openKin(keyring, row))
    else opened[field] = openColumn(keyring, sealedIdentity, own, columnOf[field]) ?? empty[field]
  }
  return StoredIdentity.partial().parse(opened)
}

/** Records an identity or puts some of its fields right; the others stay as they are. */
export async function recordIdentity(
  trx: Trx,
  keyring: Keyring,
  deathId: string,
  change: IdentityChange,
  today: Day,
): Promise<IdentityHeld> {
  await refuseImpossibleBirths(trx, deathId, change, today)
  const partnershipId = await partnershipOf(trx)
  await trx('identity')
    .insert({ partnership_id: partnershipId, subject: 'death', death_id: deathId })
    .onConflict(trx.raw("(partnership_id, death_id) where subject = 'death'"))
    .ignore()
  const before = await readIdentity(trx, keyring, deathId, ownFields)
  const own = (await findOwn(trx, deathId)) ?? notFound('death')
  const { nextOfKin, ...given } = change
  const values = Object.fromEntries(
    Object.entries(given).map(([field, value]) => [columnOf[field as OwnField], value ?? null]),
  )
  await trx('identity')
    .where({ identity_id: own.identity_id })
    .update({
      ...sealRow(keyring, sealedIdentity, partnershipId, own.identity_id, values),
      changed_at: trx.fn.now(),
    })
  await indexAgain(trx, keyring, own.identity_id, findKeysOfDead({ ...empty, ...before, ...given }))
  if (nextOfKin) await replaceKin(trx, keyring, deathId, nextOfKin)
  return readIdentityHeld(trx, deathId)
}

async function refuseImpossibleBirths(trx: Trx, deathId: string, change: IdentityChange, today: Day): Promise<void> {
  const { rows } = await trx.raw(
    `select death_revision.event_day, death_revision.event_day_precision
     from death
     join death_revision using (partnership_id, death_id)
     where death.death_id = :deathId and death_revision.revision = death.current_revision`,
    { deathId },
  )
  const [death] = rows as { event_day: Day; event_day_precision: DayPrecision }[]
  if (!death) notFound('death')
  if (change.dateOfBirth && change.dateOfBirth > spanOf(death.event_day, death.event_day_precision).last)
    invalid([{ path: 'dateOfBirth', message: 'is after the death' }])
  for (const [index, { dateOfBirth }] of (change.nextOfKin ?? []).entries())
    if (dateOfBirth && dateOfBirth > today)
      invalid([{ path: `nextOfKin.${index}.dateOfBirth`, message: 'is in the future' }])
}

/** The deaths of this person: their pseudonyms only. */
export async function matchDeaths(trx: Trx, keyring: Keyring, sought: PersonSought): Promise<string[]> {
  const found = await findIdentities(trx, keyring, [findKeyOf(sought)], 'death')
  return found.map(({ deathId }) => deathId)
}

export type FoundIdentity = { identityId: string; deathId: string }

/** @throws KeyMissing when some were indexed with a blind index key that is not in the key file: a search would wrongly find nobody. */
export async function findIdentities(
  trx: Trx,
  keyring: Keyring,
  keys: readonly FindKey[],
  subject: 'death' | 'living',
): Promise<FoundIdentity[]> {
  const foreign = await trx('identity_index')
    .whereNot({ blind_key_id: blindIndexKeyId(keyring) })
    .first('blind_key_id')
  if (foreign) throw new KeyMissing(foreign.blind_key_id)
  const partnershipId = await partnershipOf(trx)
  const { rows } = await trx.raw(
    `select distinct identity.identity_id as "identityId", identity.death_id as "deathId"
     from identity_index
     join identity using (partnership_id, identity_id)
     where identity_index.blind = any (:blinds::bytea[]) and identity.subject = :subject
     order by "deathId", "identityId"`,
    { blinds: keys.map((key) => blind(keyring, partnershipId, key)), subject },
  )
  return rows
}

/** Everything held about one living person. */
export async function readKin(trx: Trx, keyring: Keyring, identityId: string): Promise<NextOfKin | undefined> {
  const row = await trx('identity').where({ identity_id: identityId, subject: 'living' }).first()
  return row && openKin(keyring, row)
}

/** The identities of these deaths and of those who mourn them go; the records keep their pseudonyms. Gives how many rows went. */
export async function eraseIdentities(
  trx: Trx,
  deathIds: readonly string[],
  subjects: readonly ('death' | 'living')[],
): Promise<number> {
  return trx('identity').whereIn('death_id', deathIds).whereIn('subject', subjects).delete()
}

export async function eraseKin(trx: Trx, identityId: string): Promise<void> {
  await trx('identity').where({ identity_id: identityId, subject: 'living' }).delete()
}

async function findOwn(trx: Trx, deathId: string): Promise<IdentityRow | undefined> {
  return trx('identity').where({ death_id: deathId, subject: 'death' }).first()
}

async function listKin(trx: Trx, deathId: string): Promise<IdentityRow[]> {
  return trx('identity').where({ death_id: deathId, subject: 'living' }).orderBy(['recorded_at', 'identity_id'])
}

async function replaceKin(trx: Trx, keyring: Keyring, deathId: string, people: NextOfKin[]): Promise<void> {
  const partnershipId = await partnershipOf(trx)
  await eraseIdentities(trx, [deathId], ['living'])
  for (const person of people) {
    const [{ identity_id: id }] = await trx('identity')
      .insert({ partnership_id: partnershipId, subject: 'living', death_id: deathId })
      .returning('identity_id')
    const { name, dateOfBirth, nhsNumber, address, ...contact } = person
    const values = {
      name,
      date_of_birth: dateOfBirth,
      nhs_number: nhsNumber,
      addresses: address ? [address] : null,
      contact,
    }
    await trx('identity')
      .where({ identity_id: id })
      .update(sealRow(keyring, sealedIdentity, partnershipId, id, values))
    await indexAgain(trx, keyring, id, findKeysOfKin(person))
  }
}

function openKin(keyring: Keyring, row: IdentityRow): NextOfKin {
  const open = (column: string) => openColumn(keyring, sealedIdentity, row, column)
  const [address = null] = (open('addresses') as unknown[] | null) ?? []
  return StoredKin.parse({
    name: open('name'),
    dateOfBirth: open('date_of_birth'),
    nhsNumber: open('nhs_number'),
    address,
    ...(open('contact') as object),
  })
}

async function indexAgain(trx: Trx, keyring: Keyring, identityId: string, keys: FindKey[]): Promise<void> {
  const partnershipId = await partnershipOf(trx)
  await trx('identity_index').where({ identity_id: identityId }).delete()
  if (!keys.length) return
  await trx('identity_index')
    .insert(
      keys.map((key) => ({
        partnership_id: partnershipId,
        identity_id: identityId,
        kind: key.kind,
        blind: blind(keyring, partnershipId, key),
        blind_key_id: blindIndexKeyId(keyring),
      })),
    )
    .onConflict(['partnership_id', 'identity_id', 'kind', 'blind'])
    .ignore()
}

/** The audit entry of this transaction says what for. Once a transaction, and only where a purpose is asked for (migration 0001). */
export async function statePurpose(trx: Trx, purpose: string): Promise<void> {
  await trx.raw('select state_purpose(:purpose)', { purpose })
}

export type NewOpening = {
  deathId: string
  purpose: IdentityOpening['purpose']
  note: string | null
  fields: readonly IdentityField[]
}

/** Writes down who opens an identity and for what, beside the audit chain, where those who may open the case see it. */
export async function addOpening(
  trx: Trx,
  keyring: Keyring,
  userId: string,
  { deathId, purpose, note, fields }: NewOpening,
): Promise<string> {
  const partnershipId = await partnershipOf(trx)
  const openingId = crypto.randomUUID()
  await trx('identity_opening').insert({
    partnership_id: partnershipId,
    opening_id: openingId,
    death_id: deathId,
    opened_by: userId,
    purpose,
    fields,
    ...sealRow(keyring, sealedOpening, partnershipId, openingId, { note }),
  })
  await statePurpose(trx, `open an identity: ${purpose}`)
  return openingId
}

export async function listOpenings(trx: Trx, deathId: string): Promise<IdentityOpening[]> {
  const rows = await trx('identity_opening')
    .where({ death_id: deathId })
    .select('opening_id', 'opened_at', 'opened_by', 'purpose', 'fields')
    .orderBy('opened_at', 'desc')
  const names = await readNames(
    trx,
    rows.map((row) => row.opened_by),
  )
  return rows.map((row) =>
    IdentityOpening.parse({ ...fromColumns(row), openedByName: names.get(row.opened_by) ?? null }),
  )
}

export async function addNotice(
  trx: Trx,
  keyring: Keyring,
  userId: string,
  { deathId, reason }: { deathId: string; reason: string },
): Promise<void> {
  const partnershipId = await partnershipOf(trx)
  const noticeId = crypto.randomUUID()
  await trx('governance_notice').insert({
    partnership_id: partnershipId,
    notice_id: noticeId,
    kind: 'break_glass',
    by_user: userId,
    death_id: deathId,
    ...sealRow(keyring, sealedNotice, partnershipId, noticeId, { reason }),
  })
}

/** Unread first, then latest first. */
export async function listNotices(trx: Trx, keyring: Keyring): Promise<GovernanceNotice[]> {
  const rows = await trx('governance_notice').orderByRaw('read_at is not null, noticed_at desc').limit(200)
  return toNotices(trx, keyring, rows)
}

/** Undefined when there is none; one that was read stays as it was read. */
export async function markNoticeRead(
  trx: Trx,
  keyring: Keyring,
  userId: string,
  noticeId: string,
): Promise<GovernanceNotice | undefined> {
  await trx('governance_notice')
    .where({ notice_id: noticeId, read_at: null })
    .update({ read_at: trx.fn.now(), read_by: userId })
  const [notice] = await toNotices(trx, keyring, await trx('governance_notice').where({ notice_id: noticeId }))
  return notice
}

type NoticeRow = { by_user: string; read_by: string | null } & Record<string, unknown>

async function toNotices(trx: Trx, keyring: Keyring, rows: NoticeRow[]): Promise<GovernanceNotice[]> {
  const names = await readNames(
    trx,
    rows.flatMap((row) => [row.by_user, row.read_by]),
  )
  return rows.map((row) => {
    const { partnershipId: _, ...notice } = fromColumns(row)
    return GovernanceNotice.parse({
      ...notice,
      reason: openColumn(keyring, sealedNotice, row, 'reason'),
      byUserName: names.get(row.by_user) ?? null,
      readByName: names.get(row.read_by ?? '') ?? null,
    })
  })
}
