import loadHighs from 'highs'
import type { Answer } from '../../server/disclosure/gate.ts'
import { RULES } from '../../server/disclosure/rules.ts'
import type { DisclosedCell, Table } from '../../server/disclosure/table.ts'

type Tier = 'partnership' | 'public'

/** What one release told each tier it reached, and what is true of it, by its own table; nothing is merged in it. */
export type Told = { table: Table; cells: { readonly [tier in Tier]?: readonly DisclosedCell[] } }

export const toldBy = (table: Table, made: { readonly [tier in Tier]: Answer }): Told => ({
  table,
  cells: {
    ...(made.partnership.isHeldBack ? {} : { partnership: made.partnership.cells }),
    ...(made.public.isHeldBack ? {} : { public: made.public.cells }),
  },
})

/** Who attacks: somebody who reads one tier or both, and perhaps an agency that knows its own records. */
export type Attacker = { tiers: readonly Tier[]; agency?: string }

export type JointFinding = { who: string; what: string; count: number; known: number; low: number; high: number }
export type JointResult = { findings: JointFinding[]; targets: number; solves: number }

type Variable = {
  what: string
  count: number
  known: number
  low: number
  high: number
  isHidden: boolean
  isShown: boolean
  isDifference: boolean
  isExact: boolean
  release: number
}
type Row = { terms: (readonly [variable: number, times: number])[]; low: number; high: number }

const MOST = 5_000
const spot = (area: string, slice: string) => `${slice} in ${area}`

export const loadSolver = () => loadHighs()
type Solver = Awaited<ReturnType<typeof loadSolver>>

/**
 * All that is published of all releases on the tiers an attacker reads, with what slices mean, that counts are whole and only grow, and
 * what the attacker's own agency recorded, as one integer program; the least and the greatest of each hidden figure and each small
 * difference by HiGHS, every solve proved optimal. A third program: it shares nothing with the gate, and nothing with the exact attacker.
 */
export function jointAttack(solver: Solver, all: readonly Told[], attacker: Attacker): JointResult {
  const releases = all.filter(({ cells }) => attacker.tiers.some((tier) => cells[tier]))
  const rule = RULES[attacker.tiers.includes('partnership') ? 'partnership' : 'public']
  const judged: Tier = attacker.tiers.includes('partnership') ? 'partnership' : 'public'
  const who = [...attacker.tiers, attacker.agency].filter(Boolean).join(' and ')
  const { variables, rows } = write(releases, attacker, judged)
  const last = releases.length - 1
  // an agency is judged beside what the totals that are always shown, and the releases before, tell it by themselves
  const given = variables.map((variable) =>
    variable.release === last && !variable.isExact ? { ...variable, low: variable.known, high: MOST } : variable,
  )
  const lowestHidden = attacker.agency ? 1 : rule.lowestHidden
  const findings: JointFinding[] = []
  let targets = 0
  const program = open(solver, variables, rows)
  let without: ReturnType<typeof open> | undefined
  try {
    variables.forEach((variable, v) => {
      const { what, count, known, isHidden, isShown, isDifference, isExact } = variable
      const others = count - known
      const isSmall = others >= lowestHidden && others <= rule.highestHidden
      const tell = (low: number, high: number) => findings.push({ who, what, count, known, low, high })
      if (!isHidden && !isDifference) {
        if (isShown && isSmall && !isExact) tell(count, count) // a shown count less theirs is none or at least the threshold
        return
      }
      const isForOthers = isHidden && !attacker.agency && count <= rule.highestHidden
      if (!isSmall && !isForOthers && (isDifference || attacker.agency)) return
      targets++
      const [low, high] = program.bounds(v)
      const isLarge = !isSmall && !isForOthers
      const isTold = isLarge
        ? high - low < rule.highestHidden - rule.lowestHidden
        : low > known + lowestHidden || high < known + rule.highestHidden
      if (!isTold) return
      if (attacker.agency) {
        without ??= open(solver, given, rows)
        const [least, most] = without.bounds(v)
        if (low <= Math.max(least, known + lowestHidden) && high >= Math.min(most, known + rule.highestHidden)) return
      }
      tell(low, high)
    })
    return { findings, targets, solves: program.solves() + (without?.solves() ?? 0) }
  } finally {
    program.close()
    without?.close()
  }
}

