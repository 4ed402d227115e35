import { expect, it } from 'vitest'
import { addDeaths } from '../../server/deaths/store.ts'
import { useDatabase } from '../support/database.ts'
import { makeDeath } from '../support/events.ts'
import { expectAccessible } from './accessible.ts'
import { useClient } from './client.ts'

const db = useDatabase({ basemap: 'south-west-england' })
const client = useClient(db)

const add = (...deaths: Parameters<typeof makeDeath>[0][]) =>
  db.within((trx) => addDeaths(trx, deaths.map(makeDeath), '2026-03-15'))

it('leads from a number to who differs, from there to the case and the reasons, and to the definition with its cases', async () => {
  await add(
    { eventDay: '2025-05-01', reference: 'D-1', underlyingCauseIcd10: 'X42', causeOfDeath: '1a Heroin toxicity' },
    {
      eventDay: '2025-06-01',
      reference: 'D-2',
      underlyingCauseIcd10: 'X60',
      otherCausesIcd10: 'T39.1',
      causeOfDeath: '1a Paracetamol',
    },
    { eventDay: '2025-07-01', reference: 'D-3' },
  )
  const { page } = client
  await client.go('/how-many?year=2025')
  const row = page.getByRole('row', { name: /^ONS: drug poisoning/ })
  expect(await row.getByRole('cell').allInnerTexts()).toContain('2 + 1')
  await expectAccessible(page, '/how-many')
  await page
    .getByRole('row', { name: /^ONS: “drug misuse”/ })
    .getByRole('link', { name: 'Who differs' })
    .click()
  await page.getByText('They differ on 3 deaths').waitFor()
  await page.getByLabel('One', { exact: true }).selectOption({ label: 'ONS: drug poisoning' })
  const differs = page.getByRole('row', { name: /^D-2/ })
  await page.getByRole('heading', { name: /by ONS: drug poisoning/ }).waitFor()
  await differs.getByText('Does not count').waitFor()
  await expectAccessible(page, '/how-many/compared')
  await page.goBack()
  await page.goForward()
  await differs.getByText('Does not count').waitFor()
  await differs.getByRole('link', { name: 'D-2' }).click()
  await page.getByRole('heading', { name: /^Counts by \d+ of 16 definitions/ }).waitFor()
  await page.getByText('Why, by each definition').click()
  const judged = page.getByRole('row', { name: /^ONS: drug poisoning/ })
  await judged.getByText('(X60)').first().waitFor()
  await judged.getByRole('link', { name: 'ONS: drug poisoning' }).click()
  await page.getByRole('heading', { level: 1, name: 'ONS: drug poisoning' }).waitFor()
  await page.getByRole('row', { name: /^Paracetamol alone, X60/ }).waitFor()
  await expectAccessible(page, 'a definition')
})

it('takes a change from one person and lets another sign it; a code that is none is refused at its field', async () => {
  await add({ eventDay: '2026-01-20', prisonReleaseOn: '2026-01-01' })
  const { page } = client
  await client.go('/definitions/release-14')
  await page.getByRole('button', { name: 'Propose a change' }).click()
  await page.getByLabel('The definition in words').fill('Died within three weeks of release')
  await page.getByLabel('Where it stands').fill('Our panel')
  await page.getByLabel('Why it is changed').fill('As our neighbours')
  await page.getByLabel('Days at most').fill('three weeks')
  await page.getByRole('button', { name: 'Propose it to a second person' }).click()
  await page.getByRole('alert').getByText('Question 1').waitFor()
  await expectAccessible(page, 'a refused change')
  await page.getByLabel('Days at most').fill('21')
  await page.getByRole('button', { name: 'Propose it to a second person' }).click()
  await page.getByText('You proposed it: somebody else signs it.').waitFor()
  expect(await page.getByRole('button', { name: /^Sign it/ }).count()).toBe(0)

  const other = await client.openPage('consultant')
  await other.goto(client.address('/definitions/release-14'))
  await other.getByText('Died within 21 days of release from prison').waitFor()
  await other.getByRole('button', { name: /^Sign it/ }).click()
  await other.getByText('Version 1.1').waitFor()
  await other.goto(client.address('/how-many?year=2026'))
  const row = other.getByRole('row', { name: /^Within 14 days of release/ })
  await row.waitFor()
  expect(await row.getByRole('cell').allInnerTexts()).toContain('1')
  await other.context().close()
})
