import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import compression from 'compression'
import express, { type Express, type RequestHandler } from 'express'
import helmet from 'helmet'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import type { Database } from './db/connection.ts'
import { docsPage } from './http/docs-page.ts'
import { live, ready } from './http/health.ts'
import { toOpenApi } from './http/openapi.ts'
import { answerProblems, HttpProblem } from './http/problem.ts'
import { sameMachineOnly } from './http/same-machine.ts'
import { serveRoutes } from './http/serve-routes.ts'
import type { Keyring } from './keys/keyring.ts'
import { allRoutes } from './routes.ts'

const CLIENT = fileURLToPath(new URL('../client/dist', import.meta.url))
const BASEMAPS = fileURLToPath(new URL('../migrations/reference/geo', import.meta.url))

export type AppParts = {
  database: Database
  config: Pick<Config, 'tilesUrl' | 'tilesAttribution'>
  keyring: Keyring
  log: Logger
  isStopping?: () => boolean
}

/** The whole journey of a request on one page. */
export function createApp({ database, config, keyring, log, isStopping = () => false }: AppParts): Express {
  const routes = allRoutes(config, keyring)
  const openApi = toOpenApi(routes)
  const app = express()
  app.disable('x-powered-by').set('query parser', 'simple').set('etag', false)

  app.use(writeLog(log))
  app.use(secureHeaders(config))
  app.use(sameMachineOnly)
  app.use(compression())

  app.get('/api/health/live', live)
  app.get('/api/health/ready', ready(database, isStopping))
  app.get('/api/openapi.json', (_request, response) => void response.json(openApi))
  app.get('/api/docs', docsPage(openApi))
  serveRoutes(app, routes, database)
  app.use('/api', () => {
    throw new HttpProblem({
      status: 404,
      title: 'There is nothing at this address.',
      detail: '/api/docs lists what there is.',
    })
  })

  app.use('/basemaps', express.static(BASEMAPS, { maxAge: '1d', extensions: false }))
  app.use('/assets', express.static(`${CLIENT}/assets`, { maxAge: '1y', immutable: true }))
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

function secureHeaders({ tilesUrl }: Pick<Config, 'tilesUrl'>): RequestHandler {
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
    // without sign-in Vigil is plain HTTP on this machine; TLS and its HSTS come with the proxy
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
  })
}

/** Method, the route's pattern, status and time: never an address, a query or a body, for they say whom a record is about. */
function writeLog(log: Logger): RequestHandler {
  return (request, response, next) => {
    const startedAt = performance.now()
    response.on('finish', () => {
      log.debug({
        method: request.method,
        route: request.route?.path ?? 'file',
        status: response.statusCode,
        milliseconds: Math.round(performance.now() - startedAt),
      })
    })
    next()
  }
}
