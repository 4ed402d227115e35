import { describe, expect, it } from 'vitest'
import { daysBetween } from '../../server/day.ts'
import { Snapshot } from '../../server/surveillance/nights/snapshot.ts'
import { JUDGED_FROM, SIZES, type Size } from './simulator/parameters.ts'
import { NIGHTS, simulatePartnership } from './simulator/partnership.ts'
import { snapshotsOf } from './simulator/snapshots.ts'

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

describe('a simulated partnership', () => {
  const seeds = Array.from({ length: 40 }, (_, seed) => seed)

  it.each(['50/300', '42/43', '18/20'] as Size[])(
    'has %s deaths and reversals in the judged year, on average',
    (size) => {
      const partnerships = seeds.map((seed) => simulatePartnership('null', size, seed))
      for (const stream of ['deaths', 'reversals'] as const) {
        const judged = partnerships.map((one) => one[stream].filter(({ dayNumber }) => dayNumber >= JUDGED_FROM).length)
        const ofTheYear = SIZES[size][stream]
        expect(Math.abs(mean(judged) - ofTheYear)).toBeLessThan(4 * Math.sqrt((1.6 * ofTheYear) / seeds.length))
      }
    },
  )

  it('is told of deaths 6.5 days after them on average, and of their toxicology half of the time within 71', () => {
    const deaths = seeds.flatMap((seed) => simulatePartnership('null', '50/300', seed).deaths)
    expect(mean(deaths.map(({ dayNumber, knownFrom }) => knownFrom - 1 - dayNumber))).toBeCloseTo(6.5, 0)
    const waits = deaths.map(({ dayNumber, completeFrom }) => completeFrom - 1 - dayNumber).sort((a, b) => a - b)
    expect(Math.abs((waits[waits.length >> 1] as number) - 71)).toBeLessThanOrEqual(1)
  })

  it('gives nights snapshots as the database does, of what was known before them and nothing else', () => {
    const partnership = simulatePartnership('null', '50/300', 3)
    const snapshotOn = snapshotsOf(partnership)
    for (const night of [NIGHTS[0] as number, NIGHTS[180] as number]) {
      const snapshot = snapshotOn(night, night - 1)
      expect(Snapshot.parse(snapshot)).toEqual(snapshot)
      expect(snapshot.deaths.length).toBeGreaterThan(100)
      for (const { day, knownOn, toxicologyKnownOn, found } of snapshot.deaths) {
        expect(knownOn && knownOn < snapshot.night && day < snapshot.night).toBe(true)
        expect(daysBetween(day, snapshot.night)).toBeLessThanOrEqual(1400)
        expect(toxicologyKnownOn === null ? found.length === 0 : toxicologyKnownOn < snapshot.night).toBe(true)
      }
    }
  })

  it.each(['naloxone_cluster', 'deaths_cluster'])(
    'differs from the null of its seed by what %s injected, and nothing else',
    (scenario) => {
      const [injected, none] = [scenario, 'null'].map((name) => simulatePartnership(name, '50/300', 7))
      const added = new Set(injected?.injected?.caseIds)
      expect(added.size).toBe(injected?.injected?.names.length)
      for (const stream of ['deaths', 'reversals'] as const)
        expect(injected?.[stream].filter(({ before }) => !added.has(before.id))).toEqual(none?.[stream])
    },
  )

  it('puts a new drug into six deaths, half of which were there anyway, as far as there were any in those days', () => {
    const replaced = seeds.slice(0, 20).map((seed) => {
      const { deaths, injected } = simulatePartnership('nitazene', '50/300', seed)
      const withIt = deaths.filter(({ complete }) => complete.found.includes('metonitazene'))
      expect(withIt.map(({ before }) => before.id).sort()).toEqual(injected?.caseIds.toSorted())
      expect(withIt).toHaveLength(6)
      return injected?.names.filter((name) => !name.startsWith('injected')).length ?? 0
    })
    expect(Math.max(...replaced)).toBe(3)
  })
})
