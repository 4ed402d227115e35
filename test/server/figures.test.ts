import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Provenance } from '../../server/contract/figure.ts'
import { figure } from '../../server/figures/figure.ts'
import type { Route } from '../../server/http/route.ts'
import { makeApp, tableOfRoutes } from '../support/app.ts'
import { useDatabase } from '../support/database.ts'
import { addPlanted } from '../support/planted.ts'
import { whoMay } from '../support/requests.ts'

const db = useDatabase()
/** A partnership with something of everything, made once. */
let made: ReturnType<typeof addPlanted> | undefined
const world = () => {
  made ??= addPlanted(db, makeApp({ database: db.database }))
  return made
}

const nameOf = ({ method, path }: Route) => `${method} ${path}`
const isFigure = ({ answer }: Route) => answer instanceof z.ZodObject && 'provenance' in answer.shape
const figures = tableOfRoutes().filter(isFigure)
const query: Readonly<Record<string, string>> = {
  'get /areas': 'kind=ward',
  'get /map/description': 'layer=density&from=2025-01-01&to=2026-03-15&areaKind=ward',
  'get /map/points': 'events=overdoses&from=2025-01-01&to=2026-03-15',
  'get /map/within': 'from=2025-01-01&to=2026-03-15&areaId=:areaId',
  'get /map/multiples': 'by=quarter&to=2026-03-15&areaKind=ward',
  'get /map/events': 'from=2025-01-01&to=2026-03-15&areaKind=ward',
  'get /indicators/saved-lives/by': 'by=area',
  'get /deaths-by-definition/rates': 'from=2024&to=2026',
  'get /deaths-by-definition/compared': 'one=local&other=ons-misuse',
  'get /definition': 'code=release-14',
  'get /deaths-by-definition/revised': 'code=local&year=2026&from=2026-03-01&to=2026-03-15',
  'get /releases/figures': 'year=2025',
  'get /public/figures': 'year=2025',
}

/** What somebody who may is answered. */
async function read(route: Route, end = ''): Promise<string> {
  const { ids, ask } = await world()
  const withIds = (text: string) => text.replace(/:(\w+)/g, (_, id: string) => ids[id] ?? '')
  const path = `${withIds(route.path)}${end}`
  const search = withIds(query[nameOf(route)] ?? '')
  const { status, text } = await ask({
    output: `${nameOf(route)}${end}`,
    role: whoMay(route),
    path: search ? `${path}?${search}` : path,
  })
  expect([path, status]).toEqual([path, 200])
  return text
}
const readRows = async (route: Route): Promise<Record<string, string>[]> =>
  parse(await read(route, '.csv'), { bom: true, columns: true })

describe('a figure', () => {
  it('says the same of itself in its answer and in every row of its file', async () => {
    expect(figures.length).toBeGreaterThanOrEqual(13)
    const withRows = new Set<string>()
    for (const route of figures) {
      const said = Provenance.parse(JSON.parse(await read(route)).provenance)
      expect([nameOf(route), said.tier, route.output.carries.includes('counts')]).toEqual([
        nameOf(route),
        route.output.tier,
        true,
      ])
      for (const row of route.csv ? await readRows(route) : []) {
        withRows.add(nameOf(route))
        expect([nameOf(route), row]).toEqual([nameOf(route), expect.objectContaining(said)])
      }
    }
    expect([...withRows]).toEqual(
      expect.arrayContaining(['get /map/events', 'get /indicators/deaths-by-year', 'get /agencies/overdose-reports']),
    )
  })

  it('adds what only its counting knows, and nothing of that to its answer', async () => {
    const { read: count } = figure<{ today: string }, { provenance: Provenance; deaths: number }>({
      definition: ({ today }) => `Deaths until ${today}`,
      basis: 'day of death',
      count: async () => ({ deaths: 2, said: { dateBasis: 'day of death; 1 has none' } }),
    })
    expect(await db.within((trx) => count(trx, { today: '2026-03-15' }))).toEqual({
      provenance: {
        definition: 'Deaths until 2026-03-15',
        dateBasis: 'day of death; 1 has none',
        asKnownOn: '2026-03-15',
        tier: 'panel',
        source: 'records of this partnership',
      },
      deaths: 2,
    })
  })
})

describe('a file', () => {
  it('names its columns as the API names them, wherever it is taken', async () => {
    const headings = new Map<string, string[]>()
    // the template's are those that an import takes
    for (const route of tableOfRoutes().filter(({ csv, path }) => csv && path !== '/imports/template'))
      headings.set(nameOf(route), Object.keys((await readRows(route))[0] ?? {}))
    expect([...headings.values()].filter((names) => names.length > 0).length).toBeGreaterThan(45)
    const other = [...headings].flatMap(([name, names]) =>
      names.filter((heading) => !/^[a-z][a-zA-Z0-9]*$/.test(heading)).map((heading) => `${name}: ${heading}`),
    )
    expect(other).toEqual([])
  })
})
