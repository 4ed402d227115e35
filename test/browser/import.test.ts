import { describe, expect, it } from 'vitest'
import { useDatabase } from '../support/database.ts'
import { expectAccessible } from './accessible.ts'
import { useClient } from './client.ts'

const db = useDatabase()
const client = useClient(db)

/** As a panel keeps it: a title above, drugs in words, conclusions of coroners, a column that identifies, a total below. */
const SHEET = [
  'Drug related deaths,,,,,,,,',
  'Case Ref,Date of Death,Date Notified,M/F,Age,Town,Drugs (coroner / tox),Conclusion,Surname',
  'DRD1,3/1/24,5/1/24,M,41 years,Truro,Heroin / Morphine,Misadventure,Exampleson',
  'DRD2,14/1/24,16/1/24,F,37,Bodmin,"Methadone, Diazepam (street), Pregabalin",Sunk,Exampleson',
  'DRD3,28/1/24,30/1/24,M,52,Truro,nil detected,Open,Exampleson',
  'Total,3,,,,,,,',
].join('\n')

async function choose(text: string) {
  const { page } = client
  await client.go('/import')
  await page.setInputFiles('#file', { name: 'panel 2024.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  await page.getByRole('heading', { name: '3. What each column is' }).waitFor()
}

describe('a partnership’s own spreadsheet', () => {
  it('is read column by column, a word is given its meaning, tried, imported and undone', async () => {
    const { page } = client
    await choose(SHEET)
    expect(
      await page
        .getByLabel('Read as')
        .evaluateAll((all) => all.map((select) => (select as HTMLSelectElement).selectedOptions[0]?.label)),
    ).toEqual([
      'Your reference number',
      'Event day',
      'Notified on',
      'Sex',
      'Age in years',
      'Town where the person was found',
      'Substances: names in each cell',
      'Coroner’s conclusion',
    ])
    await page.getByText('This column may identify people').waitFor({ state: 'attached' })
    expect(await page.textContent('main')).not.toContain('Exampleson')
    await page.getByText('No column says when the partnership learnt of each death').waitFor()
    await page.getByText('No column says when toxicology was complete').waitFor()
    await page.getByLabel('What are these for each death?').selectOption('detected')
    await page.getByLabel('“Sunk” (once)').selectOption('narrative')
    await page.getByLabel('“sunk”').waitFor()
    expect(await page.getByText('Try again').count()).toBe(0)
    await expectAccessible(page, '/import with a file')

    await page.getByRole('button', { name: 'See what would happen' }).click()
    await page.getByText('3 records would be added').waitFor()
    await page.getByText('1 row left out').waitFor()
    await page.getByRole('button', { name: 'Import deaths' }).click()
    await page.getByText('3 records added').waitFor()
    await page.getByRole('link', { name: 'See the deaths' }).waitFor()
    const deaths = await db.within((trx) =>
      trx('death_revision').orderBy('event_day').select('event_day', 'conclusion', 'age_years'),
    )
    expect(deaths).toEqual([
      { event_day: '2024-01-03', conclusion: 'accident', age_years: 41 },
      { event_day: '2024-01-14', conclusion: 'narrative', age_years: 37 },
      { event_day: '2024-01-28', conclusion: 'undetermined', age_years: 52 },
    ])

    await page.getByRole('button', { name: 'Undo this import' }).click()
    await page.getByText('3 records that this import added would be withdrawn').waitFor()
    await page.getByRole('button', { name: 'Undo this import' }).click()
    await page.getByText('3 records withdrawn').waitFor()
  })

  it('asks anew what would happen when a changed file of the same name and length is chosen', async () => {
    const { page } = client
    await choose('Ref,Date of Death\nA1,03/01/2024\nA2,13/01/2024\n')
    await page.getByRole('button', { name: 'See what would happen' }).click()
    await page.getByText('2 records would be added').waitFor()
    const changed = Buffer.from('Ref,Date of Death\nA1,03/01/2024\nA2,33/01/2024\n')
    await page.setInputFiles('#file', { name: 'panel 2024.csv', mimeType: 'text/csv', buffer: changed })
    await page.getByText('2 records would be added').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'See what would happen' }).click()
    await page.getByText('1 record would be added').waitFor()
    await page.getByRole('button', { name: 'Import deaths' }).dblclick()
    await page.getByText('1 record added').waitFor()
    const runs = await db.within((trx) => trx('import_run').where({ is_dry_run: false }).count({ runs: '*' }).first())
    expect(Number(runs?.runs)).toBe(1)
  })

  it('offers to import nothing where nothing would be added', async () => {
    const { page } = client
    await choose('Ref,Date of Death\nA1,yesterday\n')
    await page.getByRole('button', { name: 'See what would happen' }).click()
    await page.getByText('Nothing would be added').waitFor()
    expect(await page.getByRole('button', { name: 'Import deaths' }).isDisabled()).toBe(true)
  })

  it('is told that it is a table of totals, or another kind of file', async () => {
    const { page } = client
    await client.go('/import')
    await page
      .getByLabel('Or paste rows from a spreadsheet')
      .fill('Area,2021,2022,2023\nCornwall,40,42,45\nTorbay,20,21,22\n')
    await page.getByRole('button', { name: 'Use the pasted rows' }).click()
    await page.getByText('this is a table of totals').waitFor()
  })
})
