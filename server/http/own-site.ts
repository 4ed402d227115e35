import type { RequestHandler } from 'express'
import { HttpProblem } from '../problem.ts'

const THIS_MACHINE = ['localhost', '127.0.0.1', '[::1]']

/**
 * Only our own pages may ask for anything to be done: another name for this address (DNS rebinding) and another site's page in the same
 * browser are refused. With SameSite cookies this is what stands against cross-site requests; programs, which send neither header and no
 * cookie, bring an API key.
 */
export function ownSiteOnly(publicUrl: string): RequestHandler {
  const ours = new Set([...THIS_MACHINE, new URL(publicUrl).hostname])
  return (request, _response, next) => {
    const host = request.get('Host') ?? ''
    if (!ours.has(host.replace(/:\d+$/, '')))
      throw new HttpProblem({ status: 421, title: 'Vigil does not answer to this name.' })
    const site = request.get('Sec-Fetch-Site')
    const origin = request.get('Origin')
    const isForeign = (site && !['same-origin', 'none'].includes(site)) || (origin && !isOurs(origin, host))
    if (isForeign && !['GET', 'HEAD'].includes(request.method))
      throw new HttpProblem({ status: 403, title: 'This request comes from another site.' })
    next()
  }
}

function isOurs(origin: string, host: string): boolean {
  return origin === `http://${host}` || origin === `https://${host}`
}
