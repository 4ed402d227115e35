import { expect, it } from 'vitest'
import { addDeaths } from '../../server/deaths/store.ts'
import { useDatabase } from '../support/database.ts'
import { makeDeath } from '../support/events.ts'
import { expectAccessible } from './accessible.ts'
import { useClient } from './client.ts'

const db = useDatabase({ basemap: 'south-west-england' })
const client = useClient(db)

const shoot = async (name: string) => {
  if (!process.env.SHOTS) return
  const { page } = client
  await page.screenshot({ path: `${process.env.SHOTS}/${name}-1280.png`, fullPage: true })
  await page.setViewportSize({ width: 375, height: 800 })
  await page.screenshot({ path: `${process.env.SHOTS}/${name}-375.png`, fullPage: true })
  await page.setViewportSize({ width: 1280, height: 800 })
}

it('asks after entry whether the death is recorded already, counts it once, and takes that back', async () => {
  const facts = { eventDay: '2026-03-01', ageYears: 34, sex: 'male', foundTown: 'Truro', foundPlace: null } as const
  const findings = [{ substanceCode: 'heroin', role: 'implicated' }] as never
  await db.within((trx) =>
    addDeaths(trx, [makeDeath({ ...facts, source: 'police', reference: 'P-1', findings })], '2026-03-15'),
  )
  const { page } = client
  await client.go('/deaths/new')
  for (const [part, written] of Object.entries({ day: '1', month: '3', year: '2026' }))
    await page.locator(`#eventDay-${part}`).fill(written)
  await page.locator('#ageYears').fill('34')
  await page.getByLabel('Male', { exact: true }).check()
  await page.locator('#foundTown').fill('Truro')
  await page.getByRole('button', { name: 'Record this death' }).click()
  await page.getByText('This may be the death already recorded as').waitFor()
  expect(await page.getByText('same day, same age, same sex, same town').isVisible()).toBe(true)
  await expectAccessible(page, 'the death')
  await shoot('asked')

  await client.go('/')
  await page.getByText('1 pair of records may be of one death').waitFor()
  await shoot('home')
  await page.getByRole('link', { name: 'look at possible same deaths' }).click()
  await page.getByRole('rowheader', { name: 'Substances implicated' }).waitFor()
  await expectAccessible(page, '/same-deaths')
  await shoot('open')
  await page.getByLabel('How do you know? (optional)').fill('one ambulance call')
  await page.getByRole('button', { name: /^Same death: count once/ }).click()
  await page.getByText('No pairs here.').waitFor()

  await page.getByLabel('Show').selectOption('same')
  await page.getByText('Counted once, as P-1').waitFor()
  await page.getByText(/by Panel coordinator.*: one ambulance call/).waitFor()
  await shoot('same')
  await client.go('/deaths')
  await page.getByText('1 death, and 1 counted with another').waitFor()
  await page.getByText('same death as').waitFor()
  await expectAccessible(page, '/deaths')
  await shoot('list')

  await page.getByRole('link', { name: 'P-1' }).click()
  await page.getByText('This record counts; the other is kept as it is.').waitFor()
  await shoot('death')
  await page.getByText('Was that wrong?').click()
  await page.getByRole('button', { name: /^Undo/ }).click()
  await page.getByText('Is this death recorded twice?').waitFor()
  await client.go('/deaths')
  await page.getByText('2 deaths', { exact: true }).waitFor()
})
