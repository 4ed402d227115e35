import type { Carried, Output, OutputTier } from './http/output.ts'
import type { Route } from './http/route.ts'

/**
 * Everything by which Vigil lets something out: the one table that the privacy tests run over. What a route lets out it says itself; here
 * stands the rest. A CSV, a file or a command that does not say what it lets out fails the check, and so does one that carries what it is
 * not said to (test/server/outputs.test.ts).
 */

/** What the routes answer, by method and path; a CSV by its own path. */
export function outputsOfRoutes(routes: readonly Route[]): Record<string, Output> {
  return Object.fromEntries(
    routes.flatMap(({ method, path, output, csv }): [string, Output][] => [
      [`${method} ${path}`, output],
      ...(csv ? [[`${method} ${path}.csv`, csv.output ?? output] as [string, Output]] : []),
    ]),
  )
}

const of =
  (tier: OutputTier) =>
  (...carries: Carried[]): Output => ({ tier, carries })
const panel = of('panel')
const partnership = of('partnership')
const office = of('office')
const oneself = of('oneself')
const machine = of('machine')

/** What the app answers beside its table of routes. */
export const otherOutputs: Readonly<Record<string, Output>> = {
  'get /api/health/live': machine(),
  'get /api/health/ready': machine('office text'),
  'get /api/openapi.json': machine(),
  'get /api/docs': machine(),
  'get /api/sign-in/sso': oneself(),
  'get /api/sign-in/sso/callback': oneself(),
  // the page of reports, whose form shows no more than the names of products; a receipt, for its sender
  'get /report/:slug': machine(),
  'post /report/:slug': oneself(),
  'get /report/:slug/manifest.webmanifest': machine('office text'),
  'get /{*page}': machine(),
}

/** What commands print (to whoever may run them on the machine), and the files they write. */
export const commandOutputs: Readonly<Record<string, Output>> = {
  'vigil serve': machine(),
  'vigil demo': machine(),
  'vigil migrate': machine(),
  'vigil partnership add': office('office text'),
  'vigil partnership usual': office('office text'),
  'vigil partnership upgrade-watches': office('office text'),
  'vigil partnership estimate-missing-events': office('office text'),
  'vigil partnership watch-overdoses': office('office text'),
  'vigil partnership plain-notice': office('office text'),
  'vigil partnership watch-believed-drugs': office('office text'),
  'vigil partnership region': office('office text'),
  'vigil partnership basemap': office('office text'),
  'vigil partnership panel': office('office text'),
  'vigil partnership list': office('office text'),
  'vigil user add': office('office text'),
  'vigil user invite': office('office text'),
  'vigil user confirm': office('office text'),
  'vigil user list': office('office text'),
  'vigil user disable': office('office text'),
  'vigil user enable': office('office text'),
  'vigil user reset-second-factor': office('office text'),
  'vigil keys list': machine('counts'),
  'vigil keys rotate': machine('counts'),
  'vigil keys retire': machine(),
  'vigil import deaths': office('counts', 'office text'),
  'vigil import deaths --report': office('case text'),
  'vigil import naloxone': office('counts', 'office text'),
  'vigil import naloxone --report': office('case text'),
  'vigil import mapping': office('office text'),
  'vigil import areas': office('counts', 'office text'),
  'vigil import areas --report': office('office text'),
  'vigil import postcodes': office('counts', 'office text'),
  'vigil import postcodes --report': office('office text'),
  // of several partnerships: no figure of an area under 5
  'vigil national': panel('counts', 'office text'),
  'vigil nightly': panel('counts', 'exact place', 'office text'),
  'vigil release': partnership(),
  'vigil replay': panel('counts', 'office text'),
  'vigil retention schedule': machine(),
  'vigil scan': machine(),
  'vigil anchors renew': machine(),
  'vigil verify': office(),
}

/** Mails, each to one person: that there is something to see, and a link (server/mail/message.ts). */
export const mailOutputs: Readonly<Record<string, Output>> = {
  invitation: oneself(),
  notice: oneself(),
  reminder: oneself(),
  stock: oneself(),
}

/** Files that Vigil keeps outside the database. */
export const fileOutputs: Readonly<Record<string, Output>> = {
  log: machine(),
  'audit/<partnership>.jsonl': office(),
}
