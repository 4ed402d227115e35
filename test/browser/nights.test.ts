import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { startCompute } from '../../jobs/compute/compute.ts'
import { runNight } from '../../jobs/work/nightly.ts'
import { runAskedPreview } from '../../jobs/work/preview.ts'
import { useDatabase } from '../support/database.ts'
import { addDeaths, addOverdoses, addYearOfReversals, makeDeath, makeReversal } from '../support/events.ts'
import { expectAccessible } from './accessible.ts'
import { addSquares, useClient } from './client.ts'

const today = '2026-03-15'
const compute = startCompute(2)
afterAll(() => compute.close())

describe('an empty partnership', () => {
  const db = useDatabase()
  const client = useClient(db)

  it('is told on its pages what it needs, with the pages that do it, and that nothing was judged', async () => {
    await runNight(db.knex, db.partnership.partnershipId, today, compute)
    for (const path of ['', '/nights']) {
      await client.go(path)
      const needs = client.page.getByRole('region', { name: 'Nothing is recorded yet' })
      const text = await needs.innerText()
      for (const need of [
        'Areas',
        'Residents',
        'Postcodes',
        'toxicology panel',
        'Deaths',
        'Reversals',
        'usual in a year',
      ])
        expect(text).toContain(need)
      expect(await needs.getByRole('link', { name: 'Import a file' }).count()).toBeGreaterThan(0)
      const main = await client.page.locator('main').innerText()
      expect(main).not.toMatch(/nothing unusual/)
      expect(main).not.toMatch(/vigil partnership|npm run/)
      await expectAccessible(client.page, `empty ${path}`)
    }
    await client.go('')
    expect(await client.page.locator('main').innerText()).toContain('that says nothing')
  })

  it('states on the page what is usual in a year', async () => {
    await client.go('/nights')
    await client.page.getByLabel('Deaths in a usual year').fill('0')
    const usual = client.page.getByRole('form', { name: 'What is usual in a year' })
    await usual.getByRole('button', { name: 'Save' }).click()
    expect(await usual.innerText()).toContain('a number above 0')
    await client.page.getByLabel('Deaths in a usual year').fill('42')
    await usual.getByRole('button', { name: 'Save' }).click()
    const stated = () =>
      db.within(async (trx) => Number((await trx('partnership').first('usual_deaths_a_year'))?.usual_deaths_a_year))
    await expect.poll(stated).toBe(42)
  })
})

describe('a list of deaths that says where people lived and nothing more', () => {
  const db = useDatabase()
  const client = useClient(db)

  beforeEach(async () => {
    await addSquares(db)
    const lived = { longitude: -4.9, latitude: 50.3, precision: 'postcode' } as const
    const deaths = ['2026-01-03', '2026-02-04'].map((eventDay) =>
      makeDeath({ eventDay, residence: lived, foundPlace: undefined }),
    )
    await db.within((trx) => addDeaths(trx, deaths, today))
    await runNight(db.knex, db.partnership.partnershipId, today, compute)
  })

  it('is told what its deaths lack, and is led to the map of where people lived', async () => {
    await client.go('')
    await client.page.getByText(/^Not there yet: .*where people were found; the day toxicology was complete/).click()
    expect(await client.page.locator('main').innerText()).not.toMatch(/Postcodes/)
    await client.page.getByText('No death gives it, so that each counts as awaiting toxicology').waitFor()
    await expectAccessible(client.page, 'home with something missing')
    await client.go('/map')
    await client.page.getByRole('link', { name: 'Show the last year' }).click()
    await client.page.getByRole('link', { name: 'place them where lived' }).click()
    await client.page.waitForURL(/place=residence/)
    await client.page.locator('.vigil-beside__rows').waitFor()
    await client.go('/nights')
    const card = client.page.locator('.vigil-night').first()
    await card.getByText(/deaths with a place where the person was found in 365 days: 0, 20 needed/).waitFor()
    await card.getByText(/no reversals are known; ten in half a year/).waitFor()
  })
})

describe('the nights', () => {
  const db = useDatabase()
  const client = useClient(db)

  beforeEach(async () => {
    await addSquares(db)
    await addYearOfReversals(db, today, { clustered: 14 })
    await runNight(db.knex, db.partnership.partnershipId, today, compute)
  })

  it('lead to their signals, and say why a finding became none of its own', async () => {
    await client.go('/nights')
    const card = client.page.locator('.vigil-night').first()
    await card.getByRole('link').first().waitFor()
    const rise = card.getByRole('row', { name: /^Rise of the whole partnership.*a rise/ })
    expect(await rise.innerText()).toContain('No signal of its own: it is of the same events')
    await card.getByRole('link', { name: /reversals with naloxone/ }).click()
    await client.page.waitForURL(/\/signals\/[0-9a-f-]{36}/)
  })

  it('say that a night that is done stays as it is, and show with Run now what is entered today', async () => {
    await client.go('/nights')
    // before 02:45 the night that is due is the one before
    await client.page.getByLabel('Night to run').fill(today)
    await client.page.getByRole('button', { name: 'Run this night' }).click()
    await client.page.getByText('is done already, on what was known before it').waitFor()
    const entered = Array.from({ length: 6 }, () => makeReversal({ day: '2026-03-14', knownOn: today }))
    await db.within((trx) => addOverdoses(trx, entered, today))
    await client.page.getByRole('button', { name: 'Run now' }).click()
    await client.page.getByText('Asked for. It begins in a moment.').waitFor()
    await runAskedPreview(db.knex, { partnershipId: db.partnership.partnershipId, today }, compute)
    const preview = client.page.locator('.vigil-preview')
    await preview.waitFor()
    expect(await preview.innerText()).toContain('Nobody was told, and nothing here is a signal yet')
    expect(await preview.innerText()).toMatch(/would (be a new signal|go on as the signal that is open)/)
    await expectAccessible(client.page, 'nights with a preview')
  })
})
