import { existsSync } from 'node:fs'
import { type Browser, type CDPSession, chromium, type Locator, type Page } from 'playwright-core'
import { buildClient } from '../../jobs/build-client.ts'
import { addSignedIn, makeApp } from '../support/app.ts'
import { CHROMIUM_ARGUMENTS, findChromium } from '../support/chromium.ts'
import { findPostgres } from '../support/native-postgres.ts'
import { startInstallation } from './installation.ts'
import { addPartnershipOf, TODAY } from './million.ts'
import { listen, median } from './timing.ts'

const EVENTS = 100_000
const ROUNDS = 5
/** What is drawn while it moves: all 100,000 in the small areas, and what each has on the map once it is there. */
const MODES = {
  'counts by area': { query: '&areaKind=lsoa', drawn: 'path.vigil-symbol' },
  'rates by area': { query: '&areaKind=lsoa&measure=rate', drawn: 'path.vigil-area' },
  'the days before beside it': { query: '&areaKind=lsoa&measure=change&maps=before', drawn: 'path.vigil-symbol' },
  'overdoses with reversals': { query: '&areaKind=lsoa&with=reversals', drawn: 'path.vigil-symbol--second' },
  'clustered points': { query: '&layer=points', drawn: 'path.vigil-symbol--point' },
  density: { query: '&areaKind=lsoa&layer=density', drawn: 'path.vigil-area--described' },
} as const
/** Milliseconds. */
const FRAME_AIM = 50

interface Machine {
  name: string
  viewport: { width: number; height: number }
  /** Pressed by a finger, without a wheel. */
  hasTouch: boolean
  /** kilobits a second and milliseconds there and back; undefined: as fast as it comes */
  line?: { kilobits: number; milliseconds: number }
  /** how many times slower than this processor */
  slower: number
  aim: { seconds: number; kilobytes: number | undefined }
}

const machines: Machine[] = [
  {
    ...{ name: 'a slow phone', viewport: { width: 375, height: 812 }, hasTouch: true, slower: 4 },
    ...{ line: { kilobits: 1600, milliseconds: 150 }, aim: { seconds: 2.5, kilobytes: 180 } },
  },
  {
    ...{ name: 'a laptop', viewport: { width: 1280, height: 800 }, hasTouch: false, slower: 1 },
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
  const map = `http://127.0.0.1:${server.port}/${slug}/map?events=overdoses&to=${TODAY}`
  console.log(`\nthe page of the map, ${EVENTS.toLocaleString('en-GB')} events, PostgreSQL as the README's own role`)
  try {
    for (const machine of machines) {
      await benchOpening(browser, machine, `${map}&from=2025-03-16`, cookie)
      await benchMoving(browser, machine, `${map}&from=2020-04-01`, cookie)
    }
  } finally {
    await browser.close()
    server.close()
    await installation.close()
    cluster.stop()
  }
}

async function benchOpening(browser: Browser, machine: Machine, address: string, cookie: string): Promise<void> {
  const rounds: Opened[] = []
  for (let round = 0; round < ROUNDS; round++) rounds.push(await open(browser, machine, address, cookie))
  const middle = (read: (opened: Opened) => number) => median(rounds.map(read))
  const { seconds, kilobytes } = machine.aim
  console.log(
    `${machine.name}: areas drawn after ${middle(({ drawnAfter }) => drawnAfter / 1000).toFixed(2)} s (aim ${seconds}), ` +
      `${middle(({ bytes }) => bytes / 1000).toFixed(0)} kB until then${kilobytes ? ` (aim ${kilobytes})` : ''}, ` +
      `layout shift ${Math.max(...rounds.map(({ shift }) => shift)).toFixed(3)} at most (aim 0.1)`,
  )
}

/** The frames of every mode while it is moved; over no slow line, which is waited for before. */
async function benchMoving(browser: Browser, machine: Machine, address: string, cookie: string): Promise<void> {
  for (const [mode, { query, drawn }] of Object.entries(MODES)) {
    const longest: number[] = []
    const over: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      const page = await openPage(browser, machine, cookie)
      await slowDown(await page.context().newCDPSession(page), { slower: machine.slower })
      await page.goto(address + query)
      await page.waitForSelector(`.vigil-map__box ${drawn}`, { state: 'attached' })
      await page.waitForLoadState('networkidle')
      const frames = await move(page)
      longest.push(Math.max(...frames))
      over.push(frames.filter((frame) => frame > FRAME_AIM).length / frames.length)
      await page.context().close()
    }
    console.log(
      `  moving, ${mode}: longest frame ${median(longest).toFixed(0)} ms in the median of ${ROUNDS}, ${Math.max(...longest).toFixed(0)} at most ` +
        `(aim ${FRAME_AIM}: ${(median(longest) / FRAME_AIM).toFixed(1)} of it); over it: ${(100 * median(over)).toFixed(1)} frames in a hundred`,
    )
  }
}

