import { describe, expect, it } from 'vitest'
import { sayRadius } from '../../client/areas/circle.ts'
import { openingOf } from '../../client/figures/map/asked.ts'
import { sayEvents } from '../../client/figures/map/eventWords.ts'
import { isArrow, neighbourOf } from '../../client/figures/map/neighbours.ts'
import { lastFourWeeks, periodBefore, sayPeriod, usualPeriods } from '../../client/figures/map/sayPeriod.ts'
import { readCircle, writeCircle } from '../../server/contract/circle.ts'

const today = '2026-03-15'

describe('arrows between areas', () => {
  // a cross of four about the middle, and one further east
  const middles = new Map([
    ['middle', [50, -5]],
    ['north', [50.1, -5]],
    ['south', [49.9, -5.02]],
    ['east', [50.02, -4.8]],
    ['far east', [50, -4.5]],
    ['west', [49.98, -5.2]],
  ] as [string, [number, number]][])

  it.each([
    ['ArrowUp', 'north'],
    ['ArrowDown', 'south'],
    ['ArrowRight', 'east'],
    ['ArrowLeft', 'west'],
  ] as const)('%s leads to the nearest area that lies there', (arrow, id) => {
    expect(neighbourOf('middle', arrow, middles)).toBe(id)
  })

  it('lead nowhere at the edge, nor from an area that is not there', () => {
    expect(neighbourOf('far east', 'ArrowRight', middles)).toBeUndefined()
    expect(neighbourOf('nowhere', 'ArrowUp', middles)).toBeUndefined()
  })

  it('are the four arrows and no other key', () => {
    expect(['ArrowUp', 'PageUp', 'toString'].filter(isArrow)).toEqual(['ArrowUp'])
  })
})

describe('a period of the map', () => {
  it('is four weeks up to today where nothing is asked, and is called so', () => {
    expect(lastFourWeeks(today)).toEqual({ from: '2026-02-16', to: today })
    expect(sayPeriod(lastFourWeeks(today), today)).toBe('last 4 weeks')
  })

  it('is no period that ends before it begins, whatever stands in the address', () => {
    const periodOf = (search: object) => openingOf(search, { today, mayReadDeaths: true }, []).period
    expect(periodOf({})).toEqual(lastFourWeeks(today))
    expect(periodOf({ from: '2026-03-01', to: '2026-02-01' })).toEqual({ from: '2026-02-01', to: '2026-03-01' })
    expect(periodOf({ to: '2025-06-28' })).toEqual({ from: '2025-06-01', to: '2025-06-28' })
    expect(periodOf({ from: '2027-01-01' })).toEqual({ from: '2027-01-01', to: '2027-01-01' })
  })

  it('says one event as one', () => {
    expect([0, 1, 2].map((count) => sayEvents('reversals', count))).toEqual(['reversals', 'reversal', 'reversals'])
  })

  it('has its usual name only where it ends today', () => {
    expect(sayPeriod({ from: '2025-03-16', to: today }, today)).toBe('last year')
    expect(sayPeriod({ from: '2025-03-15', to: '2026-03-14' }, today)).toBe('15 March 2025 to 14 March 2026')
  })

  it('offers all there is only where it is known where that begins', () => {
    expect(usualPeriods(today, undefined).map(({ label }) => label)).toEqual(['4 weeks', '3 months', '1 year'])
    expect(usualPeriods(today, '2019-01-07').at(-1)).toEqual({ label: 'All', from: '2019-01-07' })
  })

  it('stands beside as many days just before it', () => {
    expect(periodBefore({ from: '2026-02-16', to: today })).toEqual({ from: '2026-01-19', to: '2026-02-15' })
    expect(periodBefore({ from: today, to: today })).toEqual({ from: '2026-03-14', to: '2026-03-14' })
  })
})

describe('a circle in an address', () => {
  it('comes back as it was written, to ten metres', () => {
    const circle = { latitude: 50.4651, longitude: -4.72, radiusMetres: 2000 }
    expect(readCircle(writeCircle(circle))).toEqual(circle)
    expect(readCircle(undefined)).toBeUndefined()
  })

  it('is neither a house nor more than may be asked', () => {
    for (const written of ['50,-5,1', '50,-5,199', '50,-5,50001', '91,-5,500', '50,181,500', '50,-5', '50,-5,500,1'])
      expect([written, readCircle(written)]).toEqual([written, undefined])
    for (const metres of [200, 50_000]) expect(readCircle(`50,-5,${metres}`)?.radiusMetres).toBe(metres)
    expect([sayRadius(500), sayRadius(20_000)]).toEqual(['500 m', '20 km'])
  })
})
