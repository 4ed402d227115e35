import { createRouter } from '@tanstack/react-router'
import { beforeEach, describe, expect, it } from 'vitest'
import { pagesOf } from '../../client/api/page.ts'
import { routeTree } from '../../client/pages.ts'
import { addAlert } from '../../server/naloxone/stock/alerts.ts'
import { addHolder } from '../../server/naloxone/stock/holders.ts'
import { recordMovement } from '../../server/naloxone/stock/ledger.ts'
import { addBatch } from '../../server/naloxone/supplies/batches.ts'
import { useDatabase } from '../support/database.ts'
import { expectAccessible } from './accessible.ts'
import { addSquares, useClient } from './client.ts'

const db = useDatabase({ basemap: 'south-west-england' })
const client = useClient(db, { role: 'naloxone_coordinator' })
const today = '2026-03-15'
let [holderId, alertId] = ['', '']

beforeEach(async () => {
  await addSquares(db)
  const bare = { agencyId: null, place: null, capacity: null, minimumMonths: 3, notHeld: [] }
  await db.within(async (trx) => {
    const batch = { productCode: 'prenoxad', batchNumber: '0116917', expiresOn: '2027-02-28' }
    const added = await addBatch(trx, db.partnership.partnershipId, { ...batch, expiresPrecision: 'month' })
    const batchId = added?.batchId ?? ''
    ;({ holderId } = await addHolder(trx, db.tenant, { ...bare, kind: 'site', name: 'Penzance hub' }))
    await addHolder(trx, db.tenant, { ...bare, kind: 'vehicle', name: 'Outreach van' })
    await addHolder(trx, db.tenant, { ...bare, kind: 'box', name: 'Harbour box' })
    const words = { document: null, note: null }
    const received = { kind: 'receive' as const, toHolderId: holderId, occurredOn: '2026-03-01', ...words }
    await recordMovement(trx, db.tenant, { ...received, lines: [{ batchId, kits: 10, orderLineId: null }] }, today)
  })
  const words = {
    title: 'Needles may be missing',
    advice: 'Hold each kit to the light',
    publicNotice: 'Hold it to the light',
  }
  const about = { batchNumber: '0116917', expiresAsPrinted: '02/2027', firstNumber: null, lastNumber: null }
  await db.withinAs({ purpose: 'stock-alert:write' }, async (trx) => {
    const alert = { reference: 'A/1', kind: 'check_and_replace' as const, class: 4, productCode: 'prenoxad', ...words }
    ;({ alertId } = await addAlert(
      trx,
      db.partnership.partnershipId,
      { ...alert, issuedOn: today, batches: [about] },
      today,
    ))
  })
})

describe.each([
  { device: 'a desk', width: 1280 },
  { device: 'a small phone', width: 320 },
])('the pages of stock on $device', ({ width }) => {
  it('satisfy axe, never scroll sideways, and have nothing too small to press', async () => {
    await client.page.setViewportSize({ width, height: 800 })
    const listed = pagesOf(createRouter({ routeTree }))
      .map(({ to }) => to.replace('/$partnership', ''))
      .filter((path) => path.startsWith('/stock') && !path.includes('$'))
    const kinds = ['receive', 'move', 'count', 'order'].map((kind) => `/stock/record?kind=${kind}&holder=${holderId}`)
    const paths = [...listed, ...kinds, `/stock/holders/${holderId}`, `/stock/alerts/${alertId}`, '/public/naloxone']
    expect(listed.length).toBeGreaterThan(6)
    for (const path of paths) {
      await client.go(path)
      await expectAccessible(client.page, path)
    }
  }, 240_000)
})

