import { createHash } from 'node:crypto'
import type { Knex } from 'knex'
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import { HttpProblem } from '../http/problem.ts'

/**
 * Wrong attempts, counted by account and by address in the database, so that every node counts the same. What is counted is an attempt to
 * prove oneself here: whoever is kept waiting can still come in by the organisation's own sign-in.
 */
const LIMITS = {
  /** Passwords and PINs tried for one account (quality.md S5). */
  account: { points: 10, minutes: 15 },
  /** One-time codes: a million of them are possible, so that ten in a quarter of an hour find one in decades. */
  code: { points: 10, minutes: 15 },
  /** One address may stand for a whole office. */
  address: { points: 100, minutes: 15 },
} as const
export type Limit = keyof typeof LIMITS

export type Throttle = {
  /** Counts an attempt before it is tried. @throws 429 with Retry-After when there were too many. */
  count: (limit: Limit, whose: string) => Promise<void>
  /** It was right: what was counted is forgotten. */
  forget: (limit: Limit, whose: string) => Promise<void>
}

export function makeThrottle(knex: Knex): Throttle {
  const limiters = Object.fromEntries(
    Object.entries(LIMITS).map(([name, { points, minutes }]) => [
      name,
      new RateLimiterPostgres({
        storeClient: withoutNamedStatements(knex),
        storeType: 'pool',
        tableName: 'throttle',
        tableCreated: true,
        clearExpiredByTimeout: false,
        keyPrefix: name,
        points,
        duration: minutes * 60,
      }),
    ]),
  ) as Record<Limit, RateLimiterPostgres>
  return {
    async count(limit, whose) {
      try {
        await limiters[limit].consume(keyOf(whose))
      } catch (refused) {
        if (!(refused instanceof RateLimiterRes)) throw refused
        const seconds = Math.max(1, Math.ceil(refused.msBeforeNext / 1000))
        throw new HttpProblem(
          {
            status: 429,
            title: 'There were too many attempts.',
            detail: `Wait ${Math.ceil(seconds / 60)} minutes, then try again.`,
          },
          { 'Retry-After': String(seconds) },
        )
      }
    },
    async forget(limit, whose) {
      await limiters[limit].delete(keyOf(whose))
    },
  }
}

/** The table says how often somebody tried, never who. */
const keyOf = (whose: string) => createHash('sha256').update(whose).digest('base64url')

/** The library names its statements, which neither the embedded engine nor pgbouncer keeps apart by connection. */
function withoutNamedStatements(knex: Knex) {
  return {
    async query({ text, values }: { text: string; values?: unknown[] }) {
      const connection = await knex.client.acquireConnection()
      try {
        return await connection.query(text, values)
      } finally {
        await knex.client.releaseConnection(connection)
      }
    },
  }
}
