import type { Knex } from 'knex'
import { beforeAll, describe, expect, it } from 'vitest'
import { buildDemo, demoIsBuilt } from '../../jobs/demo/build-demo.ts'
import { addEvents } from '../../jobs/demo/events.ts'
import { mixturesOf } from '../../jobs/demo/mixtures.ts'
import { DEMO_PARTNERSHIPS } from '../../jobs/demo/partnerships.ts'
import { drawTimelines } from '../../jobs/demo/timeline.ts'
import { randomFor } from '../../jobs/stats/draws/random.ts'
import { SameEventQuery } from '../../server/contract/same-event.ts'
import { joinSentence, type SignalSentence } from '../../server/contract/signal-sentence.ts'
import { withTenant } from '../../server/db/tenant.ts'
import { listEventPairs } from '../../server/naloxone/same-events/store.ts'
import { listAlerts } from '../../server/naloxone/stock/alerts.ts'
import { describeStock } from '../../server/naloxone/stock/on-hand.ts'
import { addPartnership, listPartnerships } from '../../server/partnerships/store.ts'
import { listDoubleBatches } from '../../server/quality/to-look-at/batches.ts'
import { deathsToLookAt, overdosesToLookAt, suppliesToLookAt } from '../../server/quality/to-look-at/store.ts'
import { openTestDatabase } from '../support/database.ts'
import { testKeyring } from '../support/keyring.ts'

const today = '2026-03-15'
let db: Knex
const told: { message: string; share: number | undefined }[] = []

beforeAll(async () => {
  db = (await openTestDatabase()).knex
  await db.raw('truncate partnership, account cascade')
  await buildDemo(db, { today, threads: 2, keyring: testKeyring() }, (message, share) => told.push({ message, share }))
})

async function ask<Row>(sql: string, bindings: Record<string, string> = {}): Promise<Row[]> {
  return (await db.raw(sql, bindings)).rows
}

const DEATH_NOW = `
  select slug, head.reference, revision.*
  from death head
  join death_revision revision on revision.partnership_id = head.partnership_id
    and revision.death_id = head.death_id and revision.revision = head.current_revision
  join partnership on partnership.partnership_id = head.partnership_id
  where revision.status <> 'excluded'`

async function deathsByYear(slug: string): Promise<Record<number, number>> {
  const rows = await ask<{ year: number; deaths: number }>(
    `select extract(year from event_day)::int as year, count(*)::int as deaths
     from (${DEATH_NOW}) death where slug = :slug group by year order by year`,
    { slug },
  )
  return Object.fromEntries(rows.map(({ year, deaths }) => [year, deaths]))
}

it('shows a morning of the panel: notices that wait, one beside the death it is of, one for child death review; requests overdue and answered', async () => {
  const states = await ask<{ slug: string; state: string; notices: number }>(
    `select slug, state, count(*)::int as notices from death_notice join partnership using (partnership_id)
     group by slug, state order by slug, state`,
  )
  expect(states.filter(({ slug }) => slug === 'cornwall')).toEqual([
    { slug: 'cornwall', state: 'routed', notices: 1 },
    { slug: 'cornwall', state: 'waiting', notices: 3 },
  ])
  const requests = await ask<{ state: string; overdue: boolean }>(
    `select state, due_on < :today::date as overdue from agency_request join partnership using (partnership_id)
     where slug = 'cornwall' group by 1, 2 order by 1, 2`,
    { today },
  )
  expect(requests).toEqual([
    { state: 'answered', overdue: true },
    { state: 'open', overdue: false },
    { state: 'open', overdue: true },
  ])
  const [{ told: lives } = { told: 0 }] = await ask<{ told: number }>(
    'select count(distinct death_id)::int as told from chronology_entry',
  )
  expect(lives).toBeGreaterThan(20)
})

