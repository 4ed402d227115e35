import knex from 'knex'
import { pino } from 'pino'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { startTimetable } from '../../jobs/index.ts'
import { dayIn } from '../../server/day.ts'
import { testConfig } from '../support/app.ts'
import { testKeyring } from '../support/keyring.ts'

const hostZone = process.env.TZ
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
  if (hostZone === undefined) delete process.env.TZ
  else process.env.TZ = hostZone
})

const MINUTE = 60_000
const HOURS = 8

/** The shipped timetable on a machine of this zone, by a clock that the test moves; its database is closed, so each look is a line of log. */
async function runTimetable(zone: string, from: string) {
  process.env.TZ = zone
  vi.useFakeTimers({
    now: new Date(from),
    toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'],
  })
  const wakes = vi.spyOn(globalThis, 'setTimeout')
  const db = knex({ client: 'pg' })
  await db.destroy()
  const looks: number[] = []
  const log = pino({ level: 'error' }, { write: () => void looks.push(Math.floor(Date.now() / MINUTE)) })
  const timetable = startTimetable(db, { ...testConfig, threads: 1, home: '/nowhere', keyring: testKeyring() }, log)
  for (let minute = 0; minute < HOURS * 60; minute++) {
    await vi.advanceTimersByTimeAsync(MINUTE)
    // hundreds a second would take this test with them
    if (wakes.mock.calls.length > 20_000) break
  }
  const first = Math.floor(Date.parse(from) / MINUTE)
  const missed = Array.from({ length: HOURS * 60 }, (_, i) => first + i).filter((minute) => !looks.includes(minute))
  const counts = { missed: missed.length, looks: looks.length, wakes: wakes.mock.calls.length }
  const stopped = timetable.stop()
  await vi.advanceTimersByTimeAsync(MINUTE)
  await stopped
  return counts
}

describe('the timetable', () => {
  it.each([
    ['Europe/London', 'forward', '2026-03-28T22:00:00Z'],
    ['Europe/London', 'back', '2026-10-24T22:00:00Z'],
    ['America/New_York', 'forward', '2026-03-08T04:00:00Z'],
    ['America/New_York', 'back', '2026-11-01T03:00:00Z'],
    ['Australia/Lord_Howe', 'forward', '2026-10-03T12:00:00Z'],
    ['Australia/Lord_Howe', 'back', '2026-04-04T12:00:00Z'],
    ['Etc/UTC', 'not at all', '2026-10-24T22:00:00Z'],
  ])('of a machine in %s looks once a minute while its clock goes %s', async (zone, _way, from) => {
    const { missed, looks, wakes } = await runTimetable(zone, from)
    expect(missed).toBe(0)
    // one at the start, and one a minute
    expect(looks).toBeLessThanOrEqual(HOURS * 60 + 1)
    expect(wakes).toBeLessThan(HOURS * 60 * 4)
  })

  it('of a machine anywhere leaves each partnership its own today', async () => {
    await runTimetable('America/New_York', '2026-11-01T03:00:00Z')
    const moment = new Date('2026-10-31T23:30:00Z')
    expect(['Europe/London', 'Australia/Lord_Howe', 'America/New_York'].map((zone) => dayIn(zone, moment))).toEqual([
      '2026-10-31',
      '2026-11-01',
      '2026-10-31',
    ])
  })
})
