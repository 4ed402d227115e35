import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { carryOutRetention } from '../../jobs/work/retention.ts'
import { IdentityChange } from '../../server/contract/identity.ts'
import { addDeaths } from '../../server/deaths/store.ts'
import { schedule, scheduleAsMarkdown } from '../../server/identity/retention/schedule.ts'
import { recordIdentity } from '../../server/identity/store.ts'
import { useApi } from '../support/api.ts'
import { addSignedIn } from '../support/app.ts'
import { useDatabase } from '../support/database.ts'
import { makeDeath } from '../support/events.ts'
import { testKeyring } from '../support/keyring.ts'

const db = useDatabase()
const api = useApi(db, { role: 'panel_coordinator' })
const governance = useApi(db, { role: 'governance' })

const kin = { name: { given: 'Kin', family: 'Example' }, relationship: 'parent', dateOfBirth: '1960-01-01' }
const identity = {
  name: { given: 'Ann', family: 'Example' },
  dateOfBirth: '1980-01-01',
  nextOfKin: [
    {
      ...kin,
      email: 'kin@example.org',
      phone: '01872 555123',
      address: { kind: 'residence', lines: '1 Row', postcode: 'TR1 1AA' },
    },
  ],
}

/** A death that was recorded here as closed on a day, with an identity; the partnership's today is 15 March 2026. */
async function addClosed(closedOn: string, status: 'closed' | 'panel' = 'closed'): Promise<string> {
  const deathId = await db.within(async (trx) => {
    const [death] = await addDeaths(
      trx,
      [makeDeath({ eventDay: '2019-01-01', status, knownOn: '2019-02-01' })],
      '2026-03-15',
    )
    await recordIdentity(trx, testKeyring(), death?.id ?? '', IdentityChange.parse(identity), '2026-03-15')
    return death?.id ?? ''
  })
  await recordedOn(deathId, 1, closedOn)
  await db
    .knex('identity')
    .where({ death_id: deathId })
    .update({ recorded_at: `${closedOn}T12:00:00Z` })
  return deathId
}
const recordedOn = (deathId: string, revision: number, day: string) =>
  db
    .knex('death_revision')
    .where({ death_id: deathId, revision })
    .update({ recorded_at: `${day}T12:00:00Z` })
const removals = async (deathId: string) =>
  (await api.get(`/api/retention/removals?death=${deathId}`).expect(200)).body.rows.map(
    ({ kind, closedOn, removedOn }: Record<string, string>) => [kind, closedOn, removedOn],
  )
async function amend(deathId: string, changed: object) {
  const { body } = await api.get(`/api/deaths/${deathId}`).expect(200)
  await api
    .put(`/api/deaths/${deathId}`, { status: body.status, eventDay: body.eventDay, knownOn: '2026-03-15', ...changed })
    .set('If-Match', `"${body.revision}"`)
    .expect(200)
}
const held = async (deathId: string): Promise<string[]> =>
  (await api.get(`/api/deaths/${deathId}/identity`).expect(200)).body.fields
let days = 0
/** A day later than the last, so that it is due again. */
const carryOut = () => carryOutRetention(db.knex, db.partnership, new Date(Date.now() + ++days * 86_400_000))
const ageBy = (table: string, column: string, interval: string) =>
  db.knex.raw(`update ${table} set ${column} = now() - interval '${interval}' where partnership_id = :partnershipId`, {
    partnershipId: db.partnership.partnershipId,
  })

