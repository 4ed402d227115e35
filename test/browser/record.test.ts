import { describe, expect, it } from 'vitest'
import { useDatabase } from '../support/database.ts'
import { useClient } from './client.ts'

describe('recording a death', () => {
  const db = useDatabase()
  const client = useClient(db)

  async function writeDay(day: string) {
    const [year = '', month = '', date = ''] = day.split('-')
    await client.page.locator('#eventDay-day').fill(date)
    await client.page.locator('#eventDay-month').fill(month)
    await client.page.locator('#eventDay-year').fill(year)
  }
  const save = () => client.page.getByRole('button', { name: 'Record this death' }).click()

  it('leads from the error to the field that is wrong', async () => {
    await client.go('/deaths/new')
    await save()
    await client.page.getByRole('alert').getByRole('link').click()
    expect(await client.page.evaluate(() => document.activeElement?.id)).toBe('eventDay-day')
  })

  it('keeps a draft over a reload, and nothing in the browser once it is saved', async () => {
    await client.go('/deaths/new')
    await writeDay('2026-03-01')
    await client.page.reload({ waitUntil: 'networkidle' })
    expect(await client.page.locator('#eventDay-day').inputValue()).toBe('01')
    await save()
    await client.page.getByText(/Death recorded/).waitFor()
    const kept = await client.page.evaluate(() =>
      [...Object.values(localStorage), ...Object.entries(sessionStorage)].filter((text) =>
        String(text).includes('2026-03'),
      ),
    )
    expect(kept).toEqual([])
  })

  it('takes it back by Undo: excluded with the reason, never deleted', async () => {
    await client.go('/deaths/new')
    await writeDay('2026-03-02')
    await save()
    await client.page.getByRole('button', { name: 'Undo' }).click()
    await client.page.getByText('Recorded by mistake').first().waitFor()
  })

  it('asks why of an amendment, and takes it back by Undo: it reads as before, by a new revision', async () => {
    await client.go('/deaths/new')
    await writeDay('2026-03-04')
    await client.page.locator('#ageYears').fill('41')
    await save()
    await client.page.getByText(/Death recorded/).waitFor()
    await client.page.getByRole('link', { name: 'Amend' }).click()
    await client.page.locator('#ageYears').fill('43')
    await client.page.getByRole('button', { name: 'Save this amendment' }).click()
    await client.page.getByRole('alert').getByRole('link', { name: 'Say what changed, and why' }).waitFor()
    await client.page.locator('#changeReason').fill('A slip of the pen')
    await client.page.getByRole('button', { name: 'Save this amendment' }).click()
    await client.page.getByText(/Death amended/).waitFor()
    await client.page.getByRole('button', { name: 'Undo' }).click()
    await client.page.getByText(/Death as it was before the amendment/).waitFor()
    const deathId = client.page.url().split('/').at(-1)
    const revisions = await db.within((trx) =>
      trx('death_revision').where({ death_id: deathId }).orderBy('revision').select('age_years', 'change_reason'),
    )
    expect(revisions).toEqual([
      { age_years: 41, change_reason: null },
      { age_years: 43, change_reason: 'A slip of the pen' },
      { age_years: 41, change_reason: 'The amendment was undone' },
    ])
  })

  it('discards by Cancel what was written, so that the form is empty when it is opened again', async () => {
    await client.go('/deaths/new')
    await writeDay('2026-03-05')
    await client.page.getByRole('button', { name: 'Cancel' }).click()
    await client.page.waitForURL(/\/deaths$/)
    await client.go('/deaths/new')
    expect(await client.page.locator('#eventDay-year').inputValue()).toBe('')
    expect(await client.page.getByText('This is what you had written before').count()).toBe(0)
  })

  it('shows both versions when two people amend it at once', async () => {
    await client.go('/deaths/new')
    await writeDay('2026-03-03')
    await save()
    await client.page.getByText(/Death recorded/).waitFor()
    const amend = `${client.page.url()}/amend`
    const theirs = await client.openPage()
    await client.page.goto(amend, { waitUntil: 'networkidle' })
    await theirs.goto(amend, { waitUntil: 'networkidle' })
    for (const [page, age] of [
      [theirs, '42'],
      [client.page, '43'],
    ] as const) {
      await page.locator('#ageYears').fill(age)
      await page.locator('#changeReason').fill('The post-mortem says how old')
      await page.getByRole('button', { name: 'Save this amendment' }).click()
      await page.getByText(/Death amended|Somebody else has amended/).waitFor()
    }
    expect(await client.page.getByRole('row', { name: /Age in years/ }).innerText()).toMatch(/42\s+43/)
    await theirs.context().close()
  })
})