it('holds nothing that could not be entered in the forms', async () => {
  for (const { partnershipId } of await listPartnerships(db)) {
    const tenant = { partnershipId, userId: 'test', purpose: 'building the demonstration' }
    for (const look of [deathsToLookAt, overdosesToLookAt, suppliesToLookAt])
      expect((await withTenant(db, tenant, (trx) => look(trx, today))).rows).toEqual([])
    expect(await withTenant(db, tenant, listDoubleBatches)).toEqual([])
  }
})

describe('what was published', () => {
  it('has 31, 40, 38 and 42 deaths in Cornwall by year of death, excluded ones left out', async () => {
    expect(await deathsByYear('cornwall')).toMatchObject({ 2019: 31, 2020: 40, 2021: 38, 2022: 42 })
    const excluded = await ask(`select from death_revision where status = 'excluded'`)
    expect(excluded.length).toBeGreaterThan(3)
  })

  it('has about 18 deaths a year in Torbay', async () => {
    const { 2026: _thisYear, ...whole } = await deathsByYear('torbay')
    for (const deaths of Object.values(whole)) expect(Math.abs(deaths - 18)).toBeLessThanOrEqual(1)
    expect(Object.keys(whole)).toHaveLength(7)
  })

  it('has 43 reversals in Cornwall in 2022, of which some outcomes are unknown', async () => {
    const [counts] = await ask<{ reversals: number; unknown: number }>(
      `select count(*)::int as reversals, count(*) filter (where outcome = 'unknown')::int as unknown
       from counted_reversal('infinity', 'infinity') reversal
       join overdose_person using (partnership_id, overdose_id, revision, person)
       join partnership using (partnership_id)
       where slug = 'cornwall' and event_day between '2022-01-01' and '2022-12-31'`,
    )
    expect(counts?.reversals).toBe(43)
    expect(counts?.unknown).toBeGreaterThan(0)
    expect(counts?.unknown).toBeLessThan(15)
  })

  it('has two or more implicated substances in most deaths with toxicology', async () => {
    const [counts] = await ask<{ complete: number; several: number }>(
      `select count(*)::int as complete,
         count(*) filter (where (
           select count(distinct substance_code) from death_substance finding
           where finding.partnership_id = death.partnership_id and finding.death_id = death.death_id
             and finding.revision = death.revision and finding.role = 'implicated') >= 2)::int as several
       from (${DEATH_NOW}) death where toxicology_complete_on is not null`,
    )
    expect(counts?.several).toBeGreaterThan((counts?.complete ?? 0) / 2)
  })

  it('has residents that add up to the census, in hexagons as in whole authorities', async () => {
    const rows = await ask<{ kind: string; authority: string; residents: number }>(
      `select kind, authority, sum(residents)::int as residents
       from area join area_population using (partnership_id, area_id)
       group by kind, authority order by authority, kind`,
    )
    const census = [
      ['Cornwall', 570_300],
      ['Isles of Scilly', 2_050],
      ['Torbay', 139_300],
    ] as const
    expect(rows).toEqual(
      census.flatMap(([authority, residents]) =>
        ['authority', 'hexagon'].map((kind) => ({ kind, authority, residents })),
      ),
    )
  })
})

