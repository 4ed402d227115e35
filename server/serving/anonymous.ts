import { createHmac, randomBytes } from 'node:crypto'
import type { Request, RequestHandler } from 'express'
import { countedAddress } from '../access/client-address.ts'
import { HttpProblem } from '../problem.ts'

declare module 'express-serve-static-core' {
  interface Request {
    /** Of the public page of reports: nothing of whoever sends it is read, and nothing of it is written to a log. */
    isAnonymous?: boolean
  }
}

/** One address may stand for a hostel, or for a quarter of a mobile network. */
const MOST_SENT_AN_HOUR = 120
const MOST_ASKED_AN_HOUR = 2_400
const HOUR_MILLISECONDS = 3_600_000

/** What a request is read by. Everything else could say who asks, or from what: taken away before anything else can read it. */
const KEPT = new Set([
  ...['host', 'origin', 'sec-fetch-site', 'accept', 'accept-encoding', 'expect', 'connection'],
  ...['content-type', 'content-length', 'content-encoding', 'transfer-encoding'],
  // the page's own files are the same for everybody, and so are their tags
  ...['if-none-match', 'if-modified-since'],
])

/** A report of two people is about as long. One that is longer counts as so many: what a day has room for is not filled from one address in two hours. */
const BYTES_OF_ONE = 1_500
const MOST_AT_ONCE = 14

function countOf({ headers }: Pick<Request, 'headers'>): number {
  if (headers['transfer-encoding'] || headers['content-encoding']) return MOST_AT_ONCE
  return Math.max(1, Math.ceil(Number(headers['content-length'] ?? 0) / BYTES_OF_ONE))
}

/**
 * Before the public page of reports: takes away what says who asks, and keeps from it those who send without end. How often an address has
 * sent is counted in memory, by a hash with a salt that is drawn anew each hour and thrown away: of what was counted nothing can be told
 * an hour later, not even by this process.
 */
export function keepAnonymous(): RequestHandler {
  let salt = randomBytes(32)
  let since = Date.now()
  const sent = new Map<string, number>()
  function forget() {
    salt = randomBytes(32)
    since = Date.now()
    sent.clear()
  }
  // by the clock, and not by whoever comes next; it keeps no process alive
  setInterval(forget, HOUR_MILLISECONDS).unref()
  return (request, _response, next) => {
    const address = countedAddress(request.ip)
    for (const name in request.headers) if (!KEPT.has(name)) delete request.headers[name]
    request.isAnonymous = true
    const isAsking = request.method === 'GET' || request.method === 'HEAD'
    const whose = createHmac('sha256', salt).update(`${isAsking} ${address}`).digest('base64')
    const times = (sent.get(whose) ?? 0) + (isAsking ? 1 : countOf(request))
    sent.set(whose, times)
    if (times <= (isAsking ? MOST_ASKED_AN_HOUR : MOST_SENT_AN_HOUR)) return next()
    throw new HttpProblem(
      {
        status: 429,
        title: 'A great deal has been sent from here within an hour.',
        detail: 'What you wrote is still on your phone. It can be sent later.',
      },
      { 'Retry-After': String(Math.max(1, Math.ceil((since + HOUR_MILLISECONDS - Date.now()) / 1000))) },
    )
  }
}
