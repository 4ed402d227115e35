import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { addAgreement } from '../../server/office/agreements/store.ts'
import { addAgency } from '../../server/partnerships/store.ts'
import { useDatabase } from '../support/database.ts'
import { useClient } from './client.ts'

async function expectWithoutBarriers(page: Page) {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'])
    .analyze()
  expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
}

describe.each([
  { device: 'a desk', width: 1280 },
  { device: 'a phone', width: 375 },
])('sharing agreements, on $device', ({ width }) => {
  const db = useDatabase()
  const client = useClient(db, { role: 'governance' })
  const terms = { purpose: 'To learn from reversals', covers: 'Reversals', startsOn: '2025-04-01', reference: 'ISA 1' }

  it('are recorded, shown with where each agency stands, and ended early', async () => {
    const { page } = client
    await page.setViewportSize({ width, height: 900 })
    await db.within((trx) => addAgency(trx, db.partnership.partnershipId, { name: 'Outreach', kind: 'outreach' }))
    await client.go('/agreements')
    await page.getByText('None on record').waitFor()
    await page.getByRole('button', { name: 'Record an agreement' }).click()
    await page.getByRole('button', { name: 'Record this agreement' }).click()
    await page.getByRole('link', { name: 'Enter the last day, not before the first' }).waitFor()
    await expectWithoutBarriers(page)
    await page.getByLabel('Outreach').check()
    await page.getByLabel('Parties outside the partnership').fill('A university')
    await page.getByLabel('Purpose').fill(terms.purpose)
    await page.getByLabel('Data').fill(terms.covers)
    await page.locator('#endsOn-day').fill('31')
    await page.locator('#endsOn-month').fill('3')
    await page.locator('#endsOn-year').fill('2026')
    await page.getByLabel('Reference').fill(terms.reference)
    await page.getByRole('button', { name: 'Record this agreement' }).click()
    await page.getByRole('heading', { name: 'Outreach, A university Ends soon' }).waitFor()
    await expectWithoutBarriers(page)
    if (process.env.SHOTS)
      await page.screenshot({ path: `${process.env.SHOTS}/agreements-${width}.png`, fullPage: true })

    await client.go('/')
    await page.getByText('Outreach: ends on 31 March 2026').waitFor()
    await page.getByText('A university: ends on 31 March 2026').waitFor()
    await expectWithoutBarriers(page)
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/home-${width}.png`, fullPage: true })
    await page.getByRole('link', { name: 'See the agreements' }).click()
    await page.getByRole('button', { name: 'End early' }).click()
    await page.locator('#lastDay-day').fill('14')
    await page.getByLabel('Why it ends').fill('The service was wound up')
    await page.getByRole('button', { name: 'End this agreement' }).click()
    await page.getByText('Ended early, last day 14 March 2026').waitFor()
    await expectWithoutBarriers(page)
  })

  it('that have ended are told of to the people of the agency, who are asked to turn to the governance lead', async () => {
    const page = await client.openPage('agency_reporter')
    await page.setViewportSize({ width, height: 900 })
    const { agencyId, name } = await db.within(async (trx) => {
      const row = await trx('agency').first('agency_id', 'name')
      return { agencyId: row.agency_id as string, name: row.name as string }
    })
    await db.withinAs({ purpose: 'agreement:write' }, (trx) =>
      addAgreement(trx, 'test', { ...terms, parties: [{ agencyId }], endsOn: '2026-03-14' }, '2026-03-15'),
    )
    await page.goto(client.address('/'), { waitUntil: 'networkidle' })
    await page.getByText(`The sharing agreement of ${name} ended on 14 March 2026.`).waitFor()
    await expectWithoutBarriers(page)
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/agency-${width}.png`, fullPage: true })
    await page.goto(client.address('/reversals'), { waitUntil: 'networkidle' })
    await page.getByText('Ask the information governance lead of the partnership.').waitFor()
    await expectWithoutBarriers(page)
    await page.context().close()
  })
})
