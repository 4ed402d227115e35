import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { Command } from 'commander'
import { parse } from 'csv-parse/sync'
import { pino } from 'pino'
import supertest from 'supertest'
import { describe, expect, inject, it } from 'vitest'
import { everyone, scopeOf } from '../../server/access/policy.ts'
import { anchorChain } from '../../server/audit/anchor.ts'
import { listAnchorFiles } from '../../server/audit/anchor-file.ts'
import { Role } from '../../server/contract/access.ts'
import type { Output } from '../../server/http/output.ts'
import type { Route } from '../../server/http/route.ts'
import { commandOutputs, otherOutputs, outputsOfRoutes } from '../../server/outputs.ts'
import { makeApp, tableOfRoutes } from '../support/app.ts'
import { findPlanted, plant, plantWord } from '../support/canaries.ts'
import { useDatabase } from '../support/database.ts'
import { addPlanted } from '../support/planted.ts'
import { sampleOf, whoMay } from '../support/requests.ts'

const table = tableOfRoutes()
const routeOutputs = outputsOfRoutes(table)
const nameOf = ({ method, path }: Route) => `${method} ${path}`
const db = useDatabase()

/** What an address needs beside the ids in it. */
const queries: Readonly<Record<string, string>> = {
  'get /areas': 'kind=ward',
  'get /agency-requests': 'show=all',
  'get /areas/shapes': 'kind=ward',
  'get /nights/signals': 'night=2026-03-14',
  'get /map/signals': 'from=2026-01-01&to=2026-03-15',
  'get /map/description': 'layer=density&from=2025-01-01&to=2026-03-15&areaKind=ward',
  'get /map/find': 'q=KanariDesk',
  'get /map/points': 'events=overdoses&from=2025-01-01&to=2026-03-15',
  'get /map/within': 'from=2025-01-01&to=2026-03-15&areaId=:areaId',
  'get /map/multiples': 'by=quarter&to=2026-03-15&areaKind=ward',
  'get /map/events': 'from=2025-01-01&to=2026-03-15&areaKind=ward',
  'get /imports/mappings': 'subject=deaths',
  'get /imports/template': 'subject=deaths',
  'get /indicators/saved-lives/by': 'by=area',
  'get /deaths-by-definition/rates': 'from=2024&to=2026',
  'get /deaths-by-definition/compared': 'one=local&other=ons-misuse',
  'get /definition': 'code=release-14',
  'get /deaths-by-definition/revised': 'code=local&year=2026&from=2026-03-01&to=2026-03-15',
  'get /naloxone/reach': 'by=area',
  'get /releases/figures': 'year=2025',
  'get /releases/shapes': 'year=2025',
  'get /public/figures': 'year=2025',
  'get /public/shapes': 'year=2025',
}

/** Everything that a planted partnership lets out, asked for once by everybody who may; and what was written down meanwhile. */
async function letEverythingOut() {
  const logged: string[] = []
  const log = pino(
    { level: 'trace' },
    new Writable({
      write(line, _encoding, done) {
        logged.push(String(line))
        done()
      },
    }),
  )
  const statements = new Set<string>()
  db.knex.on('query', ({ sql }: { sql: string }) => statements.add(sql))
  const app = makeApp({ database: db.database, log })
  const world = await addPlanted(db, app)
  const withIds = (path: string) => path.replace(/:(\w+)/g, (_, id: string) => world.ids[id] ?? '')

  for (const route of table.filter(({ method }) => method === 'get')) {
    const record = /case-access/.test(route.path) ? `record=${world.ids.deathId}` : undefined
    const link = /guest-links/.test(route.path) ? `deathId=${world.ids.deathId}` : undefined
    const search = [withIds(queries[nameOf(route)] ?? ''), record, link].filter(Boolean).join('&')
    for (const role of [...Role.options, 'guest', 'nobody'] as const) {
      if (!isFor(route, role)) continue
      for (const end of route.csv ? ['', '.csv'] : ['']) {
        const output = `${nameOf(route)}${end}`
        await world.ask({ output, role, path: `${withIds(route.path)}${end}${search && `?${search}`}` })
      }
    }
  }
  const asked = new Set(world.answers.map(({ output }) => output))
  const here = { knex: db.knex, partnershipId: world.partnershipId, agencyId: world.agencyId }
  for (const route of table.filter((each) => !asked.has(nameOf(each)) && each.policy !== 'session:use')) {
    const sample = await sampleOf(route, here)
    const path = [...route.path.matchAll(/:(\w+)/g)].every(([, id = '']) => id in world.ids)
      ? withIds(route.path)
      : sample.path
    const role = whoMay(route)
    await world.ask({ ...sample, output: nameOf(route), role, path })
  }
  return { ...world, app, logged, statements, partnership: db.partnership }
}
type World = Awaited<ReturnType<typeof letEverythingOut>>
let world: Promise<World> | undefined
const letOut = () => {
  world ??= letEverythingOut()
  return world
}

