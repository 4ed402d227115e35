import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import supertest from 'supertest'
import { type Compute, startCompute } from '../../jobs/compute/compute.ts'
import { randomBelow, randomFor } from '../../jobs/stats/draws/random.ts'
import { prepareScan } from '../../jobs/stats/scan/scan-problem.ts'
import { runNight } from '../../jobs/work/nightly.ts'
import { makeReleaseOf } from '../../jobs/work/release.ts'
import { NewDeath } from '../../server/contract/death.ts'
import { addDays } from '../../server/day.ts'
import { type Database, openDatabase } from '../../server/db/connection.ts'
import { withTenant } from '../../server/db/tenant.ts'
import { addDeaths } from '../../server/deaths/store.ts'
import { addPartnership } from '../../server/partnerships/store.ts'
import { addSignedIn, makeApp } from '../support/app.ts'
import { findPostgres } from '../support/native-postgres.ts'
import { benchAllocation } from './allocation.ts'
import { benchDefinitions } from './definitions.ts'
import { benchImports } from './imports.ts'
import { startInstallation } from './installation.ts'
import { benchMap } from './map.ts'
import { benchMatching } from './matching.ts'
import { benchNights } from './nights.ts'
import { benchRequests } from './requests.ts'
import { benchScans } from './scans.ts'
import { benchStart } from './start.ts'
import { median, time } from './timing.ts'
import { benchAudit, benchGate, benchWalls } from './walls.ts'

/**
 * Timings side by side in one run: medians of alternating rounds, and their ratios. Never a test: machines differ. One part alone:
 * `npm run bench -- nights`.
 */

const ROUNDS = 9
const today = '2026-03-15'

const parts: Record<string, () => Promise<void>> = {
  records: () => withDatabase(benchRecords),
  requests: benchRequests,
  map: benchMap,
  imports: () => withDatabase(benchImports),
  matching: () => withDatabase(benchMatching),
  definitions: () => withDatabase(benchDefinitions),
  allocation: benchAllocation,
  replicates: benchScan,
  scans: benchScans,
  nights: benchNights,
  start: benchStart,
}
const [chosen] = process.argv.slice(2)
if (chosen !== undefined && !parts[chosen])
  throw new RangeError(`no part is called ${chosen}: ${Object.keys(parts).join(', ')}`)