describe('records that could be real', () => {
  it('learns toxicology about 71 days after the death (median), and of the death within a week (mean)', async () => {
    const [waits] = await ask<{ notice: number; toxicology: number; registration: number }>(
      `select
         avg(first.known_on - first.event_day) as notice,
         percentile_cont(0.5) within group (order by toxicology.known_on - first.event_day) as toxicology,
         percentile_cont(0.5) within group (order by registered.known_on - first.event_day) as registration
       from death_revision first
       left join death_revision toxicology on toxicology.death_id = first.death_id and toxicology.status = 'toxicology_in'
       left join death_revision registered on registered.death_id = first.death_id and registered.status = 'registered'
       where first.revision = 1`,
    )
    expect(waits?.notice).toBeGreaterThan(4)
    expect(waits?.notice).toBeLessThan(8)
    expect(waits?.toxicology).toBeGreaterThan(64)
    expect(waits?.toxicology).toBeLessThan(82)
    expect(waits?.registration).toBeGreaterThan(180)
    expect(waits?.registration).toBeLessThan(215)
  })

  it('has the final number within the nominal 90 per cent band of the nowcast in 80 per cent or more of back-tested estimates', async () => {
    const coverage = await ask<{ slug: string; measure: string; estimates: number; within: number }>(
      `select slug, measure, sum((lag ->> 'estimates')::int)::int as estimates, sum((lag ->> 'within90')::int)::int as within
       from nowcast_backtest
       join partnership on partnership.partnership_id = nowcast_backtest.partnership_id
       cross join lateral jsonb_array_elements(lags) lag
       where night = :today
       group by slug, measure`,
      { today },
    )
    expect(coverage).toHaveLength(4)
    for (const { estimates, within } of coverage) {
      expect(estimates).toBeGreaterThan(100)
      expect(within / estimates).toBeGreaterThanOrEqual(0.8)
    }
  })

  it('knows nothing of today or later, and nothing before it happened', async () => {
    const late = await ask(
      `select from death_revision where known_on >= :today or known_on < event_day
       union all select from overdose_revision where known_on >= :today or known_on < event_day
       union all select from naloxone_supply_revision where known_on >= :today or known_on < supplied_on`,
      { today },
    )
    expect(late).toEqual([])
  })

  it('places every event inside a hexagon of its partnership', async () => {
    const outside = await ask(
      `with placed as (
         select partnership_id, found_place as place from death_revision
         union select partnership_id, residence from death_revision
         union select partnership_id, place from overdose_revision)
       select st_astext(place) from placed
       where place is not null and not exists (
         select from area
         where area.partnership_id = placed.partnership_id and area.kind = 'hexagon' and st_covers(area.geom, placed.place))`,
    )
    expect(outside).toEqual([])
  })

  it('links fatal overdoses to deaths, and counts none of them as a reversal', async () => {
    const linked = await ask<{ naloxone_given: string }>(
      `select distinct naloxone_given from overdose_person where death_id is not null order by naloxone_given`,
    )
    expect(linked.map((row) => row.naloxone_given)).toEqual(['no', 'unknown', 'yes'])
    const reversals = await ask(
      `select from counted_reversal('infinity', 'infinity') join overdose_person using (partnership_id, overdose_id, revision, person)
       where death_id is not null`,
    )
    expect(reversals).toEqual([])
  })

  it('speaks of people first', async () => {
    const texts = await ask<{ text: string }>(
      `select concat_ws(' ', cause_of_death, other_conditions, exclusion_reason, change_reason) as text from death_revision
       union select sentence::text from signal_version
       union select concat_ws(' ', name, kind) from agency
       union select name from area
       union select source from overdose`,
    )
    const stigma = /addict|abuse|misuse|junkie|\bclean\b|\bdirty\b|victim|drug user/i
    expect(texts.map(({ text }) => text).filter((text) => stigma.test(text))).toEqual([])
    expect(texts.filter(({ text }) => /\d{5,}/.test(text))).toEqual([])
  })
})

