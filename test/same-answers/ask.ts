import { createHash } from 'node:crypto'
import supertest from 'supertest'
import type { Role } from '../../server/contract/access.ts'
import { CheckOutcome, joinOutcome } from '../../server/contract/check-outcome.ts'
import { joinSentence } from '../../server/contract/signal-sentence.ts'
import type { Route } from '../../server/http/route.ts'
import { findPartnership } from '../../server/partnerships/store.ts'
import { addSignedIn, makeApp, tableOfRoutes } from '../support/app.ts'
import type { Made } from './partnerships.ts'
import { pathsOf, queriesOf } from './requests.ts'

type Ask = (path: string, query?: Record<string, string>) => Promise<supertest.Response>
export type Answer = { request: string; digest: string; text: string }

/** Everything there is to read, by one person; and what somebody of an agency reads, who reaches its own records alone. */
const WHO: Record<string, { roles: Role[]; policies?: readonly string[] }> = {
  all: { roles: ['panel_coordinator', 'governance', 'administrator'] },
  agency: { roles: ['agency_contributor'], policies: ['death:read', 'overdose:read', 'supply:read'] },
}

/** What goes on while it is asked, or is about the asker. */
const PASSED_OVER = ['/session', '/session/open', '/sign-in', '/account/notices', '/guest/death']

/** One digest for each route, over everything that is asked of it. */
export async function* askEverything({ database, slugs }: Made): AsyncGenerator<Answer> {
  const routes = tableOfRoutes().filter(({ method, path }) => method === 'get' && !PASSED_OVER.includes(path))
  // what is written down about reading comes first: it is the same each time only before the rest was read
  const isAboutReading = ({ path }: Route) => /audit|refusals|case-access|people/.test(path)
  const inOrder = [...routes.filter(isAboutReading), ...routes.filter((route) => !isAboutReading(route))]
  for (const slug of slugs) {
    for (const [who, { roles, policies }] of Object.entries(WHO)) {
      const ask = await askAs({ database, slug, roles })
      for (const route of inOrder) {
        if (policies && !policies.includes(route.policy)) continue
        yield* askRoute(route, ask, `${slug} ${who}`)
      }
    }
  }
}

async function askAs({ database, slug, roles }: { database: Made['database']; slug: string; roles: Role[] }) {
  const partnership = await findPartnership(database.knex, slug)
  if (typeof partnership === 'string') throw new Error(`no partnership ${slug}`)
  const ofAgency = roles.includes('agency_contributor')
  const agency =
    ofAgency &&
    (await database
      .knex('overdose_revision')
      .where({ partnership_id: partnership.partnershipId })
      .whereNotNull('agency_id')
      .orderBy('overdose_id')
      .first('agency_id'))
  const { cookie } = await addSignedIn(
    { knex: database.knex, partnership },
    // their second factor is from tomorrow: asking takes longer than one lasts
    { roles, agencyId: agency ? agency.agency_id : null, secondFactorMinutesAgo: -24 * 60 },
  )
  const app = makeApp({ database })
  const ask: Ask = (path, query = {}) =>
    supertest(app)
      .get(`/api${path}`)
      .query({ partnership: slug, ...query })
      .set('Cookie', cookie)
      .buffer(true)
  return ask
}

/** A route, and its CSV, with every query, of every record where it is of one. */
async function* askRoute(route: Route, ask: Ask, who: string): AsyncGenerator<Answer> {
  const paths = await pathsOf(route, ask)
  const queries = await queriesOf(route, ask)
  for (const suffix of route.csv ? ['', '.csv'] : ['']) {
    const texts: string[] = []
    for (const query of queries)
      for (const path of paths)
        texts.push(`${path}${suffix}?${new URLSearchParams(query)} ${plainText(await ask(path + suffix, query))}`)
    const text = texts.join('\n')
    const digest = createHash('sha256').update(text).digest('hex').slice(0, 16)
    yield { request: `${who} ${route.path}${suffix} (${texts.length})`, digest, text }
  }
}

/** Status and answer, without what differs from run to run: instants, hashes, the time that work took. */
function plainText({ status, type, body, text }: supertest.Response): string {
  const said = type.includes('json') ? JSON.stringify(body, asOneText, 1) : text
  const plain = said
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<instant>')
    .replace(/\b[0-9a-f]{40,}\b/g, '<hash>')
    .replace(/\b[a-z0-9]{12}@example\.org\b/g, '<the asker>')
    .replace(/("(?:milliseconds|cpuMilliseconds)": )\d+/g, '$1<time>')
  return `${status}\n${plain}`
}

/** The sentence of a signal and the outcome of a check were one text when answers were first recorded, and are compared as one. */
function asOneText(name: string, value: unknown): unknown {
  if (!Array.isArray(value)) return value
  const outcome = name === 'outcome' ? CheckOutcome.safeParse(value).data : undefined
  return outcome ? joinOutcome(outcome) : name === 'sentence' ? joinSentence(value) : value
}
