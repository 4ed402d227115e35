import { describe, expect, it } from 'vitest'
import { type Tenant, type Trx, withTenant } from '../../server/db/tenant.ts'
import { addDeaths } from '../../server/deaths/store.ts'
import { addHold } from '../../server/identity/retention/store.ts'
import { rememberAnswer } from '../../server/serving/idempotency.ts'
import { addSignedIn } from '../support/app.ts'
import { useDatabase } from '../support/database.ts'
import { makeDeath } from '../support/events.ts'

/** What text that got into a statement of a request could make of it: whoever asks, it sees what the request may reach and no more. */
const db = useDatabase()
const today = '2026-03-15'
const CAUSE = 'zzcause'
/** Nowhere else in the database: whatever tells of it tells where somebody was found. */
const PLACE = { longitude: -7.77123, latitude: 57.77321 }

async function addCase(): Promise<string> {
  const [death] = await db.within((trx) =>
    addDeaths(trx, [makeDeath({ eventDay: '2026-03-01', causeOfDeath: CAUSE, ...PLACE })], today),
  )
  await db.knex.raw('analyze death_revision')
  return death?.id ?? ''
}

const asking: Record<string, (caseId: string) => Partial<Tenant>> = {
  'an administrator': () => ({ purpose: 'person:read', reach: 'none' }),
  'police, of their own reports': () => ({
    purpose: 'death:read',
    reach: 'own_agency',
    agencyId: '00000000-0000-4000-8000-000000000001',
  }),
  'a guest, of another case': () => ({
    purpose: 'guest:read',
    reach: 'one_case',
    caseId: '00000000-0000-4000-8000-000000000002',
  }),
  'somebody who reads released figures': () => ({ purpose: 'release:read', reach: 'none' }),
}

const everything = `query_to_xml('select cause_of_death from death_revision', true, false, '')::text`
const attacks: [string, string][] = [
  ['another reach', `select set_config('vigil.reach', 'all', true)`],
  ['another reach for the rest of the session', `select set_config('vigil.reach', 'all', false)`],
  ['another reach and a read in one', `select set_config('vigil.reach', 'all', true), ${everything}`],
  [
    'another reach in a CTE',
    `with wide as materialized (select set_config('vigil.reach', 'all', true) as reach) select reach, ${everything} from wide`,
  ],
  ['another role', `select set_config('role', 'none', true), ${everything}`],
  [
    'another purpose',
    `select set_config('vigil.purpose', 'make a release', true), query_to_xml('table release_secret', true, false, '')::text`,
  ],
  ['a purpose by the function that states one', `select state_purpose('make a release')`],
  ['a purpose of those that may be stated', `select state_purpose('open an identity: direct_care')`],
  [
    'a setting by the view of settings',
    `update pg_settings set setting = '0' where name = 'statement_timeout' returning name`,
  ],
  ['a second statement', `select 1; set local vigil.reach = 'all'`],
  ['a second statement that gives the role back', 'select 1; reset role'],
  [
    'a second statement that runs a block',
    `select 1; do $$ begin perform set_config('vigil.reach', 'all', true); end $$`,
  ],
  ['a statement within a function', `select query_to_xml('set vigil.reach = ''all''', true, false, '')`],
  [
    'a text that PostGIS puts into a statement',
    `select st_findextent('death_revision" where set_config(''vigil.reach'', ''all'', true) is not null --', 'found_place')`,
  ],
  [
    'the tables as XML',
    `select table_to_xml('death_revision', true, false, '')::text, schema_to_xml('public', true, false, '')::text`,
  ],
  [
    'the words of a table',
    `select string_agg(word, ' ') from ts_stat('select to_tsvector(cause_of_death) from death_revision')`,
  ],
  ['the statistics of the planner', 'select most_common_vals::text, histogram_bounds::text from pg_stats'],
  ['what others are asking', 'select query from pg_stat_activity'],
  ['the box around every case', `select st_estimatedextent('death_revision', 'found_place')::text`],
  ['the box of an index', `select _postgis_index_extent('death_revision', 'found_place')::text`],
  ['the statistics of places', `select _postgis_stats('death_revision', 'found_place')`],
  [
    'how many lie in a place',
    `select _postgis_selectivity('death_revision', 'found_place', st_makeenvelope(-7.8, 57.7, -7.7, 57.8, 4326))`,
  ],
  ['a file of the server', `select pg_read_file('PG_VERSION')`],
  ['a directory of the server', 'select pg_ls_dir($$.$$)'],
  ['a file as a large object', `select lo_import('/etc/passwd')`],
  [
    'the secrets of sign-in',
    `select ${everything}, query_to_xml('table credential', true, false, '')::text, query_to_xml('table session', true, false, '')::text`,
  ],
  ['a policy of its own', `call hold_to_reach('death', 'true)')`],
]