describe('what was hidden', () => {
  type Found = { signal_id: string; night: string; stream: string; nodes: string[]; observed: number; tier: string }
  const foundIn = (slug: string) =>
    ask<Found>(
      `select signal_id, version.night, signal.stream, version.substance_codes as nodes, version.observed, version.tier
       from signal_version version
       join signal using (partnership_id, signal_id)
       join partnership using (partnership_id)
       where slug = :slug order by version.night`,
      { slug },
    )

  it.each([
    ['the cluster of reversals', (one: Found) => one.stream === 'reversals', 8],
    ['the nitazene', (one: Found) => one.nodes.some((node) => node.includes('nitazene')), 5],
    ['the combination', (one: Found) => one.nodes.join() === 'bromazolam,pregabalin', 8],
  ])('finds %s as one signal, with one id over its nights', async (_name, isIt, atLeast) => {
    const found = (await foundIn('cornwall')).filter(isIt)
    const lastNight = found.filter(({ night }) => night === today)
    expect(lastNight).toHaveLength(1)
    expect(lastNight[0]?.tier).toBe('notify')
    expect(lastNight[0]?.observed).toBeGreaterThanOrEqual(atLeast)
    expect(new Set(found.map(({ signal_id }) => signal_id)).size).toBe(1)
    expect(found.length).toBeGreaterThan(3)
  })

  it('finds nothing else in Cornwall, and nothing in Torbay', async () => {
    expect(new Set((await foundIn('cornwall')).map(({ signal_id }) => signal_id)).size).toBe(3)
    expect(await foundIn('torbay')).toEqual([])
  })

  it('names the town of the cluster', async () => {
    const [signal] = await ask<{ sentence: SignalSentence }>(
      `select sentence from signal_version join signal using (partnership_id, signal_id)
       where stream = 'reversals' order by night desc limit 1`,
    )
    expect(joinSentence(signal?.sentence ?? [])).toContain('Bodmin')
  })
})

/** Every record of a partnership, by its reference and without Vigil's own ids. */
async function linesOf(slug: string): Promise<string[]> {
  const rows = await ask<{ line: string }>(
    `select concat_ws('|', head.reference, revision.revision, known_on, event_day, status, age_years, st_astext(found_place),
       (select string_agg(concat_ws(' ', role, substance_code, concentration), ',' order by finding)
        from death_substance finding
        where finding.partnership_id = head.partnership_id and finding.death_id = head.death_id
          and finding.revision = revision.revision)) as line
     from death head
     join death_revision revision using (partnership_id, death_id)
     join partnership using (partnership_id)
     where slug = :slug
     union all
     select concat_ws('|', head.reference, known_on, event_day, event_time, st_astext(place), outcome)
     from overdose head
     join overdose_revision revision using (partnership_id, overdose_id)
     join overdose_person using (partnership_id, overdose_id, revision)
     join partnership using (partnership_id)
     where slug = :slug
     union all
     select concat_ws('|', head.reference, supplied_on, kits, setting)
     from naloxone_supply head
     join naloxone_supply_revision revision using (partnership_id, supply_id)
     join partnership using (partnership_id)
     where slug = :slug`,
    { slug },
  )
  expect(rows.length).toBeGreaterThan(1000)
  return rows.map(({ line }) => line).sort()
}

describe('building', () => {
  it('tells its progress, from nothing to the whole', () => {
    const shares = told.map(({ share }) => share ?? 0)
    expect(shares[0]).toBe(0)
    expect(shares.at(-1)).toBe(1)
    expect(shares).toEqual(shares.toSorted((a, b) => a - b))
  })

  it('is built for its day and for no other', async () => {
    expect(await demoIsBuilt(db, today)).toBe(true)
    expect(await demoIsBuilt(db, '2026-03-16')).toBe(false)
  })

  it('refuses a day too near the published years', async () => {
    await expect(
      buildDemo(db, { today: '2023-12-31', threads: 1, keyring: testKeyring() }, () => undefined),
    ).rejects.toThrow(RangeError)
  })

  it('gives the same events for the same seed', async () => {
    const torbay = DEMO_PARTNERSHIPS.find(({ slug }) => slug === 'torbay')
    if (!torbay) throw new Error('the demo has no Torbay')
    const again = await addPartnership(db, {
      name: 'Torbay again',
      slug: 'torbay-again',
      country: 'GB',
      timeZone: 'Europe/London',
      isSynthetic: true,
      pinnedToday: today,
    })
    const tenant = { partnershipId: again.partnershipId, userId: 'test', purpose: 'building the demonstration' }
    await withTenant(db, tenant, (trx) => addEvents(trx, again.partnershipId, torbay, today, 'vigil'))
    expect(await linesOf('torbay-again')).toEqual(await linesOf('torbay'))
  })

  it('draws other people from another seed', () => {
    const [cornwall] = DEMO_PARTNERSHIPS
    if (!cornwall) throw new Error('the demo has no partnership')
    const days = (seed: string) =>
      drawTimelines(randomFor(seed, 0), cornwall, mixturesOf(randomFor(`${seed}/mixtures`, 0)), today).map(
        ({ eventDay, toxicologyOn, substances }) => [eventDay, toxicologyOn, ...substances].join(' '),
      )
    expect(days('a')).toEqual(days('a'))
    expect(days('a')).not.toEqual(days('b'))
  })
})

