import type { RequestHandler } from 'express'
import { HttpProblem } from './problem.ts'

const NAMES = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Until there is sign-in only this machine's own pages may ask: another name for this address (DNS rebinding) and another site's page
 * in the same browser are refused.
 */
export const sameMachineOnly: RequestHandler = (request, _response, next) => {
  const host = request.get('Host') ?? ''
  if (!NAMES.has(host.replace(/:\d+$/, ''))) {
    throw new HttpProblem({ status: 421, title: 'Vigil answers to 127.0.0.1 and localhost only.' })
  }
  const site = request.get('Sec-Fetch-Site')
  const origin = request.get('Origin')
  const isForeign = (site && !['same-origin', 'none'].includes(site)) || (origin && origin !== `http://${host}`)
  if (isForeign && !['GET', 'HEAD'].includes(request.method)) {
    throw new HttpProblem({ status: 403, title: 'This request comes from another site.' })
  }
  next()
}
