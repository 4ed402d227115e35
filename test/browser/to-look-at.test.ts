import { expect, it } from 'vitest'
import { NewDeath } from '../../server/contract/death.ts'
import { addDeaths } from '../../server/deaths/store.ts'
import { useDatabase } from '../support/database.ts'
import { expectAccessible } from './accessible.ts'
import { useClient } from './client.ts'

const db = useDatabase()
const client = useClient(db)

it('leads from what stands against the rules to its record, and joins the two spellings of a batch', async () => {
  const odd = {
    ...NewDeath.parse({ status: 'notified', eventDay: '2026-03-01' }),
    eventDay: '0026-11-10',
    knownOn: '2026-03-02',
  }
  const misplaced = {
    ...NewDeath.parse({ status: 'notified', eventDay: '2026-03-01', knownOn: '2026-03-02' }),
    registeredOn: '2026-02-01',
  }
  await db.within((trx) => addDeaths(trx, [odd, misplaced], '2026-03-15'))
  const { partnershipId } = db.partnership
  const batch = { partnership_id: partnershipId, product_code: 'prenoxad', expires_on: '2027-01-31' }
  await db.within((trx) =>
    trx('naloxone_batch').insert([
      { ...batch, batch_number: 'PX1', is_double: false },
      { ...batch, batch_number: 'px1', is_double: true },
    ]),
  )
  await client.go('/deaths')
  await client.page.getByRole('link', { name: 'Records to look at' }).click()
  await client.page.getByText('Day: the year has two digits; did you mean 2026?').waitFor()
  await client.page.getByText('Registered on is before the day of death').waitFor()
  const folder = process.env.VIGIL_TEST_PICTURES
  for (const width of folder ? [1280, 375] : []) {
    await client.page.setViewportSize({ width, height: 1000 })
    await client.page.screenshot({ path: `${folder}/to-look-at-${width}.png`, fullPage: true })
  }
  await client.page.setViewportSize({ width: 1280, height: 900 })
  await expectAccessible(client.page, '/to-look-at')
  await client.page.getByRole('button', { name: /These are one batch.*\(PX1/ }).click()
  await client.page.getByRole('heading', { name: 'Batches in several spellings' }).waitFor({ state: 'detached' })
  const first = client.page.getByRole('region', { name: 'Deaths' }).getByRole('link').first()
  await first.click()
  await client.page.getByRole('heading', { name: /^Death on/ }).waitFor()
  expect(client.page.url()).toContain('/deaths/')
})