type Opened = { drawnAfter: number; bytes: number; shift: number }

async function openPage(browser: Browser, { viewport, hasTouch }: Machine, cookie: string): Promise<Page> {
  const context = await browser.newContext({ viewport, hasTouch })
  const [name = '', value = ''] = cookie.split('=')
  await context.addCookies([{ name, value, domain: '127.0.0.1', path: '/', httpOnly: true, sameSite: 'Lax' }])
  return context.newPage()
}

async function open(browser: Browser, machine: Machine, address: string, cookie: string): Promise<Opened> {
  const page = await openPage(browser, machine, cookie)
  await page.addInitScript(() => {
    const kept = window as unknown as { shift: number }
    kept.shift = 0
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) kept.shift += (entry as unknown as { value: number }).value
    }).observe({ type: 'layout-shift', buffered: true })
  })
  const weigh = await slowDown(await page.context().newCDPSession(page), machine)
  await page.goto(address, { waitUntil: 'commit' })
  await page.waitForSelector('.vigil-map__box path.vigil-symbol', { state: 'attached' })
  const drawnAfter = await page.evaluate(() => new Promise<number>((drawn) => requestAnimationFrame(drawn)))
  const bytes = weigh()
  await page.waitForLoadState('networkidle')
  const shift = await page.evaluate(() => (window as unknown as { shift: number }).shift)
  await page.context().close()
  return { drawnAfter, bytes, shift }
}

/** Slows the line and the processor; the function tells how many bytes have come over the line since. */
async function slowDown(
  devtools: CDPSession,
  { line, slower }: Pick<Machine, 'line' | 'slower'>,
): Promise<() => number> {
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

/**
 * Goes over the map, drags it about, zooms by its buttons and by the wheel, as a hand does: by coordinates, since to look for a button by its name
 * takes the page itself tens of milliseconds. The time between each two frames, milliseconds.
 */
async function move(page: Page): Promise<number[]> {
  const [x, y] = await middleOf(page.locator('.vigil-map__box').last())
  const buttons = await Promise.all(
    ['Zoom in', 'Zoom out'].map((name) => middleOf(page.getByRole('button', { name }).last())),
  )
  await page.evaluate(KEEP_FRAMES)
  await page.mouse.move(x, y)
  await page.mouse.down()
  for (let step = 1; step <= 40; step++) await page.mouse.move(x + 60 * Math.sin(step / 6), y + 40 * Math.cos(step / 6))
  await page.mouse.up()
  const isTouched = await page.evaluate(() => navigator.maxTouchPoints > 0)
  for (const [across, down] of buttons.flatMap((button) => [button, button])) {
    if (isTouched) await page.touchscreen.tap(across, down)
    else await page.mouse.click(across, down)
    await page.waitForTimeout(400)
  }
  await page.mouse.move(x, y)
  for (const way of isTouched ? [] : [-120, 120])
    for (let notch = 0; notch < 6; notch++) {
      await page.mouse.wheel(0, way)
      await page.waitForTimeout(notch < 5 ? 60 : 600)
    }
  const frames = await page.evaluate(() => (window as unknown as { frames_: number[] }).frames_)
  return frames.slice(1)
}

async function middleOf(found: Locator): Promise<[number, number]> {
  const box = await found.boundingBox()
  if (!box) throw new Error('there is no map to move')
  return [box.x + box.width / 2, box.y + box.height / 2]
}
