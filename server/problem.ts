import type { ZodError } from 'zod'
import type { Problem } from './contract/problem.ts'

/** The one error class: anything else thrown in a request is a 500, logged without query or body, for they hold health data. */
export class HttpProblem extends Error {
  readonly problem: Problem
  readonly headers: Record<string, string>
  constructor(problem: Omit<Problem, 'type'> & { type?: string }, headers: Record<string, string> = {}) {
    super(problem.title)
    this.problem = { type: 'about:blank', ...problem }
    this.headers = headers
  }
}

export function notFound(what: string): never {
  throw new HttpProblem({ status: 404, title: `There is no such ${what}.` })
}

/** RFC 9110, 13.1.1: somebody else has amended it since. Both versions go back, so that nothing typed is lost. */
export function changedMeanwhile(current: unknown, yours: unknown): never {
  throw new HttpProblem({
    status: 412,
    title: 'Somebody has changed this since you opened it.',
    detail: 'Compare the two versions, and save again on top of the current one.',
    current,
    yours,
  })
}

export function invalid(
  errors: { path: string; message: string }[],
  title = 'Some of what was sent cannot be accepted.',
): never {
  throw new HttpProblem({ status: 422, title, errors })
}

export function invalidFrom(error: ZodError, prefix = ''): never {
  invalid(
    error.issues.flatMap((issue) => {
      const path = [prefix, ...issue.path.map(String)].filter(Boolean).join('.')
      if (issue.code === 'unrecognized_keys') {
        return issue.keys.map((key) => ({
          path: [path, key].filter(Boolean).join('.'),
          message: 'there is no such field',
        }))
      }
      return [{ path, message: issue.message }]
    }),
  )
}
