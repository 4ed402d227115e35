import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Compute, startCompute } from '../../jobs/compute/compute.ts'
import { makeReleaseOf } from '../../jobs/work/release.ts'
import { useDatabase } from '../support/database.ts'
import { addDeaths, addOverdoses, makeDeath, makeReversal } from '../support/events.ts'
import { expectAccessible } from './accessible.ts'
import { useClient } from './client.ts'

describe('the public page', () => {
  const db = useDatabase()
  const client = useClient(db)
  let compute: Compute
  beforeAll(() => {
    compute = startCompute(1)
  })
  afterAll(() => compute.close())

  beforeEach(async () => {
    const deaths = [2023, 2024, 2025].flatMap((year) =>
      Array.from({ length: 40 }, (_, death) =>
        makeDeath({
          eventDay: `${year}-${String(1 + (death % 12)).padStart(2, '0')}-03`,
          reference: `${year}-${death}`,
          toxicologyCompleteOn: '2026-02-01',
          findings:
            death % 3 === 0
              ? [{ substanceCode: 'cocaine', role: 'implicated' }]
              : [
                  { substanceCode: 'heroin', role: 'implicated' },
                  { substanceCode: 'diazepam', role: 'implicated' },
                ],
        } as Parameters<typeof makeDeath>[0]),
      ),
    )
    const reversals = Array.from({ length: 90 }, (_, n) =>
      makeReversal({ day: `2025-0${1 + (n % 9)}-11`, longitude: -4.95, latitude: 50.5, reference: `r${n}` }),
    )
    await db.within(async (trx) => {
      await addDeaths(trx, deaths, '2026-03-15')
      await addOverdoses(trx, reversals, '2026-03-15')
    })
    for (const kind of ['deaths', 'reversals'] as const)
      expect(await makeReleaseOf(db.knex, db.partnership, { kind, year: 2025, userId: 'test' }, compute)).toBe(
        'released',
      )
  })

  it('begins with lives saved, three figures and never one, and shows years, substances and areas, each chart with its table and its file', async () => {
    const page = await client.openPage(null)
    await page.goto(client.address('/public'))
    await page.getByRole('heading', { name: 'Drug-related deaths by year' }).waitFor()
    const headings = await page.getByRole('heading', { level: 2 }).allTextContents()
    expect(headings.slice(0, 3)).toEqual([
      'Lives saved: overdoses reversed with naloxone',
      'Drug-related deaths by year',
      'What was implicated in deaths of 2023 to 2025',
    ])
    const saved = page.locator('.vigil-three dt')
    expect(await saved.allTextContents()).toEqual([
      'Reported reversals in 2025',
      'Known to have survived',
      'Estimated deaths averted',
    ])
    expect(await page.locator('.vigil-three dd').first().textContent()).toBe('90')
    for (const section of await page.locator('section.vigil-released').all()) {
      expect(await section.locator('svg[role=img]').count()).toBe(1)
      expect(await section.locator('table').count()).toBe(1)
      expect(await section.getByRole('link', { name: /CSV/ }).count()).toBe(1)
    }
    const file = page.locator('section.vigil-released a[download]').first()
    const answer = await page.request.get(new URL((await file.getAttribute('href')) ?? '', page.url()).href)
    expect([answer.status(), answer.headers()['content-type']]).toEqual([200, expect.stringContaining('text/csv')])
    await page.context().close()
  })

  it.each([1280, 375])('satisfies the guidelines and does not scroll sideways at %i pixels', async (width) => {
    const page = await client.openPage(null)
    await page.setViewportSize({ width, height: 900 })
    await page.goto(client.address('/public'))
    await page.getByRole('heading', { name: 'What is hidden, and why' }).waitFor()
    await expectAccessible(page, `/public at ${width}`)
    await page.context().close()
  })

  it('is for outreach workers who have no map of cases, who are led to it from there', async () => {
    const page = await client.openPage('agency_reporter')
    await page.goto(client.address('/map'))
    await page.getByRole('link', { name: 'A map of what is published' }).click()
    await page.getByRole('heading', { name: 'Map of what is published' }).waitFor()
    await page.getByRole('heading', { name: 'Everything counted in one area' }).waitFor()
    const asked = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name))
    expect(asked.filter((address) => /\/api\/(map|releases\/figures|releases\/shapes)/.test(address))).toEqual([])
    for (const width of [1280, 375]) {
      await page.setViewportSize({ width, height: 900 })
      await expectAccessible(page, `/figures of an agency at ${width}`)
    }
    await page.context().close()
  })
})
