/** Milliseconds: longer than a slow line needs, so that a dead one does not hold up the rest. */
const LONGEST_WAIT = 30_000

interface ProblemBody {
  title?: string
  detail?: string
  errors?: { path: string; message: string }[]
}
/** Where a partnership takes what the public sends; 'withdrawals' and 'kit-requests' stand below it. */
export function addressOf(slug: string, below: '' | '/withdrawals' | '/kit-requests' = ''): string {
  return `/api/report${below}?partnership=${encodeURIComponent(slug)}`
}

export interface Posted {
  /** 0: nothing came back. */
  status: number
  isProblem: boolean
  retryAfter: number
  body: (ProblemBody & Record<string, unknown>) | null
}

/** Without cookies: whoever is signed in to Vigil on this phone is not named by what they send here. */
export async function post(path: string, body: unknown): Promise<Posted> {
  // by hand: a phone of a few years ago has no AbortSignal.timeout, and would wait for ever with all that waits behind it
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), LONGEST_WAIT)
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
      credentials: 'omit',
      cache: 'no-store',
      signal: stop.signal,
    })
    return {
      status: response.status,
      isProblem: response.headers.get('Content-Type')?.includes('problem+json') ?? false,
      retryAfter: Number(response.headers.get('Retry-After')) || 0,
      body: await response.json().catch(() => null),
    }
  } catch {
    return { status: 0, isProblem: false, retryAfter: 0, body: null }
  } finally {
    clearTimeout(timer)
  }
}

export function whyOf(problem: ProblemBody | null): string[] {
  const { title, detail, errors = [] } = problem ?? {}
  const said = errors.length ? errors.map(({ path, message }) => `${path}: ${message}`) : [detail ?? title ?? '']
  return said.filter((words) => words !== '')
}
