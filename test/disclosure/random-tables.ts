import { type Random, randomBelow, randomFor, randomPoisson } from '../../jobs/stats/draws/random.ts'
import type { Cell, SliceRelation, Table, TableArea } from '../../server/disclosure/table.ts'

type Event = { area: string; step: string; substances: ReadonlySet<string> }

/** A way to cut up a partnership's events: nested areas, nested steps, and, in some tables, substances that overlap. */
export type Layout = {
  areas: TableArea[]
  bottomAreas: string[]
  steps: Step[]
  substances: readonly Substance[]
  isCovered: boolean
}
type Step = { step: string; months: readonly number[]; parts: readonly string[]; isYear: boolean }
type Substance = { substance: string; within: string | null }

const SUBSTANCES: readonly Substance[] = [
  { substance: 'opioids', within: null },
  { substance: 'benzodiazepines', within: null },
  { substance: 'heroin', within: 'opioids' },
  { substance: 'methadone', within: 'opioids' },
]

/** The same layout, seed by seed: 2 to 8 areas (nested in half of them), 1 to 12 steps, up to 4 substances, up to `mostCells` figures. */
export function randomLayout(random: Random, mostCells: number): Layout {
  for (;;) {
    const areas: TableArea[] = [{ area: 'all', residents: 400_000 }]
    const bottomAreas: string[] = []
    const isNested = random() < 0.5
    const districts = 2 + randomBelow(random, isNested ? 3 : 7)
    for (let district = 0; district < districts; district++) {
      const area = `D${district}`
      const parts = isNested ? randomBelow(random, 4) : 0
      areas.push({
        area,
        within: 'all',
        residents: random() < 0.2 ? 500 : 30_000,
        ...(district === 1 && random() < 0.3 ? { mergeWith: 'D0' } : {}),
      })
      for (let part = 0; part < parts; part++) {
        areas.push({ area: `${area}.${part}`, within: area, residents: random() < 0.3 ? 700 : 8_000 })
        bottomAreas.push(`${area}.${part}`)
      }
      if (parts === 0) bottomAreas.push(area)
    }
    const steps = randomSteps(random)
    const substances = SUBSTANCES.slice(0, random() < 0.5 ? 0 : 1 + randomBelow(random, SUBSTANCES.length))
    if (areas.length * steps.length * (1 + substances.length) <= mostCells)
      return { areas, bottomAreas, steps, substances, isCovered: random() < 0.3 }
  }
}

function randomSteps(random: Random): Step[] {
  const count = 1 + randomBelow(random, 12)
  const months = Array.from({ length: count }, (_, month) => month)
  const steps: Step[] = months.map((month) => ({ step: `M${month}`, months: [month], parts: [], isYear: count === 1 }))
  if (count === 1) return steps
  const quarters = count >= 4 && random() < 0.5 ? Math.ceil(count / 3) : 0
  for (let quarter = 0; quarter < quarters; quarter++) {
    const inside = months.slice(3 * quarter, 3 * quarter + 3)
    steps.push({ step: `Q${quarter}`, months: inside, parts: inside.map((month) => `M${month}`), isYear: false })
  }
  const parts = quarters
    ? Array.from({ length: quarters }, (_, quarter) => `Q${quarter}`)
    : months.map((month) => `M${month}`)
  return [...steps, { step: 'Y', months, parts, isYear: true }]
}

/** Events strewn over the layout: sparse to dense (0.03 to 12 a bottom cell), some places busier than others. */
export function randomEvents(
  random: Random,
  { bottomAreas, steps, substances, isCovered }: Layout,
  mean?: number,
): Event[] {
  const events: Event[] = []
  const usual = mean ?? 0.03 * 400 ** random()
  const shares = new Map(substances.map(({ substance }) => [substance, 0.2 + 0.75 * random()]))
  for (const area of bottomAreas) {
    const here = usual * (0.3 + 1.4 * random())
    for (const { step, months } of steps) {
      if (months.length > 1) continue
      for (let left = randomPoisson(random, here); left > 0; left--) {
        const found = new Set<string>()
        for (const { substance, within } of substances)
          if ((within === null || found.has(within)) && random() < (shares.get(substance) as number))
            found.add(substance)
        const [first] = substances
        if (isCovered && first && found.size === 0) found.add(first.substance)
        events.push({ area, step, substances: found })
      }
    }
  }
  return events
}

/** Counts events at every level: each area and the areas around it, each step and the steps around it, all of them and by substance. */
export function countTable({ areas, steps, substances, isCovered }: Layout, events: readonly Event[]): Table {
  const around = new Map(areas.map(({ area, within }) => [area, within]))
  const counts = new Map<string, number>()
  const key = (area: string, slice: string) => JSON.stringify([area, slice])
  for (const event of events)
    for (let area: string | undefined = event.area; area !== undefined; area = around.get(area))
      for (const { step, months } of steps)
        if (months.includes(Number(event.step.slice(1))))
          for (const kind of ['', ...event.substances]) {
            const name = key(area, sliceOf(step, kind))
            counts.set(name, (counts.get(name) ?? 0) + 1)
          }
  const kinds = ['', ...substances.map(({ substance }) => substance)]
  const cells: Cell[] = areas.flatMap(({ area, within }) =>
    steps.flatMap(({ step, isYear }) =>
      kinds.map((kind) => ({
        area,
        slice: sliceOf(step, kind),
        count: counts.get(key(area, sliceOf(step, kind))) ?? 0,
        ...(within === undefined && isYear && kind === '' ? { isPartnershipYear: true } : {}),
      })),
    ),
  )
  return { areas, slices: relationsOf(steps, substances, isCovered), cells }
}

function relationsOf(steps: readonly Step[], substances: readonly Substance[], isCovered: boolean): SliceRelation[] {
  const kinds = ['', ...substances.map(({ substance }) => substance)]
  const sums = steps
    .filter(({ parts }) => parts.length)
    .flatMap(({ step, parts }) =>
      kinds.map((kind) => ({
        kind: 'sum' as const,
        whole: sliceOf(step, kind),
        parts: parts.map((part) => sliceOf(part, kind)),
      })),
    )
  const overlaps = steps.flatMap(({ step }) =>
    kinds.flatMap((kind) => {
      const parts = substances
        .filter(({ within }) => (within ?? '') === kind)
        .map(({ substance }) => sliceOf(step, substance))
      return parts.length
        ? [{ kind: 'overlap' as const, whole: sliceOf(step, kind), parts, isCovered: isCovered && kind === '' }]
        : []
    }),
  )
  return [...sums, ...overlaps]
}

const sliceOf = (step: string, kind: string) => (kind ? `${kind} ${step}` : step)

export const randomOf = (seed: number): Random => randomFor('disclosure', seed)
