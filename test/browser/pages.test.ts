import { createRouter } from '@tanstack/react-router'
import { beforeEach, describe, it } from 'vitest'
import { lacking, pagesOf } from '../../client/api/page.ts'
import { routeTree } from '../../client/pages.ts'
import { policy } from '../../server/access/policy.ts'
import type { Action } from '../../server/contract/access.ts'
import { useDatabase } from '../support/database.ts'
import { addDeaths, addYearOfReversals, makeDeath } from '../support/events.ts'
import { expectAccessible } from './accessible.ts'
import { addSquares, useClient } from './client.ts'

/** Every page of the table that its coordinator may see and that needs no record, and one with a form open. */
const membership = { actions: Object.keys(policy.panel_coordinator) as Action[] }
const paths = [
  ...pagesOf(createRouter({ routeTree }))
    .filter(({ needs }) => !lacking(membership, needs))
    .map(({ to }) => to.replace('/$partnership', ''))
    .filter((path) => !path.includes('$')),
  '/registers?add=panels',
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
  }, 300_000)
})