/** Runs it as an injection would run: in the middle of a request's transaction, which goes on. */
async function attack(trx: Trx, sql: string): Promise<string> {
  try {
    return await trx.transaction(async (inner) => JSON.stringify(await inner.raw(sql.replaceAll('?', '\\?'))))
  } catch (error) {
    return `refused: ${(error as { code?: string }).code}`
  }
}

/** What of a case, of where it lies or of a secret stands in an answer. PostGIS's statistics widen the box of one place a little. */
const findTold = (said: string) =>
  [CAUSE, /-7\.7\d*/, 'password_hash', /"_postgis_selectivity":(?!0[,}])\S+/, 'root:']
    .map((told) => said.match(told)?.[0])
    .filter((told) => told !== undefined)

const standing = `select current_user::text as role, current_reach() as reach, current_purpose() as purpose,
  current_setting('statement_timeout') as timeout, current_partnership_id()::text as partnership,
  (select count(*)::int from death_revision) as deaths, (select count(*)::int from release_secret) as secrets`

describe.each(Object.entries(asking))('a statement of %s with text in it that was not meant', (_, tenantOf) => {
  it.each(attacks)('changes nothing of what it may reach: %s', async (_name, sql) => {
    const caseId = await addCase()
    const tenant = { ...db.tenant, ...tenantOf(caseId) }
    const [before, said, after] = await withTenant(
      db.knex,
      tenant,
      async (trx) => [(await trx.raw(standing)).rows, await attack(trx, sql), (await trx.raw(standing)).rows],
      15_000,
    )
    expect(after).toEqual(before)
    expect(after[0]).toMatchObject({ role: 'vigil_app', deaths: 0, secrets: 0 })
    expect(findTold(said)).toEqual([])
    // nor does the connection remember anything when the next request gets it
    const next = await withTenant(db.knex, { ...tenant, reach: 'none' }, (trx) => trx.raw(standing))
    expect(next.rows[0]).toMatchObject({ role: 'vigil_app', reach: 'none', deaths: 0 })
  })
})

describe('the application’s role', () => {
  it('may call nothing that passes by the wall', async () => {
    const { rows } = await db.knex.raw('select functions_past_the_wall()::text as name')
    expect(rows).toEqual([])
  })

  it('says once what an identity is opened for, and only where that is asked', async () => {
    const stating = (purpose: string, ...stated: string[]) =>
      db.withinAs({ purpose }, async (trx) => {
        for (const each of stated) await trx.raw('select state_purpose(:each)', { each })
        const { rows } = await trx.raw('select current_purpose() as purpose')
        return rows[0].purpose
      })
    const opening = 'open an identity: direct_care'
    expect(await stating('identity:read', opening)).toBe(opening)
    await expect(stating('identity:read', opening, opening)).rejects.toThrow(/has been said/)
    await expect(stating('identity:read', 'make a release')).rejects.toThrow(/has been said/)
    await expect(stating('death:read', opening)).rejects.toThrow(/has been said/)
  })
})

