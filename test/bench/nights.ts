import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Compute, startCompute } from '../../jobs/compute/compute.ts'
import { judgeNight } from '../../jobs/detection/night.ts'
import { findDistrictClusters } from '../../jobs/national/district-clusters.ts'
import type { Nation } from '../../jobs/national/nation.ts'
import { findPooledRises } from '../../jobs/national/pooled-rises.ts'
import { readNation } from '../../jobs/national/read-nation.ts'
import { findSubgroup } from '../../jobs/national/subgroups.ts'
import { runNight } from '../../jobs/work/nightly.ts'
import { backtestNowcast } from '../../jobs/work/nowcast.ts'
import { addDays } from '../../server/day.ts'
import { type Database, openDatabase, openPostgres } from '../../server/db/connection.ts'
import { withTenant } from '../../server/db/tenant.ts'
import { addPartnership, listPartnerships } from '../../server/partnerships/store.ts'
import { readSnapshot } from '../../server/surveillance/nights/snapshot.ts'
import { readIdentities } from '../../server/surveillance/signals/nightly-store.ts'
import { startCluster } from '../support/native-cluster.ts'
import { findPostgres } from '../support/native-postgres.ts'
import { median } from './timing.ts'

type Size = { deaths: number; reversals: number }

const YEARS = 6
const AREAS = 30
const NIGHT = '2026-03-15'
const NIGHTS = 5
const ONE: Size = { deaths: 50, reversals: 300 }
/** 5,000 deaths and 100,000 reversals a year. */
const PARTNERSHIPS = 150
const EACH: Size = { deaths: 5000 / PARTNERSHIPS, reversals: 100_000 / PARTNERSHIPS }

/** Whole nights as the timetable runs them: one partnership on both engines, and many on PostgreSQL. */
export async function benchNights(): Promise<void> {
  if (findPostgres()) {
    const cluster = await startCluster()
    const database = await openPostgres(cluster.server.replace('/postgres?', '/vigil_template?'))
    try {
      await benchOne(database)
      await benchMany(database)
    } finally {
      await database.close()
      cluster.stop()
    }
  } else console.log('PostgreSQL with PostGIS is not here: nights are timed on the embedded engine only')

  const home = mkdtempSync(join(tmpdir(), 'vigil-bench-nights-'))
  const database = await openDatabase({ databaseUrl: undefined, home })
  try {
    await benchOne(database)
  } finally {
    await database.close()
    rmSync(home, { recursive: true, force: true })
  }
}

async function benchOne(database: Database): Promise<void> {
  const { knex, engine } = database
  const partnershipId = await addHistory(database, ONE, 0)
  const tenant = { partnershipId, userId: 'bench', purpose: 'bench' }
  const compute = startCompute(2)
  const seconds: number[] = []
  for (let night = 1; night <= NIGHTS; night++)
    seconds.push(await time(() => runNight(knex, partnershipId, addDays(NIGHT, night), compute)))
  const [first, ...later] = seconds as [number, ...number[]]

  const night = addDays(NIGHT, NIGHTS + 1)
  const parts: Record<string, number> = {}
  await withTenant(knex, tenant, async (trx) => {
    let snapshot: Awaited<ReturnType<typeof readSnapshot>> | undefined
    parts['read the snapshot'] = await time(async () => {
      snapshot = await readSnapshot(trx, partnershipId, night, undefined, new Date().toISOString())
    })
    const before = await readIdentities(trx, night)
    parts.judge = await time(() => judgeNight(snapshot as NonNullable<typeof snapshot>, before, compute))
    parts['test the nowcast'] = await time(() => backtestNowcast(trx, partnershipId, night))
  })
  await compute.close()
  console.log(
    `a night with ${ONE.deaths} deaths and ${ONE.reversals} reversals a year, ${YEARS} years, ${engine}: the first ${first.toFixed(2)} s, ` +
      `later ${median(later).toFixed(2)} s (aim 2); of these ${Object.entries(parts)
        .map(([part, took]) => `${part} ${took.toFixed(2)} s`)
        .join(', ')}`,
  )
}

async function benchMany(database: Database): Promise<void> {
  const ids: string[] = []
  const loading = await time(async () => {
    for (let i = 0; i < PARTNERSHIPS; i++) ids.push(await addHistory(database, EACH, i + 1))
    await database.knex.raw('analyze')
  })
  const compute = startCompute(2)
  const cpu = process.cpuUsage()
  const seconds = await time(async () => {
    for (const id of ids) await runNight(database.knex, id, addDays(NIGHT, 1), compute)
  })
  const { user, system } = process.cpuUsage(cpu)
  const memory = process.resourceUsage().maxRSS
  console.log(
    `a night of ${PARTNERSHIPS} partnerships with 5,000 deaths and 100,000 reversals a year together, ${YEARS} years, ${database.engine}, 2 threads: ` +
      `${seconds.toFixed(0)} s (aim 300), ${((user + system) / 1e6).toFixed(0)} s of the job's own processor time; ` +
      `its memory at most ${Math.round(memory / 1000)} MB (aim 1000); loaded in ${loading.toFixed(0)} s`,
  )
  await benchNation(database, new Set(ids), compute)
  await compute.close()
}

