import { beforeEach, describe, expect, it } from 'vitest'
import { backtestNowcast } from '../../jobs/work/nowcast.ts'
import { addDays } from '../../server/day.ts'
import { useDatabase } from '../support/database.ts'
import { addDeaths, makeDeath } from '../support/events.ts'
import { expectAccessible } from './accessible.ts'
import { useClient } from './client.ts'

describe('deaths by month', () => {
  const db = useDatabase()
  const client = useClient(db)

  beforeEach(async () => {
    const deaths = Array.from({ length: 73 }, (_, n) => {
      const eventDay = addDays('2026-03-10', -10 * n)
      return makeDeath({ eventDay, knownOn: addDays(eventDay, n % 2 ? 44 : 4) })
    }).filter(({ knownOn }) => (knownOn as string) <= '2026-03-15')
    await db.within((trx) => addDeaths(trx, deaths, '2026-03-15'))
    await db.within((trx) => backtestNowcast(trx, db.partnership.partnershipId, '2026-03-15'))
  })

  it('is drawn with its estimates, on a desk and on a phone, and says what they were worth', async () => {
    for (const width of [1280, 375]) {
      await client.page.setViewportSize({ width, height: 900 })
      await client.go('/deaths-by-month')
      await expectAccessible(client.page, `deaths by month ${width}`)
      expect(await client.page.locator('main').innerText()).toMatch(/estimates that would have been made .* 90\s% band/)
    }
  })

  it('draws no month that is still coming in as a fall: its bar carries an estimate, or is hatched to the top', async () => {
    await client.go('/deaths-by-month')
    const months = client.page.locator('.vigil-bars--months > g')
    const complete = (await months.first().locator('.vigil-bars__bar').boundingBox())?.y as number
    const february = months.filter({ has: client.page.locator('title', { hasText: 'February 2026' }) })
    const march = months.filter({ has: client.page.locator('title', { hasText: 'March 2026' }) })
    const heightOf = async (shape: string, month = february) => (await month.locator(shape).first().boundingBox())?.y
    expect(await heightOf('.vigil-bars__band')).toBeLessThanOrEqual(complete)
    expect(await heightOf('.vigil-bars__coming', march)).toBeLessThanOrEqual(complete)
  })

  it('keeps what is shown in the address', async () => {
    await client.go('/deaths-by-month?asKnownOn=2025-12-31')
    expect(await client.page.locator('main').innerText()).toContain('As known on 31 December 2025')
    await client.page.getByLabel('Counted').selectOption('toxicology')
    await client.page.waitForURL(/measure=toxicology/)
    expect(await client.page.locator('main').innerText()).toContain('Deaths with toxicology complete')
  })
})