describe('its kits', () => {
  it('of a year have all a site with a place, and those of the latest weeks lie in stock there', async () => {
    const [supplied] = await ask<{ kits: number; without: number }>(
      `select sum(kits)::int as kits, coalesce(sum(kits) filter (where place is null or site is null), 0)::int as without
       from naloxone_supply_revision where supplied_on > cast(:today as date) - 365`,
      { today },
    )
    expect(supplied?.kits).toBeGreaterThan(2_000)
    expect(supplied?.without).toBe(0)
    for (const { partnershipId } of await listPartnerships(db)) {
      const tenant = { partnershipId, userId: 'test', purpose: 'building the demonstration' }
      const { holders, onHand, cover } = await withTenant(db, tenant, (trx) => describeStock(trx, today))
      expect(holders.length).toBeGreaterThan(15)
      expect(onHand.every(({ kits }) => kits > 0)).toBe(true)
      // some of them, and not all, are below what they should last
      const short = cover.filter(({ isBelowMinimum }) => isBelowMinimum).length
      expect(short).toBeGreaterThan(0)
      expect(short).toBeLessThan(cover.length / 2)
      const alerts = await withTenant(db, tenant, listAlerts)
      expect(alerts.every(({ holders: reached, answered }) => answered > 0 && answered < reached)).toBe(true)
    }
  })
})

describe('its uses of naloxone', () => {
  it('name the batch of many kits that were supplied, none that had expired and none of the ambulance’s own', async () => {
    const [uses] = await ask<{ named: number; others: number; expired: number; ofAmbulance: number }>(
      `select count(*) filter (where given.batch_id is not null)::int as named,
         count(*) filter (where given.batch_id is null and given.given_by <> 'ambulance')::int as others,
         count(*) filter (where batch.expires_on < revision.event_day)::int as expired,
         count(*) filter (where given.batch_id is not null and given.given_by = 'ambulance')::int as "ofAmbulance"
       from overdose head
       join overdose_revision revision on revision.partnership_id = head.partnership_id and revision.overdose_id = head.overdose_id
         and revision.revision = head.current_revision
       join naloxone_administration given on given.partnership_id = revision.partnership_id and given.overdose_id = revision.overdose_id
         and given.revision = revision.revision
       left join naloxone_batch batch on batch.partnership_id = given.partnership_id and batch.batch_id = given.batch_id`,
    )
    expect(uses).toMatchObject({ expired: 0, ofAmbulance: 0 })
    expect(uses?.named).toBeGreaterThan(50)
    const { named = 0, others = 0 } = uses ?? {}
    expect(named / (named + others)).toBeGreaterThan(0.2)
  })

  it('are told of twice often enough that the page of pairs has some to decide, and none is decided', async () => {
    for (const { partnershipId, slug } of await listPartnerships(db)) {
      const tenant = { partnershipId, userId: 'test', purpose: 'building the demonstration' }
      const { rows, total } = await withTenant(db, tenant, (trx) => listEventPairs(trx, SameEventQuery.parse({})))
      if (slug === 'cornwall') expect(total).toBeGreaterThanOrEqual(5)
      for (const { state, probability } of rows) expect([state, (probability ?? 0) >= 0.5]).toEqual(['open', true])
    }
  })
})
