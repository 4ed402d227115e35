import { describe, expect, it } from 'vitest'
import { useDatabase } from '../support/database.ts'
import { addDeaths, addYearOfReversals, makeDeath } from '../support/events.ts'
import { addSquares, useClient } from './client.ts'

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
