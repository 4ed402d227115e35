import { describe, expect, it } from 'vitest'
import { computeHere } from '../../jobs/compute/compute.ts'
import { measureAgencies } from './reporting/agencies.ts'
import { measureBelieved } from './reporting/believed.ts'
import { injectedDrug, quietYear } from './reporting/families.ts'

const compute = computeHere()

/** A seeded share of `npm run prove -- reporting`. */

describe('agencies that report through forms and files', () => {
  it('are missed within three weeks where they send 180 reports a year, and within seven where they send 75; notes are rare otherwise', () => {
    const { falseNotes, daysUntilSaid } = measureAgencies({ reportsAYear: [180, 75, 45], seeds: 8 })
    const within = (agency: number, days: number) => daysUntilSaid[agency]?.filter((said) => said <= days).length
    expect(within(0, 21)).toBeGreaterThanOrEqual(7)
    expect(within(1, 49)).toBeGreaterThanOrEqual(7)
    expect(falseNotes.reduce((sum, notes) => sum + notes, 0)).toBeLessThanOrEqual(8) // .5 a year is 4
  })
})

describe('a first nitazene in a partnership of 12 deaths a year', () => {
  it('is notified by the night after its third toxicology result, as one signal', async () => {
    for (let seed = 0; seed < 5; seed++) {
      const { nightsAfterThird, ids } = await injectedDrug('12/0', seed, compute)
      expect(nightsAfterThird.notify).toBeLessThanOrEqual(1)
      expect(ids).toBe(1)
    }
    const quiet = [await quietYear('12/0', 0, compute), await quietYear('12/0', 1, compute)]
    expect(quiet.reduce((sum, { episodes }) => sum + episodes.notify, 0)).toBeLessThanOrEqual(2)
  })
})

describe('drugs believed taken', () => {
  it('name a new drug of six persons in a fortnight within weeks', async () => {
    const { days } = await measureBelieved({ seeds: 4, injected: 6 }, compute)
    expect(days.filter(({ watch }) => watch <= 42)).toHaveLength(4)
  })
})
