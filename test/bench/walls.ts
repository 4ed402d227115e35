import express, { type RequestHandler } from 'express'
import session from 'express-session'
import type { Knex } from 'knex'
import { pino } from 'pino'
import { appendAudit } from '../../server/audit/store.ts'
import { DeathListQuery, DeathPage } from '../../server/contract/death.ts'
import type { Partnership } from '../../server/contract/partnership.ts'
import type { Database } from '../../server/db/connection.ts'
import { type Trx, withTenant } from '../../server/db/tenant.ts'
import { listDeaths } from '../../server/deaths/store.ts'
import { releasedFigures } from '../../server/figures/releases/figures.ts'
import { identify } from '../../server/office/sessions/identify.ts'
import { SessionStore } from '../../server/office/sessions/session-store.ts'
import { addPartnership } from '../../server/partnerships/store.ts'
import { addSignedIn, makeApp, sessionSecret } from '../support/app.ts'
import { get, listen, median } from './timing.ts'

const ROUNDS = 15
const REQUESTS = 40
const query = DeathListQuery.parse({ limit: 50 })

/**
 * What each wall costs a list of 50 deaths, the walls put up one after another, all of them measured in turn in each round. The first stages
 * ask as a superuser, whom row-level security does not hold: the role that owns the tables it does, and would list nothing.
 */
export async function benchWalls(database: Database, superuser: Knex, partnership: Partnership): Promise<void> {
  const { knex } = database
  const { partnershipId } = partnership
  const { cookie } = await addSignedIn({ knex, partnership })
  const tenant = { partnershipId, userId: 'bench', purpose: 'death:read' }
  const answer =
    (work: () => Promise<unknown>): RequestHandler =>
    async (_request, response) => {
      const page = DeathPage.parse(await work())
      if (page.rows.length !== query.limit) throw new Error(`a list of ${query.limit} deaths has ${page.rows.length}`)
      response.json(page)
    }
  const list = (trx: Trx) => listDeaths(trx, query)
  const settings = (trx: Trx) =>
    trx.raw("select set_config('vigil.partnership_id', ?, true), set_config('vigil.reach', 'all', true)", [
      partnershipId,
    ])
  const sessions = [
    session({
      name: 'vigil',
      secret: sessionSecret(),
      store: new SessionStore(knex),
      resave: false,
      saveUninitialized: false,
    }),
    identify(knex),
  ]
  const stages: [string, RequestHandler[]][] = [
    ['no wall', [answer(() => list(superuser as Trx))]],
    ['+ session', [...sessions, answer(() => list(superuser as Trx))]],
    [
      '+ transaction',
      [...sessions, answer(() => superuser.transaction(async (trx) => settings(trx).then(() => list(trx))))],
    ],
    ['+ row-level security', [...sessions, answer(() => withTenant(knex, tenant, list))]],
    [
      '+ audit',
      [
        ...sessions,
        answer(() =>
          withTenant(knex, tenant, async (trx) => {
            const page = await list(trx)
            await appendAudit(trx, { action: 'read', operation: 'bench', recordId: null, fields: [], records: 50 })
            return page
          }),
        ),
      ],
    ],
  ]
  const servers = await Promise.all(
    stages.map(async ([name, handlers]) => {
      const app = express()
      app.get('/', ...handlers)
      return { name, path: '/', ...(await listen(app)) }
    }),
  )
  const shipped = await listen(makeApp({ database, log: pino({ level: 'silent' }) }))
  servers.push({ name: 'as shipped', path: '/api/deaths?limit=50', ...shipped })

  const times = new Map<string, number[]>(servers.map(({ name }) => [name, []]))
  for (let round = 0; round < ROUNDS; round++) {
    for (const { name, port, path } of servers) {
      const startedAt = performance.now()
      for (let i = 0; i < REQUESTS; i++) await get(port, path, cookie)
      times.get(name)?.push((performance.now() - startedAt) / REQUESTS)
    }
  }
  console.log(
    `\nwhat each wall costs a list of 50 deaths (${ROUNDS} rounds of ${REQUESTS} requests each, one at a time)`,
  )
  const bare = median(times.get('no wall') as number[])
  for (const { name } of servers) {
    const typical = median(times.get(name) as number[])
    console.log(
      `  ${name.padEnd(22)} ${typical.toFixed(2)} ms   ${((typical / bare - 1) * 100).toFixed(0)} % more than none`,
    )
  }
  for (const { close } of servers) close()
}

/** Figures that passed the gate are read from their release; the same counted from the records, as no reader below the panel may. */
export async function benchGate({ knex }: Database, { partnershipId }: Partnership, year: number): Promise<void> {
  const tenant = { partnershipId, userId: 'bench', purpose: 'release:read' }
  const times: Record<'counted' | 'released', number[]> = { counted: [], released: [] }
  for (let round = 0; round < ROUNDS; round++) {
    let startedAt = performance.now()
    await withTenant(knex, tenant, (trx) =>
      trx.raw(
        `select extract(month from revision.event_day), count(*) from death join death_revision revision using (partnership_id, death_id)
         where revision.revision = death.current_revision and extract(year from revision.event_day) = ? group by 1`,
        [year],
      ),
    )
    times.counted.push(performance.now() - startedAt)
    startedAt = performance.now()
    await withTenant(knex, { ...tenant, reach: 'none' }, (trx) =>
      releasedFigures(trx, 'partnership', { kind: 'deaths', year }),
    )
    times.released.push(performance.now() - startedAt)
  }
  console.log(
    `  the gate: months of a year counted ${median(times.counted).toFixed(2)} ms, all released figures of it read ${median(times.released).toFixed(2)} ms`,
  )
}

/** Entries a second that writers append, in partnerships of their own and all in one. */
export async function benchAudit({ knex }: Database, seconds = 5): Promise<void> {
  const partnerships = await Promise.all(
    Array.from({ length: 8 }, (_, i) =>
      addPartnership(knex, {
        name: `Audit ${i}`,
        slug: `audit-${i}-${Date.now()}`,
        country: 'GB',
        timeZone: 'Europe/London',
      }),
    ),
  )
  const append = (partnershipId: string) =>
    withTenant(knex, { partnershipId, userId: 'bench', purpose: 'bench', reach: 'none' }, (trx) =>
      appendAudit(trx, { action: 'write', operation: 'bench', recordId: null, fields: ['one'], records: 1 }),
    )
  console.log('\naudit entries appended, 8 writers, each entry a transaction of its own')
  for (const [name, idOf] of [
    ['in 8 partnerships', (writer: number) => partnerships[writer]?.partnershipId],
    ['in one', () => partnerships[0]?.partnershipId],
  ] as const) {
    let entries = 0
    const until = performance.now() + seconds * 1000
    await Promise.all(
      Array.from({ length: 8 }, async (_, writer) => {
        while (performance.now() < until) {
          await append(idOf(writer) ?? '')
          entries += 1
        }
      }),
    )
    console.log(`  ${name.padEnd(22)} ${Math.round(entries / seconds)} a second`)
  }
}
