import { makeRelease } from '../../server/disclosure/gate.ts'
import { RULES } from '../../server/disclosure/rules.ts'
import { WHOLE } from '../../server/figures/releases/grid.ts'
import { type Told, toldBy } from './joint-attack.ts'
import { gridOf, type SimulatedKind, simulateEvents, tableOfEvents } from './simulated-partnership.ts'

const YEAR = 2025

/** What the public sees of a simulated partnership. */
export type Worth = {
  /** Of all events, those in shown areas, and in shown towns; what has no place stands with either. */
  inAreas: number
  inTowns: number
  /** Slices of the whole partnership, by name: so many times hidden of all; `small`: because of their own count. */
  whole: ReadonlyMap<string, { hidden: number; small: number; of: number }>
  told: Told[]
  milliseconds: number
}

/** The means over so many simulated partnerships of one size. `isKnown`: a quarter of deaths, half of reversals, are the records of agencies that see no others. */
export function measureWorth(
  kind: SimulatedKind,
  perYear: number,
  { partnerships, isKnown }: { partnerships: number; isKnown: boolean },
): Worth {
  const grid = gridOf(kind, YEAR)
  const period = kind === 'deaths' ? '2023-2025' : '2025'
  const levelOf = new Map(grid.areas.map(({ area, level }) => [area, level]))
  const whole = new Map<string, { hidden: number; small: number; of: number }>()
  const told: Told[] = []
  let [inAreas, inTowns, milliseconds] = [0, 0, 0]
  for (let seed = 0; seed < partnerships; seed++) {
    const events = simulateEvents({ kind, year: YEAR, perYear, seed: `${seed}`, isKnown })
    const table = tableOfEvents(grid, kind, YEAR, events)
    const startedAt = performance.now()
    const made = makeRelease(table, { secret: `secret ${seed}` })
    milliseconds += performance.now() - startedAt
    told.push(toldBy(table, made))
    const countOf = new Map(table.cells.map(({ area, slice, count }) => [`${area} ${slice}`, count ?? 0]))
    const shareIn = (level: string) => {
      const cells = made.public.cells.filter(
        ({ area, slice }) => slice === period && [level, 'remainder'].includes(levelOf.get(area) ?? ''),
      )
      const sum = (some: typeof cells) =>
        some.reduce((total, { area, slice }) => total + (countOf.get(`${area} ${slice}`) ?? 0), 0)
      return sum(cells.filter(({ count }) => count !== 'hidden')) / Math.max(1, sum(cells))
    }
    inAreas += shareIn('area') / partnerships
    inTowns += shareIn('small') / partnerships
    for (const { area, slice, count } of made.public.cells) {
      if (area !== WHOLE) continue
      const name = nameOfSlice(slice)
      const sofar = whole.get(name) ?? { hidden: 0, small: 0, of: 0 }
      const isSmall = (countOf.get(`${area} ${slice}`) ?? 0) <= RULES.public.highestHidden
      whole.set(name, {
        hidden: sofar.hidden + Number(count === 'hidden'),
        small: sofar.small + Number(isSmall),
        of: sofar.of + 1,
      })
    }
  }
  return { inAreas, inTowns, whole, told, milliseconds: milliseconds / partnerships }
}

/** "year", "half-year", "quarter", "three years", "opioids" …, whichever it is. */
function nameOfSlice(slice: string): string {
  if (/^\d{4}$/.test(slice)) return 'year'
  if (/^\d{4}-\d{4}$/.test(slice)) return 'three years'
  if (/-h\d$/.test(slice)) return 'half-year'
  if (/-q\d$/.test(slice)) return 'quarter'
  return slice.replace(/^\d{4}(-\d{4})?-/, '')
}
