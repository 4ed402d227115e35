import { readFileSync, writeFileSync } from 'node:fs'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { keyIdOf } from '../../server/keys/keyring.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'
import { testKeyring } from '../support/keyring.ts'

const db = useDatabase()
const api = useApi(db, { role: 'panel_coordinator' })
const consultant = useApi(db, { role: 'consultant' })
const governance = useApi(db, { role: 'governance' })

const death = { status: 'notified', eventDay: '2026-03-01' }
const kin = {
  name: { given: 'Kinga', family: 'Canarykin' },
  relationship: 'parent',
  dateOfBirth: '1961-04-05',
  phone: '+44 1872 555 017',
  email: 'kinga@canary.example',
  address: { kind: 'residence', lines: '7 Canary Terrace, Truro', postcode: 'tr1 2ab' },
  wishes: 'Write to Canaryfriend first',
}
const identity = {
  name: { given: 'Zoë May', family: 'O’Canary' },
  otherNames: [{ given: 'Zed', family: 'Canaryalias' }],
  dateOfBirth: '1987-06-05',
  nhsNumber: '943 476 5919',
  addresses: [{ kind: 'residence', lines: '12 Canary Row, Redruth', postcode: 'TR15 1AA' }],
  nextOfKin: [kin],
}
const canaries =
  /canary|kinga|zoë|canaryfriend|9434765919|943 476 5919|1987-06-05|1961-04-05|1872 ?555|0x?43616e617279|43616e617279/i

async function recordDeath(given: object = {}): Promise<string> {
  return (await api.post('/api/deaths', { ...death, ...given }).expect(201)).body.deathId
}
async function recordIdentity(given: object = identity): Promise<string> {
  const deathId = await recordDeath()
  await api.put(`/api/deaths/${deathId}/identity`, given).expect(200)
  return deathId
}
const open = (deathId: string, body: object = { purpose: 'panel_review', fields: ['name'] }) =>
  api.post(`/api/deaths/${deathId}/identity/open`, body)
const auditOf = async (record: string) =>
  (await governance.get(`/api/audit?record=${record}`).expect(200)).body.rows as Record<string, unknown>[]