describe('a coordinator on a phone', () => {
  it('moves kits, counts what is left, and takes a mistake back', async () => {
    const { page } = client
    await page.setViewportSize({ width: 375, height: 812 })
    await client.go(`/stock/holders/${holderId}`)
    await page.getByRole('link', { name: 'Move kits' }).click()
    await page.getByLabel('Batch and expiry').selectOption({ label: '0116917, expires February 2027: 10 kits here' })
    await page.getByLabel('How many kits').fill('11')
    await page.getByLabel('Where to').selectOption({ label: 'Outreach van' })
    await page.getByRole('button', { name: 'Record it' }).click()
    // said at its field, in words
    await page
      .getByText(/Penzance hub would have fewer than none of batch 0116917/)
      .first()
      .waitFor()
    await page.getByLabel('How many kits').fill('4')
    await page.getByRole('button', { name: 'Record it' }).click()
    await page.getByText('Moved: 4 kits. Recorded.').waitFor()

    await page.getByLabel('What happened').selectOption({ label: 'Kits were counted' })
    await page.getByLabel(/batch 0116917/).fill('5')
    await page.getByRole('button', { name: 'Record the count' }).click()
    await page.getByText('Counted: 1 batch. The ledger says the same now.').waitFor()

    await page.getByRole('link', { name: 'See what is there now' }).click()
    const lines = page.getByRole('table', { name: 'What happened here' })
    await lines.getByText('Counted 5 were there').waitFor()
    await lines
      .getByRole('button', { name: /Take it back/ })
      .first()
      .click()
    await page.getByLabel('Why is it taken back?').fill('One lay behind the others')
    await page.getByRole('button', { name: 'Take it back' }).first().click()
    await lines.getByText('taken back', { exact: true }).waitFor()
    expect(await lines.getByRole('row').count()).toBe(5)
  })

  it('adds a batch that arrives, receives it, and moves two batches at once', async () => {
    const { page } = client
    await page.setViewportSize({ width: 375, height: 812 })
    await client.go(`/stock/record?kind=receive&holder=${holderId}`)
    await page.getByRole('button', { name: 'Add it' }).click()
    await page.getByLabel('Product').selectOption('prenoxad')
    await page.getByLabel('Batch number').fill('0141969')
    await page.getByLabel('Expiry', { exact: true }).fill('08/2028')
    await page.getByRole('button', { name: 'Add this batch' }).click()
    await page.getByRole('button', { name: 'Add it' }).waitFor()
    await page.getByLabel('How many kits').fill('6')
    await page.getByRole('button', { name: 'Record it' }).click()
    await page.getByText('Received: 6 kits. Recorded.').waitFor()

    await client.go(`/stock/record?kind=move&holder=${holderId}`)
    await expectAccessible(page, 'several batches')
    await page.getByRole('button', { name: 'Record them all' }).click()
    await page.getByText('Write how many kits of at least one batch').first().waitFor()
    await page.getByLabel(/batch 0116917/).fill('3')
    await page.getByLabel(/batch 0141969/).fill('7')
    await page.getByLabel('Where to').selectOption({ label: 'Outreach van' })
    await page.getByRole('button', { name: 'Record them all' }).click()
    // all or none, and said at its batch
    await page
      .getByText(/Penzance hub would have fewer than none of batch 0141969/)
      .first()
      .waitFor()
    await page.getByLabel(/batch 0141969/).fill('6')
    await page.getByRole('button', { name: 'Record them all' }).click()
    await page.getByText('Moved: 9 kits of 2 batches. Recorded.').waitFor()
    await page.getByText('7 kits here').waitFor({ state: 'attached' })
  })

  it('sees in two presses whom an alert reaches, and answers for one of them', async () => {
    const { page } = client
    await client.go('/stock')
    await page.getByRole('link', { name: 'Safety alerts' }).click()
    await page.getByRole('link', { name: 'A/1' }).click()
    const reached = page.getByRole('table', { name: 'Whom it reaches' })
    await reached.getByRole('link', { name: 'Penzance hub' }).waitFor()
    await reached.getByRole('button', { name: 'Answer for Penzance hub' }).click()
    await page.getByLabel('Done', { exact: true }).check()
    await page.getByLabel(/Kits found/).fill('0')
    await page.getByRole('button', { name: 'Save the answer' }).click()
    await page.getByText('1 of 1 holder has answered.').waitFor()
  })

  it('pastes the batches of an alert and reads at once what was wrong with them', async () => {
    const { page } = client
    await client.go('/stock/alerts/new')
    await page.getByLabel('Batches').fill('0138904 | 0138904 | 1 KIT\n0139907 | 04/2025 | 1 KIT')
    await page.getByText('Read as 2 batches: 0138904, 0139907.').waitFor()
    await page.getByText('0138904: a batch number stands where its expiry should').waitFor()
  })
})
