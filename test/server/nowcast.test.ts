import { describe, expect, it } from 'vitest'
import { backtestNowcast } from '../../jobs/work/nowcast.ts'
import type { NewDeath } from '../../server/contract/death.ts'
import type { Nowcast, NowcastMonth } from '../../server/contract/nowcast.ts'
import { addDays } from '../../server/day.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'
import { addDeaths, makeDeath } from '../support/events.ts'

/** It is 15 March 2026. */
const db = useDatabase()
const api = useApi(db)
const add = (deaths: NewDeath[]) => db.within((trx) => addDeaths(trx, deaths, '2026-03-15'))

/** A death every ten days up to 10 March, over two years; every other is known after 4 days, the rest after 44. */
const everyTenDays = () =>
  Array.from({ length: 73 }, (_, n) => {
    const eventDay = addDays('2026-03-10', -10 * n)
    return makeDeath({ eventDay, knownOn: addDays(eventDay, n % 2 ? 44 : 4) })
  })
const known = (deaths: NewDeath[]) => deaths.filter(({ knownOn }) => (knownOn as string) <= '2026-03-15')
const ask = async (query = '') => (await api.get(`/api/indicators/nowcast${query}`).expect(200)).body as Nowcast
const sum = ({ months }: Nowcast) => months.reduce((all, { observed }) => all + Number(observed), 0)
const monthOf = (answer: Nowcast, name: string) => answer.months.find(({ month }) => month === name) as NowcastMonth

describe('deaths by month of death', () => {
  it('says how many are known, what share that is, and how many there will be', async () => {
    await add(known(everyTenDays()))
    const answer = await ask()
    expect(answer.delay).toMatchObject({ windowDays: 365, medianDays: 4, ninetyPercentDays: 44 })
    expect(monthOf(answer, '2025-12')).toMatchObject({ observed: 3, shareKnown: 1, isComplete: true, isSettled: true })
    const february = monthOf(answer, '2026-02')
    expect(february).toMatchObject({ observed: 1, isOver: true, isComplete: false, isSettled: false })
    expect(february.estimate?.expected).toBeCloseTo(1 / (february.shareKnown as number), 12)
    expect(february.estimate?.band95.high).toBeGreaterThan(1)
    expect(monthOf(answer, '2026-03')).toMatchObject({ isOver: false, isComplete: false, estimate: null })
  })

  it('counts as known on a past day, and refuses one to come', async () => {
    await add(known(everyTenDays()))
    const then = await ask('?asKnownOn=2025-12-31')
    expect(then.provenance.asKnownOn).toBe('2025-12-31')
    expect(then.months.at(-1)).toMatchObject({ month: '2025-12', observed: 1, isOver: true })
    expect(monthOf(await ask(), '2025-12').observed).toBe(3)
    await api.get('/api/indicators/nowcast?asKnownOn=2026-03-16').expect(422)
  })

  it('invents no delay where it was assumed when deaths became known', async () => {
    await add(everyTenDays().map((death) => ({ ...death, knownOn: death.eventDay, knownOnAssumed: true })))
    const answer = await ask()
    expect(answer).toMatchObject({ delay: null, withoutKnownDay: 73 })
    expect(answer.months.every(({ shareKnown, estimate }) => shareKnown === null && estimate === null)).toBe(true)
    expect([monthOf(answer, '2025-08').isComplete, monthOf(answer, '2025-12').isComplete]).toEqual([true, false])
  })

  it('leaves out excluded deaths, and puts those without a month apart', async () => {
    await add([
      makeDeath({ eventDay: '2026-01-05' }),
      makeDeath({ eventDay: '2026-01-06', status: 'excluded', exclusionReason: 'not drug-related' }),
      makeDeath({ eventDay: '2026-01-07', eventDayBasis: 'reported' }),
      makeDeath({ eventDay: '2026-01-01', eventDayPrecision: 'year' }),
    ])
    expect(await ask()).toMatchObject({
      withoutMonth: 2,
      months: [{ month: '2026-01', observed: 1 }, { month: '2026-02' }, { month: '2026-03' }],
    })
  })

  it('counts complete toxicology by month of death, never more in the end than there may be deaths', async () => {
    const withEverySecond = known(everyTenDays()).map((death, n) => ({
      ...death,
      toxicologyCompleteOn: n % 2 ? null : death.eventDay,
    }))
    await add(withEverySecond)
    const toxicology = await ask('?measure=toxicology')
    const deaths = await ask()
    expect(toxicology.delay).toMatchObject({ windowDays: 730 })
    expect(toxicology.shareEver).toBeCloseTo(0.5, 1)
    expect(deaths.shareEver).toBeNull()
    expect(sum(toxicology)).toBe(Math.ceil(sum(deaths) / 2))
    const mostAtEnd = ({ months }: Nowcast) => months.map(({ estimate }) => estimate?.band95.high ?? 0)
    mostAtEnd(toxicology).forEach((high, n) => void expect(high).toBeLessThanOrEqual(mostAtEnd(deaths)[n] as number))
  })

  it('says what its estimates were worth, once a night has held them against what came', async () => {
    await add(known(everyTenDays()))
    expect((await ask()).backtest).toBeNull()
    await db.within((trx) => backtestNowcast(trx, db.partnership.partnershipId, '2026-03-15'))
    const { backtest } = await ask()
    expect(backtest?.night).toBe('2026-03-15')
    expect(backtest?.lags.map(({ lag }) => lag)).toContain(1)
    expect(backtest?.lags.every(({ estimates, within90 }) => within90 <= estimates)).toBe(true)
    expect((await ask('?asKnownOn=2026-03-01')).backtest).toBeNull()
  })

  it('gives what its estimates were worth as a file, and reads what earlier nights kept', async () => {
    await add(known(everyTenDays()))
    expect((await api.get('/api/indicators/nowcast/backtest').expect(200)).body).toMatchObject({
      night: null,
      lags: [],
    })
    await db.within((trx) => backtestNowcast(trx, db.partnership.partnershipId, '2026-03-15'))
    const { body } = await api.get('/api/indicators/nowcast/backtest').expect(200)
    const { text } = await api.get('/api/indicators/nowcast/backtest.csv').expect(200)
    const [heading, first] = text
      .trim()
      .split('\r\n')
      .map((line) => line.replace('\uFEFF', '').split(','))
    const cell = (name: string) => first?.[heading?.indexOf(name) as number]
    const [lag] = body.lags
    expect(text.trim().split('\r\n')).toHaveLength(body.lags.length + 1)
    expect(cell('night')).toBe('2026-03-15')
    expect(Number(cell('meanBias'))).toBeCloseTo((lag.expected - lag.final) / lag.estimates, 12)
    expect(Number(cell('meanRankedProbabilityScore'))).toBeCloseTo(lag.rankedScore / lag.estimates, 12)

    // a night before ranked scores were kept
    const earlier = body.lags.map(({ rankedScore: _, ...kept }: { rankedScore: number }) => kept)
    await db.within((trx) => trx('nowcast_backtest').update({ lags: JSON.stringify(earlier) }))
    expect((await ask()).backtest?.lags[0]).toEqual({ ...earlier[0], rankedScore: null })
    await api.get('/api/indicators/nowcast/backtest?asKnownOn=2026-03-16').expect(422)
  })

  it('is the same as a file', async () => {
    await add(known(everyTenDays()))
    const { text } = await api.get('/api/indicators/nowcast.csv').expect(200)
    const [heading, ...rows] = text.trim().split('\r\n')
    expect(heading).toContain('month,observed,shareKnown,isOver')
    expect(rows).toHaveLength((await ask()).months.length)
  })
})
