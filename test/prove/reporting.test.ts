import { describe, expect, it } from 'vitest'
import { measureAgencies } from './reporting/agencies.ts'

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