describe('an identity', () => {
  it('is recorded apart from the death, and says which parts are held but not what stands in them', async () => {
    const deathId = await recordIdentity()
    const held = await api.get(`/api/deaths/${deathId}/identity`).expect(200)
    expect(held.body).toMatchObject({
      deathId,
      fields: ['name', 'otherNames', 'dateOfBirth', 'nhsNumber', 'addresses', 'nextOfKin'],
    })
    expect(held.text).not.toMatch(canaries)
    expect((await api.get(`/api/deaths/${deathId}`).expect(200)).text).not.toMatch(canaries)
  })

  it('gives the parts that were asked for and no others', async () => {
    const deathId = await recordIdentity()
    const { body } = await open(deathId, { purpose: 'coroner', fields: ['name', 'nhsNumber'] }).expect(200)
    expect(body.identity).toEqual({ name: identity.name, nhsNumber: '9434765919' })
    const all = await open(deathId, { purpose: 'coroner', fields: Object.keys(identity) }).expect(200)
    expect(all.body.identity).toEqual({
      ...identity,
      nhsNumber: '9434765919',
      nextOfKin: [{ ...kin, nhsNumber: null, address: { ...kin.address, postcode: 'TR1 2AB' } }],
    })
    expect(all.headers['cache-control']).toBe('no-store')
  })

  it('is put right part by part: what is left out stays, null empties', async () => {
    const deathId = await recordIdentity()
    await api.put(`/api/deaths/${deathId}/identity`, { dateOfBirth: '1986-06-05', otherNames: [] }).expect(200)
    const { body } = await open(deathId, {
      purpose: 'correction',
      fields: ['name', 'otherNames', 'dateOfBirth', 'nextOfKin'],
    }).expect(200)
    expect(body.identity).toMatchObject({ name: identity.name, otherNames: [], dateOfBirth: '1986-06-05' })
    expect(body.identity.nextOfKin).toHaveLength(1)
    const held = await api.put(`/api/deaths/${deathId}/identity`, { nhsNumber: null, nextOfKin: [] }).expect(200)
    expect(held.body.fields).toEqual(['name', 'dateOfBirth', 'addresses'])
  })

  it.each([
    ['an NHS number whose check digit is wrong', { nhsNumber: '9434765918' }, 'nhsNumber'],
    ['a birth after the death', { dateOfBirth: '2026-03-02' }, 'dateOfBirth'],
    [
      'a birth in the future of next of kin',
      { nextOfKin: [{ ...kin, dateOfBirth: '2030-01-01' }] },
      'nextOfKin.0.dateOfBirth',
    ],
    ['a postcode that is none', { addresses: [{ ...kin.address, postcode: 'CANARY' }] }, 'addresses.0.postcode'],
    ['no field at all', {}, ''],
    ['a field there is not', { surname: 'Canary' }, 'surname'],
  ])('refuses %s, and does not repeat it', async (_, given, path) => {
    const deathId = await recordDeath()
    const { body, text } = await api.put(`/api/deaths/${deathId}/identity`, given).expect(422)
    expect(body.errors[0].path).toBe(path)
    expect(text).not.toMatch(canaries)
    expect(text).not.toContain('9434765918')
  })

  it('answers 404 where there is no death, or no identity to open', async () => {
    const nowhere = '00000000-0000-4000-8000-000000000000'
    await api.put(`/api/deaths/${nowhere}/identity`, identity).expect(404)
    await open(nowhere).expect(404)
    const deathId = await recordDeath()
    await open(deathId).expect(404)
    expect((await auditOf(deathId)).map(({ action }) => action)).toEqual(['refused', 'write'])
  })
})

describe('opening an identity', () => {
  it('needs a purpose, and leaves in the audit who, what for and which fields, in the same transaction, and no value', async () => {
    const deathId = await recordIdentity()
    await open(deathId, { fields: ['name'] }).expect(422)
    await open(deathId, { purpose: 'other', fields: ['name'] }).expect(422)
    await open(deathId, {
      purpose: 'panel_review',
      note: 'Ask Canaryfriend about it',
      fields: ['name', 'dateOfBirth'],
    }).expect(200)
    const entries = await auditOf(deathId)
    expect(entries[0]).toMatchObject({
      action: 'identity',
      purpose: 'open an identity: panel_review',
      operation: 'post /deaths/:deathId/identity/open',
      fields: ['name', 'dateOfBirth'],
      records: 1,
    })
    expect(JSON.stringify(entries)).not.toMatch(canaries)
  })

  it('is shown to whoever may see the case, without what was opened', async () => {
    const deathId = await recordIdentity()
    await open(deathId, { purpose: 'contact_family', fields: ['nextOfKin'] }).expect(200)
    const { body, text } = await api.get(`/api/deaths/${deathId}/identity/openings`).expect(200)
    expect(body).toEqual([
      {
        openingId: expect.any(String),
        openedAt: expect.any(String),
        openedBy: expect.any(String),
        openedByName: expect.any(String),
        purpose: 'contact_family',
        fields: ['nextOfKin'],
      },
    ])
    expect(text).not.toMatch(canaries)
  })

  it('in an emergency needs a reason, and tells the information governance lead, who marks it as read', async () => {
    const deathId = await recordIdentity()
    const path = `/api/deaths/${deathId}/identity/break-glass`
    await consultant.post(path, { reason: 'urgent', fields: ['name'] }).expect(422)
    const reason = 'A child may be alone at the address of Canaryfriend'
    const { body } = await consultant.post(path, { reason, fields: ['name', 'addresses'] }).expect(200)
    expect(body.identity).toEqual({ name: identity.name, addresses: identity.addresses })
    expect((await auditOf(deathId))[0]).toMatchObject({
      action: 'identity',
      purpose: 'open an identity: break_glass',
      fields: ['name', 'addresses'],
    })
    const [notice] = (await governance.get('/api/governance-notices').expect(200)).body
    expect(notice).toMatchObject({ kind: 'break_glass', deathId, reason, readAt: null })
    const read = await governance.put(`/api/governance-notices/${notice.noticeId}/read`).expect(200)
    expect(read.body).toMatchObject({ readAt: expect.any(String), readBy: expect.any(String) })
    const again = await governance.put(`/api/governance-notices/${notice.noticeId}/read`).expect(200)
    expect(again.body.readAt).toBe(read.body.readAt)
  })
})

