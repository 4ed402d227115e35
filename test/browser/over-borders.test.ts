import { beforeEach, describe, it } from 'vitest'
import { writeBorderNight } from '../../server/surveillance/national/border-store.ts'
import { useDatabase } from '../support/database.ts'
import { addOverdoses, makeReversal } from '../support/events.ts'
import { addDoneNight } from '../support/nights.ts'
import { expectAccessible } from './accessible.ts'
import { useClient } from './client.ts'

describe.each([
  { device: 'a desk', width: 1280 },
  { device: 'a phone', width: 375 },
])('a cluster that crosses the border, on $device', ({ width }) => {
  const db = useDatabase()
  const client = useClient(db)
  const shoot = async (name: string) => {
    if (process.env.SHOTS)
      await client.page.screenshot({ path: `${process.env.SHOTS}/${name}-${width}.png`, fullPage: true })
  }
  beforeEach(() => client.page.setViewportSize({ width, height: 900 }))

  it('says on the page of signals that nobody has looked yet, until the national check has', async () => {
    const { page } = client
    await client.go('/signals')
    await page.getByText('The national check has not looked yet').waitFor()
    await db.withinAs({ purpose: 'national detection' }, (trx) => writeBorderNight(trx, '2026-03-14', [], ['deaths']))
    await client.go('/signals')
    await page.getByText('None on the night of 14 March 2026. Deaths: too little to go by, not judged.').waitFor()
    await expectAccessible(page, '/signals')
  })

  it('is listed at home, apart from the own signals and on its night, and opens with the own records in it', async () => {
    const { page } = client
    const drafts = ['2026-03-10', '2026-03-11', '2026-03-12'].map((day, i) =>
      makeReversal({ day, knownOn: day, reference: `r${i}`, longitude: -4.48, latitude: 50.35 }),
    )
    const caseIds = (await db.within((trx) => addOverdoses(trx, drafts, '2026-03-15'))).map(({ id }) => id)
    const about = { stream: 'reversals', firstDay: '2026-03-08', lastDay: '2026-03-13', ownCases: 3, caseIds } as const
    const east = { name: 'Torbay and the South Hams', low: 1, high: 9 }
    const north = { name: 'North Devon', low: 10, high: 19 }
    const areaNames = ['Looe', 'Polperro', 'Saltash']
    await db.withinAs({ purpose: 'national detection' }, async (trx) => {
      const notice = { ...about, areaNames, exactPooled: null, tier: 'watch' as const }
      await writeBorderNight(trx, '2026-03-13', [{ ...notice, neighbours: [east] }], [])
      await writeBorderNight(trx, '2026-03-14', [{ ...notice, tier: 'notify', neighbours: [east, north] }], [])
    })
    await db.within((trx) =>
      addDoneNight(trx, '2026-03-14', { finished_at: '2026-03-14T03:00:00Z', summary: JSON.stringify([]) }),
    )
    await client.go('/')
    await page.getByRole('heading', { name: 'A cluster that crosses the border' }).waitFor()
    await expectAccessible(page, '/')
    await shoot('border-home')
    await client.go('/nights')
    await page.getByRole('heading', { name: 'A cluster that crosses the border' }).waitFor()
    await shoot('border-night')
    await client.go('/signals')
    const link = page.getByRole('link', {
      name: '3 reversals here (Looe, Polperro and Saltash), and more in Torbay and the South Hams and North Devon.',
    })
    await link.waitFor()
    await page.getByText('14 to 31 reversals in all, 8 March 2026 to 13 March 2026.').waitFor()
    await expectAccessible(page, '/signals')
    await shoot('border-signals')
    await link.click()
    await page.getByRole('heading', { level: 1, name: 'A cluster that crosses the border' }).waitFor()
    await page.getByRole('heading', { name: 'Your records in it' }).waitFor()
    await expectAccessible(page, '/signals/over-borders/:borderClusterId')
    await shoot('border-page')
    await page
      .getByRole('link', { name: /Overdose/ })
      .first()
      .waitFor()
  })
})
