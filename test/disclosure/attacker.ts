import type { DisclosedCell, Table } from '../../server/disclosure/table.ts'
import { ExactBounds, propagate, type Range } from './exact-bounds.ts'

/** What was published at once: how the figures hang together, and the figures. The counts behind them are not looked at. */
export type Publication = { table: Pick<Table, 'areas' | 'slices'>; cells: readonly DisclosedCell[] }

/** The rule as it is printed under a table. */
export type PublishedRule = { lowestHidden: number; highestHidden: number; roundedTo: number }

/** A figure nobody was to work out, and what the attacker says of it. */
export type Finding = Range & { what: string; count: number }

type Unknown = Range & { what: string; isHidden: boolean; isDifference: boolean; count: (truth: Truth) => number }
type Truth = readonly ReadonlyMap<string, number>[]
type Sum = (readonly [unknown: number, times: 1 | -1])[]

const spot = (area: string, slice: string) => `${slice} in ${area}`

/**
 * Takes every published figure of every release, the rule, the nesting of areas and slices, and that counts only grow between releases;
 * bounds each hidden figure, and each complement anyone can form, as narrowly as linear reasoning allows. A separate
 * program from the gate: it knows neither the gate's unknowns nor its solver.
 */
export function attack(publications: readonly Publication[], rule: PublishedRule, truths: readonly Table[]): Finding[] {
  const unknowns: Unknown[] = []
  const sums: Sum[] = []
  const spots: Map<string, number>[] = []
  const whatIsTrue: Truth = truths.map(
    ({ cells }) =>
      new Map(cells.flatMap(({ area, slice, count }) => (count === null ? [] : [[spot(area, slice), count]]))),
  )
  const free = (what: string, count: Unknown['count'] = () => Number.NaN) =>
    unknowns.push({ what, low: 0, high: Infinity, isHidden: false, isDifference: true, count }) - 1

  publications.forEach(({ table, cells }, release) => {
    const at = new Map<string, number>()
    spots.push(at)
    const isTrue = (truth: Truth, name: string) => truth[release]?.get(name) as number
    for (const { area, slice, count, isRounded } of cells) {
      if (count === null) continue
      const name = spot(area, slice)
      const blur = isRounded ? Math.floor(rule.roundedTo / 2) : 0
      const told =
        count === 'hidden'
          ? { low: 0, high: Infinity }
          : { low: blur ? Math.max(rule.highestHidden + 1, count - blur) : count, high: count + blur }
      at.set(name, unknowns.length)
      unknowns.push({
        ...told,
        what: `release ${release}: ${name}`,
        isHidden: count === 'hidden',
        isDifference: false,
        count: (truth) => isTrue(truth, name),
      })
    }
    const difference = (whole: number, parts: readonly number[], what: string) => {
      const count = (truth: Truth) =>
        (unknowns[whole] as Unknown).count(truth) -
        parts.reduce((sum, part) => sum + (unknowns[part] as Unknown).count(truth), 0)
      sums.push([[whole, 1], [free(what, count), -1], ...parts.map((part) => [part, -1] as const)])
    }
    const addUp = (whole: string, parts: readonly string[]) => {
      const all = at.get(whole)
      const known = parts.map((part) => at.get(part)).filter((part) => part !== undefined)
      if (all === undefined || known.length === 0) return
      if (known.length === parts.length) sums.push([[all, 1], ...known.map((part) => [part, -1] as const)])
      else difference(all, known, `release ${release}: ${whole} but for what is known of its parts`)
    }
    for (const { area: within } of table.areas) {
      const parts = table.areas.filter((area) => area.within === within).map(({ area }) => area)
      const slices = new Set(cells.map(({ slice }) => slice))
      if (parts.length)
        for (const slice of slices)
          addUp(
            spot(within, slice),
            parts.map((area) => spot(area, slice)),
          )
      for (const { kind, whole, parts: inside, isCovered } of table.slices) {
        const names = inside.map((slice) => spot(within, slice))
        if (kind === 'sum') addUp(spot(within, whole), names)
        if (kind === 'sum') continue
        const all = at.get(spot(within, whole))
        const known = names.map((name) => at.get(name)).filter((part) => part !== undefined)
        if (all === undefined) continue
        for (const part of known)
          difference(all, [part], `release ${release}: ${spot(within, whole)} less ${(unknowns[part] as Unknown).what}`)
        if (isCovered && known.length === names.length)
          sums.push([[all, -1], [free('counted twice'), -1], ...known.map((part) => [part, 1] as const)])
      }
    }
    for (const [name, later] of at) {
      const sooner = spots[release - 1]?.get(name)
      const has = (truth: Truth, when: number) => truth[when]?.get(name) ?? 0
      // the attacker is told which counts really grew: an assumption that is false elsewhere would help the gate
      if (sooner !== undefined && has(whatIsTrue, release) >= has(whatIsTrue, release - 1))
        sums.push([
          [later, 1],
          [sooner, -1],
          [free(`growth of ${name}`), -1],
        ])
    }
  })
  return judge({ unknowns, sums, rule, truth: whatIsTrue })
}

function judge({
  unknowns,
  sums,
  rule,
  truth,
}: {
  unknowns: Unknown[]
  sums: Sum[]
  rule: PublishedRule
  truth: Truth
}): Finding[] {
  const knowledge = { ranges: unknowns.map(({ low, high }) => ({ low, high })), sums }
  const pencil = propagate(knowledge)
  const bounds = new ExactBounds(knowledge)
  const widest = rule.highestHidden - rule.lowestHidden
  return unknowns.flatMap(({ what, isHidden, isDifference, count: countOf }, unknown) => {
    const count = countOf(truth)
    const isSmallDifference = isDifference && count >= rule.lowestHidden && count <= rule.highestHidden
    if (!isHidden && !isSmallDifference) return []
    const lowest = rule.lowestHidden
    const low = Math.max(
      (pencil[unknown] as Range).low,
      Math.ceil(bounds.least(unknown, (value) => value <= lowest) - 1e-9),
    )
    const enough = Math.max(rule.highestHidden, low + widest)
    const high = Math.min(
      (pencil[unknown] as Range).high,
      Math.floor(bounds.greatest(unknown, (value) => value >= enough) + 1e-9),
    )
    const isFound = count <= rule.highestHidden ? low > lowest || high < rule.highestHidden : high - low < widest
    return isFound ? [{ what, count, low, high }] : []
  })
}
