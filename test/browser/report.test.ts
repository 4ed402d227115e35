import AxeBuilder from '@axe-core/playwright'
import { latLngToCell } from 'h3-js'
import type { Page, Route } from 'playwright-core'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Role } from '../../server/contract/access.ts'
import { writeReportPage } from '../../server/naloxone/reports/page.ts'
import { takeInReports } from '../../server/naloxone/reports/take-in.ts'
import { useDatabase } from '../support/database.ts'
import { testKeyring } from '../support/keyring.ts'
import { addSquares, useClient } from './client.ts'

const KIT = '?product=prenoxad&batch=0116917&expiry=2025-08-31'
const SENT = 'Sent. We have your report.'
const WAITS = 'Not sent yet. It waits here.'
const CODE = /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/
const HERE = { latitude: 50.2632, longitude: -5.051 }
const DAY_MILLISECONDS = 86_400_000

const send = (page: Page) => page.getByRole('button', { name: 'Send', exact: true }).click()
const another = (page: Page) => page.getByRole('button', { name: 'Tell us about one more' }).click()
const choose = (page: Page, name: string, value: string) =>
  page.locator(`[name="${name}"][value="${value}"]`).check({ force: true })

/** All that a browser keeps of a site, as text. */
async function dump(page: Page) {
  const kept = await page.evaluate(async () => {
    const databases: Record<string, unknown[]> = {}
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((opened) => {
        const asked = indexedDB.open(name)
        asked.onsuccess = () => opened(asked.result)
      })
      for (const shelf of database.objectStoreNames)
        databases[shelf] = await new Promise((read) => {
          const asked = database.transaction(shelf).objectStore(shelf).getAll()
          asked.onsuccess = () => read(asked.result)
        })
      database.close()
    }
    const cached: Record<string, string> = {}
    for (const name of await caches.keys()) {
      const cache = await caches.open(name)
      for (const request of await cache.keys()) cached[request.url] = (await (await cache.match(request))?.text()) ?? ''
    }
    return { databases, cached, local: { ...localStorage }, session: { ...sessionStorage } }
  })
  return { ...kept, cookies: await page.context().cookies() }
}

