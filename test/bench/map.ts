import { existsSync } from 'node:fs'
import { type Browser, type CDPSession, chromium, type Page } from 'playwright-core'
import { buildClient } from '../../jobs/build-client.ts'
import { addSignedIn, makeApp } from '../support/app.ts'
import { CHROMIUM_ARGUMENTS, findChromium } from '../support/chromium.ts'
import { findPostgres } from '../support/native-postgres.ts'
import { startInstallation } from './installation.ts'
import { addPartnershipOf, TODAY } from './million.ts'
import { listen, median } from './timing.ts'

const EVENTS = 100_000
const ROUNDS = 5

interface Machine {
  name: string
  viewport: { width: number; height: number }
  /** kilobits a second and milliseconds there and back; undefined: as fast as it comes */
  line?: { kilobits: number; milliseconds: number }
  /** how many times slower than this processor */
  slower: number
  aim: { seconds: number; kilobytes: number | undefined }
}

const machines: Machine[] = [
  {
    ...{ name: 'a slow phone', viewport: { width: 375, height: 812 }, slower: 4 },
    ...{ line: { kilobits: 1600, milliseconds: 150 }, aim: { seconds: 2.5, kilobytes: 180 } },
  },
  {
    ...{ name: 'a laptop', viewport: { width: 1280, height: 800 }, slower: 1 },
    aim: { seconds: 1, kilobytes: undefined },
  },
]

/** The page of the map in a browser: until areas are drawn with nothing kept from before, what it weighs, what shifts, and its frames while it moves. */
export async function benchMap(): Promise<void> {
  // as it is served, not as it was built before something changed
  await buildClient()
  const executablePath = findChromium()
  if (!executablePath || !findPostgres() || !existsSync('client/dist/index.html')) {
    console.log('the page of the map: not measured; it needs Chromium, PostgreSQL with PostGIS, and `npm run build`')
    return
  }
  const { cluster, installation } = await startInstallation()
  const partnershipId = await addPartnershipOf(installation.superuser.knex, EVENTS, 0)
  await installation.superuser.knex.raw('vacuum (analyze)')
  const { slug } = await installation.superuser
    .knex('partnership')
    .where({ partnership_id: partnershipId })
    .first('slug')
  const { cookie } = await addSignedIn({ knex: installation.database.knex, partnership: { partnershipId } as never })
  const server = await listen(makeApp({ database: installation.database }))
  const browser = await chromium.launch({ executablePath, args: CHROMIUM_ARGUMENTS })
  const address = `http://127.0.0.1:${server.port}/${slug}/map?events=overdoses&from=2025-03-16&to=${TODAY}`
  console.log(`\nthe page of the map, ${EVENTS.toLocaleString('en-GB')} events, PostgreSQL as the README's own role`)
  try {
    for (const machine of machines) await benchMachine(browser, machine, address, cookie)
  } finally {
    await browser.close()
    server.close()
    await installation.close()
    cluster.stop()
  }
}

async function benchMachine(browser: Browser, machine: Machine, address: string, cookie: string): Promise<void> {
  const rounds: Opened[] = []
  for (let round = 0; round < ROUNDS; round++) rounds.push(await open(browser, machine, address, cookie))
  const middle = (read: (opened: Opened) => number) => median(rounds.map(read))
  const { seconds, kilobytes } = machine.aim
  console.log(
    `${machine.name}: areas drawn after ${middle(({ drawnAfter }) => drawnAfter / 1000).toFixed(2)} s (aim ${seconds}), ` +
      `${middle(({ bytes }) => bytes / 1000).toFixed(0)} kB until then${kilobytes ? ` (aim ${kilobytes})` : ''}, ` +
      `layout shift ${Math.max(...rounds.map(({ shift }) => shift)).toFixed(3)} at most (aim 0.1); ` +
      `moving: longest frame ${Math.max(...rounds.map(({ longestFrame }) => longestFrame)).toFixed(0)} ms, ` +
      `median of the longest ${middle(({ longestFrame }) => longestFrame).toFixed(0)} ms (aim 50)`,
  )
}

type Opened = { drawnAfter: number; bytes: number; shift: number; longestFrame: number }

async function open(browser: Browser, machine: Machine, address: string, cookie: string): Promise<Opened> {
  const context = await browser.newContext({ viewport: machine.viewport })
  const [name = '', value = ''] = cookie.split('=')
  await context.addCookies([{ name, value, domain: '127.0.0.1', path: '/', httpOnly: true, sameSite: 'Lax' }])
  const page = await context.newPage()
  await page.addInitScript(() => {
    const kept = window as unknown as { shift: number }
    kept.shift = 0
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) kept.shift += (entry as unknown as { value: number }).value
    }).observe({ type: 'layout-shift', buffered: true })
  })
  const devtools = await context.newCDPSession(page)
  const weigh = await slowDown(devtools, machine)
  await page.goto(address, { waitUntil: 'commit' })
  await page.waitForSelector('.vigil-map__box path.vigil-symbol', { state: 'attached' })
  const drawnAfter = await page.evaluate(() => new Promise<number>((drawn) => requestAnimationFrame(drawn)))
  const bytes = weigh()
  await page.waitForLoadState('networkidle')
  const longestFrame = await move(page)
  const shift = await page.evaluate(() => (window as unknown as { shift: number }).shift)
  await context.close()
  return { drawnAfter, bytes, shift, longestFrame }
}

/** Slows the line and the processor; the function tells how many bytes have come over the line since. */
async function slowDown(devtools: CDPSession, { line, slower }: Machine): Promise<() => number> {
  let bytes = 0
  devtools.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength
  })
  await devtools.send('Network.enable')
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: slower })
  if (line) {
    const bytesPerSecond = (line.kilobits * 1000) / 8
    await devtools.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: line.milliseconds,
      downloadThroughput: bytesPerSecond,
      uploadThroughput: bytesPerSecond,
    })
  }
  return () => bytes
}

/** As text: what the compiler adds to functions is not known in the page. */
const KEEP_FRAMES = `
  window.frames_ = []
  let last = performance.now()
  requestAnimationFrame(function follow(now) {
    window.frames_.push(now - last)
    last = now
    requestAnimationFrame(follow)
  })`

/** Drags the map about and zooms in and out; the longest time between two frames, milliseconds. */
async function move(page: Page): Promise<number> {
  const box = await page.locator('.vigil-map__box').boundingBox()
  if (!box) throw new Error('there is no map to move')
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await page.evaluate(KEEP_FRAMES)
  await page.mouse.move(x, y)
  await page.mouse.down()
  for (let step = 1; step <= 40; step++) await page.mouse.move(x + 60 * Math.sin(step / 6), y + 40 * Math.cos(step / 6))
  await page.mouse.up()
  for (const by of ['Zoom in', 'Zoom in', 'Zoom out', 'Zoom out']) {
    await page.getByRole('button', { name: by }).click()
    await page.waitForTimeout(400)
  }
  const frames = await page.evaluate(() => (window as unknown as { frames_: number[] }).frames_)
  return Math.max(...frames.slice(1))
}
