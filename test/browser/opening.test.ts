import type { Page, Response } from 'playwright-core'
import { beforeEach, describe, expect, it } from 'vitest'
import { useDatabase } from '../support/database.ts'
import { addYearOfReversals } from '../support/events.ts'
import { addSquares, useClient } from './client.ts'

describe('a page that opens', () => {
  const db = useDatabase({ basemap: 'south-west-england' })
  const client = useClient(db)

  beforeEach(async () => {
    await addSquares(db)
    await addYearOfReversals(db, '2026-03-15')
  })

  const follow = (page: Page) => {
    const answers: Response[] = []
    page.on('response', (answer) => {
      if (/\/(api|basemaps|assets)\/(?!vigil-)/.test(answer.url())) answers.push(answer)
    })
    return answers
  }

  it.each([
    '',
    '/map',
    '/map?events=reversals&from=2025-03-16&to=2026-03-15',
    '/map?events=reversals&measure=change&maps=before',
    '/map?layer=points',
    '/deaths',
  ])('asks each question once, whether its code was there or not: %s', async (path) => {
    const answers = follow(client.page)
    await client.go(path)
    const asked = answers.map((answer) => answer.url())
    expect(asked.filter((url, position) => asked.indexOf(url) !== position)).toEqual([])
    expect(asked.filter((url) => url.includes('/api/session'))).toHaveLength(1)
  })

  it('asks for the events and outlines of the map before the page is drawn', async () => {
    const page = await client.openPage()
    const asked = new Set<string>()
    page.on('request', (request) => asked.add(new URL(request.url()).pathname))
    // the pages' own code never comes
    await page.route(/\/assets\/libraries/, () => undefined)
    await page.goto(client.address('/map'), { waitUntil: 'commit' })
    const early = [
      '/api/map/events',
      '/api/areas/shapes',
      '/api/map/signals',
      '/basemaps/south-west-england/land.geojson',
    ]
    await expect.poll(() => early.filter((path) => !asked.has(path)), { timeout: 20_000 }).toEqual([])
    await page.context().close()
  })

  it('asks nothing of the map that whoever opens it would be refused', async () => {
    for (const role of ['commissioner', null] as const) {
      const page = await client.openPage(role)
      const answers = follow(page)
      await page.goto(client.address('/map'), { waitUntil: 'networkidle' })
      expect(answers.filter((answer) => answer.status() === 403)).toEqual([])
      expect(answers.filter((answer) => answer.url().includes('/api/map/'))).toEqual([])
      await page.context().close()
    }
  })

  it('keeps the whole in sight while the room of the map changes, until somebody moves it', async () => {
    await client.go('/map?events=reversals&from=2025-03-16&to=2026-03-15')
    const outOfSight = () =>
      client.page.locator('path.vigil-symbol').evaluateAll((paths) => {
        const map = document.querySelector('.vigil-map__box')?.getBoundingClientRect()
        return paths.filter((path) => {
          const { left, right, top, bottom } = path.getBoundingClientRect()
          return !map || left < map.left || right > map.right || top < map.top || bottom > map.bottom
        }).length
      })
    for (const [width, height] of [
      [1280, 500],
      [700, 800],
      [1280, 900],
    ] as const) {
      await client.page.setViewportSize({ width, height })
      await expect.poll(outOfSight).toBe(0)
    }
    expect(client.page.url()).not.toContain('view=')
    await client.page.getByRole('button', { name: 'Zoom in' }).click()
    await client.page.waitForURL(/view=/)
    const zoomed = client.page.url()
    await client.page.setViewportSize({ width: 1100, height: 700 })
    expect(await outOfSight()).toBeGreaterThan(0)
    expect(zoomed).toContain('view=')
  })

  it('fetches outlines in full only where it looks near enough to see them', async () => {
    const details: (string | null)[] = []
    client.page.on('request', (request) => {
      const url = new URL(request.url())
      if (url.pathname === '/api/areas/shapes') details.push(url.searchParams.get('detail'))
    })
    await client.go('/map?events=reversals&from=2025-03-16&to=2026-03-15')
    expect(details).toEqual(['overview'])
    await client.go('/map?events=reversals&from=2025-03-16&to=2026-03-15&view=50.27,-5.05,13')
    await expect.poll(() => details).toContain('full')
  })

  it('takes its scripts as the build compressed them', async () => {
    const answers = follow(client.page)
    await client.go('/map')
    const scripts = answers.filter((answer) => /\/assets\/.*\.(js|css)$|land\.geojson/.test(answer.url()))
    expect(scripts.length).toBeGreaterThan(5)
    for (const script of scripts) {
      expect(script.headers()['content-encoding']).toBe('br')
      expect(script.headers()['content-type']).toMatch(/javascript|css|json/)
    }
  })
})
