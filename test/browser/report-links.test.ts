import { beforeEach, describe, expect, it } from 'vitest'
import { writeReportPage } from '../../server/naloxone/reports/page.ts'
import { addBatch } from '../../server/naloxone/supplies/batches.ts'
import { testConfig } from '../support/app.ts'
import { useDatabase } from '../support/database.ts'
import { useClient } from './client.ts'

describe('the codes for kits', () => {
  const db = useDatabase()
  const client = useClient(db, { role: 'naloxone_coordinator' })
  const set = (isOpen: boolean) =>
    db.withinAs({ purpose: 'report-page:write' }, (trx) =>
      writeReportPage(trx, db.partnership.partnershipId, { isOpen, contactNote: null }),
    )

  beforeEach(async () => {
    await db.within((trx) =>
      addBatch(trx, db.partnership.partnershipId, {
        productCode: 'prenoxad',
        batchNumber: '0116917',
        expiresOn: '2027-08-31',
        expiresPrecision: 'month',
      }),
    )
    await set(true)
  })

  it('hold the page with product, batch and expiry as printed, and are printed as a sheet of nothing else', async () => {
    const { page } = client
    await client.go('/report-links')
    await page.getByLabel('Product').selectOption('prenoxad')
    await page.getByLabel('Batch and expiry').selectOption({ label: '0116917, expires August 2027' })
    const link = page.getByLabel('Link', { exact: true })
    await expect
      .poll(() => link.inputValue())
      // by the name that everybody reaches it under, not by the one of this browser
      .toBe(`${testConfig.publicUrl}/report/${db.partnership.slug}?product=prenoxad&batch=0116917&expiry=2027-08`)
    expect(await page.getByText('The page of reports is closed').count()).toBe(0)

    await page.emulateMedia({ media: 'print' })
    expect(await page.locator('.vigil-label:visible').count()).toBe(8)
    expect(await page.locator('h1, header, footer, select, button').filter({ visible: true }).count()).toBe(0)
    await page.emulateMedia({ media: 'screen' })
    expect(await page.locator('.vigil-label:visible').count()).toBe(1)

    const { pathname, search } = new URL(await link.inputValue())
    await page.goto(new URL(pathname + search, page.url()).href)
    await page.getByText('Batch 0116917').waitFor()
    await page.getByText('Use by 31 August 2027').waitFor()
  })

  it('say so while the page that they open is closed', async () => {
    await set(false)
    await client.go('/report-links')
    await client.page.getByText('The page of reports is closed').waitFor()
  })
})
