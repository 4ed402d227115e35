import { describe, expect, it } from 'vitest'
import { NewBatch } from '../../server/contract/supply.ts'
import { addBatch } from '../../server/naloxone/supplies/batches.ts'
import { useDatabase } from '../support/database.ts'
import { addSquares, useClient } from './client.ts'

const db = useDatabase()
const client = useClient(db)

async function writeDay(path: string, [date, month, year]: readonly [string, string, string]) {
  for (const [part, text] of Object.entries({ day: date, month, year }))
    await client.page.locator(`#${path}-${part}`).fill(text)
}
const save = () => client.page.getByRole('button', { name: /^Record this/ }).click()
const shoot = async (name: string) => {
  const folder = process.env.VIGIL_TEST_PICTURES
  if (!folder) return
  for (const width of [1280, 375]) {
    await client.page.setViewportSize({ width, height: 900 })
    await client.page.screenshot({ path: `${folder}/${name}-${width}.png` })
  }
  await client.page.setViewportSize({ width: 1280, height: 900 })
}

describe('the form of a death', () => {
  it('refuses a year of two digits with what was meant', async () => {
    await client.go('/deaths/new')
    await writeDay('eventDay', ['10', '11', '26'])
    await save()
    await client.page.getByRole('link', { name: 'Day: the year has two digits: did you mean 2026?' }).waitFor()
    await shoot('two-digits')
  })

  it('takes a month, shows it as one, and starts its amendment from it', async () => {
    await client.go('/deaths/new')
    await writeDay('eventDay', ['', '2', '2026'])
    await save()
    await client.page.getByRole('heading', { name: 'Death in February 2026' }).waitFor()
    await shoot('month')
    await client.page.getByRole('link', { name: 'Amend' }).click()
    await client.page.locator('#eventDay-month').waitFor()
    expect(await client.page.locator('#eventDay-month').inputValue()).toBe('02')
    expect(await client.page.locator('#eventDay-day').inputValue()).toBe('')
  })

  it('has today as the day of notice, and asks once about a child', async () => {
    await client.go('/deaths/new')
    expect(await client.page.locator('#notifiedOn-day').inputValue()).toBe('15')
    await writeDay('eventDay', ['1', '3', '2026'])
    await client.page.locator('#ageYears').fill('15')
    await save()
    await client.page.getByText(/reviewed elsewhere, by child death review/).waitFor()
    await shoot('child')
    await client.page.getByRole('button', { name: 'Keep it as it is, and save' }).click()
    await client.page.getByText(/Death recorded/).waitFor()
  })

  it('proposes exchanged coordinates the other way round, and takes them at a press', async () => {
    await addSquares(db)
    await client.go('/deaths/new')
    await writeDay('eventDay', ['1', '3', '2026'])
    await client.page.locator('[id="foundPlace.precision"]').selectOption('exact')
    await client.page.locator('[id="foundPlace.latitude"]').fill('-5.05')
    await client.page.locator('[id="foundPlace.longitude"]').fill('50.26')
    await save()
    await shoot('exchanged')
    await client.page.getByRole('button', { name: 'Use latitude 50.26, longitude -5.05' }).click()
    await save()
    await client.page.getByText(/Death recorded/).waitFor()
  })
})

describe('the form of a supply', () => {
  it('offers the batches of the product, good ones first, and asks why one that had expired was supplied', async () => {
    const batches = [
      { productCode: 'nyxoid', batchNumber: 'NY1', expiresOn: '2028-01-31' },
      { productCode: 'prenoxad', batchNumber: 'PX-old', expiresOn: '2021-12' },
      { productCode: 'prenoxad', batchNumber: 'PX-good', expiresOn: '09/2027' },
    ]
    for (const batch of batches)
      await db.within((trx) => addBatch(trx, db.partnership.partnershipId, NewBatch.parse(batch)))
    await client.go('/supplies/new')
    await writeDay('suppliedOn', ['1', '3', '2026'])
    await client.page.locator('#productCode').selectOption('prenoxad')
    const offered = await client.page.locator('#batchId option').allInnerTexts()
    expect(offered.slice(1)).toEqual(['PX-GOOD, expires September 2027', 'PX-OLD, expires December 2021 (expired)'])
    await client.page.locator('#batchId').selectOption({ index: 2 })
    await save()
    await client.page
      .getByRole('alert')
      .getByText(/had expired on the day of supply/)
      .waitFor()
    await shoot('expired')
    await client.page.locator('#expiredReason').fill('nothing else was left')
    await save()
    await client.page.getByText('nothing else was left').waitFor()
  })
})

it('the form of a batch takes a month as its expiry', async () => {
  await client.go('/registers?add=batches')
  await client.page.locator('#productCode').selectOption('prenoxad')
  await client.page.locator('#batchNumber').fill('px7')
  await writeDay('expiresOn', ['', '9', '2027'])
  await client.page.getByRole('button', { name: 'Add a batch' }).click()
  await client.page.getByRole('row', { name: /PX7.*September 2027/ }).waitFor()
  await shoot('batch')
})
