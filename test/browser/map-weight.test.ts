import { readdirSync, readFileSync, statSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const DIST = new URL('../../client/dist/', import.meta.url)
const read = (path: string) => readFileSync(new URL(path.replace(/^\//, ''), DIST), 'utf8')
const page = read('index.html')
const sentFor = page.match(/data-map="([^"]*)"/)?.[1]?.split(' ') ?? []
const named = [...page.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path)
/** Code and style that come before areas are drawn, as the map's page and early.ts send for them. */
const firstView = [...new Set([...named, ...sentFor])]

/** As it is sent. What it weighs with answers and headers, and how long it takes on a slow phone, `npm run bench -- map` measures. */
const MOST_BYTES = 210_000

describe('the first view of the map', () => {
  it('brings 210 kB of code and style at most, as the build compressed them', () => {
    expect(sentFor.length).toBeGreaterThan(3)
    const bytes = firstView.map((path) => statSync(new URL(`${path.slice(1)}.br`, DIST)).size)
    expect(bytes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(MOST_BYTES)
  })

  it('is made of these files, and of none of a page or a chart that is not open', () => {
    const names = firstView.map((path) => path.replace(/^\/assets\/(.*)-[\w-]{8}\.\w+$/, '$1'))
    expect([...new Set(names)].sort()).toEqual(
      'MapPage early figures index leaflet libraries map preload-helper react rolldown-runtime'.split(' '),
    )
  })

  it('has of each page but the words in its address, whatever else the contract says of it', () => {
    const client = new URL('../../client/', import.meta.url)
    const addresses = readdirSync(client, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /Search\.ts$/.test(path),
    )
    expect(addresses.length).toBeGreaterThan(10)
    // what the map itself reads, and small files that import no others
    const known = ['area', 'circle', 'day', 'filters', 'map', 'map-description', 'signal']
    for (const path of addresses)
      for (const [, kind, from = ''] of readFileSync(new URL(path, client), 'utf8').matchAll(
        /^import (type )?.* from '.*\/contract\/(.*)\.ts'$/gm,
      ))
        if (!kind) expect(known, path).toContain(from)
  })

  it('imports nothing at once that it does not name', () => {
    for (const path of firstView.filter((path) => path.endsWith('.js')))
      for (const [, imported = ''] of read(path).matchAll(/\b(?:from|import)"\.\/([^"]+)"/g))
        expect(firstView).toContain(`/assets/${imported}`)
  })
})
