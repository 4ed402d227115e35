import { z } from 'zod'
import { Problem } from '../../server/contract/problem.ts'
import { apiAddress, type Query } from './address.ts'
import { takeEarly } from './early.ts'
import { leaveForSignIn } from './leave.ts'
import { isIdle } from './presence.ts'
import { askForSecondFactor } from './stepUp.ts'

const secondFactorNeeded = 'urn:vigil:second-factor-needed'

/** What the server refused, in its own words; `problem.errors` says which fields. */
export class ProblemError extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.detail ?? problem.title)
    this.problem = problem
  }
}

export async function ask<Schema extends z.ZodType>(
  schema: Schema,
  path: string,
  query?: Query,
): Promise<z.infer<Schema>> {
  return read(schema, await reachAsMyself(apiAddress(path, query), {}))
}

/** A shipped file, such as the land of the basemap, by its own address. */
export async function askFile<Schema extends z.ZodType>(schema: Schema, url: string): Promise<z.infer<Schema>> {
  return read(schema, await reach(url, {}))
}

interface Writing {
  method: 'POST' | 'PUT'
  path: string
  query?: Query
  body: unknown
  /** One for each form a person fills in, so that a repeated press writes once. Left out where the answer holds a secret. */
  idempotencyKey?: string | undefined
  /** The revision that was read, for an amendment. */
  revision?: number | undefined
}

export async function send<Schema extends z.ZodType>(schema: Schema, writing: Writing): Promise<z.infer<Schema>> {
  const headers: Record<string, string> = { 'Content-Type': 'application/json' }
  if (writing.idempotencyKey) headers['Idempotency-Key'] = writing.idempotencyKey
  if (writing.revision !== undefined) headers['If-Match'] = `"${writing.revision}"`
  const answer = await reachAsMyself(apiAddress(writing.path, writing.query), {
    method: writing.method,
    headers,
    body: JSON.stringify(writing.body),
  })
  return read(schema, answer)
}

let serverAheadMilliseconds = 0

/** The server's clock: a session ends by it, whatever the clock of this machine says. To the second. */
export function serverNow() {
  return Date.now() + serverAheadMilliseconds
}

/** A session that has ended leads to the sign-in page; a request that needs the second factor again is sent again once it is given. */
async function reachAsMyself(address: string, asked: RequestInit): Promise<Response> {
  const answer = await reach(address, asked)
  if (answer.status === 401 && !address.startsWith('/api/sign-in')) leaveForSignIn()
  if (answer.status !== 403) return answer
  const problem = Problem.safeParse(
    await answer
      .clone()
      .json()
      .catch(() => null),
  )
  const isNeeded = problem.success && problem.data.type === secondFactorNeeded
  return isNeeded && (await askForSecondFactor()) ? reach(address, asked) : answer
}

async function reach(address: string, asked: RequestInit) {
  const headers = { ...asked.headers, ...(isIdle() ? { 'Vigil-Idle': '1' } : {}) }
  try {
    const early = asked.method === undefined ? takeEarly(address) : undefined
    if (early) return await early
    const answer = await fetch(address, { ...asked, headers, credentials: 'same-origin' })
    const at = Date.parse(answer.headers.get('Date') ?? '')
    if (!Number.isNaN(at)) serverAheadMilliseconds = at - Date.now()
    return answer
  } catch {
    throw new ProblemError({
      type: 'about:blank',
      title: 'Vigil cannot be reached',
      status: 0,
      detail: 'The server did not answer. Check the connection and try again; nothing you entered is lost.',
    })
  }
}

async function read<Schema extends z.ZodType>(schema: Schema, answer: Response): Promise<z.infer<Schema>> {
  const text = await answer.text()
  const content = parseJson(text)
  if (!answer.ok) {
    const problem = Problem.safeParse(content)
    throw new ProblemError(
      problem.success
        ? problem.data
        : { type: 'about:blank', title: answer.statusText || 'The server could not answer', status: answer.status },
    )
  }
  const parsed = schema.safeParse(content)
  if (parsed.success) return parsed.data
  throw new ProblemError({
    type: 'about:blank',
    title: 'The answer was not understood',
    status: answer.status,
    detail: `The server and this page are of different versions: reload the page. ${z.prettifyError(parsed.error)}`,
  })
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
