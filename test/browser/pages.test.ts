import AxeBuilder from '@axe-core/playwright'
import { beforeEach, describe, expect, it } from 'vitest'
import { useDatabase } from '../support/database.ts'
import { addDeaths, addYearOfReversals, makeDeath } from '../support/events.ts'
import { addSquares, useClient } from './client.ts'

/** WCAG 2.5.8 */
const smallestPixels = 24

const paths = [
  '',
  '/map',
  '/signals',
  '/deaths',
  '/deaths/new',
  '/reversals',
  '/reversals/new',
  '/supplies',
  '/supplies/new',
  '/import',
  '/nights',
  '/registers',
  '/registers?add=panels',
  '/about',
]

describe.each([
  { device: 'a desk', width: 1280 },
  // also a desk at 400 % (WCAG 1.4.10)
  { device: 'a small phone', width: 320 },
])('every page on $device', ({ width }) => {
  const db = useDatabase({ basemap: 'south-west-england' })
  const client = useClient(db)

  beforeEach(async () => {
    await addSquares(db)
    await addYearOfReversals(db, '2026-03-15')
    await db.within((trx) => addDeaths(trx, [makeDeath({ eventDay: '2026-03-01' })], '2026-03-15'))
    await client.page.setViewportSize({ width, height: 800 })
  })

  it('satisfies axe, never scrolls sideways, and has nothing too small to press', async () => {
    for (const path of paths) {
      await client.go(path)
      await client.page.getByRole('heading', { level: 1 }).waitFor()
      const { violations } = await new AxeBuilder({ page: client.page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
        .analyze()
      expect(violations.map(({ id, nodes }) => `${path} ${id} ${nodes[0]?.html}`)).toEqual([])
      expect(await client.page.evaluate(() => document.documentElement.scrollWidth - innerWidth), path).toBe(0)
      const small = await client.page
        .locator('button, select, summary, [role=slider], input:not([type=radio]):not([type=file])')
        .evaluateAll(
          (controls, least) =>
            controls
              .map((control) => ({ name: control.outerHTML.slice(0, 80), box: control.getBoundingClientRect() }))
              .filter(({ box }) => box.width > 0 && (box.width < least || box.height < least))
              .map(({ name }) => name),
          smallestPixels,
        )
      expect(small, path).toEqual([])
    }
  })
})
