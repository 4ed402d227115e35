import type { RequestHandler } from 'express'
import type { Actor } from '../access/actor.ts'
import type { Anchors } from '../audit/anchor.ts'
import { Health, type Partnership } from '../contract/partnership.ts'
import { sayClocksApart } from '../db/clock.ts'
import type { Database } from '../db/connection.ts'
import { lastMigration } from '../db/migrate.ts'
import { type Trx, withTenant } from '../db/tenant.ts'
import { toProblem } from './problems.ts'

/** The process answers. */
export const live: RequestHandler = (_request, response) =>
  void response.set('Cache-Control', 'no-store').json({ state: 'live' })

export type HealthParts = {
  database: Database
  /** Of a partnership, whatever its nights are. */
  readLastNight: (trx: Trx, partnership: Partnership) => Promise<Omit<Health['lastNights'][number], 'partnership'>>
  isStopping: () => boolean
  anchors?: Anchors | undefined
}

/** The process can do its work: 200, else 503 with what is missing. */
export function ready({ database, readLastNight, isStopping, anchors }: HealthParts): RequestHandler {
  return async (request, response) => {
    const health = isStopping()
      ? notReady(database, 'Vigil is stopping.')
      : await readHealth({ database, readLastNight }, request.actor).catch((error) =>
          notReady(database, toProblem(error).problem.title),
        )
    // work goes on without its audit being signed; whoever watches the machine is told
    if (health.state === 'ready') health.problem ??= anchors?.problem() ?? null
    response
      .status(health.state === 'ready' ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json(health)
  }
}

function notReady(database: Database, problem: string): Health {
  return {
    state: 'not_ready',
    engine: database.engine,
    postgresVersion: null,
    postgisVersion: null,
    migration: null,
    lastNights: [],
    problem,
  }
}

/** A stranger is told whether it works, and nothing of what is inside; a member, of their own partnerships. */
async function readHealth(
  { database, readLastNight }: Pick<HealthParts, 'database' | 'readLastNight'>,
  actor: Actor,
): Promise<Health> {
  const { rows } = await database.knex.raw(
    "select current_setting('server_version') as postgres, postgis_lib_version() as postgis",
  )
  const problem = (await database.writes.problem()) ?? (await sayClocksApart(database.knex))
  if (problem) return notReady(database, problem)
  if (actor.kind !== 'person') return { ...notReady(database, ''), state: 'ready', problem: null }
  const lastNights = await Promise.all(
    actor.memberships.map(({ partnership }) =>
      withTenant(
        database.knex,
        { partnershipId: partnership.partnershipId, userId: 'this machine', purpose: 'health:read' },
        async (trx) => ({ partnership: partnership.slug, ...(await readLastNight(trx, partnership)) }),
      ),
    ),
  )
  return Health.parse({
    state: 'ready',
    engine: database.engine,
    postgresVersion: rows[0].postgres,
    postgisVersion: rows[0].postgis,
    migration: (await lastMigration(database.knex)) ?? null,
    lastNights,
    problem: null,
  })
}