function isFor(route: Route, role: Role | 'guest' | 'nobody'): boolean {
  if (['get /session/open', 'get /account/notices'].includes(nameOf(route)))
    return role !== 'guest' && role !== 'nobody'
  if (everyone.includes(route.policy)) return true
  if (role === 'guest') return route.policy === 'guest:read'
  // the import of this world is one of deaths
  if (/^get \/imports\/(mappings|:importId)/.test(nameOf(route)))
    return role !== 'nobody' && scopeOf([role], 'death-import:write') !== undefined
  return role !== 'nobody' && scopeOf([role], route.policy) !== undefined
}

const succeeded = (answers: World['answers']) => answers.filter(({ status }) => status < 300)
const tierOf = (output: string) => (routeOutputs[output] as Output).tier

describe('the table of outputs', () => {
  it('holds every route and every CSV, each once', () => {
    const there = table.flatMap((route) => [nameOf(route), ...(route.csv ? [`${nameOf(route)}.csv`] : [])])
    expect(there.length).toBeGreaterThan(150)
    expect(Object.keys(routeOutputs).sort()).toEqual(there.sort())
  })

  it('takes a route only with what it lets out', () => {
    // @ts-expect-error a route says for whom its answer is, and what stands in it
    const silent: Route = { ...(table[0] as Route), output: undefined }
    expect(silent.output).toBeUndefined()
  })

  it('holds whatever else the app answers', () => {
    const routes = new Set(table.map(({ method, path }) => `${method} /api${path}`))
    type Layer = { route?: { path: string; methods: Record<string, boolean> } }
    const singleSignOn = {
      issuer: 'https://id.example.org',
      clientId: 'vigil',
      clientSecret: undefined,
      name: 'An organisation',
      isSecondFactorTrusted: false,
    }
    const { stack } = (
      makeApp({ database: db.database, config: { singleSignOn } }) as unknown as { router: { stack: Layer[] } }
    ).router
    const beside = stack
      .flatMap(({ route }) => (route ? Object.keys(route.methods).map((method) => `${method} ${route.path}`) : []))
      .filter((name) => !routes.has(name.replace(/\.csv$/, '')))
    expect(Object.keys(otherOutputs).sort()).toEqual(beside.sort())
  })

  it('holds every command, and every file that one writes', async () => {
    const program = new Command()
    const folder = new URL('../../jobs/commands/', import.meta.url)
    for (const file of readdirSync(folder)) {
      const exported: Record<string, unknown> = await import(new URL(file, folder).href)
      for (const [name, add] of Object.entries(exported))
        if (/^add\w+Command$/.test(name)) (add as (given: Command) => void)(program)
    }
    const leaves = (command: Command, path: string): string[] =>
      command.commands.length
        ? command.commands.flatMap((each) => leaves(each, `${path} ${each.name()}`))
        : [path, ...command.options.filter(({ flags }) => /<file>/.test(flags)).map(({ long }) => `${path} ${long}`)]
    expect(Object.keys(commandOutputs).sort()).toEqual(leaves(program, 'vigil').sort())
  })
})

