import { describe, expect, it } from 'vitest'
import { useDatabase } from '../support/database.ts'
import { addDeaths, makeDeath } from '../support/events.ts'
import { useClient } from './client.ts'

describe('the registers', () => {
  const db = useDatabase()
  const client = useClient(db)
  const press = (name: string) => client.page.getByRole('button', { name, exact: true }).click()

  async function writeDay(path: string, [date, month, year]: [string, string, string]) {
    await client.page.locator(`#${path}-day`).fill(date)
    await client.page.locator(`#${path}-month`).fill(month)
    await client.page.locator(`#${path}-year`).fill(year)
  }

  it('take a panel on the way to a death, which keeps what was written and then says what was not tested', async () => {
    const { page } = client
    await client.go('/deaths/new')
    await writeDay('eventDay', ['1', '3', '2026'])
    await page.getByRole('link', { name: 'Add a toxicology panel' }).click()
    await page.getByLabel('Name', { exact: true }).fill('Short screen')
    await page.getByLabel('Substances it looks for').fill('benzodiaz')
    await page.getByRole('option', { name: /^Benzodiazepines/ }).click()
    await press('Add a toxicology panel')
    await page.getByText('Added: Short screen').waitFor()
    await client.go('/deaths/new')
    expect(await page.locator('#eventDay-day').inputValue()).toBe('1')
    await page.getByLabel('Which panel did the laboratory run?').selectOption({ label: 'Short screen' })
    await press('Record this death')
    await page.getByText(/Death recorded/).waitFor()
    expect(await page.getByText(/Not tested, though on the watch-list/).innerText()).toMatch(/Opioids/)
  })

  it('lead from the error to the field, and refuse a name that is taken', async () => {
    const { page } = client
    await client.go('/registers?add=agencies')
    await press('Add an agency')
    await page.getByRole('alert').getByRole('link').first().click()
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('name')
    for (const name of ['Outreach team', 'outreach  team']) {
      await client.go('/registers?add=agencies')
      await page.getByLabel('Name', { exact: true }).fill(name)
      await page.getByLabel('Kind').selectOption('outreach')
      await press('Add an agency')
      await page
        .getByText(/Added: Outreach team|already an agency of this name/)
        .first()
        .waitFor()
    }
    expect(await page.getByRole('alert').innerText()).toContain('there is already an agency of this name')
    expect(await page.getByRole('link', { name: /CSV/ }).count()).toBe(4)
  })
})

describe('deaths by year', () => {
  const db = useDatabase()
  const client = useClient(db)

  it('never takes a year of deaths without their day for a year without deaths', async () => {
    const deaths = [
      makeDeath({ eventDay: '2022-05-01', eventDayBasis: 'reported' }),
      makeDeath({ eventDay: '2024-05-01' }),
      makeDeath({ eventDay: '2024-05-02', eventDayBasis: 'reported' }),
    ]
    await db.within((trx) => addDeaths(trx, deaths, '2026-03-15'))
    await client.go('')
    const figure = client.page.getByRole('figure').filter({ hasText: 'Deaths by year' })
    const text = await figure.innerText()
    expect(text).toContain('1 person died in 2024. 1 more is known only by the day they were reported.')
    expect(text).toContain('There are no records of 2023.')
    expect(text).toContain('beside and never added')
  })
})
