import { mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import supertest from 'supertest'
import { startCompute } from '../../jobs/compute.ts'
import { runNight } from '../../jobs/nightly.ts'
import { makeReleaseOf } from '../../jobs/release.ts'
import { randomBelow, randomFor } from '../../jobs/stats/random.ts'
import { prepareScan } from '../../jobs/stats/scan-problem.ts'
import { replicateMaxima } from '../../jobs/stats/space-time-permutation.ts'
import { NewDeath } from '../../server/contract/death.ts'
import { addDays } from '../../server/day.ts'
import { type Database, openDatabase } from '../../server/db/connection.ts'
import { withTenant } from '../../server/db/tenant.ts'
import { addDeaths } from '../../server/deaths/store.ts'
import { addPartnership } from '../../server/partnerships/store.ts'
import { addSignedIn, makeApp } from '../support/app.ts'
import { benchImports } from './imports.ts'
import { benchNights } from './nights.ts'
import { benchScans } from './scans.ts'
import { benchStart } from './start.ts'
import { benchAudit, benchGate, benchWalls } from './walls.ts'

/**
 * Timings side by side in one run: medians of alternating rounds, and their ratios. Never a test: machines differ. One part alone:
 * `npm run bench -- nights`.
 */

const ROUNDS = 9
const today = '2026-03-15'

const parts: Record<string, () => Promise<void>> = {
  records: () => withDatabase(benchRecords),
  imports: () => withDatabase(benchImports),
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

async function withDatabase(work: (database: Database) => Promise<void>) {
  const home = mkdtempSync(join(tmpdir(), 'vigil-bench-'))
  const database = await openDatabase({ databaseUrl: process.env.DATABASE_URL, home })
  console.log(`engine: ${database.engine}\n`)
  try {
    await work(database)
  } finally {
    await database.close()
    rmSync(home, { recursive: true, force: true })
  }
}

/** A list through the whole API beside its bare SQL, and an insert through the store beside the bare insert. */
async function benchRecords({ knex, ...rest }: Database) {
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
  const death = (i: number) =>
    NewDeath.parse({
      source: 'bench',
      reference: `bench-${i}`,
      status: 'closed',
      eventDay: addDays(today, -1 - randomBelow(random, 1400)),
      foundPlace: {
        longitude: -5.4 + randomBelow(random, 100) / 100,
        latitude: 50.1 + randomBelow(random, 40) / 100,
        precision: 'exact',
      },
      findings: [{ substanceCode: 'heroin', role: 'implicated' }],
    })
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

  const { cookie } = await addSignedIn({ knex, partnership })
  const api = supertest(makeApp({ database: { knex, ...rest }, log: pino({ level: 'silent' }) }))
  await sideBySide(
    'list of 50 deaths',
    ['API', () => api.get('/api/deaths').set({ Host: 'localhost', Cookie: cookie }).expect(200)],
    [
      'bare SQL',
      () =>
        knex.raw(
          'select * from death join death_revision revision using (partnership_id, death_id) where partnership_id = ? order by event_day desc limit 50',
          [tenant.partnershipId],
        ),
    ],
  )

  await benchWalls({ knex, ...rest }, partnership)
  const one = startCompute(1)
  await makeReleaseOf(knex, partnership, { kind: 'deaths', year: 2025, userId: 'bench' }, one)
  await benchGate({ knex, ...rest }, partnership, 2025)
  await benchAudit({ knex, ...rest })
  const two = startCompute(2)
  await runNight(knex, tenant.partnershipId, addDays(today, -1), one)
  let night = -40
  await sideBySide(
    'a night with 1,300 deaths in its year',
    ['one thread', () => runNight(knex, tenant.partnershipId, addDays(today, night++), one)],
    ['two threads', () => runNight(knex, tenant.partnershipId, addDays(today, night++), two)],
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
  const compute = startCompute(2)
  const halves = () =>
    Promise.all([
      compute.run('placeMaxima', 'bench', problem, 'bench', 0, 500),
      compute.run('placeMaxima', 'bench', problem, 'bench', 500, 999),
    ])
  await halves()
  await sideBySide(
    '999 replicates, 300 places, 1,000 cases',
    ['one thread', async () => replicateMaxima(problem, 'bench', 0, 999)],
    ['two threads', halves],
  )
  await compute.close()
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

async function time(work: () => unknown): Promise<number> {
  const startedAt = performance.now()
  await work()
  return performance.now() - startedAt
}

function median(values: number[]): number {
  return values.toSorted((x, y) => x - y)[values.length >> 1] ?? 0
}
