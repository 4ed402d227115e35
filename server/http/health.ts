import type { RequestHandler } from 'express'
import type { Anchors } from '../audit/anchor.ts'
import { Health } from '../contract/partnership.ts'
import { sayClocksApart } from '../db/clock.ts'
import type { Database } from '../db/connection.ts'
import { lastMigration } from '../db/migrate.ts'
import { withTenant } from '../db/tenant.ts'
import { readLateness } from '../nights/store.ts'
import type { Actor } from '../sessions/actor.ts'
import { toProblem } from './problem.ts'

/** The process answers. */
export const live: RequestHandler = (_request, response) =>
  void response.set('Cache-Control', 'no-store').json({ state: 'live' })

/** The process can do its work: 200, else 503 with what is missing. */
export function ready(database: Database, isStopping: () => boolean, anchors?: Anchors): RequestHandler {
  return async (request, response) => {
    const health = isStopping()
      ? notReady(database, 'Vigil is stopping.')
      : await readHealth(database, request.actor).catch((error) => notReady(database, toProblem(error).problem.title))
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
async function readHealth(database: Database, actor: Actor): Promise<Health> {
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
        async (trx) => {
          const { lastDone, isLate } = await readLateness(trx, partnership)
          const done =
            lastDone && (await trx('job_run').where({ job: 'nightly', night: lastDone }).first('finished_at'))
          return { partnership: partnership.slug, night: lastDone, finishedAt: done ? done.finished_at : null, isLate }
        },
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
