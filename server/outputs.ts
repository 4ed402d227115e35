/**
 * Everything by which Vigil lets something out: the one table that the privacy tests run over. A route, a CSV, a file or a command that
 * does not stand here fails the check, and so does one that carries what it is not said to (test/server/outputs.test.ts).
 */

/** Whom it is for. Figures of the tiers `partnership` and `public` have passed the disclosure gate; those of `panel` are as they are. */
export type OutputTier =
  | 'identity' // who somebody was or is, opened for a stated purpose
  | 'cases' // records without identity
  | 'panel' // exact figures, and signals made of cases
  | 'partnership'
  | 'public'
  | 'office' // accounts, agreements, audit, imports: how the partnership works
  | 'reference' // lists that say nothing of anybody
  | 'oneself' // whoever asks, about themselves
  | 'machine' // how Vigil itself is

/** What may stand in it, of what must be looked after. */
export type Carried =
  | 'identity' // names, days of birth, NHS numbers, addresses, kin
  | 'case text' // words that somebody wrote about a case, or in the file it came from
  | 'exact place' // where something happened, finer than an area
  | 'office text' // names and words of the office: accounts, agencies, areas, paperwork
  | 'counts' // how many cases there are, of some kind or in some place

export type Output = { tier: OutputTier; carries: readonly Carried[] }

const of =
  (tier: OutputTier) =>
  (...carries: Carried[]): Output => ({ tier, carries })
const identity = of('identity')
const cases = of('cases')
const panel = of('panel')
const partnership = of('partnership')
const everybody = of('public')
const office = of('office')
const reference = of('reference')
const oneself = of('oneself')
const machine = of('machine')

const aCase = cases('case text', 'exact place')

