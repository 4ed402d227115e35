import { z } from 'zod'
import { Problem } from '../server/contract/problem.ts'

/** What the server refused, in its own words; `problem.errors` says which fields. */
export class ProblemError extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem.detail ?? problem.title)
    this.problem = problem
  }
}

export type Query = Record<string, string | number | undefined>

/** The address of an answer, for `fetch` and for links to its CSV. */
export function apiAddress(path: string, query: Query = {}) {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value))
  }
  const text = search.toString()
  return `/api${path}${text ? `?${text}` : ''}`
}

export async function ask<Schema extends z.ZodType>(
  schema: Schema,
  path: string,
  query?: Query,
): Promise<z.infer<Schema>> {
  return read(schema, await reach(apiAddress(path, query), {}))
}

/** A shipped file, such as the land of the basemap, by its own address. */
export async function askFile<Schema extends z.ZodType>(schema: Schema, url: string): Promise<z.infer<Schema>> {
  return read(schema, await reach(url, {}))
}

interface Writing {
  method: 'POST' | 'PUT'
  path: string
  query: Query
  body: unknown
  /** One for each form a person fills in, so that a repeated press writes once. */
  idempotencyKey: string
  /** The revision that was read, for an amendment. */
  revision?: number | undefined
}

export async function send<Schema extends z.ZodType>(schema: Schema, writing: Writing): Promise<z.infer<Schema>> {
  const headers: Record<string, string> = {
    'Content-Type': 'application/json',
    'Idempotency-Key': writing.idempotencyKey,
  }
  if (writing.revision !== undefined) headers['If-Match'] = `"${writing.revision}"`
  const answer = await reach(apiAddress(writing.path, writing.query), {
    method: writing.method,
    headers,
    body: JSON.stringify(writing.body),
  })
  return read(schema, answer)
}

async function reach(address: string, asked: RequestInit) {
  try {
    return await fetch(address, { ...asked, credentials: 'same-origin' })
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