/** The national check of the night that was just run, on its frozen snapshots. */
async function benchNation({ knex, engine }: Database, ids: ReadonlySet<string>, compute: Compute): Promise<void> {
  const partnerships = (await listPartnerships(knex)).filter(({ partnershipId }) => ids.has(partnershipId))
  let nation: Nation | undefined
  const reading = await time(async () => {
    nation = await readNation(knex, partnerships, addDays(NIGHT, 1))
  })
  const parts: string[] = []
  for (const [part, judge] of [
    ['rises', findPooledRises],
    ['districts', findDistrictClusters],
    ['subgroups', findSubgroup],
  ] as const)
    parts.push(`${part} ${(await time(() => judge(nation as Nation, compute))).toFixed(1)} s`)
  console.log(
    `the national check of that night, ${engine}, 2 threads: reading ${reading.toFixed(1)} s, ${parts.join(', ')}; ` +
      `memory with the nights before it at most ${Math.round(process.resourceUsage().maxRSS / 1000)} MB`,
  )
}

/** Six years of a partnership at random over its areas and days: deaths with later toxicology, and reversals, known after some days. */
async function addHistory({ knex }: Database, { deaths, reversals }: Size, number: number): Promise<string> {
  const { partnershipId } = await addPartnership(knex, {
    name: `Bench ${number}`,
    slug: `bench-nights-${number}-${Date.now()}`,
    country: 'GB',
    timeZone: 'Europe/London',
    isSynthetic: true,
    pinnedToday: addDays(NIGHT, 30),
  })
  await withTenant(knex, { partnershipId, userId: 'bench', purpose: 'bench' }, async (trx) => {
    // side by side, fifteen in a row
    const place = { east: 0.6 * (number % 15), north: 0.4 * Math.floor(number / 15) }
    const bindings = { areas: AREAS, night: addDays(NIGHT, 1), days: 365 * YEARS, seed: number / 1000, ...place }
    await trx.raw('select setseed(:seed)', bindings)
    for (const statement of [AREAS_SQL, POPULATION_SQL, ...PANEL_SQL]) await trx.raw(statement, bindings)
    for (const statement of DEATHS_SQL) await trx.raw(statement, { ...bindings, events: Math.round(deaths * YEARS) })
    for (const statement of REVERSALS_SQL)
      await trx.raw(statement, { ...bindings, events: Math.round(reversals * YEARS) })
  })
  return partnershipId
}

const AREAS_SQL = `insert into area (partnership_id, kind, code, name, geom, label_point, source)
  select current_partnership_id(), 'ward', 'W' || i, 'Ward ' || i, st_multi(st_expand(at, 0.012)), at, 'bench'
  from generate_series(0, :areas::int - 1) i, st_setsrid(st_point(-5.2 + :east::float + 0.1 * (i % 6), 50.1 + :north::float + 0.08 * (i / 6)), 4326) at`
const POPULATION_SQL = `insert into area_population (partnership_id, area_id, as_of, residents, source)
  select current_partnership_id(), area_id, '2020-01-01', 9000, 'bench' from area`

const PANEL_SQL = [
  "insert into toxicology_panel (partnership_id, name) select current_partnership_id(), 'bench'",
  `insert into toxicology_panel_substance (partnership_id, panel_id, substance_code) select partnership_id, panel_id, code
   from toxicology_panel cross join substance where code in ('heroin', 'cocaine', 'diazepam', 'pregabalin', 'methadone', 'bromazolam')`,
]

/** Places by a square of a uniform number, so that some areas have many more events. */
const EVENT = (delay: number) => `
  select gen_random_uuid() as id, day, least(day + floor(-ln(1 - random()) * ${delay})::int, :night::date + 60) as known_on,
    st_setsrid(st_point(-5.2 + :east::float + 0.1 * (i % 6), 50.1 + :north::float + 0.08 * (i / 6)), 4326) as place
  from (select floor(random() * random() * :areas)::int as i, :night::date - 1 - floor(random() * :days)::int as day
    from generate_series(1, :events::int)) event`
const DEATHS_SQL = [
  `create temporary table event on commit drop as ${EVENT(6.5)}`,
  `insert into death (partnership_id, death_id, source, reference, first_content_hash, current_revision)
   select current_partnership_id(), id, 'coroner', id::text, 'bench', 2 from event`,
  `insert into death_revision (partnership_id, death_id, revision, known_on, status, event_day, event_day_basis, found_place, found_precision)
   select current_partnership_id(), id, 1, known_on, 'notified', day, 'death', place, 'town' from event`,
  `insert into death_revision (partnership_id, death_id, revision, known_on, status, event_day, event_day_basis, found_place, found_precision,
     toxicology_complete_on, toxicology_panel_id)
   select current_partnership_id(), id, 2, greatest(known_on, complete), 'toxicology_in', day, 'death', place, 'town', complete, panel_id
   from (select *, day + 40 + floor(random() * 60)::int as complete from event) event cross join toxicology_panel`,
  `insert into death_substance (partnership_id, death_id, revision, finding, substance_code, role)
   select current_partnership_id(), id, 2, row_number() over (partition by id), substance_code, 'detected'
   from event cross join toxicology_panel_substance where random() < 0.3`,
  'drop table event',
]
const REVERSALS_SQL = [
  `create temporary table event on commit drop as ${EVENT(1.5)}`,
  `insert into overdose (partnership_id, overdose_id, source, reference, first_content_hash)
   select current_partnership_id(), id, (array['ambulance', 'outreach', 'pharmacy'])[1 + floor(random() * 3)::int], id::text, 'bench' from event`,
  `insert into overdose_revision (partnership_id, overdose_id, revision, known_on, event_day, place, place_precision)
   select current_partnership_id(), id, 1, known_on, day, place, 'town' from event`,
  `insert into overdose_person (partnership_id, overdose_id, revision, person, naloxone_given, outcome)
   select current_partnership_id(), id, 1, 1, 'yes', 'recovered_stayed' from event`,
  'drop table event',
]

async function time(work: () => unknown): Promise<number> {
  const startedAt = performance.now()
  await work()
  return (performance.now() - startedAt) / 1000
}