describe('the retention schedule', () => {
  it('stands in docs/retention.md as the nightly job carries it out', () => {
    expect(readFileSync(new URL('../../docs/retention.md', import.meta.url), 'utf8')).toBe(scheduleAsMarkdown())
    expect(new Set(schedule.map(({ kind }) => kind)).size).toBe(schedule.length)
  })

  it('removes the next of kin a year after a death was closed and its identity after three, and the death stays', async () => {
    const [fresh, open, closed, old] = [
      await addClosed('2025-06-01'),
      await addClosed('2020-01-01', 'panel'),
      await addClosed('2025-03-01'),
      await addClosed('2023-03-01'),
    ]
    expect(await carryOut()).toEqual([
      { kind: 'identity_of_dead', removed: 1, held: 0 },
      { kind: 'identity_of_kin', removed: 2, held: 0 },
    ])
    expect(await held(fresh)).toEqual(['name', 'dateOfBirth', 'nextOfKin'])
    expect(await held(open)).toEqual(['name', 'dateOfBirth', 'nextOfKin'])
    expect(await held(closed)).toEqual(['name', 'dateOfBirth'])
    expect(await held(old)).toEqual([])
    expect((await api.get(`/api/deaths/${old}`).expect(200)).body.status).toBe('closed')
    const { rows } = await db.within((trx) =>
      trx.raw(
        'select count(*)::int as left_over from identity_index join identity using (partnership_id, identity_id) where death_id = :old',
        { old },
      ),
    )
    expect(rows[0].left_over).toBe(0)
  })

  it('counts from the day a death was closed here, not from a day it is assumed to have been known since', async () => {
    const imported = await db.within(async (trx) => {
      const death = makeDeath({ eventDay: '2019-01-01', status: 'closed', knownOn: '2019-01-02' })
      const [added] = await addDeaths(trx, [{ ...death, knownOnAssumed: true }], '2026-03-15')
      await recordIdentity(trx, testKeyring(), added?.id ?? '', IdentityChange.parse(identity), '2026-03-15')
      return added?.id ?? ''
    })
    await recordedOn(imported, 1, '2026-03-15')
    await carryOut()
    expect(await held(imported)).toEqual(['name', 'dateOfBirth', 'nextOfKin'])
    expect((await removals(imported)).map((each: string[]) => each[1])).toEqual(['2026-03-15', '2026-03-15'])
  })

  it('does not begin the time anew when a closed death is amended, and does when it is opened and closed again', async () => {
    const amended = await addClosed('2022-03-01')
    await amend(amended, { ageYears: 40 })
    expect(await removals(amended)).toEqual([
      ['identity_of_kin', '2022-03-01', '2023-03-01'],
      ['identity_of_dead', '2022-03-01', '2025-03-01'],
    ])
    const reopened = await addClosed('2022-03-01')
    await amend(reopened, { status: 'panel' })
    await recordedOn(reopened, 2, '2024-01-10')
    expect(await removals(reopened)).toEqual([])
    await amend(reopened, { status: 'closed' })
    await recordedOn(reopened, 3, '2025-06-01')
    await amend(reopened, { ageYears: 40 })
    expect(await removals(reopened)).toEqual([
      ['identity_of_kin', '2025-06-01', '2026-06-01'],
      ['identity_of_dead', '2025-06-01', '2028-06-01'],
    ])
    await carryOut()
    expect(await held(amended)).toEqual([])
    expect(await held(reopened)).toEqual(['name', 'dateOfBirth', 'nextOfKin'])
  })

  it('leaves an identity that is recorded for a death closed long ago for 30 days, and says until when', async () => {
    const deathId = await addClosed('2020-01-01')
    await db.knex('identity').where({ death_id: deathId }).update({ recorded_at: '2026-03-10T12:00:00Z' })
    await carryOut()
    expect(await held(deathId)).toEqual(['name', 'dateOfBirth', 'nextOfKin'])
    expect(await removals(deathId)).toEqual([
      ['identity_of_dead', '2020-01-01', '2026-04-09'],
      ['identity_of_kin', '2020-01-01', '2026-04-09'],
    ])
  })

  it('says of each record on which day it will be removed, before it comes, and what a hold keeps', async () => {
    const [soon, later] = [await addClosed('2025-03-20'), await addClosed('2025-09-01')]
    await api.post('/api/holds', { deathId: soon, reason: 'The coroner asked for it' }).expect(201)
    const { body } = await api.get('/api/retention/removals').expect(200)
    expect(body).toMatchObject({
      count: 4,
      rows: [
        { deathId: soon, kind: 'identity_of_kin', removedOn: '2026-03-20', isHeld: true },
        { deathId: later, kind: 'identity_of_kin', removedOn: '2026-09-01', isHeld: false },
        { deathId: soon, kind: 'identity_of_dead', removedOn: '2028-03-20', isHeld: true },
        { deathId: later, kind: 'identity_of_dead', removedOn: '2028-09-01', isHeld: false },
      ],
    })
    const { text } = await api.get('/api/retention/removals.csv').expect(200)
    expect(text.trim().split('\r\n')).toHaveLength(5)
    expect(text).not.toContain('Ann')
    await governance.get('/api/retention/removals').expect(403)
  })

  it('leaves the count of each removal in the audit and on the page, and is carried out once a day', async () => {
    await addClosed('2020-01-01')
    await carryOut()
    const now = new Date(Date.now() + days * 86_400_000)
    expect(await carryOutRetention(db.knex, db.partnership, now)).toEqual([])
    const { rows } = (await governance.get('/api/audit').expect(200)).body
    const removals = rows.filter(({ operation }: { operation: string }) => operation.startsWith('retention:'))
    expect(removals.map(({ operation, records }: Record<string, unknown>) => [operation, records])).toEqual([
      ['retention: remove identity_of_kin', 1],
      ['retention: remove identity_of_dead', 1],
    ])
    const { body } = await governance.get('/api/retention').expect(200)
    expect(body.isProposal).toBe(true)
    expect(body.rules.find(({ kind }: { kind: string }) => kind === 'identity_of_dead')).toMatchObject({
      keptFor: '3 years',
      isCarriedOut: true,
      lastRemoved: 1,
    })
    expect(body.runs.map(({ kind, removed }: Record<string, unknown>) => [kind, removed])).toEqual([
      ['identity_of_dead', 1],
      ['identity_of_kin', 1],
    ])
    expect((await governance.get('/api/retention.csv').expect(200)).text).toContain('identity_of_dead')
    expect((await governance.get('/api/retention/runs').expect(200)).body).toEqual(body.runs)
    const { text } = await governance.get('/api/retention/runs.csv').expect(200)
    expect(text.trim().split('\r\n')).toHaveLength(3)
    expect(text).toContain('identity_of_kin')
  })

  it('finishes what a run that was cut off left, and two nodes at once remove once', async () => {
    await addClosed('2020-01-01')
    const now = new Date(Date.now() + ++days * 86_400_000)
    const [first, second] = await Promise.all([
      carryOutRetention(db.knex, db.partnership, now),
      carryOutRetention(db.knex, db.partnership, now),
    ])
    expect([...first, ...second].reduce((sum, { removed }) => sum + removed, 0)).toBe(2)
    await db.within((trx) =>
      trx('work').where({ kind: 'retention' }).whereRaw(`asked ->> 'kind' = 'request_answers'`).delete(),
    )
    await api
      .post('/api/deaths', { status: 'notified', eventDay: '2026-03-01' })
      .set('Idempotency-Key', 'one')
      .expect(201)
    await ageBy('idempotency_key', 'created_at', '25 hours')
    expect(await carryOutRetention(db.knex, db.partnership, now)).toEqual([
      { kind: 'request_answers', removed: 1, held: 0 },
    ])
  })

  it.each(
    schedule.flatMap(({ kind, removal }) => (removal?.by === 'age' ? [[kind, removal.table, removal.moment]] : [])),
  )('can be carried out for %s', async (_, table = '', moment = '') => {
    const { rows } = await db.within((trx) =>
      trx.raw(`select count(*)::int as old from ${table} where ${moment} < now()`),
    )
    expect(rows[0].old).toBe(0)
  })

  it('removes counts of attempts to sign in that no longer keep anybody waiting', async () => {
    await db.knex('throttle').insert([
      { key: 'account:ended', points: 1, expire: Date.now() - 2 * 86_400_000 },
      { key: 'account:goes on', points: 1, expire: Date.now() + 60_000 },
    ])
    expect(await carryOut()).toContainEqual({ kind: 'sign_in_attempts', removed: 1, held: 0 })
    expect(await db.knex('throttle').where('key', 'like', 'account:%on')).toHaveLength(1)
    await db.knex('throttle').where({ key: 'account:goes on' }).delete()
  })

  it('removes who was invited and never came, with an account that nobody has used, and nobody who is still invited', async () => {
    const administrator = await addSignedIn(db, { roles: ['administrator'] })
    const invite = async (email: string) => {
      const { body } = await api
        .bare()
        .post('/api/people/invitations')
        .set({ Host: 'localhost', Cookie: administrator.cookie })
        .send({ name: 'Never Came', email, role: 'analyst' })
        .expect(201)
      return body.accountId as string
    }
    const elsewhere = await addSignedIn(db, { roles: ['expert'] })
    await db.knex('membership').where({ account_id: elsewhere.accountId }).delete()
    const [never, uses, again] = [
      await invite('never@example.org'),
      await invite(elsewhere.email),
      await invite('again@example.org'),
    ]
    const old = { granted_at: db.knex.raw("now() - interval '40 days'") }
    await db.knex('membership').whereIn('account_id', [never, uses, again]).update(old)
    await db
      .knex('invitation')
      .whereIn('account_id', [never, uses])
      .update({ expires_at: db.knex.raw("now() - interval '33 days'") })
    expect(await carryOut()).toContainEqual({ kind: 'unaccepted_invitations', removed: 2, held: 0 })
    const accounts = await db.knex('account').whereIn('account_id', [never, uses, again]).pluck('account_id')
    expect(accounts.sort()).toEqual([uses, again].sort())
    expect(await db.knex('membership').whereIn('account_id', [never, uses, again]).pluck('account_id')).toEqual([again])
  })

  it('removes sessions that ended and leaves those that go on', async () => {
    const { rows } = await db.knex.raw(
      "insert into account (email, name) values ('ended@example.org', 'Ended') on conflict (email) do update set name = 'Ended' returning account_id",
    )
    const { account_id } = rows[0]
    await db.knex('membership').insert({
      partnership_id: db.partnership.partnershipId,
      account_id,
      roles: ['analyst'],
      accepted_at: db.knex.fn.now(),
    })
    const session = (hash: string, ends: string) =>
      db.knex.raw(
        `insert into session (session_hash, account_id, stage, idle_minutes, ends_at) values (sha256(:hash), :account_id, 'signed_in', 30, now() + :ends::interval)`,
        { hash, account_id, ends },
      )
    await session('long ago', '-2 days')
    await session('goes on', '1 hour')
    expect(await carryOut()).toContainEqual({ kind: 'sessions', removed: 1, held: 0 })
    expect(await db.knex('session').where({ account_id })).toHaveLength(1)
    await db.knex('account').where({ account_id }).delete()
  })
})

