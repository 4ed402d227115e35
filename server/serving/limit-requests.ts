import { createHash } from 'node:crypto'
import type { Request, RequestHandler } from 'express'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import { countedAddress } from '../access/client-address.ts'
import { HttpProblem } from '../problem.ts'

/** As many keys as are remembered to have been found; the oldest makes room. */
const MOST_KEYS = 10_000

/**
 * One address or API key that asks without end is kept waiting. A request counts for its address until the key it brings has been found:
 * what somebody makes up as a key counts for nobody else. Counted by each node for itself: it guards the node, not a secret.
 */
export function limitRequests(requestsPerMinute: number): { limit: RequestHandler; noteKey: RequestHandler } {
  const limiter = new RateLimiterMemory({ points: requestsPerMinute, duration: 60 })
  /** Hashes, so that however long a header is, what is kept is short. */
  const found = new Set<string>()
  return {
    async limit(request, _response, next) {
      // counted already, and what they could be counted by is gone
      if (request.isAnonymous) return next()
      const key = hashOfKey(request)
      const { msBeforeNext } = await limiter
        .consume(key && found.has(key) ? key : countedAddress(request.ip))
        .then(() => ({ msBeforeNext: 0 }))
        .catch((refused: { msBeforeNext: number }) => refused)
      if (!msBeforeNext) return next()
      throw new HttpProblem(
        { status: 429, title: 'These are too many requests.', detail: 'Wait a moment, then try again.' },
        { 'Retry-After': String(Math.ceil(msBeforeNext / 1000)) },
      )
    },
    /** Once it is known who asks. */
    noteKey(request, _response, next) {
      const key = hashOfKey(request)
      if (key && request.actor.kind === 'api key' && !found.has(key)) {
        const [oldest] = found
        if (found.size >= MOST_KEYS && oldest) found.delete(oldest)
        found.add(key)
      }
      next()
    },
  }
}

function hashOfKey(request: Request): string | undefined {
  const header = request.get('Authorization')
  return header === undefined ? undefined : createHash('sha256').update(header).digest('base64url')
}