describe('power over others', () => {
  const attempts: [string, string][] = [
    [
      'a role',
      "with given as (update membership set roles = array['administrator'] returning 1) select count(*) from given",
    ],
    ['a membership', 'with gone as (delete from membership returning 1) select count(*) from gone'],
    [
      'an API key',
      `with made as (insert into api_key (partnership_id, agency_id, name, key_hash, scopes, created_by, expires_at)
         select current_partnership_id(), agency_id, 'x', 'x', array['overdose:read'], 'x', now() + interval '1 day' from agency limit 1 returning 1)
       select count(*) from made`,
    ],
    [
      'a link to set a password',
      `with made as (insert into invitation (partnership_id, account_id, token_hash, sets_password, created_by, expires_at)
         select current_partnership_id(), account_id, 'x', true, 'x', now() + interval '1 day' from membership limit 1 returning 1)
       select count(*) from made`,
    ],
    [
      'a link to one case',
      `with made as (insert into guest_link (partnership_id, death_id, token_hash, guest_name, purpose, created_by, expires_at)
         select current_partnership_id(), death_id, 'x', 'x', 'a long purpose', 'x', now() + interval '1 day' from death limit 1 returning 1)
       select count(*) from made`,
    ],
    ['a hold', 'with gone as (delete from legal_hold returning 1) select count(*) from gone'],
    ['the partnership', "with changed as (update partnership set name = 'x' returning 1) select count(*) from changed"],
    ['somebody’s authenticator', 'select forget_second_factor(account_id) from membership'],
    ['somebody’s sessions', 'select end_sign_ins(account_id) from membership'],
    ['everybody’s sessions', "select remove_ended_sessions('infinity')"],
    ['everybody’s devices', "select remove_ended_devices('infinity')"],
    ['the count of wrong passwords', "select remove_ended_attempts('infinity')"],
    ['an account', "select account_for('x@example.org', 'X')"],
    ['what somebody is told', "select tell_of_sign_in(account_id, 'codes_locked') from membership"],
    ['what somebody was told', "select remove_old_account_notices('infinity')"],
    ['who was invited', "select remove_unaccepted_invitations('infinity')"],
  ]
  const all = [
    'membership',
    'api_key',
    'invitation',
    'guest_link',
    'legal_hold',
    'partnership',
    'account',
    'credential',
    'session',
    'device',
    'throttle',
    'account_notice',
  ]
  /** As the owner sees them, word for word. */
  const state = async () => {
    const { rows } = await db.knex.raw(
      all
        .map(
          (table) =>
            `select '${table}' as name, coalesce(string_agg(t::text, ',' order by t::text), '') as held from ${table} t`,
        )
        .join(' union all '),
    )
    return rows
  }

  it.each(attempts)('is taken by no request that is for something else: %s', async (_name, sql) => {
    const deathId = await addCase()
    const { accountId } = await addSignedIn(db)
    await db.knex('agency').insert({ partnership_id: db.partnership.partnershipId, name: 'Outreach', kind: 'outreach' })
    await db.knex('credential').insert({ account_id: accountId, totp_secret: Buffer.from('sealed') })
    await db.knex('device').insert({
      account_id: accountId,
      token_hash: Buffer.from(accountId),
      name: 'x',
      pin_hash: 'x',
      ends_at: '2026-04-01',
    })
    await db.knex('throttle').insert({ key: accountId, points: 9, expire: 1 })
    await db.knex('account_notice').insert({ account_id: accountId, kind: 'codes_locked', by_user: 'test' })
    await db.withinAs({ purpose: 'hold:write' }, (trx) =>
      addHold(trx, accountId, { deathId, reason: 'An inquest is going on' }, today),
    )
    const before = await state()
    for (const [purpose, reach] of [
      ['death:write', 'all'],
      ['release:read', 'none'],
    ] as const)
      await db.withinAs({ purpose, reach }, (trx) => attack(trx, sql))
    expect(await state()).toEqual(before)
  })
})