/** What the routes answer, by method and path; a CSV by its own path. */
export const routeOutputs: Readonly<Record<string, Output>> = {
  'get /session': oneself('office text'),
  'get /sign-in': oneself(),
  'post /sign-in': oneself(),
  'post /sign-in/second-factor': oneself(),
  'post /sign-in/second-factor/set-up': oneself(),
  'post /sign-in/second-factor/confirm': oneself(),
  'post /sign-in/pin': oneself(),
  'post /sign-in/demo': oneself(),
  'post /sign-out': oneself(),
  'post /sign-out/everywhere': oneself(),
  'get /session/open': oneself(),
  'post /session/open/:sessionId/end': oneself(),
  'post /session/second-factor': oneself('office text'),
  'post /session/extend': oneself('office text'),
  'post /session/device': oneself('office text'),
  'post /session/device/forget': oneself('office text'),
  'post /account/password': oneself(),
  'post /account/recovery-codes': oneself(),
  'post /invitations/look': oneself('office text'),
  'post /invitations/accept': oneself(),
  'post /invitations/decline': oneself(),
  'get /account/notices': oneself('office text'),
  'post /account/notices/seen': oneself(),
  'post /guest/open': oneself(),

  'get /policy': reference(),
  'get /policy.csv': reference(),
  'get /case-access': office('office text'),
  'get /refusals': office('office text'),
  'get /refusals.csv': office('office text'),
  'get /people': office('office text'),
  'get /people.csv': office('office text'),
  'post /people/invitations': office(),
  'post /people/:accountId/invitation': office(),
  'post /people/:accountId/confirm-administrator': office('office text'),
  'put /people/:accountId/roles': office('office text'),
  'post /people/:accountId/disable': office('office text'),
  'post /people/:accountId/enable': office('office text'),
  'post /people/:accountId/reset-second-factor': office('office text'),
  'get /api-keys': office('office text'),
  'get /api-keys.csv': office('office text'),
  'post /api-keys': office(),
  'post /api-keys/:apiKeyId/renew': office(),
  'post /api-keys/:apiKeyId/revoke': office('office text'),
  'get /guest-links': office('office text'),
  'post /guest-links': office(),
  'post /guest-links/:guestLinkId/revoke': office('office text'),
  'get /guest/death': aCase,

  'get /partnerships': reference(),
  'get /agencies': reference('office text'),
  'get /agencies.csv': reference('office text'),
  'post /agencies': reference('office text'),
  'get /substances': reference(),
  'get /substances.csv': reference(),
  'get /substances/not-in-tree': cases('case text', 'counts'),
  'get /substances/not-in-tree.csv': cases('case text', 'counts'),
  'post /substances/not-in-tree/place': cases('counts'),
  'post /substances/not-in-tree/unplace': cases('counts'),
  'get /areas': reference('office text'),
  'get /areas.csv': reference('office text'),
  'get /areas/kinds': reference(),
  'get /areas/shapes': reference('office text'),
  'get /naloxone/products': reference(),
  'get /naloxone/products.csv': reference(),
  'get /naloxone/batches': reference('office text'),
  'get /naloxone/batches.csv': reference('office text'),
  'post /naloxone/batches': reference('office text'),
  'put /naloxone/batches/:batchId/joined': reference('office text'),
  'get /to-look-at/deaths': cases('case text'),
  'get /to-look-at/deaths.csv': cases('case text'),
  'get /to-look-at/overdoses': cases('case text'),
  'get /to-look-at/overdoses.csv': cases('case text'),
  'get /to-look-at/supplies': cases('case text'),
  'get /to-look-at/supplies.csv': cases('case text'),
  'get /to-look-at/batches': office('office text', 'counts'),
  'get /to-look-at/batches.csv': office('office text', 'counts'),
  'get /toxicology-panels': reference('office text'),
  'get /toxicology-panels.csv': reference('office text'),
  'post /toxicology-panels': reference('office text'),
  'put /toxicology-panels/:panelId/retired': reference('office text'),
  'get /map/basemap': reference(),
  'get /map/settlements': reference(),

  'get /deaths': cases('case text'),
  'get /deaths.csv': cases('case text'),
  'post /deaths': aCase,
  'get /deaths/:deathId': aCase,
  'put /deaths/:deathId': aCase,
  'get /deaths/:deathId/history': aCase,
  'get /deaths/:deathId/substances': cases('case text'),
  'get /deaths/:deathId/substances.csv': cases('case text'),
  'post /deaths/:deathId/substances': cases('case text'),
  'put /deaths/:deathId/substances/:finding': cases('case text'),
  'get /deaths/:deathId/possible-same': cases('case text', 'office text'),
  'get /same-deaths': cases('case text', 'office text', 'counts'),
  'get /same-deaths.csv': cases('case text'),
  'post /same-deaths': cases('case text', 'office text'),
  'get /overdoses': cases('case text'),
  'get /overdoses.csv': cases('case text'),
  'post /overdoses': aCase,
  'get /overdoses/:overdoseId': aCase,
  'put /overdoses/:overdoseId': aCase,
  'get /overdoses/:overdoseId/history': aCase,
  'get /supplies': cases('case text', 'exact place', 'office text'),
  'get /supplies.csv': cases('case text', 'office text'),
  'post /supplies': cases('case text', 'exact place', 'office text'),
  'get /supplies/:supplyId': cases('case text', 'exact place', 'office text'),
  'put /supplies/:supplyId': cases('case text', 'exact place', 'office text'),
  'get /supplies/:supplyId/history': cases('case text', 'exact place', 'office text'),

  'get /deaths/:deathId/identity': cases(),
  'put /deaths/:deathId/identity': cases(),
  'post /deaths/:deathId/identity/open': identity('identity'),
  'post /deaths/:deathId/identity/break-glass': identity('identity'),
  'get /deaths/:deathId/identity/openings': office('office text'),
  'get /deaths/:deathId/identity/openings.csv': office('office text'),
  'post /identities/match': identity(),
  'get /governance-notices': office('office text'),
  'get /governance-notices.csv': office('office text'),
  'put /governance-notices/:noticeId/read': office('office text'),
  'post /subject-requests/export': identity('identity', 'office text'),
  'post /subject-requests/erase': identity(),

  'get /agencies/overdose-reports': panel('counts', 'case text', 'office text'),
  'get /agencies/overdose-reports.csv': panel('counts', 'case text', 'office text'),
  'get /agencies/death-reports': panel('counts', 'case text'),
  'get /agencies/death-reports.csv': panel('counts', 'case text'),

  'get /signals': panel('counts', 'exact place', 'office text'),
  'get /signals.csv': panel('counts', 'office text'),
  'get /signals/register': panel('counts', 'office text'),
  'get /signals/register.csv': panel('counts', 'office text'),
  'get /signals/register/detectors': panel('counts'),
  'get /signals/register/detectors.csv': panel('counts'),
  'get /signals/plain-notices': panel('counts', 'office text'),
  'get /signals/plain-notices.csv': panel('counts', 'office text'),
  'get /signals/over-borders': panel('counts', 'office text'),
  'get /signals/over-borders.csv': panel('counts', 'office text'),
  'get /signals/over-borders/:borderClusterId': panel('counts', 'case text', 'office text'),
  'get /signals/over-borders/:borderClusterId.csv': panel('case text'),
  'get /signals/over-borders/:borderClusterId/nights': panel('counts', 'office text'),
  'get /signals/over-borders/:borderClusterId/nights.csv': panel('counts', 'office text'),
  'get /signals/noticeable-sizes': panel('counts'),
  'get /signals/noticeable-sizes.csv': panel('counts'),
  'post /signals/:signalId/judgements': panel('office text'),
  'get /signals/:signalId': panel('counts', 'exact place', 'case text', 'office text'),
  'get /signals/:signalId.csv': panel('case text'),
  'get /signals/:signalId/versions': panel('counts', 'office text'),
  'get /signals/:signalId/versions.csv': panel('counts', 'office text'),
  'get /signals/:signalId/series': panel('counts'),
  'get /signals/:signalId/series.csv': panel('counts'),
  'get /map/signals': panel('counts', 'exact place', 'office text'),
  'get /nights': panel('counts'),
  'get /nights.csv': panel('counts'),
  'post /nights': panel('counts'),
  'get /nights/usual': panel(),
  'put /nights/usual': panel(),
  'get /nights/signals': panel('counts', 'office text'),
  'get /nights/preview': panel('counts', 'office text'),
  'post /nights/preview': panel(),
  'get /map/events': panel('counts', 'office text'),
  'get /map/events.csv': panel('counts', 'office text'),
  'get /map/description': panel('counts', 'office text'),
  'get /map/description.csv': panel('counts', 'office text'),
  'get /map/timeline': panel('counts'),
  'get /map/timeline.csv': panel('counts'),
  'get /indicators/saved-lives': panel('counts'),
  'get /indicators/saved-lives.csv': panel('counts'),
  'get /indicators/deaths-by-year': panel('counts'),
  'get /indicators/deaths-by-year.csv': panel('counts'),
  'get /indicators/area-excess': panel('counts'),
  'get /indicators/area-excess.csv': panel('counts'),
  'get /indicators/nowcast': panel('counts'),
  'get /indicators/nowcast.csv': panel('counts'),
  'get /indicators/nowcast/backtest': panel('counts'),
  'get /indicators/nowcast/backtest.csv': panel('counts'),
  'get /indicators/busiest-areas': panel('counts', 'office text'),
  'get /indicators/busiest-areas.csv': panel('counts', 'office text'),
  'get /overview': panel('counts', 'exact place', 'office text'),

  'get /releases': partnership(),
  'get /releases.csv': partnership(),
  'post /releases': office(),
  'get /releases/runs': office(),
  'get /releases/runs.csv': office(),
  'get /releases/figures': partnership('counts', 'office text'),
  'get /releases/figures.csv': partnership('counts', 'office text'),
  'get /releases/shapes': partnership('office text'),
  'get /releases/totals': partnership('counts'),
  'get /releases/totals.csv': partnership('counts'),
  'get /public/releases': everybody(),
  'get /public/releases.csv': everybody(),
  'get /public/figures': everybody('counts', 'office text'),
  'get /public/figures.csv': everybody('counts', 'office text'),
  'get /public/totals': everybody('counts'),
  'get /public/totals.csv': everybody('counts'),
  'get /public/shapes': everybody('office text'),

  'get /imports/adapters': reference(),
  'get /imports/template': reference(),
  'get /imports/template.csv': reference(),
  'get /imports/mappings': office('office text'),
  'put /imports/mappings': office('office text'),
  'post /imports/preview': office('case text'),
  'post /imports': office('counts', 'office text'),
  'get /imports': office('counts', 'office text'),
  'get /imports.csv': office('counts', 'office text'),
  'get /imports/:importId': office('counts', 'case text', 'office text'),
  'post /imports/:importId/undo': office('counts', 'case text'),
  'get /imports/:importId/issues': office('case text'),
  'get /imports/:importId/issues.csv': office('case text'),

  'get /audit': office('office text'),
  'get /audit.csv': office('office text'),
  'get /retention': office('counts'),
  'get /retention.csv': office('counts'),
  'get /retention/removals': cases(),
  'get /retention/removals.csv': cases(),
  'get /retention/runs': office('counts'),
  'get /retention/runs.csv': office('counts'),
  'get /holds': office('office text'),
  'get /holds.csv': office('office text'),
  'post /holds': office('office text'),
  'put /holds/:holdId/lift': office('office text'),
  'get /agreements': office('office text'),
  'get /agreements.csv': office('office text'),
  'post /agreements': office('office text'),
  'put /agreements/:agreementId/end': office('office text'),
  'get /subject-requests': office('office text'),
  'get /subject-requests.csv': office('office text'),
  'post /subject-requests': office('office text'),
}

/** What the app answers beside its table of routes. */
export const otherOutputs: Readonly<Record<string, Output>> = {
  'get /api/health/live': machine(),
  'get /api/health/ready': machine('office text'),
  'get /api/openapi.json': machine(),
  'get /api/docs': machine(),
  'get /api/sign-in/sso': oneself(),
  'get /api/sign-in/sso/callback': oneself(),
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

/** Files that Vigil keeps outside the database. */
export const fileOutputs: Readonly<Record<string, Output>> = {
  log: machine(),
  'audit/<partnership>.jsonl': office(),
}