describe('a partnership full of canaries and hostile text', () => {
  it('answers everybody who may ask, at every output', { timeout: 300_000 }, async () => {
    const { answers } = await letOut()
    const failed = answers.filter(({ status }) => status >= 300)
    expect(failed.map(({ output, role, status, text }) => `${output} ${role} ${status} ${text}`)).toEqual([])
    const asked = new Set(answers.map(({ output }) => output))
    const apart = table.filter(({ policy }) => policy === 'session:use').map(nameOf)
    expect(Object.keys(routeOutputs).filter((output) => !asked.has(output) && !apart.includes(output))).toEqual([])
    console.log(`${answers.length} answers of ${asked.size} outputs`)
  })

  it('lets nothing out but what the table says, and the table says nothing that does not come out', async () => {
    const { answers } = await letOut()
    const carried = new Map<string, Set<string>>()
    const wrong: string[] = []
    for (const { output, role, text } of succeeded(answers)) {
      const found = findPlanted(text)
      const seen = carried.get(output) ?? new Set()
      carried.set(output, seen)
      for (const what of found) {
        seen.add(what)
        if (!routeOutputs[output]?.carries.includes(what)) wrong.push(`${output} as ${role}: ${what}`)
      }
    }
    const unseen = [...carried].flatMap(([output, seen]) =>
      (routeOutputs[output]?.carries ?? [])
        .filter((what) => what !== 'counts' && !seen.has(what))
        .map((what) => `${output}: ${what}`),
    )
    expect({ wrong: [...new Set(wrong)], unseen }).toEqual({ wrong: [], unseen: [] })
  })

  it('opens identities in four places only, and in a fifth how somebody who asked for a kit is reached', async () => {
    const { answers } = await letOut()
    const open = new Set(
      answers.filter(({ text }) => findPlanted(text).includes('identity')).map(({ output }) => output),
    )
    expect([...open].sort()).toEqual([
      'get /kit-requests',
      'get /kit-requests.csv',
      'post /deaths/:deathId/identity/break-glass',
      'post /deaths/:deathId/identity/open',
      'post /notices/:deathNoticeId/open',
      'post /subject-requests/export',
      'put /kit-requests/:kitRequestId',
    ])
  })

  it('gives no place and no day finer than its policy to the partnership or the public', async () => {
    const { answers } = await letOut()
    const numbersIn = (text: string) => [...text.matchAll(/"(\w+)":-?\d/g)].map(([, key]) => key)
    const released = succeeded(answers).filter(({ output }) => ['partnership', 'public'].includes(tierOf(output)))
    expect(released.length).toBeGreaterThan(20)
    for (const { output, text } of released) {
      expect([output, findPlanted(text).filter((what) => what !== 'office text')]).toEqual([output, []])
      // corners of whole wards, and the day of the release, are all there is
      const days = new Set(text.match(/\b20\d\d-\d\d-\d\d\b/g) ?? [])
      expect([output, [...days].filter((day) => day !== '2026-03-15')]).toEqual([output, []])
      if (!routeOutputs[output]?.carries.includes('counts') && !output.endsWith('.csv'))
        expect([output, new Set([...numbersIn(text), 'year', 'sequence', 'kitsOpenedWithinDays'])]).toEqual([
          output,
          new Set(['year', 'sequence', 'kitsOpenedWithinDays']),
        ])
      if (!output.endsWith('/shapes')) continue
      const corners = JSON.parse(text).features.flatMap((feature: { geometry: { coordinates: number[][] } }) =>
        feature.geometry.coordinates.flat(3),
      )
      expect(new Set(corners)).toEqual(new Set([-5.3, 49.9, -4.9, 50.3]))
    }
  })

  it('has the formulas defused in every CSV', async () => {
    const { answers } = await letOut()
    const files = succeeded(answers).filter(({ output }) => output.endsWith('.csv'))
    expect(new Set(files.map(({ output }) => output)).size).toBeGreaterThan(25)
    for (const { output, text, headers } of files) {
      const cells: string[] = parse(text, { bom: true, relax_column_count: true }).flat()
      const isLive = (cell: string) =>
        /^\s*[=+\-@\t\r\uFF0B\uFF0D\uFF1D\uFF20]/.test(cell) && !/^-\d+(\.\d+)?(e-\d+)?$/.test(cell)
      expect([output, cells.filter(isLive)]).toEqual([output, []])
      expect([output, cells.filter((cell) => cell.includes('[object'))]).toEqual([output, []])
      expect(headers).toContain('attachment; filename=')
    }
  })

  it('puts no canary in a header, an address or a link', async () => {
    const { answers } = await letOut()
    for (const { output, text, headers } of answers) {
      expect([output, findPlanted(headers)]).toEqual([output, []])
      for (const link of text.match(/https?:\/\/[^\s"\\]+/g) ?? [])
        expect([output, findPlanted(link)]).toEqual([output, []])
      expect(headers).not.toMatch(/"x-evil"|"a":/)
    }
  })

  it('puts no canary in the logs, however much is logged, or in the text of a statement', async () => {
    const { logged, statements } = await letOut()
    expect(logged.length).toBeGreaterThan(200)
    expect(logged.filter((line) => findPlanted(line).length)).toEqual([])
    expect(statements.size).toBeGreaterThan(50)
    expect([...statements].filter((sql) => findPlanted(sql).length)).toEqual([])
  })

  it('puts no canary in the audit chain or in the file of its anchors', async () => {
    const { partnership } = await letOut()
    const tenant = { partnershipId: partnership.partnershipId }
    const entries = await db.withinAs(tenant, (trx) => trx('audit_entry').select('*'))
    expect(entries.length).toBeGreaterThan(150)
    expect(entries.filter((entry) => findPlanted(JSON.stringify(entry)).length)).toEqual([])
    const home = mkdtempSync(join(tmpdir(), 'vigil-outputs-'))
    try {
      await anchorChain(db.knex, home, partnership)
      expect(listAnchorFiles(home).map((file) => findPlanted(readFileSync(file, 'utf8')))).toEqual([[]])
    } finally {
      rmSync(home, { recursive: true })
    }
  })

  it('keeps no identity where it is not sealed, in no table of the database, nor for a request that is sent again', async () => {
    await letOut()
    const tables: string[] = await db
      .knex('information_schema.tables')
      .where({ table_schema: 'public', table_type: 'BASE TABLE' })
      .pluck('table_name')
    const { partnership } = await letOut()
    const found: string[] = []
    for (const name of tables.filter((each) => each !== 'spatial_ref_sys')) {
      const rows: { kept: string }[] = await db.knex.transaction(async (trx): Promise<{ kept: string }[]> => {
        await trx.raw("select set_config('vigil.partnership_id', :partnershipId, true)", partnership)
        return trx(name).select(trx.raw('to_jsonb(??)::text as kept', [name]))
      })
      if (rows.some(({ kept }) => findPlanted(kept).includes('identity'))) found.push(name)
    }
    expect(found).toEqual([])
  })
})

describe('what is refused', () => {
  it('says nothing of what was sent', async () => {
    const { app, ids, ask, partnership, logged } = await letOut()
    const wrong: string[] = []
    const word = encodeURIComponent(plant('identity'))
    const before = logged.length
    let refused = 0
    for (const route of table) {
      const { method, path } = route
      const role = Role.options.find((each) => isFor(route, each)) ?? 'guest'
      const real = path.replace(/:(\w+)/g, (_, id: string) => ids[id] ?? '00000000-0000-4000-8000-000000000000')
      const query = queries[nameOf(route)] ?? ''
      const names = Object.keys((route.query as { shape?: object } | undefined)?.shape ?? {})
      const paths = [
        path.replace(/:(\w+)/g, word),
        path.replace(/:(\w+)/g, '00000000-0000-4000-8000-000000000000'),
        ...names.map((name) => `${real}?${name}=${word}`),
        `${real}${query ? `?${query}` : ''}`,
      ]
      const shape = (route.body as { shape?: object } | undefined)?.shape ?? {}
      const bodies =
        method === 'get'
          ? [undefined]
          : [
              Object.fromEntries(Object.keys(shape).map((name) => [name, plant('identity')])),
              Object.fromEntries(Object.keys(shape).map((name) => [name, [{ [name]: plant('identity') }]])),
              [plant('identity')],
            ]
      for (const path of paths)
        for (const body of bodies) {
          const answer = await ask({ output: nameOf(route), path, role, body, ifMatch: 1 })
          if (answer.status < 400) continue
          refused += 1
          const said = `${answer.text} ${JSON.stringify(answer.headers)}`
          if (findPlanted(said).includes('identity')) wrong.push(`${nameOf(route)} ${answer.status}: ${answer.text}`)
          if (answer.status >= 500 && answer.status !== 503) wrong.push(`${nameOf(route)} ${answer.status}`)
        }
    }
    // what only the database finds wrong
    const asFound = (output: string, body: object) =>
      ask({ output, path: output.split(' ')[1] ?? '', role: 'panel_coordinator', body })
    const agency = { name: plantWord('identity'), kind: 'other' }
    const batch = { productCode: 'prenoxad', batchNumber: plantWord('identity'), expiresOn: '2027-01-31' }
    const death = { status: 'notified', eventDay: '2026-03-01', reference: plantWord('identity') }
    for (const [output, body] of [
      ['post /agencies', agency],
      ['post /agencies', agency],
      ['post /naloxone/batches', batch],
      ['post /naloxone/batches', batch],
      ['post /naloxone/batches', { ...batch, productCode: plantWord('identity') }],
      ['post /deaths', { ...death, findings: [{ substanceCode: plantWord('identity'), role: 'detected' }] }],
      ['post /deaths', { ...death, ethnicity: `\u0000${plantWord('identity')}` }],
      ['post /deaths', { ...death, ageYears: 40 }],
      ['post /deaths', { ...death, ageYears: 41 }],
    ] as const) {
      const answer = await asFound(output, body)
      if (answer.status >= 400 && findPlanted(answer.text).includes('identity')) wrong.push(answer.text)
      if (answer.status >= 500) wrong.push(`${output} ${answer.status}`)
    }
    const broken = await supertest(app)
      .post(`/api/deaths?partnership=${partnership.slug}`)
      .set('Content-Type', 'application/json')
      .send(`{"causeOfDeath": "${plantWord('identity')}`)
    const nowhere = await supertest(app).get(`/api/${word}?${word}=${word}`)
    for (const { text } of [broken, nowhere]) expect(findPlanted(text)).toEqual([])
    expect(wrong).toEqual([])
    expect(refused).toBeGreaterThan(500)
    expect(logged.slice(before).filter((line) => findPlanted(line).length)).toEqual([])
  })
})

// the embedded engine keeps neither statistics nor a log: there is nothing to ask it
const describeNative = process.env.VIGIL_TEST_ENGINE === 'native' ? describe : () => undefined
describeNative('PostgreSQL', () => {
  it('puts no canary in its own views of what it is asked, or in its log', async () => {
    await letOut()
    const available = await db.knex('pg_available_extensions').where({ name: 'pg_stat_statements' }).first('name')
    const { rows: preloaded } = await db.knex.raw('show shared_preload_libraries')
    if (available && preloaded[0].shared_preload_libraries.includes('pg_stat_statements')) {
      await db.knex.raw('create extension if not exists pg_stat_statements')
      const statements: string[] = await db.knex('pg_stat_statements').pluck('query')
      expect(statements.length).toBeGreaterThan(100)
      expect(statements.filter((sql) => findPlanted(sql).length)).toEqual([])
    }
    const running: (string | null)[] = await db.knex('pg_stat_activity').pluck('query')
    expect(running.filter((sql) => findPlanted(sql ?? '').length)).toEqual([])
    const twice = { partnership_id: db.partnership.partnershipId, name: plantWord('identity'), kind: 'other' }
    await expect(db.within((trx) => trx('agency').insert([twice, twice]))).rejects.toThrow(/duplicate key/)
    const written = readFileSync(inject('nativeLog'), 'utf8').split('\n')
    // row-level security keeps the values out of what it says of a broken rule
    expect(written.some((line) => line.includes('duplicate key value'))).toBe(true)
    expect(written.filter((line) => findPlanted(line).length)).toEqual([])
  })
})
