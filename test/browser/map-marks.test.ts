import { readFileSync } from 'node:fs'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startCompute } from '../../jobs/compute/compute.ts'
import { runNight } from '../../jobs/work/nightly.ts'
import { useDatabase } from '../support/database.ts'
import { addDeaths, addYearOfReversals, makeDeath } from '../support/events.ts'
import { expectAccessible } from './accessible.ts'
import { addSquares, useClient } from './client.ts'

let compute: ReturnType<typeof startCompute>
beforeAll(() => {
  compute = startCompute(2)
})
afterAll(() => compute.close())

describe('what is drawn on the map', () => {
  const db = useDatabase({ basemap: 'south-west-england' })
  const client = useClient(db)
  const period = '&from=2025-03-16&to=2026-03-15'
  const boxes = (marks: Locator) =>
    marks.evaluateAll((all) =>
      all
        .map((mark) => mark.getBoundingClientRect())
        .map(({ left, top, right, bottom }) => ({ left, top, right, bottom })),
    )
  const isOver = (a: { left: number; top: number; right: number; bottom: number }, b: typeof a) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1

  beforeEach(async () => {
    await addSquares(db)
    await addYearOfReversals(db, '2026-03-15')
  })

  it('marks a signal with its number, age and growth on top of all else, and is no stop of the keyboard', async () => {
    await runNight(db.knex, db.partnership.partnershipId, '2026-03-15', compute)
    await client.go(`/map?events=reversals${period}`)
    const badge = client.page.locator('.vigil-badge').first()
    await badge.waitFor()
    expect(Number(await badge.innerText())).toBeGreaterThan(0)
    expect(await client.page.locator('.vigil-circle-label').first().innerText()).toMatch(
      /^Notify: reversals, \d+ in \d+ days?\s+new last night$/,
    )
    const isOnTop = await badge.evaluate((mark) => {
      const { left, top, width, height } = mark.getBoundingClientRect()
      return mark.contains(document.elementFromPoint(left + width / 2, top + height / 2))
    })
    expect(isOnTop).toBe(true)
    expect(await client.page.locator('.vigil-map__box [tabindex="0"]').count()).toBe(0)
    await badge.click()
    await client.page.waitForURL(/\/signals\//)
  })

  it('lets no name of a town lie on a symbol, a signal, its words or the legend, nor be cut at the edge', async () => {
    await runNight(db.knex, db.partnership.partnershipId, '2026-03-15', compute)
    await client.go(`/map?events=reversals${period}`)
    const names = client.page.locator('.vigil-map__box .vigil-name')
    await names.first().waitFor()
    await client.page.locator('path.vigil-symbol').first().waitFor({ state: 'attached' })
    const collisions = async () => {
      const [view] = await boxes(client.page.locator('.vigil-map__box'))
      const marks = await boxes(
        client.page.locator('path.vigil-symbol, .vigil-badge, .vigil-circle-label, .vigil-legend-box'),
      )
      const written = await boxes(names)
      return written.filter(
        (name, at) =>
          marks.some((mark) => isOver(name, mark)) ||
          written.some((other, place) => place !== at && isOver(name, other)) ||
          !view ||
          name.left < view.left ||
          name.right > view.right ||
          name.top < view.top ||
          name.bottom > view.bottom,
      )
    }
    await expect.poll(collisions).toEqual([])
    const far = await names.count()
    expect(far).toBeGreaterThan(0)
    await client.page.getByRole('button', { name: 'Zoom in' }).click()
    await expect.poll(collisions).toEqual([])
  })

  it('draws circles for one kind of events and squares for the other, beside one another, with their legend', async () => {
    await db.within((trx) =>
      addDeaths(trx, [makeDeath({ eventDay: '2026-01-10', longitude: -5.29, latitude: 50.213 })], '2026-03-15'),
    )
    await client.go(`/map?events=reversals&with=deaths${period}`)
    await client.page.locator('path.vigil-symbol--first').first().waitFor({ state: 'attached' })
    const squares = client.page.locator('.vigil-map__box path.vigil-symbol--second')
    expect(await squares.count()).toBe(1)
    const [square] = await boxes(squares)
    const circles = await boxes(client.page.locator('.vigil-map__box path.vigil-symbol--first'))
    expect(circles.length).toBeGreaterThan(3)
    expect(circles.filter((circle) => square && isOver(circle, square))).toEqual([])
    expect(await client.page.locator('.vigil-legend').innerText()).toContain('Reversals and deaths in an area')
    await expectAccessible(client.page, 'map of two kinds of events')
  })

  it.each(['change', 'ratio'])('shows the %s with its legend and its column', async (measure) => {
    await client.go(`/map?events=reversals&measure=${measure}&table=open${period}`)
    const said = { change: 'more or fewer than in the period', ratio: 'times what the residents' }[measure] ?? ''
    await client.page.locator('.vigil-legend', { hasText: said }).waitFor()
    const heading = { change: 'Change', ratio: 'Observed ÷ expected' }[measure] ?? ''
    expect(await client.page.locator('.vigil-beside thead').innerText()).toContain(heading)
    await expectAccessible(client.page, `map of the ${measure}`)
  })

  it('is drawn dark where the reader asks for it, with the same marks, and light on paper all the same', async () => {
    await client.page.emulateMedia({ colorScheme: 'dark' })
    await client.go(`/map?events=reversals&table=open${period}`)
    const fill = () =>
      client.page
        .locator('path.vigil-land')
        .first()
        .evaluate((land) => getComputedStyle(land).fill)
    await client.page.locator('path.vigil-symbol').first().waitFor({ state: 'attached' })
    const dark = await fill()
    await expectAccessible(client.page, 'dark map')
    await client.page.emulateMedia({ colorScheme: 'dark', media: 'print' })
    const paper = await fill()
    await client.page.emulateMedia({ colorScheme: 'light', media: 'screen' })
    expect(paper).toBe(await fill())
    expect(dark).not.toBe(paper)
  })

  it('prints on one sheet: heading, filters in words, map, legend, first rows, sources and the day as known', async () => {
    await runNight(db.knex, db.partnership.partnershipId, '2026-03-15', compute)
    await client.go(`/map?events=reversals&table=closed${period}`)
    await client.page.locator('path.vigil-symbol').first().waitFor({ state: 'attached' })
    const address = client.page.url()
    const margin = { top: '12mm', right: '12mm', bottom: '12mm', left: '12mm' }
    const pdf = (await client.page.pdf({ format: 'A4', margin, printBackground: true })).toString('latin1')
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
    // the map was drawn anew for paper, and is as it was
    expect(client.page.url()).toBe(address)
    await client.page.emulateMedia({ media: 'print' })
    for (const part of ['h1', '.vigil-lede', '.vigil-legend', '.vigil-map-figure__sources', '.vigil-flagged'])
      expect(await client.page.locator(part).first().isVisible(), part).toBe(true)
    expect(await client.page.locator('.vigil-beside .vigil-provenance').innerText()).toContain('As known on')
    expect(await client.page.locator('.vigil-beside__rows tbody tr:visible').count()).toBe(10)
  })

  it('is saved as a picture that carries the day in its name', async () => {
    await client.go(`/map?events=reversals&table=open${period}`)
    await client.page.locator('path.vigil-symbol').first().waitFor({ state: 'attached' })
    const download = client.page.waitForEvent('download')
    await client.page.getByRole('button', { name: 'Save as a picture' }).click()
    const saved = await download
    expect(saved.suggestedFilename()).toMatch(/^map-of-reversals-.+-\d{4}-\d\d-\d\d\.png$/)
    const picture = readFileSync(await saved.path())
    expect(picture.subarray(1, 4).toString()).toBe('PNG')
    const stage = await client.page.locator('.vigil-map-page__maps').boundingBox()
    // twice as sharp as the screen, and higher by its heading and notes
    expect(picture.readUInt32BE(16)).toBe(Math.round((stage?.width ?? 0) * 2))
    expect(picture.readUInt32BE(20)).toBeGreaterThan((stage?.height ?? 0) * 2 + 200)
    // no shape keeps what was written into it for the picture
    expect(await client.page.locator('.vigil-map__box path[style*="fill"]').count()).toBe(0)
  })
})