console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}`)
for (const [name, part] of Object.entries(parts)) if (chosen === undefined || chosen === name) await part()

/** On PostgreSQL as the README makes it, where it is here; else on the embedded engine, whose only role is a superuser. */
async function withDatabase(work: (database: Database, superuser: Database) => Promise<void>) {
  if (findPostgres()) {
    const { cluster, installation } = await startInstallation()
    console.log("\nengine: PostgreSQL, as the README's own database role")
    try {
      await work(installation.database, installation.superuser)
    } finally {
      await installation.close()
      cluster.stop()
    }
    return
  }
  const home = mkdtempSync(join(tmpdir(), 'vigil-bench-'))
  const database = await openDatabase({ databaseUrl: undefined, home })
  console.log(`\nengine: ${database.engine}`)
  try {
    await work(database, database)
  } finally {
    await database.close()
    rmSync(home, { recursive: true, force: true })
  }
}

/** A list through the whole API beside its bare SQL, and an insert through the store beside the bare insert. */
async function benchRecords({ knex, ...rest }: Database, superuser: Database) {
  const partnership = await addPartnership(knex, {
    name: 'Bench',
    slug: `bench-${Date.now()}`,
    country: 'GB',
    timeZone: 'Europe/London',
    isSynthetic: true,
    pinnedToday: today,
  })
  const tenant = { partnershipId: partnership.partnershipId, userId: 'bench', purpose: 'bench' }
  const random = randomFor('bench', 0)
  const death = (i: number) => {
    const eventDay = addDays(today, -1 - randomBelow(random, 1400))
    return NewDeath.parse({
      source: 'bench',
      reference: `bench-${i}`,
      status: 'closed',
      eventDay,
      knownOn: addDays(eventDay, 1),
      foundPlace: {
        longitude: -5.4 + randomBelow(random, 100) / 100,
        latitude: 50.1 + randomBelow(random, 40) / 100,
        precision: 'exact',
      },
      findings: [{ substanceCode: 'heroin', role: 'implicated' }],
    })
  }
  const startedAt = performance.now()
  for (let batch = 0; batch < 10; batch++) {
    await withTenant(knex, tenant, (trx) =>
      addDeaths(
        trx,
        Array.from({ length: 500 }, (_, i) => death(batch * 500 + i)),
        today,
      ),
    )
  }
  console.log(`5,000 deaths through the store: ${Math.round(5000 / ((performance.now() - startedAt) / 1000))} a second`)

  await superuser.knex.raw('vacuum (analyze)')
  const { cookie } = await addSignedIn({ knex, partnership })
  const api = supertest(makeApp({ database: { knex, ...rest }, log: pino({ level: 'silent' }) }))
  await sideBySide(
    'list of 50 deaths',
    ['API', () => api.get('/api/deaths').set({ Host: 'localhost', Cookie: cookie }).expect(200)],
    [
      'bare SQL',
      () =>
        superuser.knex.raw(
          'select * from death join death_revision revision using (partnership_id, death_id) where partnership_id = ? order by event_day desc limit 50',
          [tenant.partnershipId],
        ),
    ],
  )

  await benchWalls({ knex, ...rest }, superuser.knex, partnership)
  const one = startCompute(1)
  await makeReleaseOf(knex, partnership, { kind: 'deaths', year: 2025, userId: 'bench' }, one)
  await benchGate({ knex, ...rest }, partnership, 2025)
  await benchAudit({ knex, ...rest })
  const two = startCompute(2)
  // each later than the last: a night before one that is done is passed over
  let night = -40
  const runNext = async (compute: Compute) => {
    const { outcome } = await runNight(knex, tenant.partnershipId, addDays(today, night++), compute)
    if (outcome !== 'done') throw new Error(`the night was not run, but ${outcome}`)
  }
  for (const compute of [one, two]) await runNext(compute) // starts its threads
  await sideBySide(
    'a night with 1,300 deaths in its year',
    ['one thread', () => runNext(one)],
    ['two threads', () => runNext(two)],
  )
  await Promise.all([one.close(), two.close()])
}

/** Replicates of the prospective scan: 300 places, 1,000 cases, a year, windows to 28 days. */
async function benchScan() {
  const random = randomFor('bench scan', 0)
  const problem = prepareScan({
    places: Array.from({ length: 300 }, () => ({
      xMetres: randomBelow(random, 1e5),
      yMetres: randomBelow(random, 1e5),
    })),
    cases: Array.from({ length: 1000 }, () => ({ place: randomBelow(random, 300), day: randomBelow(random, 365) })),
    days: 365,
    longestWindow: 28,
    period: 'prospective',
    minimumCases: 3,
    largestShareOfCases: 0.5,
    largestRadiusMetres: Number.POSITIVE_INFINITY,
    ties: 'together',
  })
  // the same engine on both sides, each thread started and prepared beforehand
  const one = startCompute(1)
  const two = startCompute(2)
  const whole = () => one.run('placeMaxima', 'bench', problem, 'bench', 0, 999)
  const halves = () =>
    Promise.all([
      two.run('placeMaxima', 'bench', problem, 'bench', 0, 500),
      two.run('placeMaxima', 'bench', problem, 'bench', 500, 999),
    ])
  await Promise.all([whole(), halves()])
  await sideBySide('999 replicates, 300 places, 1,000 cases', ['one thread', whole], ['two threads', halves])
  await Promise.all([one.close(), two.close()])
}

type Side = [name: string, work: () => unknown]

async function sideBySide(title: string, [firstName, first]: Side, [secondName, second]: Side) {
  const times = { first: [] as number[], second: [] as number[] }
  for (let round = 0; round < ROUNDS; round++) {
    times.first.push(await time(first))
    times.second.push(await time(second))
  }
  const [a, b] = [median(times.first), median(times.second)]
  console.log(
    `${title}: ${firstName} ${a.toFixed(1)} ms, ${secondName} ${b.toFixed(1)} ms, ratio ${(a / b).toFixed(2)}`,
  )
}
