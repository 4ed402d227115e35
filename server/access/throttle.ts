import { createHash } from 'node:crypto'
import type { Knex } from 'knex'
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible'
import { HttpProblem } from '../problem.ts'

/**
 * Wrong attempts, counted by account and by address in the database, so that every node counts the same. What is counted is an attempt to
 * prove oneself here: whoever is kept waiting can still come in by the organisation's own sign-in.
 */
const LIMITS = {
  /** Passwords and PINs tried for one account. */
  account: { points: 10, minutes: 15 },
  /**
   * One-time codes: of a million, three are right at any moment. Ten in each quarter of an hour would find one in eight months at even odds,
   * so wrong ones are counted over a day, whatever right ones come between, and each lock within thirty days of the last is twice as long,
   * up to a day: ten a day find one in sixty-three years.
   */
  code: { points: 10, minutes: 24 * 60 },
  /** One address may stand for a whole office. */
  address: { points: 100, minutes: 15 },
} as const
export type Limit = keyof typeof LIMITS

/** Locks of the same account on the way to a day. */
const LOCK_MINUTES = 15
const LONGEST_LOCK_MINUTES = 24 * 60
const LOCKS_REMEMBERED_DAYS = 30

export type Throttle = {
  /** Counts an attempt before it is tried. @throws 429 with Retry-After when there were too many. */
  count: (limit: Limit, whose: string) => Promise<void>
  /** The same of one-time codes, each lock longer than the last; `onLock` is told of each that begins. @throws 429. */
  countCode: (accountId: string, onLock: () => Promise<void>) => Promise<void>
  /** It was right: this one attempt does not count. Wrong ones of before, which may be somebody else's, still do. */
  giveBack: (limit: Limit, whose: string) => Promise<void>
  /** What was counted is forgotten. */
  forget: (limit: Limit, whose: string) => Promise<void>
}

export function makeThrottle(knex: Knex): Throttle {
  const limiter = (keyPrefix: string, points: number, minutes: number) =>
    new RateLimiterPostgres({
      storeClient: withoutNamedStatements(knex),
      storeType: 'pool',
      tableName: 'throttle',
      tableCreated: true,
      clearExpiredByTimeout: false,
      keyPrefix,
      points,
      duration: minutes * 60,
    })
  const limiters = Object.fromEntries(
    Object.entries(LIMITS).map(([name, { points, minutes }]) => [name, limiter(name, points, minutes)]),
  ) as Record<Limit, RateLimiterPostgres>
  const locks = limiter('lock', 1_000_000, LOCKS_REMEMBERED_DAYS * 24 * 60)
  return {
    async count(limit, whose) {
      const refused = await consume(limiters[limit], keyOf(whose))
      if (refused) throw tooMany(refused.msBeforeNext)
    },
    async countCode(accountId, onLock) {
      const key = keyOf(accountId)
      const refused = await consume(limiters.code, key)
      if (!refused) return
      // the first beyond the limit begins a lock, whoever else tries meanwhile
      if (refused.consumedPoints !== LIMITS.code.points + 1) throw tooMany(refused.msBeforeNext)
      const { consumedPoints: nth } = await locks.consume(key)
      await locks.set(key, nth, LOCKS_REMEMBERED_DAYS * 86_400)
      const minutes = Math.min(LOCK_MINUTES * 2 ** (nth - 1), LONGEST_LOCK_MINUTES)
      await limiters.code.block(key, minutes * 60)
      await onLock()
      throw tooMany(minutes * 60_000)
    },
    async giveBack(limit, whose) {
      await limiters[limit].reward(keyOf(whose), 1)
    },
    async forget(limit, whose) {
      await limiters[limit].delete(keyOf(whose))
    },
  }
}

async function consume(limiter: RateLimiterPostgres, key: string): Promise<RateLimiterRes | undefined> {
  try {
    await limiter.consume(key)
    return undefined
  } catch (refused) {
    if (refused instanceof RateLimiterRes) return refused
    throw refused
  }
}

function tooMany(milliseconds: number): HttpProblem {
  const seconds = Math.max(1, Math.ceil(milliseconds / 1000))
  const minutes = Math.ceil(seconds / 60)
  return new HttpProblem(
    {
      status: 429,
      title: 'There were too many attempts.',
      detail: `Wait ${minutes < 120 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`}, then try again.`,
    },
    { 'Retry-After': String(seconds) },
  )
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
