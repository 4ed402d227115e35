import { z } from 'zod'
import { Day } from './day.ts'
import { Count, Interval, Provenance } from './figure.ts'

const Excess = z.strictObject({
  observed: Count,
  /** As many as the area's residents would have at the rates of the whole partnership. */
  expected: z.number(),
  ratio: z.number(),
  /** Of the ratio, 95 %. */
  interval: Interval,
})

/** Deaths by area of residence over a period, held against what the residents of each area lead one to expect (D5). */
export const AreaExcessPeriod = z.strictObject({
  years: z.int().positive(),
  firstDay: Day,
  lastDay: Day,
  deaths: Count,
  /** Deaths in no area: their place is not known, or no area with residents holds it. */
  withoutArea: Count,
  standardisedBy: z.enum(['age and sex', 'residents']),
  /** Null: not enough to judge, and why. */
  notJudged: z.string().nullable(),
  /** Neighbouring areas that together have the clearest excess, with the chance of one so clear anywhere. */
  groups: z.array(
    Excess.extend({
      areas: z.array(z.strictObject({ areaId: z.uuid(), name: z.string() })),
      pValue: z.number(),
    }),
  ),
  /** Areas with at least five deaths, the highest ratio first. */
  areas: z.array(Excess.extend({ areaId: z.uuid(), name: z.string() })),
})
export type AreaExcessPeriod = z.infer<typeof AreaExcessPeriod>

export const AreaExcess = z.strictObject({
  provenance: Provenance,
  /** Empty before the first report. */
  periods: z.array(AreaExcessPeriod),
})
export type AreaExcess = z.infer<typeof AreaExcess>
