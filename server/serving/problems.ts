import type { ErrorRequestHandler } from 'express'
import type { Logger } from 'pino'
import type { Problem } from '../contract/problem.ts'
import { isUnavailable } from '../db/connection.ts'
import { sayCannotWrite } from '../db/writes.ts'
import { KeyMissing, SealBroken } from '../keys/keyring.ts'
import { HttpProblem } from '../problem.ts'

/**
 * What the database refuses although the contract and the rules let it through: somebody else was quicker, or a rule is missing here. Its
 * names mean nothing to whoever reads this, and are not told.
 */
function fromConstraint({ code, detail }: { code?: string; detail?: string }): Problem | undefined {
  // said by the database itself, in words for people (`refuse_in_words` in the migrations)
  if (code === 'VG422' && detail) return { type: 'about:blank', status: 422, title: asSentence(detail) }
  if (code === '23505') return { type: 'about:blank', status: 409, title: 'There is already a record like this one.' }
  if (code === '23503')
    return { type: 'about:blank', status: 422, title: 'Something this record refers to does not exist here.' }
  if (code === '23514' || code === '23502')
    return { type: 'about:blank', status: 422, title: 'The record is not possible as it stands.' }
  if (code?.startsWith('22'))
    return { type: 'about:blank', status: 422, title: 'A value is outside what can be stored.' }
  return undefined
}

function asSentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`
}

export function toProblem(error: unknown): { problem: Problem; headers: Record<string, string>; isOurs: boolean } {
  if (error instanceof HttpProblem) return { problem: error.problem, headers: error.headers, isOurs: true }
  const parser = error as { type?: string; status?: number; code?: string }
  if (parser.type === 'entity.too.large') return ours({ status: 413, title: 'What was sent is too large.' })
  if (parser.type === 'entity.parse.failed') return ours({ status: 400, title: 'What was sent is not valid JSON.' })
  if (parser.type?.startsWith('charset') || parser.type?.startsWith('encoding'))
    return ours({ status: 415, title: 'This encoding is not read here: send JSON as UTF-8.' })
  if (error instanceof URIError || parser.status === 400)
    return ours({ status: 400, title: 'The address or the request is malformed.' })
  if (parser.code === '57014') {
    return ours({
      status: 503,
      title: 'This took too long and was stopped. Nothing was changed; ask for a shorter period or less at once.',
    })
  }
  if (sayCannotWrite(error)) {
    return ours(
      {
        status: 503,
        title: 'Nothing can be recorded just now. What was there is safe; what you sent was not saved.',
        detail:
          'The database has no room, or only reads. Tell whoever runs Vigil here, and keep what you have written.',
      },
      { 'Retry-After': '60' },
    )
  }
  if (isUnavailable(error)) {
    return ours(
      { status: 503, title: 'The database is not available just now. Nothing was lost; try again in a moment.' },
      { 'Retry-After': '5' },
    )
  }
  if (error instanceof KeyMissing)
    return ours({ status: 503, title: 'This cannot be opened: its key is missing.', detail: error.message })
  if (error instanceof SealBroken)
    return ours({ status: 503, title: 'This cannot be opened: it was altered.', detail: error.message })
  const constraint = fromConstraint(parser)
  if (constraint) return { problem: constraint, headers: {}, isOurs: true }
  return {
    problem: { type: 'about:blank', status: 500, title: 'Something went wrong on our side. Nothing was saved.' },
    headers: {},
    isOurs: false,
  }
}

function ours(problem: Omit<Problem, 'type'>, headers: Record<string, string> = {}) {
  return { problem: { type: 'about:blank', ...problem }, headers, isOurs: true }
}

export function answerProblems(log: Logger): ErrorRequestHandler {
  return (error, request, response, _next) => {
    const { problem, headers, isOurs } = toProblem(error)
    const { name, code, stack } = error as { name?: string; code?: string; stack?: string }
    if (isUnavailable(error))
      log.error(
        { method: request.method, route: request.route?.path, error: { name, code } },
        sayCannotWrite(error) ?? 'the database is not available',
      )
    if (!isOurs || response.headersSent) {
      // the stack's first line may quote a value; the frames do not
      const frames = stack
        ?.split('\n')
        .filter((line) => line.trimStart().startsWith('at '))
        .slice(0, 12)
      log.error({ method: request.method, route: request.route?.path, error: { name, code, frames } }, 'request failed')
    }
    // half an answer is out: Express would print the error as it is; breaking off is all that can be said
    if (response.headersSent) return void request.socket.destroy()
    response
      .status(problem.status)
      .set({ 'Cache-Control': 'no-store', ...headers })
      .type('application/problem+json')
      .send(JSON.stringify(problem))
  }
}
