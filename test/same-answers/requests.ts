import type { z } from 'zod'
import type { Route } from '../../server/http/route.ts'

type Ask = (path: string, query?: Record<string, string>) => Promise<{ status: number; body: unknown }>
type Query = Record<string, string>

/** Of what is opened one by one, so many at the most: an equal step through its list. */
const MOST_OF_A_KIND = 150

/** Where the ids of a path's records are listed, and how a row calls it. */
const LISTED: Record<string, { list: string; query?: Query; idOf: (row: Record<string, unknown>) => unknown }> = {
  ':deathId': { list: '/deaths', query: { limit: '200' }, idOf: ({ deathId }) => deathId },
  ':overdoseId': { list: '/overdoses', query: { limit: '200' }, idOf: ({ overdoseId }) => overdoseId },
  ':supplyId': { list: '/supplies', query: { limit: '200' }, idOf: ({ supplyId }) => supplyId },
  ':signalId': { list: '/signals', query: { limit: '200', state: 'all' }, idOf: ({ signalId }) => signalId },
  ':importId': { list: '/imports', idOf: ({ importId }) => importId },
  ':borderClusterId': { list: '/signals/over-borders', idOf: ({ borderClusterId }) => borderClusterId },
}

/** The paths of a route: itself, or one a record. @throws where it names a record whose list is not known here. */
export async function pathsOf({ path }: Route, ask: Ask): Promise<string[]> {
  const [parameter] = /:\w+/.exec(path) ?? []
  if (!parameter) return [path]
  const listed = LISTED[parameter]
  if (!listed) throw new Error(`requests.ts does not know where the ${parameter} of ${path} are listed`)
  const ids: string[] = []
  let cursor: string | null = null
  do {
    const { body } = await ask(listed.list, { ...listed.query, ...(cursor ? { cursor } : {}) })
    const { rows, nextCursor } = body as { rows?: Record<string, unknown>[]; nextCursor?: string | null }
    ids.push(...(rows ?? []).map((row) => listed.idOf(row) as string))
    cursor = nextCursor ?? null
  } while (cursor)
  const step = Math.max(1, Math.ceil(ids.length / MOST_OF_A_KIND))
  return ids.filter((_, index) => index % step === 0).map((id) => path.replace(parameter, id))
}

/** What may be asked of a route: every word its query knows, and for days, areas and substances a few of each. */
export async function queriesOf(route: Route, ask: Ask): Promise<Query[]> {
  const fields = Object.entries((route.query as { shape?: z.ZodRawShape } | undefined)?.shape ?? {})
  const values = await valuesOf(route, ask)
  let together: Query[] = [{}]
  const apart: Query[] = []
  for (const [name, schema] of fields) {
    const { words, isRequired } = readField(schema as z.ZodType)
    const some = name === 'from' || name === 'to' ? [] : (values[name] ?? words)
    if (name === 'limit' || name === 'cursor' || name === 'before') continue
    if (isRequired && some.length > 0)
      together = together.flatMap((query) => some.map((value) => ({ ...query, [name]: value })))
    else apart.push(...some.map((value) => ({ [name]: value })))
  }
  const hasDays = fields.some(([name]) => name === 'from')
  const isNeeded = hasDays && readField(fields.find(([name]) => name === 'from')?.[1] as z.ZodType).isRequired
  const days = hasDays ? PERIODS.slice(isNeeded ? 0 : 1) : []
  const bases = together.flatMap((query) => (isNeeded ? days.map((period) => ({ ...query, ...period })) : [query]))
  const more = isNeeded ? apart : [...apart, ...days]
  // one thing at a time is varied in the first period only
  const varied = bases.filter(({ from }) => from === days[0]?.from || !isNeeded)
  return [...bases, ...varied.flatMap((query) => more.map((one) => ({ ...query, ...one })))]
}

const PERIODS: Query[] = [
  { from: '2025-03-16', to: '2026-03-15' },
  { from: '2016-01-01', to: '2022-12-31' },
  { from: '2018-06-01', to: '2018-08-31' },
]

async function valuesOf(route: Route, ask: Ask): Promise<Record<string, string[]>> {
  const asksFor = (name: string) => Object.hasOwn((route.query as { shape?: object } | undefined)?.shape ?? {}, name)
  const kinds = ((await ask('/areas/kinds')).body as { kind: string }[]).map(({ kind }) => kind)
  const areas = asksFor('area')
    ? ((await ask('/areas', { kind: kinds[0] ?? '' })).body as { areaId: string; code: string }[])
    : []
  const isOfReleases = /releases|public/.test(route.path)
  return {
    ...(route.path.startsWith('/areas') ? { kind: kinds } : {}),
    areaKind: kinds,
    area: areas
      .slice(0, 40)
      .filter((_, index) => index % 10 === 0)
      .map((area) => (isOfReleases ? area.code : area.areaId)),
    substance: ['heroin', 'opioids', 'cocaine', 'fentanyl'],
    asKnownOn: ['2024-06-30', '2018-06-30'],
    year: ['2020', '2022', '2025'],
    night: ['2026-03-15', '2018-12-31'],
    ...(asksFor('deathId') ? { deathId: await someDeath(ask) } : {}),
    ...(asksFor('death') ? { death: await someDeath(ask) } : {}),
    ...(asksFor('record') ? { record: await someDeath(ask) } : {}),
  }
}

async function someDeath(ask: Ask): Promise<string[]> {
  const { rows = [] } = (await ask('/deaths')).body as { rows?: { deathId: string }[] }
  return rows.slice(0, 1).map(({ deathId }) => deathId)
}

/** The words a field may be, and whether it must be said. */
function readField(schema: z.ZodType): { words: string[]; isRequired: boolean } {
  let inner = schema as z.ZodType & {
    def: { type: string; innerType?: z.ZodType; in?: z.ZodType }
    options?: unknown[]
  }
  let isRequired = true
  while (inner.def.innerType || inner.def.in) {
    if (inner.def.type === 'nonoptional') return { words: [], isRequired: true }
    if (['optional', 'default', 'prefault'].includes(inner.def.type)) isRequired = false
    inner = (inner.def.innerType ?? inner.def.in) as typeof inner
  }
  return { words: (inner.def.type === 'enum' ? (inner.options ?? []) : []).map(String), isRequired }
}
