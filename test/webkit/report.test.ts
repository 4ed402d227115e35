import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { writeReportPage } from '../../server/naloxone/reports/page.ts'
import { takeInReports } from '../../server/naloxone/reports/take-in.ts'
import { makeApp } from '../support/app.ts'
import { useDatabase } from '../support/database.ts'
import { testKeyring } from '../support/keyring.ts'
import { openWebKit } from '../support/webkit.ts'

const SENT = 'Sent. We have your report.'
const WAITS = 'Not sent yet. It waits here.'
const FORM = 'You used naloxone? Tell us'
const PATIENCE = { timeout: 20_000 }
const FIVE_DAYS_MILLISECONDS = 5 * 86_400_000 + 1000

describe('the public page of reports in WebKit', () => {
  const db = useDatabase()
  let server: Server
  let port: number
  let phone: Awaited<ReturnType<typeof openWebKit>>

  beforeAll(async () => {
    server = createServer(makeApp({ database: db.database }))
    await listen(0)
    port = (server.address() as AddressInfo).port
  })
  afterEach(async () => {
    await phone?.close()
    if (!server.listening) await listen(port)
  })
  afterAll(() => hangUp())
  beforeEach(async () => {
    phone = await openWebKit()
    await db.withinAs({ purpose: 'report-page:write' }, (trx) =>
      writeReportPage(trx, db.partnership.partnershipId, { isOpen: true, contactNote: null }),
    )
    await phone.open(`http://127.0.0.1:${port}/report/${db.partnership.slug}`)
    await expect.poll(() => said('.report-foot'), PATIENCE).toEqual([`Vigil · ${db.partnership.name}`])
    await phone.evaluate(isControlled)
  })

  const listen = (on: number) => new Promise<void>((listening) => server.listen(on, '127.0.0.1', listening))
  /** The network goes: WebKit’s driver has no switch for it. */
  function hangUp() {
    const closed = new Promise((done) => server.close(done))
    server.closeAllConnections()
    return closed
  }
  const said = (selector: string) =>
    phone.evaluate<string[]>(`[...document.querySelectorAll('${selector}')].map(({ textContent }) => textContent)`)
  /** The script has taken over from the plain form. */
  const comesToLife = () =>
    expect.poll(() => said('.report-send p'), PATIENCE).toEqual(['No signal? It waits on this phone.'])
  const states = () => said('.report-state')
  const taken = async () => (await takeInReports(db.knex, db.partnership, testKeyring(), '2026-03-16'))?.reports

  it('opens without a network, keeps a report meanwhile, warns on the fifth day, and sends it once', async () => {
    await hangUp()
    await phone.reload()
    await comesToLife()
    await phone.press('They woke and stayed')
    await phone.press('Send')
    await expect.poll(states, PATIENCE).toEqual([WAITS])
    // what becomes of the attempt is written down too, and would undo this
    await expect.poll(() => said('.report-item p'), PATIENCE).toContainEqual(expect.stringContaining('We try again at'))
    await phone.evaluate(makeOlder)
    await phone.reload()
    await expect
      .poll(() => said('.report-notice .report-error'), PATIENCE)
      .toEqual([expect.stringContaining('for 5 days')])
    await listen(port)
    await phone.press('Try now')
    await expect.poll(states, PATIENCE).toEqual([SENT])
    expect(await taken()).toBe(1)
  })

  it('goes on where WebKit has deleted all that it kept, under the open page and before the next visit', async () => {
    await hangUp()
    await phone.press('Send')
    await expect.poll(states, PATIENCE).toEqual([WAITS])
    expect(await phone.evaluate(deleteEverything)).toBe('deleted')
    await listen(port)
    // the receipt goes as the page learns that nothing is there
    await expect
      .poll(async () => {
        if ((await said('h1'))[0] !== FORM) await phone.press('Tell us about one more')
        return said('h1')
      }, PATIENCE)
      .toEqual([FORM])
    await phone.press('They woke and left')
    await phone.press('Send')
    await expect.poll(states, PATIENCE).toEqual([SENT])
    expect(await phone.evaluate(deleteEverything)).toBe('deleted')
    await phone.reload()
    await expect.poll(() => said('h1'), PATIENCE).toEqual([FORM])
    expect(await states()).toEqual([])
    expect(await taken()).toBe(1)
  })

  const isControlled = `new Promise((done) => {
    if (navigator.serviceWorker.controller) done(true)
    navigator.serviceWorker.addEventListener('controllerchange', () => done(true))
  })`
  const makeOlder = `new Promise((done) => {
    const opening = indexedDB.open('vigil-reports')
    opening.onsuccess = () => {
      const change = opening.result.transaction('waiting', 'readwrite')
      const shelf = change.objectStore('waiting')
      shelf.getAll().onsuccess = ({ target }) => {
        for (const kept of target.result) shelf.put({ ...kept, madeAt: kept.madeAt - ${FIVE_DAYS_MILLISECONDS} })
      }
      change.oncomplete = () => { opening.result.close(); done(true) }
    }
  })`
  const deleteEverything = `(async () => {
    for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister()
    for (const name of await caches.keys()) await caches.delete(name)
    return new Promise((done) => {
      const deletion = indexedDB.deleteDatabase('vigil-reports')
      deletion.onsuccess = () => done('deleted')
      deletion.onerror = () => done('not deleted')
    })
  })()`
})
