import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'

/** What the papers say of the code is looked up in it, so that they cannot go on saying what is gone. */
const root = new URL('../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')
const papers = ['threat-model', 'dpia', 'clinical-safety', 'asvs', 'retention', 'scan'].map((name) => `docs/${name}.md`)
const filesUnder = (directory: string) =>
  readdirSync(new URL(directory, root), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('dist'))
    .map((name) => `${directory}/${name}`)

type Row = string[]
const rowsOf = (text: string): Row[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| ---'))
    .map((line) =>
      line
        .slice(2, line.lastIndexOf('|'))
        .split(' | ')
        .map((cell) => cell.trim()),
    )

describe('the papers', () => {
  it.each([...papers, 'docs/detection.md', 'docs/statistics.md', 'docs/risk-plan.md'])(
    '%s names no file that is gone',
    (paper) => {
      const named = [...read(paper).matchAll(/`((?:client|server|jobs|test|migrations|docs)\/[^`\s]+|[\w.-]+\.json)`/g)]
      expect(named.length).toBeGreaterThan(0)
      for (const [, path = ''] of named) expect([path, existsSync(new URL(path, root))]).toEqual([path, true])
    },
  )

  it.each(papers)('%s names tests by a title that stands in the file named before it', (paper) => {
    let file = ''
    for (const [, path, title] of read(paper).matchAll(/`([^`\n]+)`|“([^”]+)”/g)) {
      if (path) file = path.endsWith('.test.ts') ? path : /\//.test(path) ? '' : file
      else expect([paper, title, file !== '' && read(file).includes(title ?? '')]).toEqual([paper, title, true])
    }
  })
})

describe('the map of ASVS', () => {
  const rows = rowsOf(read('docs/asvs.md'))
  const requirements = rows
    .filter(([reference = '']) => /^\d/.test(reference))
    .flatMap(([reference = '', , verdict, where]) =>
      idsOf(reference).map((requirement) => ({ requirement, verdict, where })),
    )

  it('holds each requirement of levels 1 and 2 once', () => {
    const ids = requirements.map(({ requirement }) => requirement)
    expect(new Set(ids).size).toBe(ids.length)
    const chapters = ids.map((id) => Number(id.split('.')[0]))
    // levels 1 and 2 of ASVS 5.0.0, chapters V1 to V17
    expect(Array.from({ length: 17 }, (_, i) => chapters.filter((chapter) => chapter === i + 1).length)).toEqual([
      27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7,
    ])
  })

  it('counts its verdicts rightly, and gives each its place or reason', () => {
    const verdicts = ['met', 'not applicable', 'operator', 'not met']
    for (const verdict of verdicts) {
      const said = rows.find(([first]) => first === verdict)?.[1]
      expect([verdict, requirements.filter((one) => one.verdict === verdict).length]).toEqual([verdict, Number(said)])
    }
    expect(Number(rows.find(([first]) => first === 'in all')?.[1])).toBe(requirements.length)
    for (const { requirement, verdict, where } of requirements)
      expect([requirement, verdicts.includes(verdict ?? ''), (where ?? '').length > 5]).toEqual([
        requirement,
        true,
        true,
      ])
  })

  it('the server starts no other process and evaluates no text', () => {
    for (const file of [...filesUnder('server'), ...filesUnder('client')])
      expect([file, /child_process|\beval\(|new Function\(/.test(read(file))]).toEqual([file, false])
  })

  it('the client writes no HTML of text', () => {
    for (const file of filesUnder('client'))
      expect([file, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|dangerouslySet/.test(read(file))]).toEqual([
        file,
        false,
      ])
  })

  it('the lock file pins every component by its hash', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as {
      packages: Record<string, { version?: string; integrity?: string; resolved?: string }>
    }
    const components = Object.entries(packages).filter(([path]) => path !== '')
    expect(components.length).toBeGreaterThan(100)
    for (const [path, { version, integrity, resolved }] of components) {
      expect([path, typeof version, integrity?.startsWith('sha512-')]).toEqual([path, 'string', true])
      if (resolved) expect(resolved).toMatch(/^https:\/\/registry\.npmjs\.org\//)
    }
  })
})

describe('the licences in the README', () => {
  const licences = read('README.md').split('## Licences')[1] ?? ''

  it('name every one that a component of what runs is under', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as {
      packages: Record<string, { dev?: boolean; license?: string }>
    }
    const named = new Set(
      Object.entries(packages).flatMap(([path, { dev, license }]) => (path === '' || dev ? [] : [license ?? path])),
    )
    expect([...named].filter((licence) => !licences.includes(licence))).toEqual([])
  })

  it('say what is inside the embedded PostGIS, whose package names its wrapping alone', () => {
    const held = gunzipSync(
      readFileSync(new URL('node_modules/@electric-sql/pglite-postgis/dist/postgis.tar.gz', root)),
    )
    const [, version] = /extension\/postgis--(\d+\.\d+\.\d+)\.sql/.exec(held.toString('latin1')) ?? []
    expect(held.includes('the terms of the GNU General Public Licence')).toBe(true)
    expect(licences).toContain(`PostGIS ${version}, which is GPL-2.0-or-later`)
    const parts = {
      'GEOS (LGPL-2.1-or-later)': 'geos4geom',
      'PROJ (MIT, with the EPSG dataset': 'share/proj/proj.db',
      'GDAL (MIT)': 'GDALAllRegister',
      'libxml2 (MIT)': 'xmlParseDoc',
      'json-c (MIT)': 'json_tokener',
      SQLite: 'sqlite3_open',
      libtiff: 'TIFFClientOpen',
      libgeotiff: 'geotiff',
      libjpeg: 'jpeg_',
      zlib: 'inflateInit',
    }
    for (const [said, mark] of Object.entries(parts))
      expect([said, licences.replace(/\s+/g, ' ').includes(said), held.includes(mark)]).toEqual([said, true, true])
    // parts that would bring a licence of their own, and are not in it
    expect(['CGAL::', 'protobuf_c_message', 'curl_easy'].filter((mark) => held.includes(mark))).toEqual([])
  })
})

describe('the hazard log', () => {
  it('reads each risk from its matrix', () => {
    const rows = rowsOf(read('docs/clinical-safety.md'))
    const matrix = new Map<string, number>(
      rows.flatMap(([likelihood = '', ...risks]) => {
        const level = /\((\d)\)$/.exec(likelihood)?.[1]
        return level ? risks.map((risk, i) => [`${i + 1} ${level}`, Number(risk)] as [string, number]) : []
      }),
    )
    expect(matrix.size).toBe(25)
    const hazards = rows.filter(([number = '']) => /^\d+$/.test(number))
    expect(hazards.map(([number]) => Number(number))).toEqual(hazards.map((_, i) => i + 1))
    for (const [number, , , severity, likelihood, risk] of hazards)
      expect([number, matrix.get(`${severity} ${likelihood}`)]).toEqual([number, Number(risk)])
  })
})

/** `1.2.3`, `1.2.3, 1.2.4` or `1.2.3 to 1.2.5`. */
function idsOf(reference: string): string[] {
  const range = /^(\d+\.\d+)\.(\d+) to \1\.(\d+)$/.exec(reference)
  if (!range) return reference.split(', ')
  const [, section, first, last] = range
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, i) => `${section}.${Number(first) + i}`)
}
