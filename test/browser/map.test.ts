import { readFileSync } from 'node:fs'
import type { Locator } from 'playwright-core'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { startCompute } from '../../jobs/compute/compute.ts'
import { runNight } from '../../jobs/work/nightly.ts'
import { NewSupply } from '../../server/contract/supply.ts'
import { addSupplies } from '../../server/naloxone/supplies/store.ts'
import { useDatabase } from '../support/database.ts'
import { addYearOfReversals } from '../support/events.ts'
import { expectAccessible } from './accessible.ts'
import { addResidents, addSquares, useClient } from './client.ts'

const compute = startCompute(2)
afterAll(() => compute.close())

describe('the map', () => {
  const db = useDatabase({ basemap: 'south-west-england' })
  const client = useClient(db)
  const rows = () => client.page.locator('.vigil-beside tbody tr')
  const period = '&from=2025-03-16&to=2026-03-15'
  const chip = (name: string) => client.page.getByRole('button', { name: `${name}: ` })
  /** Opens a chip, presses something in it and closes it again, as a finger would. */
  async function choose(name: string, choice: () => Locator) {
    await chip(name).click()
    await choice().click()
    await client.page.keyboard.press('Escape')
  }

  /** What is pressed on this page and is smaller than 44 px; links within sentences and what opens under one are as high as their line. */
  const tooSmallForAFinger = () =>
    client.page.locator('.vigil-map-page :is(button, summary, select, input)').evaluateAll((all) =>
      all.flatMap((one) => {
        const { width, height } = one.getBoundingClientRect()
        const isOutOfSight = width <= 1 || height <= 1 || one.closest('details.govuk-details') !== null
        return isOutOfSight || (width >= 43.5 && height >= 43.5) ? [] : `${one.textContent} ${width} × ${height}`
      }),
    )

  beforeEach(async () => {
    await addSquares(db)
    await addYearOfReversals(db, '2026-03-15')
  })

  it('draws the areas of the table, and says what it could not draw', async () => {
    await client.go(`/map?events=reversals${period}`)
    expect(await client.page.locator('.vigil-map__box path.vigil-area').count()).toBe(await rows().count())
    expect(await client.page.locator('.vigil-total').innerText()).toMatch(/^\d+ reversals$/)
    expect(await client.page.getByText('without a usable place').count()).toBe(1)
  })

  it('draws a count by size besides colour, and says how many areas are in each class', async () => {
    await client.go(`/map?events=reversals${period}`)
    const symbols = client.page.locator('.vigil-map__box path.vigil-symbol')
    await symbols.first().waitFor({ state: 'attached' })
    expect(await symbols.count()).toBe(await rows().count())
    const widths = await symbols.evaluateAll((paths) => paths.map((path) => path.getBoundingClientRect().width))
    const [busiest] = await rows().locator('td:nth-of-type(1)').allInnerTexts()
    const least = (await rows().locator('td:nth-of-type(1)').allInnerTexts()).at(-1)
    // the surface is as the number
    expect((Math.max(...widths) / Math.min(...widths)) ** 2).toBeGreaterThan(Number(busiest) / Number(least) / 2)
    const legend = await client.page.locator('.vigil-legend li').allInnerTexts()
    const areas = legend.flatMap((line) => /\((\d+) areas?\)/.exec(line)?.[1] ?? []).map(Number)
    expect(areas.reduce((sum, inClass) => sum + inClass, 0)).toBe(await rows().count())
    await expectAccessible(client.page, 'map of counts')
  })

  it('marks the rates from fewer than 20 in the table and rules them on the map', async () => {
    await addResidents(db)
    await client.go(`/map?events=reversals&measure=rate${period}`)
    await client.page.locator('.vigil-map__box path.vigil-area').first().waitFor({ state: 'attached' })
    const marked = await client.page.locator('.vigil-beside tbody tr', { hasText: 'unreliable: fewer than 20' }).count()
    expect(marked).toBeGreaterThan(0)
    const fills = await client.page
      .locator('.vigil-map__box path.vigil-area')
      .evaluateAll((paths) => paths.map((path) => path.getAttribute('fill')))
    expect(fills.filter((fill) => fill?.startsWith('url(#vigil-ruled-'))).toHaveLength(marked)
    expect(await client.page.locator('.vigil-legend').innerText()).toContain(
      'fewer than 20 events, not to be relied on',
    )
  })

  it('keeps every choice in the address, so that another window shows the same figures', async () => {
    await client.go(`/map?events=reversals${period}`)
    await choose('Period', () => client.page.getByRole('button', { name: '3 months' }))
    await choose('Shown as', () => client.page.getByLabel('Rate per 100,000 a year'))
    await client.page.waitForURL(/measure=rate/)
    const other = await client.openPage()
    await other.goto(client.page.url(), { waitUntil: 'networkidle' })
    const shown = () => client.page.locator('.vigil-beside').innerText()
    await expect.poll(shown).toBe(await other.locator('.vigil-beside').innerText())
    await other.context().close()
  })

  it('lets the keyboard alone choose the period, and steps through time without a stop of Back at each', async () => {
    await client.go('/signals')
    await client.page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Map' }).click()
    const first = client.page.getByRole('slider', { name: 'First day shown' })
    await first.focus()
    const before = Number(await first.getAttribute('aria-valuenow'))
    for (const further of [1, 2]) {
      await client.page.keyboard.press('ArrowLeft')
      await expect.poll(async () => Number(await first.getAttribute('aria-valuenow'))).toBe(before - further)
    }
    for (let times = 0; times < 2; times++) {
      const from = new URL(client.page.url()).searchParams.get('from')
      await client.page.getByRole('button', { name: 'A week earlier' }).click()
      await expect.poll(() => new URL(client.page.url()).searchParams.get('from')).not.toBe(from)
    }
    await client.page.goBack()
    await client.page.waitForURL(/\/signals/)
  })

  it('writes a key that is held into the address once it rests, and loses none of its repeats', async () => {
    await client.go(`/map?events=reversals${period}`)
    const last = client.page.getByRole('slider', { name: 'Last day shown' })
    await last.focus()
    const before = Number(await last.getAttribute('aria-valuenow'))
    await client.page.evaluate(() => {
      const kept = window as unknown as { told: number }
      kept.told = 0
      const tell = history.replaceState.bind(history)
      history.replaceState = (...given: Parameters<typeof tell>) => {
        kept.told++
        tell(...given)
      }
    })
    await client.page.keyboard.down('ArrowLeft')
    for (let repeats = 1; repeats < 20; repeats++) await client.page.keyboard.down('ArrowLeft')
    await client.page.keyboard.up('ArrowLeft')
    expect(Number(await last.getAttribute('aria-valuenow'))).toBe(before - 20)
    const to = () => new URL(client.page.url()).searchParams.get('to')
    await expect.poll(to).not.toBe('2026-03-15')
    expect(Number(await last.getAttribute('aria-valuenow'))).toBe(before - 20)
    expect(await client.page.evaluate(() => (window as unknown as { told: number }).told)).toBeLessThan(10)
  })

  it('goes Back over what was chosen, one opened choice at a time, and over the areas asked about', async () => {
    const choice = (name: string) => new URL(client.page.url()).searchParams.get(name)
    await client.go(`/map?events=reversals${period}`)
    await choose('Shown as', () => client.page.getByLabel('Rate per 100,000 a year'))
    await chip('Events').click()
    await client.page.locator('#events-reversals').focus()
    // from one to the next by the arrows, as a keyboard goes through radios
    for (const events of ['overdoses', 'supplies']) {
      await client.page.keyboard.press('ArrowDown')
      await expect.poll(() => choice('events')).toBe(events)
    }
    await client.page.keyboard.press('Escape')
    await client.page.goBack()
    await expect.poll(() => [choice('events'), choice('measure')]).toEqual(['reversals', 'rate'])
    await client.page.goBack()
    await expect.poll(() => [choice('events'), choice('measure')]).toEqual(['reversals', null])
    await rows().first().getByRole('button').click()
    await expect.poll(() => choice('area')).not.toBeNull()
    await client.page.getByRole('button', { name: 'Zoom in' }).click()
    await expect.poll(() => choice('view')).not.toBeNull()
    await client.page.goBack()
    await expect.poll(() => choice('area')).toBeNull()
  })

  it('has no shape of the map among the stops of the keyboard: its rows are in the table', async () => {
    await client.go(`/map?events=reversals${period}`)
    await client.page.locator('.vigil-map__box path.vigil-area').first().waitFor({ state: 'attached' })
    await client.page.getByRole('region', { name: /^Map/ }).focus()
    for (const name of ['Zoom in', 'Zoom out']) {
      await client.page.keyboard.press('Tab')
      expect(await client.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(name)
    }
  })

  it('describes where events were by a layer in the address, and says that it is no test and no alert', async () => {
    await client.go(`/map?events=reversals${period}`)
    await choose('Shown as', () => client.page.getByLabel('Density'))
    await client.page.waitForURL(/layer=density/)
    await client.page.locator('path.vigil-area--described').first().waitFor({ state: 'attached' })
    const drawn = await client.page.locator('path.vigil-area--described').count()
    expect(drawn).toBe(await rows().count())
    for (const part of ['.vigil-legend', '.vigil-beside'])
      expect(await client.page.locator(part).innerText()).toContain('Not a test, never an alert')
    await expectAccessible(client.page, 'map described')
    await client.go(`/map?events=reversals&layer=groups${period}`)
    expect(await client.page.locator('.vigil-beside').innerText()).toContain('groups close together')
    expect(await rows().count()).toBeGreaterThan(0)
  })

  it('opens on what was flagged last night, framed and in its sentence, with what it is of on its mark', async () => {
    await runNight(db.knex, db.partnership.partnershipId, '2026-03-15', compute)
    /** How wide an area is drawn, pixels: all are equally wide. */
    const drawn = async () => {
      const area = client.page.locator('path.vigil-area').first()
      await area.waitFor({ state: 'attached' })
      return (await area.boundingBox())?.width ?? 0
    }
    await client.go('/map')
    const flagged = client.page.getByRole('region', { name: 'Flagged last night' })
    expect(await flagged.innerText()).toContain('reversals with naloxone')
    expect(await chip('Events').innerText()).toContain('Reversals')
    expect(await chip('Period').innerText()).toContain('last 4 weeks')
    expect(await client.page.locator('.vigil-circle-label').first().innerText()).toMatch(
      /^Notify: reversals, \d+ in \d+ days?\s+new last night$/,
    )
    const framed = await drawn()
    await expectAccessible(client.page, 'map opened on a signal')
    await client.page.getByRole('button', { name: 'Show the whole area' }).click()
    await expect.poll(drawn).toBeLessThan(framed)
    await client.page.waitForURL(/events=reversals/)
    await client.go(`/map?events=reversals${period}`)
    expect(await drawn()).toBeLessThan(framed)
  })

  it('says on the hot-spot layer which signals of the last night it shows, and why it does not show the others', async () => {
    await runNight(db.knex, db.partnership.partnershipId, '2026-03-15', compute)
    await client.go(`/map?events=reversals&layer=hot_spots${period}`)
    const said = client.page.getByRole('region', { name: 'Signals of the last night on this layer' })
    expect(await said.innerText()).toMatch(/Seen here too|Not seen here: /)
    await client.page.locator('.vigil-circle-label').first().waitFor()
    await client.go(`/map?events=deaths&layer=hot_spots${period}`)
    expect(await said.innerText()).toContain('Not seen here: it is of reversals, and these are other events')
  })

  it('advises no longer period where what is recorded has no place', async () => {
    const supply = NewSupply.parse({
      suppliedOn: '2026-03-01',
      recipientKind: 'at_risk',
      productCode: 'prenoxad',
      kits: 3,
      supplyKind: 'first',
    })
    await db.within((trx) => addSupplies(trx, [supply], '2026-03-15'))
    await client.go(`/map?events=supplies${period}`)
    const beside = client.page.locator('.vigil-beside')
    expect(await beside.innerText()).toContain('none has a place inside these areas')
    expect(await beside.innerText()).not.toContain('Choose a longer period')
    expect(await beside.getByRole('link', { name: 'See the list' }).getAttribute('href')).toContain('/supplies')
  })

  it('is a page without sideways scroll whose rows are reached in five stops at most, on a desk and on a phone', async () => {
    for (const [width, height] of [
      [1920, 1080],
      [1280, 800],
      [375, 812],
      [320, 568],
    ] as const) {
      await client.page.setViewportSize({ width, height })
      await client.go(`/map?events=reversals&table=open${period}`)
      await rows().first().waitFor()
      expect(await client.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0)
      await client.page.locator('#main').focus()
      let stops = 0
      do {
        await client.page.keyboard.press('Tab')
        stops++
      } while (!(await client.page.evaluate(() => document.activeElement?.closest('.vigil-table-box'))) && stops < 9)
      expect(stops, `${width} px`).toBeLessThanOrEqual(6)
      await expectAccessible(client.page, `map at ${width} px`)
    }
  })

  it('has one stop for its line of choices, and says each as it stands', async () => {
    await client.go(`/map?events=reversals${period}`)
    await client.page.locator('#main').focus()
    await client.page.keyboard.press('Tab')
    const focused = () => client.page.evaluate(() => document.activeElement?.textContent)
    expect(await focused()).toBe('Events: Reversals')
    await client.page.keyboard.press('ArrowRight')
    expect(await focused()).toMatch(/^Period: /)
    await client.page.keyboard.press('End')
    expect(await focused()).toBe('Signals: signals shown')
    await client.page.keyboard.press('ArrowRight')
    expect(await focused()).toBe('Events: Reversals')
    await client.page.keyboard.press('Enter')
    await client.page.locator('#events-deaths').press(' ')
    await expect.poll(() => chip('Events').innerText()).toContain('Deaths')
    await expectAccessible(client.page, 'a choice of the map')
    await client.page.keyboard.press('Escape')
    expect(await focused()).toBe('Events: Deaths')
  })

  it('lights the area whose row is pointed at, and goes by arrows from an area to its neighbour', async () => {
    await client.go(`/map?events=reversals${period}`)
    await rows().first().hover()
    await client.page.locator('path.vigil-picked').first().waitFor({ state: 'attached' })
    await client.page
      .locator('.vigil-title')
      .hover({ force: true })
      .catch(() => undefined)
    // squares are numbered in rows of eight from the south-west
    const numbers = (await rows().locator('th').allInnerTexts()).map((name) => Number(name.replace('Square ', '')))
    const from = numbers.find((number) => number % 8 < 7 && numbers.includes(number + 1)) ?? Number.NaN
    await client.page.getByRole('button', { name: `Square ${from}`, exact: true }).focus()
    await client.page.keyboard.press('ArrowRight')
    const picked = client.page.getByRole('button', { name: `Square ${from + 1}`, exact: true })
    await expect.poll(() => picked.getAttribute('aria-pressed')).toBe('true')
    expect(await picked.evaluate((button) => button === document.activeElement)).toBe(true)
  })

  it('opens the row of the area pressed on the map, also where the table was closed', async () => {
    await client.go(`/map?events=reversals&table=closed${period}`)
    await client.page.locator('path.vigil-symbol').last().click({ force: true })
    await client.page.locator('tr.vigil-row--selected').waitFor()
  })

  it('moves through time by a step, and by itself until today', async () => {
    await client.go('/map?events=reversals&from=2026-02-01&to=2026-02-28')
    await client.page.getByRole('button', { name: 'A week later' }).click()
    await client.page.waitForURL(/from=2026-02-08&to=2026-03-07/)
    await client.page.getByRole('button', { name: 'Play' }).click()
    await client.page.waitForURL(/to=2026-03-15/)
    await client.page.getByRole('button', { name: 'Play' }).waitFor()
    expect(await client.page.getByRole('button', { name: 'A week later' }).isDisabled()).toBe(true)
  })

  it('holds one scale of sizes and colours while time is gone through, says so in the legend, and lets it go', async () => {
    const marks = () =>
      client.page
        .locator('path.vigil-symbol')
        .evaluateAll((paths) =>
          paths.map((path) => `${Math.round(path.getBoundingClientRect().width)} ${path.getAttribute('fill')}`),
        )
    /** How each number is drawn: the rows have the numbers, largest first, as the marks are drawn. */
    const drawn = new Map<string, Set<string>>()
    async function look() {
      await client.page.locator('.vigil-map-page__maps[aria-busy=false]').waitFor()
      const numbers = await rows().locator('td:nth-of-type(1)').allInnerTexts()
      await expect.poll(async () => (await marks()).length).toBe(numbers.length)
      for (const [at, mark] of (await marks()).entries()) {
        const number = numbers[at] ?? ''
        drawn.set(number, (drawn.get(number) ?? new Set()).add(mark))
      }
    }
    await client.go('/map?events=reversals&from=2025-10-01&to=2025-10-28')
    const legend = client.page.locator('.vigil-legend')
    expect(await legend.innerText()).not.toContain('One scale')
    await client.page.getByRole('button', { name: 'Play' }).click()
    await legend.getByText('One scale for all times: every 28 days from 1 October 2025 to 15 March 2026.').waitFor()
    for (const from of ['2025-10-08', '2025-10-15', '2025-10-22']) {
      await client.page.waitForURL(new RegExp(`from=${from}`))
      await look()
    }
    await client.page.getByRole('button', { name: 'Stop' }).click()
    // with the cluster, which has the largest number of all
    await client.go(
      `/map?events=reversals&from=2026-02-16&to=2026-03-15&scale=${new URL(client.page.url()).searchParams.get('scale')}`,
    )
    await look()
    expect(drawn.size).toBeGreaterThan(1)
    expect([...drawn].filter(([, looks]) => looks.size !== 1)).toEqual([])
    expect(await legend.innerText()).toMatch(/or more \(1 area\)/)
    await expectAccessible(client.page, 'map with one scale held')
    await client.page.getByRole('button', { name: 'A week earlier' }).click()
    await client.page.waitForURL(/from=2026-02-09/)
    expect(new URL(client.page.url()).searchParams.get('scale')).toBe('2025-10-01_2026-03-15')
    await client.page.getByRole('button', { name: 'Scale of this period alone' }).click()
    await client.page.waitForURL((address) => !address.searchParams.has('scale'))
    expect(await legend.innerText()).not.toContain('One scale')
  })

  it('holds one scale in each of its modes, and lets it go with another period', async () => {
    for (const mode of ['&maps=before', '&with=deaths', '&layer=density', '&layer=points', '&measure=change']) {
      await client.go(`/map?events=reversals&from=2025-12-01&to=2025-12-28${mode}`)
      await client.page.getByRole('button', { name: 'A week later' }).click()
      await client.page.getByText('One scale for all times').first().waitFor({ state: 'attached' })
      await choose('Period', () => client.page.getByRole('button', { name: '3 months' }))
      await client.page.waitForURL((address) => !address.searchParams.has('scale'))
    }
  })

  it('fills the screen for a projector without anything to press but the way out', async () => {
    await client.go(`/map?events=reversals${period}`)
    await client.page.getByRole('button', { name: 'Full screen' }).click()
    const leave = client.page.getByRole('button', { name: 'Leave the full screen' })
    await leave.waitFor()
    expect(await client.page.locator('.vigil-header').isVisible()).toBe(false)
    expect(await client.page.locator('.vigil-title').innerText()).toContain('Map of reversals')
    await expectAccessible(client.page, 'map for a projector')
    await leave.click()
    await client.page.getByRole('navigation', { name: 'Pages' }).waitFor()
  })

  it('draws the period beside the one before in one view, to one scale', async () => {
    await client.go(`/map?events=reversals&maps=before&from=2025-12-16&to=2026-03-15`)
    const maps = client.page.locator('.vigil-map-figure')
    expect(await maps.count()).toBe(2)
    expect(await maps.locator('.vigil-map-figure__period').allInnerTexts()).toEqual([
      '17 Sep 2025 to 15 Dec 2025',
      '16 Dec 2025 to 15 Mar 2026',
    ])
    const counted = async (period: string) => {
      await client.go(`/map?events=reversals&${period}`)
      return (await rows().locator('td:nth-of-type(1)').allInnerTexts()).map(Number)
    }
    await client.page.getByRole('button', { name: 'Zoom in' }).last().click()
    await client.page.waitForURL(/view=/)
    const widths = () =>
      Promise.all(
        [0, 1].map((at) =>
          maps
            .nth(at)
            .locator('path.vigil-symbol')
            .evaluateAll((paths) => Math.max(...paths.map((path) => path.getBoundingClientRect().width))),
        ),
      )
    await expect
      .poll(async () => new Set(await maps.locator('.leaflet-control-scale-line').allInnerTexts()).size)
      .toBe(1)
    const [left = 0, right = 0] = await widths()
    await expectAccessible(client.page, 'two maps')
    const before = Math.max(...(await counted('from=2025-09-17&to=2025-12-15')))
    const now = Math.max(...(await counted('from=2025-12-16&to=2026-03-15')))
    // the surface of the largest circles is as their numbers, over both maps
    expect((left / right) ** 2).toBeCloseTo(before / now, 1)
  })

  it('loses no press of several in a row, on one map and on two that look at one place', async () => {
    await client.page.emulateMedia({ reducedMotion: 'no-preference' })
    const press = (name: string) => client.page.getByRole('button', { name, exact: true }).last()
    const view = () => (new URL(client.page.url()).searchParams.get('view') ?? '').split(',').map(Number)
    for (const maps of ['', '&maps=before']) {
      await client.go(`/map?events=reversals${period}&view=50.2000,-5.0000,8${maps}`)
      for (let times = 0; times < 4; times++) await press('Zoom in').click()
      await expect.poll(() => view()[2]).toBe(12)
      const scales = client.page.locator('.leaflet-control-scale-line')
      await expect.poll(async () => new Set(await scales.allInnerTexts()).size).toBe(1)
      const from = view()[1] ?? Number.NaN
      if (maps) await press('Arrows to move the map').click()
      await press('Move right').evaluate((button: HTMLElement) => {
        for (const _ of [1, 2, 3]) button.click()
      })
      // 120 pixels each; a whole turn of the earth has 256 at zoom 0
      await expect.poll(() => view()[1]).toBeCloseTo(from + (3 * 120 * 360) / (256 * 2 ** 12), 3)
    }
  })

  it('draws a sheet of small maps that open as one map with the same number', async () => {
    await client.go('/map?events=reversals&maps=quarter&from=2026-01-01&to=2026-03-15')
    const small = client.page.locator('.vigil-small-maps ol > li')
    expect(await small.count()).toBe(12)
    await expectAccessible(client.page, 'small maps')
    const said = await small.last().innerText()
    expect(said).toContain('October to December 2025')
    await small.last().getByRole('button').click()
    await client.page.waitForURL(/from=2025-10-01&to=2025-12-31/)
    const total = await client.page.locator('.vigil-total').innerText()
    expect(said).toContain(total.replace(/ reversals$/, ''))
  })

  it('shows figures as they were known on a day, and says so', async () => {
    await client.go(`/map?events=reversals&known=2025-03-01${period}`)
    expect(await chip('Period').innerText()).toContain('as known on 1 March 2025')
    await client.page.locator('.vigil-total', { hasText: /^0 reversals$/ }).waitFor()
    expect(await client.page.locator('.vigil-beside .vigil-provenance').innerText()).toContain(
      'As known on 1 March 2025',
    )
  })

  it('tells what is in a pressed area, with the number of its row, and goes back to the row', async () => {
    await client.go(`/map?events=reversals${period}`)
    const [busiest] = await rows().locator('td:nth-of-type(1)').allInnerTexts()
    await rows().first().getByRole('button').click()
    const place = client.page.locator('.vigil-within')
    await place.getByText(`${busiest} reversals`).first().waitFor()
    expect(await client.page.evaluate(() => document.activeElement?.id)).toBe('asked-place')
    await expectAccessible(client.page, 'map with an area')
    await place.getByRole('button', { name: 'Close this place' }).click()
    expect(await rows().first().getByRole('button').getAttribute('aria-pressed')).toBe('false')
    expect(
      await rows()
        .first()
        .getByRole('button')
        .evaluate((button) => button === document.activeElement),
    ).toBe(true)
  })

  it('tells of an area as it was known on a day, with the number of its row and without a list that has another', async () => {
    await client.go(`/map?events=reversals&known=2025-09-01${period}`)
    await client.page.locator('.vigil-total', { hasText: /^[1-9]\d* reversals$/ }).waitFor()
    const [busiest] = await rows().locator('td:nth-of-type(1)').allInnerTexts()
    await rows().first().getByRole('button').click()
    const place = client.page.locator('.vigil-within')
    await place.getByText(`${busiest} reversal`).first().waitFor()
    expect(await place.innerText()).toContain('as known on 1 September 2025')
    expect(await place.getByRole('link', { name: /^See the list of reversals/ }).count()).toBe(0)
    await client.go(
      `/map?events=reversals&substance=heroin&area=${new URL(client.page.url()).searchParams.get('area')}${period}`,
    )
    await place.getByText('with Heroin').waitFor()
    await place.getByText('0 reversals').first().waitFor()
    expect(await place.innerText()).toContain('A kit is supplied against opioids, and not against one substance')
  })

  it('tells what is in a circle, which a press on the map moves', async () => {
    await client.go(`/map?events=reversals${period}`)
    await choose('Circle', () => client.page.getByLabel('20 km'))
    const place = client.page.locator('.vigil-within')
    await place.getByRole('heading', { name: 'Within 20 km' }).waitFor()
    const before = new URL(client.page.url()).searchParams.get('circle')
    await client.page.locator('.vigil-map__box').click({ position: { x: 300, y: 420 } })
    await client.page.waitForURL((address) => address.searchParams.get('circle') !== before)
    expect(new URL(client.page.url()).searchParams.get('area')).toBeNull()
    await expect.poll(() => client.page.locator('[aria-busy=true]').count()).toBe(0)
    await expectAccessible(client.page, 'map with a circle')
  })

  it('leads from what is in a circle to the list of the same events, which lets the circle go', async () => {
    await client.go(`/map?events=overdoses&circle=50.2130,-5.2900,5000${period}`)
    const place = client.page.locator('.vigil-within')
    const said = await place
      .getByText(/overdoses \(fatal or not\)/)
      .first()
      .innerText()
    const [number] = /^\d+/.exec(said) ?? []
    expect(Number(number)).toBeGreaterThan(0)
    await place.getByRole('link', { name: /^See the list of overdoses/ }).click()
    await client.page.locator('.vigil-total', { hasText: new RegExp(`^${number} events?\\b`) }).waitFor()
    await client.page.getByText('Within 5 km of 50.2130, -5.2900').waitFor()
    await expectAccessible(client.page, 'a list narrowed to a circle')
    await client.page.getByRole('button', { name: 'Anywhere' }).click()
    await client.page.waitForURL((address) => !address.searchParams.has('circle'))
    await client.page.getByText('Circle drawn on the map').waitFor({ state: 'detached' })
  })

  it('draws deaths beside reversals, and has both in the rows', async () => {
    await client.go(`/map?events=reversals&with=deaths${period}`)
    expect(await chip('Events').innerText()).toContain('Reversals and deaths')
    expect(await client.page.locator('.vigil-beside thead th').allInnerTexts()).toEqual(['Area', 'Reversals', 'Deaths'])
    const [busiest] = await rows().locator('td:nth-of-type(1)').allInnerTexts()
    await client.go(`/map?events=reversals${period}`)
    expect(await rows().locator('td:nth-of-type(1)').allInnerTexts()).toContain(busiest)
  })

  it('says one number for an area on the map, in its row, on paper, in the file and in the list', async () => {
    for (const [events, list, more] of [
      ['reversals', 'reversals', '&status=reversal'],
      ['overdoses', 'reversals', ''],
    ] as const) {
      for (const measure of ['count', 'rate', 'change', 'ratio']) {
        const shown = `events=${events}&measure=${measure}${period}`
        await client.go(`/map?${shown}`)
        const name = await rows().first().locator('th').innerText()
        const number = await rows().first().locator('td').first().innerText()
        const href = await client.page.getByRole('link', { name: /^Download these rows/ }).getAttribute('href')
        const file = await (await client.page.request.get(new URL(href ?? '', client.page.url()).href)).text()
        const [head = '', first = ''] = file.split('\n').filter((line) => !line.startsWith('#'))
        const column = head.split(',').indexOf('events')
        expect([shown, first.split(',')[column]]).toEqual([shown, number])
        expect(first).toContain(name)
        await client.page.emulateMedia({ media: 'print' })
        expect(await rows().first().locator('td').first().innerText()).toBe(number)
        await client.page.emulateMedia({ media: 'screen' })
        await rows().first().getByRole('button').click()
        await client.page.waitForURL(/area=/)
        const area = new URL(client.page.url()).searchParams.get('area')
        await client.go(`/${list}?area=${area}${period}${more}`)
        expect(await client.page.locator('.vigil-main').innerText()).toMatch(new RegExp(`\\b${number} events?\\b`))
      }
    }
  })

  it('finds a place by its name and goes there, with what is in it where it is an area', async () => {
    await client.go(`/map?events=reversals${period}`)
    await chip('Find').click()
    await client.page.getByRole('combobox').fill('Square 12')
    await client.page
      .getByRole('option', { name: /Square 12/ })
      .first()
      .click()
    await client.page.waitForURL(/area=.*view=|view=.*area=/)
    await client.page.getByRole('heading', { name: /^Square 12/ }).waitFor()
    // Enter before it is known what is found
    await client.page.getByRole('combobox').fill('Square 7')
    await client.page.keyboard.press('Enter')
    await client.page.getByRole('heading', { name: /^Square 7/ }).waitFor()
  })

  it('goes to a found place once, from a sheet of small maps too, and not again after other maps', async () => {
    const find = async (name: string) => {
      await chip('Find').click()
      await client.page.getByRole('combobox').fill(name)
      await client.page.getByRole('option', { name }).first().click()
      await client.page.keyboard.press('Escape')
    }
    const view = () => new URL(client.page.url()).searchParams.get('view')
    await client.go(`/map?events=reversals${period}&maps=quarter`)
    await find('Square 12')
    await client.page.waitForURL(/area=.*view=|view=.*area=/)
    expect(new URL(client.page.url()).searchParams.get('maps')).toBeNull()
    const there = view()
    await client.page.getByRole('button', { name: 'Show the whole area' }).click()
    await expect.poll(view).not.toBe(there)
    const whole = view()
    await choose('Maps', () => client.page.getByLabel('Twelve maps, by quarter'))
    await client.page.locator('.vigil-small-maps ol > li').first().waitFor()
    await choose('Maps', () => client.page.getByLabel('One map'))
    await client.page.locator('path.vigil-symbol').first().waitFor({ state: 'attached' })
    expect(view()).toBe(whole)
  })

  it('says to who is far away that nothing is near, and to who asks for a day to come that it is not known', async () => {
    await client.page.context().grantPermissions(['geolocation'])
    await client.page.context().setGeolocation({ latitude: 52.48, longitude: -1.9 })
    await client.go(`/map?events=reversals${period}`)
    const address = client.page.url()
    await chip('Find').click()
    await client.page.getByRole('button', { name: 'Near me' }).click()
    await client.page.getByText(/^You are about 290 km outside/).waitFor()
    await client.page.keyboard.press('Escape')
    await chip('Period').click()
    await client.page.getByLabel('As known on').fill('2026-03-16')
    await client.page.getByText('That day has not come: what is known goes up to today, 15 March 2026.').waitFor()
    await expectAccessible(client.page, 'map with a day refused')
    expect(client.page.url()).toBe(address)
    await client.page.getByLabel('As known on').fill('2026-03-14')
    await client.page.waitForURL(/known=2026-03-14/)
    expect(await client.page.getByText('That day has not come').count()).toBe(0)
  })

  it('draws points for who may open the records, with how many it leaves out, and the rows by area beside them', async () => {
    await client.go(`/map?events=reversals&layer=points${period}`)
    await client.page.locator('path.vigil-symbol--point').first().waitFor({ state: 'attached' })
    const far = await client.page.locator('path.vigil-symbol--point').count()
    await client.page.getByText('left out').first().waitFor()
    expect(await rows().count()).toBeGreaterThan(0)
    await expectAccessible(client.page, 'map of points')
    for (let times = 0; times < 3; times++) await client.page.getByRole('button', { name: 'Zoom in' }).click()
    // nearer, those that were one circle part
    await expect.poll(() => client.page.locator('path.vigil-symbol--point').count(), { timeout: 5000 }).not.toBe(far)
    const other = await client.openPage('police')
    await other.goto(client.address(`/map?events=reversals&layer=points${period}`), { waitUntil: 'networkidle' })
    expect(await other.locator('path.vigil-symbol--point').count()).toBe(0)
    await other.context().close()
  })

  it('opens for a naloxone coordinator on reversals, and offers no points of records that are not theirs', async () => {
    const other = await client.openPage('naloxone_coordinator')
    await other.goto(client.address('/map'), { waitUntil: 'networkidle' })
    expect(await other.getByRole('button', { name: 'Events: ' }).innerText()).toContain('Reversals')
    const points = () => other.getByLabel('Points', { exact: true }).count()
    await other.getByRole('button', { name: 'Shown as: ' }).click()
    expect(await points()).toBe(1)
    // what an address asks for is the same for everybody
    await other.goto(client.address(`/map?measure=count${period}`), { waitUntil: 'networkidle' })
    expect(await other.getByRole('button', { name: 'Events: ' }).innerText()).toContain('Deaths')
    await other.getByRole('button', { name: 'Shown as: ' }).click()
    expect(await points()).toBe(0)
    await other.context().close()
  })

  it('has room for a finger at each end of a short period, however many years stand under it', async () => {
    for (const [width, height] of [
      [1280, 900],
      [375, 812],
      [320, 568],
    ] as const) {
      await client.page.setViewportSize({ width, height })
      for (const days of ['from=2026-03-09&to=2026-03-15', 'from=2025-06-02&to=2025-06-08']) {
        await client.go(`/map?events=reversals&table=closed&${days}`)
        await client.page.getByRole('slider', { name: 'Last day shown' }).waitFor()
        await expectAccessible(client.page, `a week on ${width} px`)
        const [first, last] = await Promise.all(
          ['First', 'Last'].map((end) => client.page.getByRole('slider', { name: `${end} day shown` }).boundingBox()),
        )
        // what is free of the other
        expect((last?.x ?? 0) - (first?.x ?? 0)).toBeGreaterThanOrEqual(24)
        expect((last?.x ?? 0) + (last?.width ?? 0)).toBeLessThanOrEqual(width)
      }
    }
  })

  it('has all of itself within a phone: tables without sideways scroll, and one set of buttons for two maps', async () => {
    for (const width of [375, 320]) {
      await client.page.setViewportSize({ width, height: 812 })
      for (const mode of ['', '&measure=rate', '&measure=change', '&maps=quarter', '&screen=full', '&maps=before']) {
        await client.go(`/map?events=reversals&table=open${period}${mode}`)
        await rows().first().waitFor()
        await expectAccessible(client.page, `${width} px ${mode}`)
        const drawer = client.page.locator('.vigil-drawer')
        expect(await drawer.evaluate((box) => box.scrollWidth - box.clientWidth), `${width} px ${mode}`).toBe(0)
        expect(await tooSmallForAFinger(), `${width} px ${mode}`).toEqual([])
      }
      expect(await client.page.getByRole('button', { name: 'Zoom in' }).count()).toBe(1)
    }
  })

  it('keeps the words of an area within the map, wherever in it the pointer is', async () => {
    for (const width of [1280, 640, 320]) {
      await client.page.setViewportSize({ width, height: 640 })
      await client.go(`/map?events=reversals&measure=rate&table=closed${period}`)
      await client.page.locator('.vigil-map__box path.vigil-area').first().waitFor({ state: 'attached' })
      const map = (await client.page.locator('.vigil-map__box').boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 }
      let said = 0
      for (const across of [0.1, 0.2, 0.3, 0.4, 0.48, 0.52, 0.6, 0.7, 0.8, 0.9]) {
        await client.page.mouse.move(map.x + across * map.width, map.y + map.height / 2)
        await client.page.waitForTimeout(50)
        for (const words of await client.page.locator('.leaflet-tooltip').all()) {
          const box = await words.boundingBox()
          if (!box) continue
          said++
          expect(box.x, `${width} px, ${across}`).toBeGreaterThanOrEqual(map.x)
          expect(box.x + box.width, `${width} px, ${across}`).toBeLessThanOrEqual(map.x + map.width)
        }
      }
      expect(said, `${width} px`).toBeGreaterThan(1)
    }
  })

  it('never shows the number of one kind of events under the name of another', async () => {
    await client.go(`/map?events=reversals${period}`)
    const before = await client.page.locator('.vigil-total').innerText()
    await client.page.route('**/api/map/events**', async (asked) => {
      await new Promise((passed) => setTimeout(passed, 1500))
      await asked.continue()
    })
    await choose('Events', () => client.page.locator('#events-supplies'))
    await client.page.getByText('Loading naloxone kits supplied').waitFor()
    expect(await client.page.locator('.vigil-total').count()).toBe(0)
    await client.page.locator('.vigil-total').waitFor()
    expect(await client.page.locator('.vigil-total').innerText()).not.toBe(before)
  })

  it('stops playing when the server is gone, with its days and numbers as they belong together', async () => {
    await client.go('/map?events=reversals&from=2025-06-01&to=2025-06-28')
    await client.page.getByRole('button', { name: 'Play' }).click()
    await client.page.waitForURL(/from=2025-06-08/)
    await client.page.route('**/api/**', (asked) => asked.abort())
    await client.page.getByRole('button', { name: 'Play' }).waitFor({ timeout: 15_000 })
    await client.page.locator('.vigil-problem').first().waitFor()
    const from = new URL(client.page.url()).searchParams.get('from') ?? ''
    expect(from < '2025-07-01').toBe(true)
  })

  it('says on a phone whose table is closed what did not come, and that it is not known whether anything was flagged', async () => {
    await client.page.setViewportSize({ width: 375, height: 812 })
    for (const path of ['events', 'signals', 'basemap']) {
      await client.page.route(`**/api/map/${path}**`, (asked) =>
        asked.fulfill({
          status: 500,
          contentType: 'application/problem+json',
          body: JSON.stringify({ type: 'about:blank', title: 'Something went wrong', status: 500 }),
        }),
      )
      await client.go('/map')
      await client.page.locator('.vigil-drawer__head .vigil-problem').first().waitFor()
      await client.page.unroute(`**/api/map/${path}**`)
    }
  })

  it('saves a picture with all small maps, and on a phone the map as large as on a desk with its legend under it', async () => {
    const save = async () => {
      const download = client.page.waitForEvent('download')
      await client.page.getByRole('button', { name: 'Save as a picture' }).click()
      const png = readFileSync(await (await download).path())
      // two pixels for each of the screen
      return { width: png.readUInt32BE(16) / 2, height: png.readUInt32BE(20) / 2 }
    }
    await client.go(`/map?events=reversals&maps=quarter${period}`)
    const sheet = client.page.locator('.vigil-small-maps')
    await sheet.locator('ol > li').first().waitFor()
    const { whole, seen } = await sheet.evaluate((box) => ({ whole: box.scrollHeight, seen: box.clientHeight }))
    expect(whole).toBeGreaterThan(seen)
    expect((await save()).height).toBeGreaterThan(whole)
    await client.page.setViewportSize({ width: 375, height: 812 })
    await client.go(`/map?events=reversals&table=open${period}`)
    await client.page.locator('path.vigil-symbol').first().waitFor({ state: 'attached' })
    const address = client.page.url()
    const box = () => client.page.locator('.vigil-map__box').boundingBox()
    const before = await box()
    const picture = await save()
    expect(picture.width).toBe(700)
    // heading, map, legend and notes: each below the other
    expect(picture.height).toBeGreaterThan(480 + 200)
    expect(await box()).toEqual(before)
    expect(client.page.url()).toBe(address)
    expect(await client.page.locator('.vigil-legend-box').getAttribute('open')).toBeNull()
    await client.go(`/map?events=reversals&table=open&maps=before${period}`)
    await client.page.locator('path.vigil-symbol').first().waitFor({ state: 'attached' })
    expect((await save()).height).toBeGreaterThan(2 * 480 + 200)
  })

  it('marks on the map the area picked in the table', async () => {
    await client.go(`/map?events=reversals${period}`)
    await rows().first().getByRole('button').click()
    await client.page.locator('path.vigil-picked').first().waitFor({ state: 'attached' })
    expect(await rows().first().getByRole('button').getAttribute('aria-pressed')).toBe('true')
  })
})

describe('the map of a partnership that has no areas yet', () => {
  const client = useClient(useDatabase())

  it('says what to do next, in each of its modes', async () => {
    for (const mode of ['', '&maps=quarter', '&maps=before', '&layer=hot_spots', '&measure=rate', '&with=deaths']) {
      await client.go(`/map?events=reversals${mode}`)
      await client.page.getByText('This partnership has no areas yet').waitFor()
      expect(await client.page.getByRole('link', { name: 'Import areas' }).count(), mode).toBe(1)
      expect(await client.page.getByText(/^Loading/).count(), mode).toBe(0)
    }
  })
})
