import { beforeEach, describe, it } from 'vitest'
import { useDatabase } from '../support/database.ts'
import { addDeaths, addYearOfReversals, makeDeath } from '../support/events.ts'
import { expectAccessible } from './accessible.ts'
import { addSquares, useClient } from './client.ts'

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
  '/to-look-at',
  '/agency-reports',
  '/same-deaths',
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
      await expectAccessible(client.page, path)
    }
  })
})