describe('a match', () => {
  it('finds the deaths of a person by NHS number, or by name and date of birth however they are written, and tells pseudonyms only', async () => {
    const deathId = await recordIdentity()
    await recordIdentity({ name: { given: 'Ann', family: 'Other' }, dateOfBirth: '1987-06-05' })
    const match = async (sought: object) => (await api.post('/api/identities/match', sought).expect(200)).body
    expect(await match({ nhsNumber: '943-476-5919' })).toEqual({ deathIds: [deathId] })
    const birth = { dateOfBirth: '1987-06-05' }
    expect(await match({ name: { given: 'ZOE', family: "O'CANARY" }, ...birth })).toEqual({ deathIds: [deathId] })
    expect(await match({ name: { given: 'Zed', family: 'Canary-Alias' }, ...birth })).toEqual({ deathIds: [deathId] })
    expect(await match({ name: { given: 'Zoe', family: 'Canary' }, ...birth })).toEqual({ deathIds: [] })
    expect(await match({ name: kin.name, dateOfBirth: kin.dateOfBirth })).toEqual({ deathIds: [] })
    const { rows } = (await governance.get('/api/audit?limit=1').expect(200)).body
    expect(rows[0]).toMatchObject({ action: 'identity', fields: ['name', 'dateOfBirth'] })
  })

  it('finds nobody of another partnership: the same person has another index there', async () => {
    await recordIdentity()
    const { rows } = await db.knex.raw(
      "select count(distinct partnership_id)::int as partnerships, count(distinct blind)::int as blinds from identity_index where kind = 'nhs_number'",
    )
    expect(rows[0].partnerships).toBeGreaterThan(1)
    expect(rows[0].blinds).toBe(rows[0].partnerships)
  })

  it('says that a key is missing instead of finding nobody, when the index was made with another', async () => {
    await recordIdentity()
    await db.within((trx) => trx('identity_index').update({ blind_key_id: 'deadbeef' }))
    const { body } = await api.post('/api/identities/match', { nhsNumber: '9434765919' }).expect(503)
    expect(body.detail).toMatch(/deadbeef.*restore the key file from its backup/)
  })
})

describe('the key file', () => {
  const { file } = testKeyring()
  const backup = readFileSync(file)
  afterEach(() => writeFileSync(file, backup))

  it('without the key answers 503 with what to do and never 500, and opens again when the file is restored', async () => {
    const deathId = await recordIdentity()
    const row = await db.within((trx) => trx('identity').where({ death_id: deathId, subject: 'death' }).first('name'))
    const lost = keyIdOf(Buffer.from(row.name))
    const kept = JSON.parse(backup.toString())
    const other = { ...kept.keys[0], keyId: '0badc0de' }
    writeFileSync(file, JSON.stringify({ ...kept, current: other.keyId, keys: [other] }))
    // a process that had the file open forgets the key with the next value that it seals
    const elsewhere = await recordIdentity()
    const { body } = await open(deathId).expect(503)
    expect(body).toMatchObject({ title: expect.stringContaining('key is missing') })
    expect(body.detail).toMatch(new RegExp(`${lost}.*restore the key file from its backup`))
    expect(body.detail).not.toContain(file)
    writeFileSync(file, JSON.stringify({ ...kept, keys: [...kept.keys, other] }))
    await open(deathId).expect(200)
    await open(elsewhere).expect(200)
  })

  it('does not open a value that was moved to another death', async () => {
    const [one, two] = [await recordIdentity(), await recordIdentity({ name: { given: 'Ann', family: 'Other' } })]
    await db.within((trx) =>
      trx.raw(
        "update identity set name = (select name from identity where death_id = :two and subject = 'death') where death_id = :one and subject = 'death'",
        { one, two },
      ),
    )
    const { body } = await open(one).expect(503)
    expect(body.title).toMatch(/altered/)
  })
})