describe('a legal hold', () => {
  it('stops the removal until it is lifted, for one death or for everything', async () => {
    const [one, two] = [await addClosed('2020-01-01'), await addClosed('2020-01-01')]
    const reason = 'The coroner asked for it to be kept'
    const hold = (await api.post('/api/holds', { deathId: one, reason }).expect(201)).body
    expect((await carryOut())[0]).toEqual({ kind: 'identity_of_dead', removed: 1, held: 1 })
    expect([await held(one), await held(two)]).toEqual([['name', 'dateOfBirth', 'nextOfKin'], []])
    const everything = (await api.post('/api/holds', { reason }).expect(201)).body
    await api.put(`/api/holds/${hold.holdId}/lift`, { reason: 'The inquest is over' }).expect(200)
    expect((await carryOut())[0]).toEqual({ kind: 'identity_of_dead', removed: 0, held: 1 })
    await api.put(`/api/holds/${everything.holdId}/lift`, { reason: 'short' }).expect(422)
    await api.put(`/api/holds/${everything.holdId}/lift`, { reason: 'The inquiry is over' }).expect(200)
    await api.put(`/api/holds/${everything.holdId}/lift`, { reason: 'The inquiry is over' }).expect(404)
    const { body } = await governance.get('/api/holds').expect(200)
    expect(body).toHaveLength(2)
    expect(body[0]).toMatchObject({ reason, liftReason: expect.any(String), liftedBy: expect.any(String) })
    expect((await carryOut())[0]).toEqual({ kind: 'identity_of_dead', removed: 1, held: 0 })
  })

  it('cannot be put on a death there is not', async () => {
    const { body } = await api
      .post('/api/holds', { deathId: '00000000-0000-4000-8000-000000000000', reason: 'The coroner asked for it' })
      .expect(422)
    expect(body.errors).toEqual([{ path: 'deathId', message: 'there is no such death' }])
  })
})