describe('what only some transactions need', () => {
  it('is there for those and for no other: holds, links, requests of people, openings, notices', async () => {
    const deathId = await addCase()
    const { accountId } = await addSignedIn(db)
    await db.withinAs({ purpose: 'hold:write' }, (trx) =>
      addHold(trx, accountId, { deathId, reason: 'An inquest is going on' }, today),
    )
    await db.withinAs({ purpose: 'guest:write' }, (trx) =>
      trx('guest_link').insert({
        partnership_id: db.partnership.partnershipId,
        death_id: deathId,
        token_hash: Buffer.from(deathId),
        guest_name: 'A guest',
        purpose: 'To look at one case',
        created_by: accountId,
        expires_at: '2026-04-01',
      }),
    )
    await db.within(async (trx) => {
      await trx('subject_request').insert({
        partnership_id: db.partnership.partnershipId,
        kind: 'export',
        reference: 'R1',
        received_on: today,
        recorded_by: accountId,
      })
      await trx('identity_opening').insert({
        partnership_id: db.partnership.partnershipId,
        death_id: deathId,
        opened_by: accountId,
        purpose: 'direct_care',
        fields: [],
      })
      await trx('governance_notice').insert({
        partnership_id: db.partnership.partnershipId,
        kind: 'break_glass',
        by_user: accountId,
        death_id: deathId,
        reason: Buffer.from('sealed'),
      })
    })
    const seen = (purpose: string, reach: Tenant['reach']) =>
      db.withinAs({ purpose, reach } as Partial<Tenant>, async (trx) => {
        const { rows } =
          await trx.raw(`select (select count(*)::int from legal_hold) as holds, (select count(*)::int from guest_link) as links,
          (select count(*)::int from subject_request) as requests, (select count(*)::int from identity_opening) as openings,
          (select count(*)::int from governance_notice) as notices`)
        return Object.values(rows[0])
      })
    expect(await seen('person:read', 'none')).toEqual([0, 0, 0, 0, 0])
    expect(await seen('death:read', 'own_agency')).toEqual([0, 0, 0, 0, 0])
    expect(await seen('retention:read', 'none')).toEqual([1, 0, 0, 0, 0])
    expect(await seen('case-access:read', 'none')).toEqual([0, 0, 0, 1, 0])
    expect(await seen('audit:read', 'none')).toEqual([0, 0, 0, 0, 1])
    expect(await seen('guest:write', 'all')).toEqual([1, 1, 1, 1, 1])
  })

  it('keeps the answer of a request for who sent it, and for a day', async () => {
    const { partnershipId } = db.partnership
    const remember = (userId: string, key: string) =>
      db.withinAs({ userId, purpose: 'death:write' }, (trx) =>
        rememberAnswer(trx, partnershipId, key, 'post /deaths', 'hash', { status: 201, headers: {}, answer: CAUSE }),
      )
    await remember('one', 'first')
    await remember('another', 'second')
    const keys = (userId: string, purpose = 'death:write') =>
      db.withinAs({ userId, purpose }, (trx) => trx('idempotency_key').orderBy('key').pluck('key'))
    expect(await keys('one')).toEqual(['first'])
    expect(await keys('timetable', 'carry out the retention schedule')).toEqual(['first', 'second'])
    await db.within(async (trx) => trx.raw('select forget_old_answers()'))
    expect(await keys('another')).toEqual(['second'])
    await db.knex.transaction(async (trx) => {
      await trx.raw("select set_config('vigil.partnership_id', :partnershipId, true)", { partnershipId })
      await trx('idempotency_key').update({ created_at: trx.raw("now() - interval '25 hours'") })
    })
    await db.withinAs({ userId: 'one' }, async (trx) => trx.raw('select forget_old_answers()'))
    expect(await keys('timetable', 'carry out the retention schedule')).toEqual([])
  })
})