describe('what identifies people', () => {
  const lines: string[] = []
  const stream = new Writable({
    write(line, _, done) {
      lines.push(String(line))
      done()
    },
  })
  const watched = useApi(db, { role: 'panel_coordinator', log: pino({ level: 'trace' }, stream) })

  it('stands sealed in the identity store and nowhere else: in no other table, log line, error or address', async () => {
    const deathId = await recordIdentity()
    const path = `/api/deaths/${deathId}/identity`
    const key = () => crypto.randomUUID()
    const refused = [
      await watched.put(path, { ...identity, nhsNumber: '943 476 5918' }).set('Idempotency-Key', key()),
      await watched.post(`${path}/open`, { purpose: 'other', note: 'Canary', fields: ['canary'] }),
      await watched.get(`${path}/Canary`),
    ]
    expect(refused.map(({ status }) => status)).toEqual([422, 422, 404])
    for (const { text } of refused) expect(text).not.toMatch(canaries)
    const { nextOfKin, ...own } = identity
    await watched
      .put(path, { ...own, nextOfKin })
      .set('Idempotency-Key', key())
      .expect(200)
    const opening = { purpose: 'panel_review', note: 'Ask Canaryfriend about it', fields: Object.keys(identity) }
    await watched.post(`${path}/open`, opening).set('Idempotency-Key', key()).expect(200)
    const { name, dateOfBirth } = identity
    await watched.post('/api/identities/match', { name, dateOfBirth }).set('Idempotency-Key', key()).expect(200)
    const reason = 'Canaryfriend may be in danger now'
    await consultant.post(`${path}/break-glass`, { reason, fields: ['name'] }).expect(200)
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.join('')).not.toMatch(canaries)
    expect(await tablesThatHold(canaries)).toEqual([])
  })
})

it('the search for canaries finds one that is there', async () => {
  await recordDeath({ causeOfDeath: 'Canary', residenceTown: 'Kinga' })
  expect(await tablesThatHold(canaries)).toEqual([
    'public.death_revision.residence_town',
    'public.death_revision.cause_of_death',
  ])
})

/** Searches every value of every table as the owner of the server could, the bytes of sealed columns too. */
async function tablesThatHold(canary: RegExp): Promise<string[]> {
  const { rows: columns } = await db.knex.raw(`
    select format('%I.%I', table_schema, table_name) as table_name, column_name, data_type
    from information_schema.columns
    join information_schema.tables using (table_schema, table_name)
    where table_type = 'BASE TABLE' and table_schema = 'public' and table_name <> 'spatial_ref_sys'
      and (data_type in ('text', 'character varying', 'jsonb', 'json', 'bytea', 'date', 'ARRAY'))
      and not (table_name like 'substance%')`)
  const found: string[] = []
  for (const { table_name, column_name, data_type } of columns) {
    const asText = data_type === 'bytea' ? `encode("${column_name}", 'escape')` : `"${column_name}"::text`
    const { rows } = await db.knex.raw(
      `select distinct ${asText} as value from ${table_name} where "${column_name}" is not null`,
    )
    if (rows.some(({ value }: { value: string }) => canary.test(value))) found.push(`${table_name}.${column_name}`)
  }
  return found
}
