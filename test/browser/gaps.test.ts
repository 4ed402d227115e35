import { describe, expect, it } from 'vitest'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'
import { addOverdoses, makeReversal } from '../support/events.ts'
import { expectAccessible } from './accessible.ts'
import { addResidents, addSquares, useClient } from './client.ts'

const db = useDatabase({ basemap: 'south-west-england' })
const client = useClient(db, { role: 'naloxone_coordinator' })
const api = useApi(db, { role: 'naloxone_coordinator' })

// the middles of squares 1 and 4
const bare = { longitude: -5.3, latitude: 50.12 }
const supplied = { longitude: -5.0, latitude: 50.12 }

describe.each([
  { device: 'a desk', width: 1280 },
  { device: 'a phone', width: 375 },
])('harm by live reach, on $device', ({ width }) => {
  it('is a map whose colours are those of its legend and of the table, which has every area in words', async () => {
    const { page } = client
    await page.setViewportSize({ width, height: 900 })
    await addSquares(db)
    await addResidents(db)
    const days = ['2026-01-05', '2026-01-20', '2026-02-02', '2026-02-20', '2026-03-01']
    await db.within((trx) =>
      addOverdoses(
        trx,
        [bare, supplied].flatMap((place) => days.map((day) => makeReversal({ day, ...place }))),
        '2026-03-15',
      ),
    )
    await api
      .post('/api/supplies', {
        ...{ suppliedOn: '2026-01-02', recipientKind: 'at_risk', productCode: 'prenoxad', kits: 80 },
        place: { ...supplied, precision: 'exact' },
      })
      .expect(201)

    await client.go('/allocation')
    const legend = page.getByRole('table', { name: /^Areas by events a year/ })
    await legend.waitFor({ timeout: 20_000 })
    const map = page.getByRole('region', { name: /^Map of harm/ })
    await map.locator('path.vigil-area').nth(23).waitFor({ state: 'attached' })
    expect(await map.locator('path.vigil-area').count()).toBe(24)
    const counted = (await legend.getByRole('cell', { name: /\d/ }).allTextContents()).map((text) =>
      Number.parseInt(text, 10),
    )
    expect([counted.length, counted.reduce((sum, areas) => sum + areas)]).toEqual([9, 24])

    const table = page.getByRole('table', { name: 'Areas, the widest gap first' })
    expect(await table.getByRole('row').count()).toBe(1 + 20)
    await page.getByRole('button', { name: 'Show all areas' }).click()
    expect(await table.getByRole('row').count()).toBe(1 + 24)
    const rowOf = (name: string) =>
      table.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) })
    const colourOf = (name: string) => rowOf(name).locator('rect').getAttribute('fill')
    expect(await rowOf('Square 1').textContent()).toContain('Much harm, few kits')
    expect(await rowOf('Square 4').textContent()).toContain('many kits')
    expect(await colourOf('Square 1')).toMatch(/map-gap-[23]-1/)
    expect(await colourOf('Square 4')).not.toBe(await colourOf('Square 1'))

    // as many shapes of each colour as the table has rows of it
    const fillsIn = (marks: ReturnType<typeof page.locator>) =>
      marks.evaluateAll((found) => found.map((mark) => mark.getAttribute('fill') ?? ''))
    const drawn = await fillsIn(map.locator('path.vigil-area'))
    expect(drawn.toSorted()).toEqual((await fillsIn(table.locator('rect'))).toSorted())
    await expectAccessible(page, '/allocation')
  }, 90_000)
})