function write(releases: readonly Told[], { tiers, agency }: Attacker, judged: Tier) {
  const variables: Variable[] = []
  const rows: Row[] = []
  const seen: Map<string, number>[] = []
  const slack = (what: string, terms: Row['terms'], release: number, isDifference: boolean) => {
    const sum = (of: 'count' | 'known') =>
      terms.reduce((total, [variable, times]) => total + times * (variables[variable] as Variable)[of], 0)
    const [count, known] = [sum('count'), sum('known')]
    const least = known > 0 && known <= count ? known : 0
    const at = variables.push({
      what,
      count,
      known,
      low: least,
      high: MOST,
      isHidden: false,
      isShown: false,
      isDifference,
      isExact: !isDifference,
      release,
    })
    rows.push({ terms: [...terms, [at - 1, -1]], low: 0, high: 0 })
  }
  releases.forEach(({ table, cells }, release) => {
    const at = new Map<string, number>()
    const shown = new Map(
      tiers.map((tier) => [tier, new Map((cells[tier] ?? []).map((cell) => [spot(cell.area, cell.slice), cell]))]),
    )
    for (const { area, slice, count, known = {} } of table.cells) {
      const name = spot(area, slice)
      const own = agency === undefined ? 0 : (known[agency] ?? 0)
      let [low, high, isExact] = [own, MOST, false]
      for (const tier of tiers) {
        const told = shown.get(tier)?.get(name)
        if (typeof told?.count !== 'number') continue
        const blur = told.isRounded ? Math.floor(RULES[tier].roundedTo / 2) : 0
        low = Math.max(low, blur ? Math.max(RULES[tier].highestHidden + 1, told.count - blur) : told.count)
        high = Math.min(high, told.count + blur)
        if (tier === 'public' && !told.isRounded) isExact = true
      }
      isExact ||= (cells.public ?? []).some(
        (cell) => spot(cell.area, cell.slice) === name && typeof cell.count === 'number' && !cell.isRounded,
      )
      at.set(name, variables.length)
      variables.push({
        what: `release ${release}: ${name}`,
        count: count as number,
        known: own,
        low,
        high,
        isHidden: shown.get(judged)?.get(name)?.count === 'hidden',
        isShown: tiers.some((tier) => typeof shown.get(tier)?.get(name)?.count === 'number'),
        isDifference: false,
        isExact,
        release,
      })
    }
    const addUp = (whole: number | undefined, parts: (number | undefined)[]) => {
      if (whole === undefined || parts.length === 0 || parts.includes(undefined)) return
      rows.push({ terms: [[whole, 1], ...parts.map((part) => [part as number, -1] as const)], low: 0, high: 0 })
    }
    const slices = [...new Set(table.cells.map(({ slice }) => slice))]
    for (const { area } of table.areas) {
      const inside = table.areas.filter(({ within }) => within === area).map((part) => part.area)
      for (const slice of slices)
        addUp(
          at.get(spot(area, slice)),
          inside.map((part) => at.get(spot(part, slice))),
        )
      for (const { kind, whole, parts } of table.slices) {
        const all = at.get(spot(area, whole))
        const some = parts.map((part) => at.get(spot(area, part)))
        if (kind === 'sum') addUp(all, some)
        else if (all !== undefined)
          for (const part of some)
            if (part !== undefined)
              slack(
                `release ${release}: ${spot(area, whole)} but not ${(variables[part] as Variable).what}`,
                [
                  [all, 1],
                  [part, -1],
                ],
                release,
                true,
              )
      }
      for (const { whole, parts, several } of table.meaning ?? []) {
        const [all, more] = [whole, several].map((slice) => at.get(spot(area, slice)))
        const some = parts.map((slice) => at.get(spot(area, slice)))
        if (all === undefined || more === undefined || some.includes(undefined)) continue
        const terms: Row['terms'] = [
          [all, 1],
          [more, parts.length - 1],
          ...some.map((part) => [part as number, -1] as const),
        ]
        slack('room that meaning leaves', terms, release, false)
      }
    }
    for (const [name, later] of at) {
      for (const sooner of seen.flatMap((before) => before.get(name) ?? [])) {
        const [one, other] = [variables[sooner] as Variable, variables[later] as Variable]
        const grew = other.count - one.count
        const own = other.known - one.known
        // what everybody takes for granted, and what an agency does: that what others recorded grew, whatever it did to its own
        const least = Math.max(grew >= 0 ? 0 : -MOST, grew >= own ? own : -MOST)
        if (least === -MOST) continue
        const terms: Row['terms'] = [
          [later, 1],
          [sooner, -1],
        ]
        rows.push({ terms, low: least, high: MOST })
      }
    }
    seen.push(at)
  })
  return { variables, rows }
}

function open(solver: Solver, variables: readonly Variable[], rows: readonly Row[]) {
  const starts = [0]
  const indices: number[] = []
  const values: number[] = []
  for (const { terms } of rows) {
    for (const [variable, times] of terms) {
      indices.push(variable)
      values.push(times)
    }
    starts.push(indices.length)
  }
  const model = solver.createModel({
    numCols: variables.length,
    numRows: rows.length,
    colCost: new Float64Array(variables.length),
    colLower: Float64Array.from(variables, ({ low }) => low),
    colUpper: Float64Array.from(variables, ({ high }) => high),
    rowLower: Float64Array.from(rows, ({ low }) => low),
    rowUpper: Float64Array.from(rows, ({ high }) => high),
    matrix: {
      format: 'csr',
      numRows: rows.length,
      numCols: variables.length,
      starts: Int32Array.from(starts),
      indices: Int32Array.from(indices),
      values: Float64Array.from(values),
    },
    integrality: new Int32Array(variables.length).fill(1),
  })
  // HiGHS 1.15.3 with its presolve has answered that 3 is the least of what can be 1, and called that optimal
  model.options.set({ output_flag: false, presolve: 'off', mip_rel_gap: 0, mip_abs_gap: 0 })
  let solves = 0
  const best = (variable: number, sense: 1 | -1): number => {
    model.changeColCost(variable, sense)
    model.run()
    solves++
    const status = model.getModelStatus()
    if (status !== solver.constants.modelStatus.optimal) throw new Error(`not proved optimal: status ${status}`)
    const value = Math.round(sense * model.getObjectiveValue())
    model.changeColCost(variable, 0)
    return value
  }
  return {
    bounds: (variable: number) => [best(variable, 1), best(variable, -1)] as const,
    solves: () => solves,
    close: () => model.dispose(),
  }
}
