import type { Page } from 'playwright-core'
import { afterAll, describe, expect, it } from 'vitest'
import { startCompute } from '../../jobs/compute/compute.ts'
import { makeMonthlyReports } from '../../jobs/work/monthly.ts'
import { runNight } from '../../jobs/work/nightly.ts'
import { useDatabase } from '../support/database.ts'
import { addYearOfReversals } from '../support/events.ts'
import { expectAccessible } from './accessible.ts'
import { addSquares, useClient } from './client.ts'

const night = '2026-03-10'
const compute = startCompute(2)
afterAll(() => compute.close())

describe('the page of a signal', () => {
  const db = useDatabase({ basemap: 'south-west-england' })
  const client = useClient(db)

  it('says what was seen and expected, what else could explain it, what is missing, and what size would be noticed', async () => {
    await addSquares(db)
    await addYearOfReversals(db, night)
    await runNight(db.knex, db.partnership.partnershipId, night, compute)
    await makeMonthlyReports(db.knex, db.partnership.partnershipId, compute)
    const { signal_id: signalId } = await db.within((trx) => trx('signal').first('signal_id'))
    const { page } = client
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 900 })
      await client.go(`/signals/${signalId}`)
      await page.getByRole('heading', { name: 'Observed and expected over time' }).waitFor()
      await page.getByText('No: 2 sources, the most from “ambulance” (4 of 8).').waitFor()
      await page.getByText('Ask its 2 sources what they know').click()
      const question = await page.getByLabel('A question to send them').inputValue()
      expect(question).toContain(new URL(page.url()).pathname)
      expect(question).not.toContain('ambulance')
      await page.getByText(/About 14% of the reports of these days usually come later/).waitFor()
      await page.getByText(/These checks notice \d+ extra reversals at one place in two weeks/).waitFor()
      await expectAccessible(page, 'a signal')
    }
    await page.getByText('Show as a table').first().click()
    expect(await page.getByRole('table', { name: 'Observed and expected over time' }).getByRole('row').count()).toBe(31)
  })

  it('says what to do next and what changed, and takes what it turned out to be by keyboard; home then leaves it out', async () => {
    await addSquares(db)
    await addYearOfReversals(db, night)
    await runNight(db.knex, db.partnership.partnershipId, night, compute)
    const { signal_id: signalId } = await db.within((trx) => trx('signal').first('signal_id'))
    const { page } = client
    await client.go('/signals')
    await page.getByRole('link', { name: /^8 reversals with naloxone/ }).click()
    await page.getByText('New on the night of 10 March 2026.').waitFor()
    await page.getByRole('link', { name: 'Read the 8 reversals' }).press('Enter')
    expect(new URL(page.url()).hash).toBe('#cases')
    await page.getByRole('button', { name: 'Record what it turned out to be' }).press('Enter')
    await expectFocused(page, 'judgements')
    await page.keyboard.press('Tab')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.getByRole('textbox', { name: 'Why' }).fill('A training exercise was reported')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByText('It counts in the signal register').waitFor()
    await expectFocused(page, 'judgements')
    expect(await page.locator('#judgements ~ ol').innerText()).toContain('A training exercise was reported')
    await expectAccessible(page, 'a judged signal')
    await client.go('/')
    await page.getByText('1 open signal was judged explained or false').waitFor()
    expect(await page.getByRole('link', { name: /^8 reversals with naloxone/ }).count()).toBe(0)
    await client.go(`/signals/${signalId}`)
    await page.getByText('Judged: False').waitFor()
  })

  it('has beside it the report of areas above expected, that says what it could not judge', async () => {
    await addSquares(db)
    await runNight(db.knex, db.partnership.partnershipId, night, compute)
    await makeMonthlyReports(db.knex, db.partnership.partnershipId, compute)
    for (const width of [1280, 320]) {
      await client.page.setViewportSize({ width, height: 900 })
      await client.go('/areas-above-expected')
      await client.page
        .getByText(/Not enough data to judge: 0 deaths/)
        .first()
        .waitFor()
      await expectAccessible(client.page, 'areas above expected')
    }
  })
})

async function expectFocused(page: Page, id: string) {
  await page.waitForFunction((wanted) => document.activeElement?.id === wanted, id)
}
