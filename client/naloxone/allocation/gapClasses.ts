import type { NaloxoneGaps } from '../../../server/contract/naloxone-allocation.ts'

type GapRow = NaloxoneGaps['rows'][number]
type Step = 0 | 1 | 2
const steps = [0, 1, 2] as const

/** By harm, then by the share that live kits reach, each from little to much: `_map-colours.scss` has the colours, light and dark. */
export const gapColours = steps.map((harm) => steps.map((kits) => `var(--map-gap-${harm + 1}-${kits + 1})`))

/** What an area of this third has of a measure; null where equal values leave it no area. */
export type Third = { low: number; high: number } | null
export interface GapClass {
  harm: Step
  kits: Step
  colour: string
  /** How many areas are in it. */
  areas: number
}
export interface GapClasses {
  harm: Third[]
  kits: Third[]
  /** Little harm first, and of each harm the least reached. */
  classes: GapClass[]
  classOf: (row: GapRow) => GapClass
}

/**
 * Three by three classes of areas, by events a year and by the share of them that live kits reach. Each third has about a third of all
 * events, not of the areas: most areas are land where hardly anybody overdoses, and would make a few kits look like many.
 */
export function classifyGaps(rows: readonly GapRow[]): GapClasses {
  const harm = thirdsOf(
    rows.map(({ events }) => ({ value: events, events })),
    2,
  )
  const kits = thirdsOf(
    rows.map(({ events, reached }) => ({ value: reached, events })),
    0,
  )
  const classes = steps.flatMap((ofHarm) =>
    steps.map((ofKits) => ({
      ...{ harm: ofHarm, kits: ofKits, colour: gapColours[ofHarm]?.[ofKits] ?? '' },
      areas: rows.filter(({ events, reached }) => harm.stepOf(events) === ofHarm && kits.stepOf(reached) === ofKits)
        .length,
    })),
  )
  const classOf = ({ events, reached }: GapRow) =>
    classes[harm.stepOf(events) * 3 + kits.stepOf(reached)] as (typeof classes)[number]
  return { harm: harm.thirds, kits: kits.thirds, classes, classOf }
}

/**
 * Equal values are in one third. The highest is much and the lowest little, however many events an area has alone; where all are equal they
 * are what `onlyOne` says, so that no gap is hidden.
 */
function thirdsOf(areas: readonly { value: number; events: number }[], onlyOne: Step) {
  const values = [...new Set(areas.map(({ value }) => value))].toSorted((a, b) => a - b)
  const all = areas.reduce((sum, { events }) => sum + events, 0)
  const eventsAt = new Map(values.map((value) => [value, 0]))
  for (const { value, events } of areas) eventsAt.set(value, (eventsAt.get(value) ?? 0) + events)
  const stepAt = new Map<number, Step>()
  let below = 0
  for (const value of values) {
    const here = eventsAt.get(value) ?? 0
    const isLittle = value === values[0] || below + here / 2 < all / 3
    const isMuch = value === values.at(-1) || below + here / 2 > (all * 2) / 3
    stepAt.set(value, isLittle && isMuch ? onlyOne : isLittle ? 0 : isMuch ? 2 : 1)
    below += here
  }
  const thirds = steps.map((step): Third => {
    const within = values.filter((value) => stepAt.get(value) === step)
    const [low, high] = [within[0], within.at(-1)]
    return low === undefined || high === undefined ? null : { low, high }
  })
  return { thirds, stepOf: (value: number): Step => stepAt.get(value) ?? 0 }
}
