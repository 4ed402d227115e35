import { afterAll, describe, expect, it } from 'vitest'
import { startCompute } from '../../jobs/compute/compute.ts'
import { runNight } from '../../jobs/work/nightly.ts'
import { useDatabase } from '../support/database.ts'
import { addDeaths, addYearOfReversals, makeDeath } from '../support/events.ts'
import { addResidents, addSquares, useClient } from './client.ts'

const compute = startCompute(2)
afterAll(() => compute.close())

describe('on paper', () => {
  const db = useDatabase({ basemap: 'south-west-england' })
  const client = useClient(db)
  /** What fits between the margins of an A4 page, in CSS pixels. */
  const paper = { width: 718, height: 1000 }

  it('the table of the map has the names of its areas, and the heading says what is shown', async () => {
    await addSquares(db)
    await addYearOfReversals(db, '2026-03-15')
    await client.page.setViewportSize(paper)
    await client.go('/map?events=reversals&from=2025-03-16&to=2026-03-15')
    await client.page.emulateMedia({ media: 'print' })
    const names = client.page.locator('.vigil-beside tbody th')
    expect(await names.first().isVisible()).toBe(true)
    expect(await names.allInnerTexts()).toEqual(expect.arrayContaining([expect.stringMatching(/^Square \d+/)]))
    // a row is a line or two of print, not the height of a finger
    const row = await client.page.locator('.vigil-beside tbody tr').first().boundingBox()
    expect(row?.height).toBeLessThan(50)
    const heading = await client.page.locator('.vigil-title').innerText()
    for (const said of ['Map of reversals', '16 March 2025', 'Number of events', 'by square', 'any substance'])
      expect(heading).toContain(said)
  })

  it('each state of the map is one sheet with its heading, filters, legend, rows and sources', async () => {
    await addSquares(db)
    await addResidents(db)
    await addYearOfReversals(db, '2026-03-15')
    await runNight(db.knex, db.partnership.partnershipId, '2026-03-15', compute)
    const year = 'from=2025-03-16&to=2026-03-15'
    const margin = { top: '10mm', bottom: '10mm', left: '10mm', right: '10mm' }
    for (const [width, height] of [
      [1280, 900],
      [375, 812],
    ] as const) {
      await client.page.setViewportSize({ width, height })
      for (const [mode, source] of [
        ['', 'map'],
        ['&measure=rate', 'map'],
        ['&with=deaths', 'map'],
        ['&maps=before', 'map'],
        ['&maps=quarter', 'sheet'],
        ['&layer=hot_spots', 'map'],
        ['&layer=points', 'map'],
        ['&screen=full&table=open', 'map'],
        ['&circle=50.2130,-5.2900,10000', 'map'],
        ['&circle=50.2130,-5.2900,10000&maps=before', 'map'],
        ['&scale=2025-03-16_2026-03-15', 'map'],
      ] as const) {
        const state = `${width} px ${mode}`
        await client.go(`/map?events=reversals&${year}${mode}`)
        await client.page.locator('.vigil-beside tbody tr').first().waitFor({ state: 'attached' })
        const sheets = (await client.page.pdf({ format: 'A4', margin })).toString('latin1').match(/\/Type\s*\/Page\b/g)
        expect(sheets, state).toHaveLength(1)
        await client.page.emulateMedia({ media: 'print' })
        const sheet = await client.page.evaluate(() => document.querySelector('#vigil')?.textContent ?? '')
        expect(sheet, state).toMatch(/Map of reversals/)
        for (const part of [
          'h1',
          '.vigil-lede',
          '.vigil-legend',
          '.vigil-beside tbody tr',
          '.vigil-beside .vigil-provenance',
        ])
          expect(await client.page.locator(`${part}:visible`).count(), `${state} ${part}`).toBeGreaterThan(0)
        if (source === 'map') expect(sheet, state).toMatch(/OpenStreetMap/)
        expect(await client.page.locator('.vigil-chips, .vigil-time, .vigil-map__buttons').first().isVisible()).toBe(
          false,
        )
        const rows = await client.page.locator('.vigil-beside__rows tbody tr').count()
        const printed = await client.page.locator('.vigil-beside__rows tbody tr:visible').count()
        const more = client.page.locator('.vigil-beside__rows > .vigil-on-paper')
        if (rows > printed)
          expect(await more.innerText(), state).toMatch(new RegExp(`^${rows - printed} more in the table`))
        else expect(await more.count(), state).toBe(0)
        await client.page.emulateMedia({ media: null })
      }
    }
  })

  it('the list of deaths is as wide as the page and no wider', async () => {
    const deaths = Array.from({ length: 12 }, (_, n) =>
      makeDeath({
        eventDay: `2026-02-${10 + n}`,
        foundTown: 'Llanfairpwllgwyngyllgogerychwyrndrobwll',
        status: 'accepted_suspected',
        findings: [
          { substanceCode: 'heroin', role: 'implicated' },
          { substanceCode: 'ethanol', role: 'implicated' },
        ] as never,
      }),
    )
    await db.within((trx) => addDeaths(trx, deaths, '2026-03-15'))
    await client.page.setViewportSize(paper)
    await client.go('/deaths')
    await client.page.emulateMedia({ media: 'print' })
    const table = await client.page.locator('.vigil-table').boundingBox()
    expect((table?.x ?? 0) + (table?.width ?? 0)).toBeLessThanOrEqual(paper.width)
    // ordinary words stay whole
    const lines = await client.page.locator('.vigil-table thead th').evaluateAll((cells) =>
      cells.map((cell) => {
        const range = document.createRange()
        range.selectNodeContents(cell)
        const tops = [...range.getClientRects()].map(({ top }) => Math.round(top))
        return [cell.textContent, new Set(tops).size]
      }),
    )
    expect(lines).toEqual(
      expect.arrayContaining([
        ['Day', 1],
        ['Age', 1],
        ['Sex', 1],
      ]),
    )
    const overflow = await client.page.locator('.vigil-table-box').evaluate((box) => getComputedStyle(box).overflowX)
    expect(overflow).toBe('visible')
    expect(await client.page.locator('.vigil-table thead').innerText()).toContain('First known on')
  })
})
