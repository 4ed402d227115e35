import { expect, it } from 'vitest'
import { useDatabase } from '../support/database.ts'
import { useClient } from './client.ts'

const db = useDatabase({ basemap: 'south-west-england' })
const client = useClient(db)

it('keeps a drug that nobody knows from the form, and places it on the page of registers', async () => {
  const { page } = client
  await client.go('/deaths/new')
  for (const [part, written] of [
    ['day', '1'],
    ['month', '3'],
    ['year', '2026'],
  ]) {
    await page.locator(`#eventDay-${part}`).fill(written ?? '')
  }
  await page.getByRole('button', { name: 'Add a substance' }).click()
  const offered = page.getByRole('listbox', { name: 'Substances' })
  const box = page.getByRole('combobox', { name: 'Substance' })
  await box.fill('none')
  await page.getByText('No substance of that name').waitFor()
  expect(await offered.getByRole('option').count()).toBe(0)
  await box.fill('alcohol')
  expect(await offered.getByRole('option').first().textContent()).toContain('Alcohol (ethanol)')
  await box.fill('bromazepam')
  expect(await offered.getByRole('option').allTextContents()).toEqual([expect.stringContaining('Bromazepam')])
  await box.fill('Xyzolam')
  await offered.getByRole('option', { name: /Keep “Xyzolam”/ }).click()
  expect(await box.inputValue()).toBe('not in the tree: Xyzolam')
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/form.png`, fullPage: true })
  await page.getByRole('button', { name: 'Record this death' }).click()
  await page.getByRole('rowheader', { name: 'not in the tree: Xyzolam' }).waitFor()
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/death.png`, fullPage: true })

  await page.getByRole('link', { name: 'Say which drug it is' }).click()
  const placing = page.getByRole('combobox', { name: 'Which drug is Xyzolam?' })
  await placing.fill('bromazo')
  await page
    .getByRole('option', { name: /Bromazolam/ })
    .first()
    .click()
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/place.png`, fullPage: true })
  await page.getByRole('button', { name: 'Place it as Bromazolam' }).click()
  await page.getByRole('button', { name: 'Place it as Bromazolam' }).click()
  await page.getByText('Xyzolam is Bromazolam: 1 death amended.').waitFor()
  if (process.env.SHOTS) {
    await page.screenshot({ path: `${process.env.SHOTS}/placed.png`, fullPage: true })
    await page.setViewportSize({ width: 375, height: 800 })
    await page.screenshot({ path: `${process.env.SHOTS}/placed-375.png`, fullPage: true })
    await page.setViewportSize({ width: 1280, height: 800 })
  }
  await page.getByRole('button', { name: 'Take back' }).click()
  await page.getByRole('button', { name: 'Take back' }).click()
  await page.getByText('Xyzolam is not placed any more: 1 death amended.').waitFor()
})

it('lists nothing that a person took before it is chosen, and nothing after it was taken away', async () => {
  const { page } = client
  await client.go('/reversals/new')
  const box = page.getByRole('combobox', { name: 'Substances believed taken' })
  const listed = page.getByRole('listitem').filter({ hasText: 'not in the tree' })
  await box.waitFor()
  expect(await listed.allTextContents()).toEqual([])
  await box.fill('Xyzolam')
  await page.getByRole('option', { name: /Keep “Xyzolam”/ }).click()
  await page.getByRole('button', { name: 'Remove not in the tree: Xyzolam' }).click()
  expect(await listed.allTextContents()).toEqual([])
})
