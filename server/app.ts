import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import compression from 'compression'
import express, { type Express, type RequestHandler } from 'express'
import session from 'express-session'
import helmet from 'helmet'
import type { Logger } from 'pino'
import { newToken } from './access/secrets.ts'
import { makeThrottle } from './access/throttle.ts'
import { cookieNames } from './access/visit.ts'
import type { Anchors } from './audit/anchor.ts'
import type { Config } from './config.ts'
import type { Database } from './db/connection.ts'
import { builtFiles } from './http/built-files.ts'
import { docsPage } from './http/docs-page.ts'
import { toOpenApi } from './http/openapi.ts'
import { ownSiteOnly } from './http/own-site.ts'
import { deriveSecret, type Keyring } from './keys/keyring.ts'
import { serveReportPage } from './naloxone/reports/serve-report-page.ts'
import { identify } from './office/sessions/identify.ts'
import { SessionStore } from './office/sessions/session-store.ts'
import { serveSingleSignOn } from './office/sessions/single-sign-on.ts'
import { HttpProblem } from './problem.ts'
import { allRoutes } from './routes.ts'
import { keepAnonymous } from './serving/anonymous.ts'
import { live, ready } from './serving/health.ts'
import { limitRequests } from './serving/limit-requests.ts'
import { answerProblems } from './serving/problems.ts'
import { serveRoutes } from './serving/serve-routes.ts'
import { readNightHealth } from './surveillance/nights/store.ts'

const CLIENT = fileURLToPath(new URL('../client/dist', import.meta.url))
const BASEMAPS = fileURLToPath(new URL('../migrations/reference/geo', import.meta.url))

export type AppParts = {
  database: Database
  config: Pick<
    Config,
    | 'tilesUrl'
    | 'tilesAttribution'
    | 'publicUrl'
    | 'trustedProxies'
    | 'requestsPerMinute'
    | 'singleSignOn'
    | 'mail'
    | 'isDemo'
  >
  keyring: Keyring
  log: Logger
  /** Signs the end of an audit chain outside the database; without it nothing is signed. */
  anchors?: Anchors | undefined
  isStopping?: () => boolean
  /** Has the timetable of this process look now; without one, another's looks within a minute. */
  wake?: () => void
}

/** The whole journey of a request on one page. */
export function createApp({
  database,
  config,
  keyring,
  log,
  anchors,
  isStopping = () => false,
  wake = () => undefined,
}: AppParts): Express {
  const hasTls = config.publicUrl.startsWith('https:')
  const routes = allRoutes({ config, keyring, database, throttle: makeThrottle(database.knex), wake, anchors })
  const openApi = toOpenApi(routes)
  const app = express()
  app.disable('x-powered-by').set('query parser', 'simple').set('etag', false)
  app.set('trust proxy', config.trustedProxies)

  app.use(writeLog(log))
  app.use(secureHeaders(config, hasTls))
  app.use(ownSiteOnly(config.publicUrl))
  app.use(['/api/report', '/report'], keepAnonymous())
  app.use(compression())

  app.get('/api/health/live', live)
  app.get('/api/openapi.json', (_request, response) => void response.json(openApi))
  app.get('/api/docs', docsPage(openApi))

  const { limit, noteKey } = limitRequests(config.requestsPerMinute)
  app.use('/api', limit, sessions(database, keyring, hasTls), identify(database.knex), noteKey)
  app.get('/api/health/ready', ready({ database, readLastNight: readNightHealth, isStopping, anchors }))
  serveSingleSignOn(app, { config, db: database.knex, log })
  serveRoutes(app, routes, { database, publicUrl: config.publicUrl, hasTls, anchors })

  serveReportPage(app, { database, keyring })

  app.use('/basemaps', builtFiles(BASEMAPS, `${CLIENT}/basemaps`, { maxAge: '1d' }))
  app.use('/assets', builtFiles(`${CLIENT}/assets`, `${CLIENT}/assets`, { maxAge: '1y', immutable: true }))
  app.use(express.static(CLIENT, { index: false, maxAge: 0 }))
  app.get('/{*page}', sendClient)
  app.use(answerProblems(log))
  return app
}

const sendClient: RequestHandler = (_request, response) => {
  if (!existsSync(`${CLIENT}/index.html`)) {
    throw new HttpProblem({
      status: 503,
      title: 'The pages have not been built.',
      detail: 'Run npm run build, then reload.',
    })
  }
  response.set('Cache-Control', 'no-cache').sendFile(`${CLIENT}/index.html`)
}

/** The cookie holds a random id, signed; the database holds its hash and whose it is. */
function sessions(database: Database, keyring: Keyring, hasTls: boolean): RequestHandler {
  return session({
    name: cookieNames(hasTls).session,
    secret: deriveSecret(keyring, 'session cookie').toString('hex'),
    store: new SessionStore(database.knex),
    genid: newToken,
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax', path: '/', secure: hasTls },
  })
}

function secureHeaders({ tilesUrl }: Pick<Config, 'tilesUrl'>, hasTls: boolean): RequestHandler {
  const tiles = tilesUrl ? [new URL(tilesUrl.replace(/\{[^}]*\}/g, 'x')).origin] : []
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', ...tiles],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: hasTls && { maxAge: 31_536_000, includeSubDomains: true },
    referrerPolicy: { policy: 'no-referrer' },
  })
}

/** Method, the route's pattern, status and time: never an address, a query or a body, for they say whom a record is about. */
function writeLog(log: Logger): RequestHandler {
  return (request, response, next) => {
    const startedAt = performance.now()
    response.on('finish', () => {
      if (request.isAnonymous) return
      const { method } = request
      const { statusCode: status } = response
      const route: string = request.route?.path ?? 'file'
      const milliseconds = Math.round(performance.now() - startedAt)
      if (isRefusal(route, status)) log.info({ method, route, status, milliseconds }, 'refused')
      else log.debug({ method, route, status, milliseconds })
    })
    next()
  }
}

/** What whoever watches the log wants to see many of: attempts to sign in that failed, to do what one may not, or too often. */
function isRefusal(route: string, status: number): boolean {
  if ([403, 421, 429].includes(status)) return true
  return [401, 422].includes(status) && /^\/api\/(sign-in|session\/second-factor|account\/password)/.test(route)
}