describe('the public page of reports', () => {
  const db = useDatabase({ basemap: 'south-west-england' })
  const client = useClient(db, { role: 'naloxone_coordinator' })
  const address = (query = '') => new URL(`/report/${db.partnership.slug}${query}`, client.address('')).href
  const takeIn = (night = '2026-03-16') => takeInReports(db.knex, db.partnership, testKeyring(), night)
  const events = () =>
    db.within((trx) =>
      trx('overdose_revision').select(
        ...['setting', 'event_day', 'ambulance_called', trx.raw('st_y(place) as latitude, st_x(place) as longitude')],
      ),
    )

  beforeEach(async () => {
    await addSquares(db)
    await db.withinAs({ purpose: 'report-page:write' }, (trx) =>
      writeReportPage(trx, db.partnership.partnershipId, { isOpen: true, contactNote: 'Kits are at the hub.' }),
    )
  })

  /** A phone on which the page has been opened once, and is there without a network. */
  async function openOnPhone({ query = '', as = null }: { query?: string; as?: Role | null } = {}) {
    const page = await client.openPage(as)
    await page.setViewportSize({ width: 375, height: 720 })
    await openAgain(page, query)
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
    return page
  }
  async function openAgain(page: Page, query = '') {
    await page.goto(address(query))
    await page.getByText(`Vigil · ${db.partnership.name}`).waitFor()
  }

  it('is six taps from the code on a kit to the receipt, with what matters most', async () => {
    const page = await openOnPhone({ query: KIT })
    await page.getByText('Use by 31 August 2025').waitFor()
    const taps = [
      page.getByText('They woke and stayed'),
      page.getByText('I saw it'),
      page.getByRole('group', { name: 'Was 999 called?' }).getByText('Yes'),
      page.getByRole('group', { name: 'How many doses?' }).getByRole('radio', { name: '2', exact: true }),
      page.getByText('Public toilet'),
      page.getByRole('button', { name: 'Send', exact: true }),
    ]
    for (const tap of taps) await tap.click()
    await page.getByText(SENT).waitFor()
    expect(
      await page.getByRole('heading', { level: 1 }).evaluate((heading) => heading === document.activeElement),
    ).toBe(true)
    await takeIn()
    expect(await events()).toMatchObject([{ setting: 'public_toilet', ambulance_called: 'yes' }])
    const given = await db.within((trx) => trx('naloxone_administration').select('product_code', 'doses', 'as_written'))
    expect(given).toEqual([{ product_code: 'prenoxad', doses: 2, as_written: 'batch 0116917, expires 2025-08-31' }])
    await page.context().close()
  })

  it('keeps twenty reports without a network and sends each once, in their order, when it is back: the tab was closed, a sign-in ended, an answer was lost', async () => {
    const page = await openOnPhone({ as: 'agency_reporter' })
    const phone = page.context()
    const slow = await phone.newCDPSession(page)
    await slow.send('Emulation.setCPUThrottlingRate', { rate: 4 })
    await phone.setOffline(true)
    for (let made = 0; made < 20; made++) {
      await choose(page, 'doses', String(1 + (made % 10)))
      await send(page)
      await page.getByText(WAITS).first().waitFor()
      expect(await page.getByText(SENT).count()).toBe(0)
      await another(page)
    }
    await page.close()

    const opened = await phone.newPage()
    const posted: string[] = []
    phone.on('request', (request) => {
      if (request.method() === 'POST') posted.push(request.postDataJSON().code)
    })
    await openAgain(opened)
    await opened.getByText('20 reports wait to be sent').waitFor()
    const { waiting = [] } = (await dump(opened)).databases as Record<string, { code: string; madeAt: number }[]>
    const made = waiting.sort((one, other) => one.madeAt - other.madeAt).map(({ code }) => code)
    posted.length = 0
    await db.knex('session').delete()
    // the first is taken, and its answer does not arrive
    const loseAnswer = async (route: Route) => {
      await route.fetch()
      await route.abort()
    }
    await phone.route('**/api/report?*', loseAnswer, { times: 1 })
    await phone.setOffline(false)
    const tryNow = opened.getByRole('button', { name: 'Try now' })
    await tryNow.click()
    await opened
      .getByText(/We try again at \d\d:\d\d/)
      .first()
      .waitFor()
    await tryNow.click()
    await opened.getByText('20 reports wait to be sent').waitFor({ state: 'detached' })
    await expect.poll(() => opened.getByText(SENT).count(), { timeout: 30_000 }).toBe(20)

    const first = made[0] ?? ''
    expect(posted.slice(posted.lastIndexOf(first))).toEqual(made)
    expect(posted.filter((code) => code === first).length).toBeGreaterThan(1)
    expect(await takeIn()).toMatchObject({ reports: 20 })
    expect(await events()).toHaveLength(20)
    const { databases, local, session } = await dump(opened)
    expect({ local, session }).toEqual({ local: {}, session: {} })
    expect([databases.drafts, databases.waiting]).toEqual([[], []])
    for (const sent of databases.sent as object[])
      expect(Object.keys(sent).sort()).toEqual(['code', 'receivedOn', 'slug', 'takenOn'])
    await phone.close()
  })

  it('takes the last word of a report that was changed while it was on its way, and never says it sent what waits', async () => {
    const page = await openOnPhone()
    const phone = page.context()
    let goOn = () => {}
    const isHeld = new Promise<void>((held) => {
      goOn = held
    })
    await phone.route('**/api/report?*', async (route) => {
      if (route.request().method() === 'POST') await isHeld
      await route.continue()
    })
    await page.getByText('They woke and left').click()
    await send(page)
    await page.getByRole('button', { name: 'Change it' }).click()
    await page.getByText('They woke and stayed').click()
    goOn()
    await expect.poll(async () => (await dump(page)).databases.sent?.length).toBe(1)
    await phone.setOffline(true)
    await send(page)
    await page.getByText(WAITS).waitFor()
    expect(await page.getByText(SENT).count()).toBe(0)
    await phone.setOffline(false)
    await page.getByText(SENT).waitFor()
    expect(await takeIn()).toMatchObject({ reports: 1 })
    expect(await db.within((trx) => trx('overdose_person').pluck('outcome'))).toEqual(['recovered_stayed'])
    await phone.close()
  })

  it('of a partnership that closed shows what is kept on the phone, which is sent should it open again', async () => {
    const page = await openOnPhone()
    const phone = page.context()
    const setOpen = (isOpen: boolean) =>
      db.withinAs({ purpose: 'report-page:write' }, (trx) =>
        writeReportPage(trx, db.partnership.partnershipId, { isOpen, contactNote: null }),
      )
    await page.getByText('They woke and left').click()
    await expect.poll(async () => (await dump(page)).databases.drafts?.length).toBe(1)
    await openAgain(page)
    await phone.setOffline(true)
    await send(page)
    await page.getByText(WAITS).waitFor()
    await setOpen(false)
    await phone.setOffline(false)
    await page.reload()
    await page.getByRole('heading', { name: 'No reports here' }).waitFor()
    await page.getByText('has closed it').waitFor()
    await expectFitForThumbs(page, 'closed')
    await setOpen(true)
    await page.reload()
    await page.getByText(SENT).waitFor()
    expect(await takeIn()).toMatchObject({ reports: 1 })
    await setOpen(false)
    await page.reload()
    await page.getByRole('heading', { name: 'No reports here' }).waitFor()
    await page.getByRole('button', { name: 'Delete it' }).click()
    await page.getByRole('button', { name: 'Yes, delete it' }).click()
    await expect.poll(async () => (await dump(page)).databases.drafts).toEqual([])
    await phone.close()
  })

  it('sends what waits although the tab was closed, where the browser calls the worker once there is a network', async () => {
    const page = await openOnPhone()
    const phone = page.context()
    const workers = await phone.newCDPSession(page)
    const registered = new Promise<string>((known) => {
      workers.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
        const [ours] = registrations.filter(({ isDeleted }) => !isDeleted)
        if (ours) known(ours.registrationId)
      })
    })
    await workers.send('ServiceWorker.enable')
    const registrationId = await registered
    await phone.setOffline(true)
    await send(page)
    await page.getByText(WAITS).waitFor()
    await page.goto('about:blank')
    await phone.setOffline(false)
    const origin = new URL(address()).origin
    await workers.send('ServiceWorker.dispatchSyncEvent', { origin, registrationId, tag: 'any', lastChance: false })
    await expect
      .poll(() => db.knex('report_pool').where({ partnership_id: db.partnership.partnershipId }).first())
      .toMatchObject({ pool_id: expect.any(String) })
    expect(await takeIn()).toMatchObject({ reports: 1 })
    await openAgain(page)
    await page.getByText(SENT).waitFor()
    await phone.close()
  })

  it('is a plain form where there is no script, and says in words what was not taken', async () => {
    const phone = await client.page.context().browser()?.newContext({ javaScriptEnabled: false })
    const page = await phone?.newPage()
    if (!page) throw new Error('no browser')
    await page.goto(address(KIT))
    expect(await page.getByRole('link', { name: 'Call 999 now' }).getAttribute('href')).toBe('tel:999')
    await page.getByLabel('They woke and left').check()
    await page.getByLabel('Before that').check()
    await page.getByLabel('Which day?').fill('2190-01-01')
    await page.getByLabel('Public toilet').check()
    await send(page)
    await page.getByRole('heading', { name: 'We did not take it' }).waitFor()
    expect(await page.locator('.report-error').textContent()).toMatch(/^day: /)
    await page.goBack()
    expect(await page.getByLabel('They woke and left').isChecked()).toBe(true)
    await page.getByLabel('Yesterday').check()
    await send(page)
    await page.getByRole('heading', { name: 'Thank you' }).waitFor()
    expect(await page.locator('.report-code strong').textContent()).toMatch(CODE)
    // loaded again, as after an answer that was lost, it is the same report
    const first = await page.locator('.report-code strong').textContent()
    await page.reload()
    expect(await page.locator('.report-code strong').textContent()).toBe(first)
    expect(await takeIn()).toMatchObject({ reports: 1 })
    expect(await events()).toMatchObject([{ setting: 'public_toilet', event_day: '2026-03-14' }])

    await page.getByLabel('How can we reach you?').fill('07700 900461')
    await page.getByRole('button', { name: 'Ask for a kit' }).click()
    await page.getByRole('heading', { name: 'You have asked for a kit.' }).waitFor()
    await page.getByRole('link', { name: 'Tell us about one more' }).click()
    await send(page)
    const code = (await page.locator('.report-code strong').textContent()) ?? ''
    await page.getByRole('button', { name: 'Take it back' }).click()
    await page.getByRole('heading', { name: 'If we had a report with this code, it is gone now.' }).waitFor()
    expect(await takeIn('2026-03-17')).toMatchObject({ reports: 0 })
    await page.goto(address())
    await page.getByText('Take a report back').click()
    await page.getByLabel('The code we gave you').fill(code.slice(0, 12))
    await page.getByRole('button', { name: 'Take it back' }).click()
    await page.getByRole('heading', { name: 'We did not take it' }).waitFor()
    await phone?.close()
  })

  it('keeps a draft through a closed tab, to be gone on with and given a place: the cell and never the point', async () => {
    const page = await openOnPhone()
    const phone = page.context()
    await phone.grantPermissions(['geolocation'])
    await phone.setGeolocation(HERE)
    await page.getByText('They woke and left').click()
    await expect.poll(async () => (await dump(page)).databases.drafts?.length).toBe(1)
    await page.close()

    const opened = await phone.newPage()
    await openAgain(opened)
    await opened.getByText('1 report is not done yet').waitFor()
    await opened.getByText('No place yet').waitFor()
    await opened.getByRole('button', { name: 'Go on with it' }).click()
    expect(await opened.getByLabel('They woke and left').isChecked()).toBe(true)
    await opened.getByRole('button', { name: 'Show it on a map' }).click()
    await opened.getByLabel('Go to a town').selectOption('Truro')
    await opened.getByRole('button', { name: 'I am there now' }).click()
    await opened.getByText('A patch near Truro is marked.').waitFor()
    const cell = latLngToCell(HERE.latitude, HERE.longitude, 8)
    await expect.poll(async () => (await dump(opened)).databases.drafts).toMatchObject([{ cell }])
    expect(JSON.stringify(await dump(opened))).not.toMatch(/50\.26320?\b|5\.0510?\b/)

    await opened.getByRole('button', { name: 'Take the mark off' }).click()
    await expect.poll(async () => (await dump(opened)).databases.drafts).toMatchObject([{ cell: null }])
    await opened.locator('.place-map__box').click({ position: { x: 120, y: 120 } })
    await opened.getByText(/A patch near .+ is marked/).waitFor()
    await opened.getByRole('button', { name: 'Mark the middle of the map' }).click()
    await send(opened)
    await opened.getByText(SENT).waitFor()
    await takeIn()
    expect((await events())[0]).toMatchObject({ latitude: expect.any(Number), longitude: expect.any(Number) })
    await phone.close()
  })

  it('keeps what was said of a draft that the page cannot ask again without a network', async () => {
    const page = await openOnPhone()
    await page.getByText('Say more, if you like').click()
    await choose(page, 'ageBand', '25-34')
    await choose(page, 'substanceCodes', 'heroin')
    await choose(page, 'product', 'nyxoid')
    await expect.poll(async () => JSON.stringify((await dump(page)).databases.drafts)).toContain('nyxoid')
    await page.evaluate(() => caches.delete('vigil-report-told'))
    await page.context().setOffline(true)
    await page.reload()
    await page.getByRole('button', { name: 'Go on with it' }).click()
    expect(await page.locator('[name=ageBand]').count()).toBe(0)
    await page.getByText('They woke and left').click()
    await send(page)
    await page.getByText(WAITS).waitFor()
    const [waiting] = (await dump(page)).databases.waiting as { report: object }[]
    expect(waiting?.report).toMatchObject({
      product: 'nyxoid',
      persons: [{ outcome: 'recovered_left', ageBand: '25-34', substanceCodes: ['heroin'] }],
    })
    await page.context().close()
  })

  it('keeps what is sent before its script has come, where there is no network', async () => {
    const page = await openOnPhone()
    const phone = page.context()
    await phone.setOffline(true)
    const withoutScript = await phone.newCDPSession(page)
    await withoutScript.send('Emulation.setScriptExecutionDisabled', { value: true })
    await page.goto(address(KIT))
    await choose(page, 'outcome', 'recovered_left')
    await send(page)
    await page.waitForURL(address())
    await withoutScript.send('Emulation.setScriptExecutionDisabled', { value: false })
    await page.reload()
    await page.getByText('1 report waits to be sent').waitFor()
    const [waiting] = (await dump(page)).databases.waiting as { report: object }[]
    expect(waiting?.report).toMatchObject({ batch: '0116917', persons: [{ outcome: 'recovered_left' }] })
    await phone.setOffline(false)
    await page.getByRole('button', { name: 'Try now' }).click()
    await page.getByText(SENT).waitFor()
    expect(await takeIn()).toMatchObject({ reports: 1 })
    await phone.close()
  })

  it('lets one of those that wait be deleted, and another changed, before they are sent', async () => {
    const page = await openOnPhone()
    await page.context().setOffline(true)
    for (const outcome of ['died_later', 'recovered_stayed']) {
      await choose(page, 'outcome', outcome)
      await send(page)
      await page.getByText(WAITS).first().waitFor()
      await another(page)
    }
    const item = (outcome: string) => page.getByRole('listitem').filter({ hasText: outcome })
    await item('They died later').getByRole('button', { name: 'Delete it' }).click()
    await item('They died later').getByRole('button', { name: 'Yes, delete it' }).click()
    await page.getByText('1 report waits to be sent').waitFor()
    await item('They woke and stayed').getByRole('button', { name: 'Change it' }).click()
    await page.locator('[name="outcome"][value="recovered_stayed"]:checked').waitFor({ state: 'attached' })
    await choose(page, 'setting', 'hostel_or_supported')
    await send(page)
    await page.getByText(WAITS).waitFor()
    await page.context().setOffline(false)
    await page.getByText(SENT).waitFor()
    expect(await takeIn()).toMatchObject({ reports: 1 })
    expect(await events()).toMatchObject([{ setting: 'hostel_or_supported' }])
    await page.context().close()
  })

  it('says on the fifth day that what waits may be lost', async () => {
    const page = await openOnPhone()
    await page.context().setOffline(true)
    await send(page)
    await page.getByText(WAITS).waitFor()
    await page.clock.setFixedTime(Date.now() + 5 * DAY_MILLISECONDS + 1000)
    await openAgain(page)
    await page.getByText(/has been here for 5 days\. Some phones wipe it after 7 days/).waitFor()
    await page.getByText('Made 5 days ago').waitFor()
    await page.context().close()
  })

  it('goes on where the browser has deleted what it kept, while the page was open', async () => {
    const page = await openOnPhone()
    const phone = page.context()
    await phone.setOffline(true)
    await send(page)
    await page.getByText(WAITS).waitFor()
    const storage = await phone.newCDPSession(page)
    await storage.send('Storage.clearDataForOrigin', {
      origin: new URL(address()).origin,
      storageTypes: 'indexeddb,cache_storage,service_workers',
    })
    await phone.setOffline(false)
    await another(page)
    await page.getByText('They woke and stayed').click()
    await send(page)
    // one that met the line just coming back, or the old worker going, is tried again after a minute
    await page.getByText(SENT).waitFor({ timeout: 100_000 })
    expect(await takeIn()).toMatchObject({ reports: 1 })
    await phone.close()
  })

  it('gives a report back to be changed that was not taken, and says why', async () => {
    const page = await client.openPage(null)
    // a phone whose clock is days ahead
    await page.clock.setFixedTime(Date.now() + 2 * DAY_MILLISECONDS)
    await openAgain(page)
    await page.getByText('They woke and stayed').click()
    await send(page)
    await page.getByText('Not taken', { exact: true }).waitFor()
    await page.getByText(/^day: /).waitFor()
    await page.getByRole('button', { name: 'Change it' }).click()
    await page.getByLabel('Before that').check()
    await send(page)
    await page.getByText('Give a day. A guess is fine.').waitFor()
    await page.getByLabel('Which day?').fill(new Date(Date.now() - DAY_MILLISECONDS).toISOString().slice(0, 10))
    await send(page)
    await page.getByText(SENT).waitFor()
    await page.context().close()
  })

  it('takes a report back from its receipt, or on any phone by its code', async () => {
    const page = await openOnPhone()
    await send(page)
    await page.getByText(SENT).waitFor()
    const code = (await page.locator('.report-code strong').textContent()) ?? ''
    expect(code).toMatch(CODE)
    await page.getByRole('button', { name: 'Take it back' }).first().click()
    await page.getByRole('button', { name: 'Yes, take it back' }).click()
    await page.getByRole('heading', { name: 'It is gone' }).waitFor()
    await another(page)
    await send(page)
    await page.getByText(SENT).waitFor()
    const other = (await page.locator('.report-code strong').textContent()) ?? ''
    const elsewhere = await client.openPage(null)
    await openAgain(elsewhere)
    await elsewhere.getByText('Take a report back').click()
    await elsewhere.getByLabel('The code we gave you').fill(other.toLowerCase().replaceAll('-', ' '))
    await elsewhere.getByRole('button', { name: 'Take it back' }).click()
    await elsewhere.getByText('If we had a report with this code, it is gone now.').waitFor()
    await takeIn()
    expect(await events()).toEqual([])
    for (const phone of [page, elsewhere]) await phone.context().close()
  })

  it('asks for a kit apart from the report, and keeps nothing of it', async () => {
    const page = await openOnPhone()
    const posted: { path: string; body: Record<string, unknown> }[] = []
    page.on('request', (request) => {
      if (request.method() === 'POST')
        posted.push({ path: new URL(request.url()).pathname, body: request.postDataJSON() })
    })
    await send(page)
    await page.getByText(SENT).waitFor()
    await page.getByText('Kits are at the hub.').waitFor()
    await page.getByRole('button', { name: 'Ask for a kit' }).click()
    await page.getByText('Say how we can reach you.').waitFor()
    await page.getByLabel('How can we reach you?').fill('07700 900461')
    await page.getByRole('button', { name: 'Ask for a kit' }).click()
    await page.getByText('You have asked for a kit.').waitFor()
    const [report, request] = posted
    expect([report?.path, request?.path]).toEqual(['/api/report', '/api/report/kit-requests'])
    expect(request?.body.code).not.toBe(report?.body.code)
    expect(Object.keys(request?.body ?? {})).toEqual(['code', 'how', 'contact', 'town', 'product'])
    const { cookies, ...kept } = await dump(page)
    expect(cookies).toEqual([])
    expect(JSON.stringify(kept)).not.toMatch(/07700|HeadlessChrome|127\.0\.0\.1:\d+\/api\/report\/kit/)
    await page.getByText('What we keep, and what we do not').click()
    await page.getByRole('button', { name: 'Delete all that is on this phone' }).click()
    await page.getByRole('button', { name: 'Yes, delete it all' }).click()
    await page.getByText('It is gone from this phone.').waitFor()
    expect((await dump(page)).databases).toEqual({ drafts: [], waiting: [], sent: [] })
    await page.context().close()
  })

  it('says of a partnership that takes no reports that the link is not in use', async () => {
    await db.withinAs({ purpose: 'report-page:write' }, (trx) =>
      writeReportPage(trx, db.partnership.partnershipId, { isOpen: false, contactNote: null }),
    )
    const page = await client.openPage(null)
    await page.goto(address())
    await page.getByText('No reports are taken here').waitFor()
    await page.context().close()
  })

  describe.each([
    ['a phone', { width: 375, height: 720 }, 'light'],
    ['a phone at night', { width: 375, height: 720 }, 'dark'],
    ['the narrowest window', { width: 320, height: 568 }, 'light'],
    ['a desk', { width: 1280, height: 900 }, 'light'],
  ] as const)('on %s', (_, viewport, colorScheme) => {
    it('satisfies the guidelines, in every state, with nothing too small for a thumb', async () => {
      const page = await client.openPage(null)
      await page.setViewportSize(viewport)
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await openAgain(page, KIT)
      await expectFitForThumbs(page, 'form')
      await page.getByText('They woke and stayed').click()
      await page.getByLabel('Before that').check()
      for (const summary of await page.locator('summary').all()) await summary.click()
      await page.getByRole('button', { name: 'Add one more person' }).click()
      await page.getByRole('button', { name: 'Show it on a map' }).click()
      await page.locator('.place-map__land').first().waitFor()
      await page.getByRole('button', { name: 'Mark the middle of the map' }).click()
      await send(page)
      await page.getByText('Give a day. A guess is fine.').waitFor()
      await expectFitForThumbs(page, 'form, all of it')
      await page.getByLabel('Just now').check()
      await page.context().setOffline(true)
      await send(page)
      await page.getByText(WAITS).waitFor()
      await expectFitForThumbs(page, 'receipt that waits')
      await another(page)
      await page.getByText('They woke and left').click()
      await page.context().setOffline(false)
      await page.getByText(SENT).waitFor()
      await send(page)
      await expect.poll(() => page.getByText(SENT).count()).toBe(2)
      await expectFitForThumbs(page, 'receipt')
      await page.context().close()
    })
  })
})

/** WCAG 2.5.5, for a thumb in the rain. */
const SMALLEST_PIXELS = 44

async function expectFitForThumbs(page: Page, state: string) {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze()
  expect(violations.map(({ id, nodes }) => `${state}: ${id} ${nodes[0]?.html}`)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), state).toBe(0)
  const small = await page
    .locator('button, select, summary, a, .report-choice, input:not([type=radio], [type=checkbox])')
    .evaluateAll(
      (controls, least) =>
        controls
          .filter((control) => control.checkVisibility())
          .map((control) => ({ name: control.outerHTML.slice(0, 90), box: control.getBoundingClientRect() }))
          .filter(({ box }) => box.height < least || box.width < least)
          .map(({ name, box }) => `${name} ${box.width} × ${box.height}`),
      SMALLEST_PIXELS,
    )
  expect(small, state).toEqual([])
}
