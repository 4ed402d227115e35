import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest'
import type { Role } from '../../server/contract/access.ts'
import { addAreas } from '../../server/import/writing/area-store.ts'
import { addSignedIn, makeApp } from '../support/app.ts'
import { CHROMIUM_ARGUMENTS, findChromium } from '../support/chromium.ts'
import type { TestDatabase } from '../support/database.ts'

/** The built client in a real browser, against the shipped app on the test's database. A page that breaks its own security policy fails. */
export function useClient(db: TestDatabase, { role = 'panel_coordinator' }: { role?: Role | undefined } = {}) {
  let browser: Browser
  let server: Server
  let page: Page
  let complaints: string[] = []

  beforeAll(async () => {
    const app = makeApp({ database: db.database })
    server = createServer(app)
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    browser = await chromium.launch({ executablePath: findChromium() ?? '', args: CHROMIUM_ARGUMENTS })
  })
  beforeEach(async () => {
    complaints = []
    page = await openPage()
  })
  afterEach(async () => {
    await page.context().close()
    expect(complaints).toEqual([])
  })
  afterAll(async () => {
    await browser?.close()
    server?.closeAllConnections()
    server?.close()
  })

  /** A browser of its own, in which somebody of this role is signed in; null: nobody is. */
  async function openPage(as: Role | null = role) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' })
    if (as) {
      const [name = '', value = ''] = (await addSignedIn(db, { roles: [as] })).cookie.split('=')
      await context.addCookies([{ name, value, domain: '127.0.0.1', path: '/', httpOnly: true, sameSite: 'Lax' }])
    }
    const opened = await context.newPage()
    opened.on('pageerror', (error) => complaints.push(error.message))
    opened.on('console', (message) => {
      if (/content security policy/i.test(message.text())) complaints.push(message.text())
    })
    return opened
  }
  const address = (path: string) =>
    `http://127.0.0.1:${(server.address() as AddressInfo).port}/${db.partnership.slug}${path}`

  return {
    get page() {
      return page
    },
    openPage,
    address,
    go: (path: string) => page.goto(address(path), { waitUntil: 'networkidle' }),
  }
}

/** Squares of a tenth of a degree over mid Cornwall, named by row and column. */
export async function addSquares(db: TestDatabase) {
  const squares = Array.from({ length: 24 }, (_, position) => {
    const west = -5.45 + (position % 8) * 0.1
    const south = 50.05 + Math.floor(position / 8) * 0.15
    const ring = [
      [west, south],
      [west + 0.1, south],
      [west + 0.1, south + 0.15],
      [west, south + 0.15],
      [west, south],
    ]
    return {
      kind: 'square',
      code: `S${position}`,
      name: `Square ${position}`,
      authority: 'Test',
      geometry: { type: 'Polygon' as const, coordinates: [ring] },
      source: 'test',
      sourceDay: null,
    }
  })
  await db.within((trx) => addAreas(trx, db.partnership.partnershipId, squares))
}

/** Two thousand people in each of them. */
export async function addResidents(db: TestDatabase) {
  const { partnershipId: partnership_id } = db.partnership
  await db.within(async (trx) => {
    for (const { area_id } of await trx('area').select('area_id'))
      await trx('area_population').insert({
        partnership_id,
        area_id,
        as_of: '2021-03-21',
        residents: 2000,
        source: 'test',
      })
  })
}