describe('a request of a living person', () => {
  const enter = async (kind: 'export' | 'erase', receivedOn = '2026-03-10') =>
    (await api.post('/api/subject-requests', { kind, reference: 'SAR 7', receivedOn }).expect(201)).body
  const sought = { email: 'Kin@example.org' }

  it('is due one month after it was received, and says when it is late', async () => {
    expect(await enter('export', '2026-01-31')).toMatchObject({ dueOn: '2026-02-28', isLate: true, answeredAt: null })
    expect(await enter('erase', '2026-03-15')).toMatchObject({ dueOn: '2026-04-15', isLate: false })
    await api.post('/api/subject-requests', { kind: 'export', reference: 'SAR', receivedOn: '2026-03-16' }).expect(422)
    const { body } = await api.get('/api/subject-requests').expect(200)
    expect(body.map(({ dueOn }: { dueOn: string }) => dueOn)).toEqual(['2026-02-28', '2026-04-15'])
    expect((await api.get('/api/subject-requests.csv').expect(200)).text).toContain('SAR 7')
  })

  it.each([
    ['e-mail address', { email: 'KIN@example.org' }],
    ['telephone', { phone: '+44 (0)1872 555123'.replace('(0)', '') }],
    ['name and date of birth', { name: kin.name, dateOfBirth: kin.dateOfBirth }],
    ['name and postcode', { name: kin.name, postcode: 'tr11aa' }],
  ])('by %s is answered with everything held about them, and nothing of the person who died', async (_, by) => {
    const deathId = await addClosed('2026-01-01')
    const { requestId } = await enter('export')
    const { body, text } = await api.post('/api/subject-requests/export', { requestId, sought: by }).expect(200)
    expect(body.nextOfKin).toMatchObject([identity.nextOfKin[0]])
    expect(text).not.toContain(deathId)
    expect(text).not.toContain('Ann')
    const [request] = (await api.get('/api/subject-requests').expect(200)).body
    expect(request).toMatchObject({
      answeredAt: expect.any(String),
      outcome: expect.arrayContaining([{ what: 'next of kin entries', deed: 'given', count: 1, why: null }]),
    })
    const { rows } = (await governance.get('/api/audit?limit=1').expect(200)).body
    expect(rows[0]).toMatchObject({ action: 'identity', purpose: 'answer a subject access request' })
    expect(JSON.stringify(rows)).not.toContain('example.org')
  })

  it('to erase removes their entries, keeps what is under legal hold, and says why', async () => {
    const [one, two] = [await addClosed('2026-01-01'), await addClosed('2026-01-01')]
    await api.post('/api/holds', { deathId: two, reason: 'The coroner asked for it' }).expect(201)
    const { requestId } = await enter('erase')
    const { body } = await api.post('/api/subject-requests/erase', { requestId, sought }).expect(200)
    expect(body.outcome).toEqual([
      { what: 'next of kin entries', deed: 'erased', count: 1, why: null },
      { what: 'next of kin entries', deed: 'kept', count: 1, why: expect.stringContaining('legal hold') },
    ])
    expect([await held(one), await held(two)]).toEqual([
      ['name', 'dateOfBirth'],
      ['name', 'dateOfBirth', 'nextOfKin'],
    ])
    await api.post('/api/subject-requests/erase', { requestId, sought }).expect(422)
    await api.post('/api/subject-requests/export', { requestId, sought }).expect(422)
  })

  it('of somebody with an account gives the account and what it did here, and keeps it when asked to erase', async () => {
    const { rows } = await db.knex.raw(
      "insert into account (email, name) values ('kin@example.org', 'Kin Example') on conflict (email) do update set name = 'Kin Example' returning account_id",
    )
    const { account_id } = rows[0]
    await db.knex('membership').insert({
      partnership_id: db.partnership.partnershipId,
      account_id,
      roles: ['analyst'],
      accepted_at: db.knex.fn.now(),
    })
    const { requestId } = await enter('export')
    const { body } = await api.post('/api/subject-requests/export', { requestId, sought }).expect(200)
    expect(body.accounts).toMatchObject([{ email: 'kin@example.org', roles: ['analyst'] }])
    const erasing = await enter('erase')
    const erased = await api.post('/api/subject-requests/erase', { requestId: erasing.requestId, sought }).expect(200)
    expect(erased.body.outcome[1]).toMatchObject({ what: 'accounts', deed: 'kept', count: 1 })
    await db.knex('account').where({ account_id }).delete()
  })
})
