import { beforeAll, describe, expect, it } from 'vitest'
import { randomBelow } from '../../jobs/stats/draws/random.ts'
import { makeRelease, type Release } from '../../server/disclosure/gate.ts'
import type { Table } from '../../server/disclosure/table.ts'
import type { Grid } from '../../server/figures/releases/grid.ts'
import { type Attacker, jointAttack, loadSolver, type Told, toldBy } from './joint-attack.ts'
import { countTable, randomEvents, randomLayout, randomOf } from './random-tables.ts'
import { gridOf, type SimulatedKind, simulateEvents, tableOfEvents } from './simulated-partnership.ts'

const PARTNERSHIPS = Number(process.env.VIGIL_JOINT_PARTNERSHIPS ?? 0)
const RELEASES = Number(process.env.VIGIL_JOINT_RELEASES ?? 2)
const TABLES = Number(process.env.VIGIL_JOINT_TABLES ?? 1)
const YEAR = 2025

let solver: Awaited<ReturnType<typeof loadSolver>>
beforeAll(async () => {
  solver = await loadSolver()
})

const agenciesOf = (table: Table) => [...new Set(table.cells.flatMap(({ known = {} }) => Object.keys(known)))].sort()

const SIZES = [
  ['deaths', 50],
  ['reversals', 60],
  ['deaths', 20],
  ['deaths', 150],
  ['reversals', 20],
  ['reversals', 300],
] as const
/** A share of them in `npm test`; as many of each as are asked for in the proof. */
const simulated = (PARTNERSHIPS ? SIZES : SIZES.slice(0, 1)).flatMap(([kind, perYear]) =>
  Array.from({ length: Math.max(1, PARTNERSHIPS) }, (_, seed) => ({ kind, perYear, seed: `${seed}` })),
)

const withoutKnown = (table: Table): Table => ({
  ...table,
  cells: table.cells.map(({ known, ...cell }) => cell),
})

/** A partnership's releases one after another: some of its events known late. */
function releasesOf(
  { kind, perYear, seed }: { kind: SimulatedKind; perYear: number; seed: string },
  asGiven = (table: Table) => table,
): Told[] {
  const grid: Grid = gridOf(kind, YEAR)
  const events = simulateEvents({ kind, year: YEAR, perYear, seed })
  const earlier: Release[] = []
  const told: Told[] = []
  for (let release = 0; release < RELEASES; release++) {
    // all but a fifteenth at first, the others spread over the later releases; agencies exclude some of their own for a while
    const known = events.filter(
      ({ agencies }, event) =>
        (event % 15 !== 0 || (event / 15) % RELEASES <= release) &&
        (agencies.length === 0 || event % 4 !== release % 4),
    )
    const table = tableOfEvents(grid, kind, YEAR, known)
    const made = makeRelease(asGiven(table), { secret: `secret ${seed}`, earlier })
    earlier.push(made)
    told.push(toldBy(table, made))
  }
  return told
}

describe('who reads both tiers of every release, knows what slices mean, and perhaps records of their own', () => {
  it(`bounds no figure more narrowly than the rule, in ${simulated.length} simulated partnerships of ${RELEASES} releases, every solve proved optimal`, {
    timeout: 7_200_000,
  }, () => {
    let [targets, solves] = [0, 0]
    for (const partnership of simulated) {
      const told = releasesOf(partnership)
      // an agency is judged at each release, by what that release added to what it had been told
      for (const attacker of attackersOf(told))
        for (let upTo = attacker.agency ? 1 : told.length; upTo <= told.length; upTo++) {
          const found = jointAttack(solver, told.slice(0, upTo), attacker)
          expect(found.findings, `${JSON.stringify(partnership)}, ${upTo} releases`).toEqual([])
          targets += found.targets
          solves += found.solves
        }
    }
    if (PARTNERSHIPS)
      console.log(`  ${targets} figures attacked, 0 recovered; ${solves} integer programs, each proved optimal`)
    expect(targets).toBeGreaterThan(30)
    expect(solves).toBeGreaterThanOrEqual(2 * targets)
  })
})

describe('agencies that add records, and exclude some of them for a release', () => {
  it(`are told nothing of what others recorded in ${TABLES} random tables of three releases, nor is anybody else`, {
    timeout: 7_200_000,
  }, () => {
    let targets = 0
    for (let seed = 0; seed < TABLES; seed++) {
      const told: Told[] = []
      const earlier: Release[] = []
      for (const table of randomReleases(seed)) {
        const made = makeRelease(table, { secret: `secret ${seed}`, earlier })
        earlier.push(made)
        told.push(toldBy(table, made))
        for (const attacker of attackersOf(told)) {
          const found = jointAttack(solver, told, attacker)
          expect(found.findings, `seed ${seed}, ${told.length} releases`).toEqual([])
          targets += found.targets
        }
      }
    }
    if (TABLES > 1) console.log(`  ${targets} figures of random tables attacked, 0 recovered`)
    expect(targets).toBeGreaterThan(20 * TABLES)
  })
})

/** Three releases of one table, two in five of its events recorded by the police or the prison, some late, some of theirs gone for a release. */
function randomReleases(seed: number): Table[] {
  const random = randomOf(seed)
  const layout = randomLayout(random, TABLES > 1 ? 40 : 16)
  // areas that the public sees as the partnership does, so that figures have one name
  layout.areas = layout.areas.map(({ mergeWith, ...area }) => ({ ...area, residents: 50_000 }))
  const events = randomEvents(random, layout).map((event) => ({
    event,
    agency: random() < 0.4 ? (['police', 'prison'] as const)[randomBelow(random, 2)] : undefined,
    from: random() < 0.8 ? 0 : randomBelow(random, 3),
    gone: random() < 0.2 ? randomBelow(random, 3) : -1,
  }))
  return [0, 1, 2].map((release) => {
    const here = events.filter(({ agency, from, gone }) => from <= release && !(agency && gone === release))
    const count = (of: typeof here) =>
      countTable(
        layout,
        of.map(({ event }) => event),
      )
    const table = count(here)
    const own = (['police', 'prison'] as const).map((agency) => ({
      agency,
      cells: count(here.filter((some) => some.agency === agency)).cells,
    }))
    return {
      ...table,
      cells: table.cells.map((cell, number) => ({
        ...cell,
        known: Object.fromEntries(own.map(({ agency, cells }) => [agency, cells[number]?.count ?? 0])),
      })),
    }
  })
}

describe('the attacking agency is real: it breaks', () => {
  it('a gate that is not told who recorded what', () => {
    const told = releasesOf({ kind: 'reversals', perYear: 60, seed: 'unaware' }, withoutKnown)
    const broken = attackersOf(told).filter(
      ({ agency, tiers }) =>
        agency && tiers.length === 1 && jointAttack(solver, told, { agency, tiers }).findings.length > 0,
    )
    expect(broken.length).toBeGreaterThan(1)
  })

  it('the same gate by adding four deaths to each of three hidden quarters, and reading them in the next release', () => {
    // 3, 2 and 1 that others recorded; with four of its own each is shown, and tells
    const first = quarters([3, 2, 1, 40], [0, 0, 0, 0])
    const second = quarters([7, 6, 5, 40], [4, 4, 4, 0])
    const release = (table: Table, earlier: Release[]) => makeRelease(table, { secret: 'any', earlier })
    const shown = (made: Release) =>
      made.partnership.cells.flatMap(({ slice, count }) => (count === 'hidden' ? [] : [slice]))
    const before = release(withoutKnown(first), [])
    expect(shown(before)).not.toContain('q0')
    expect(shown(release(withoutKnown(second), [before]))).toEqual(expect.arrayContaining(['q0', 'q1', 'q2']))

    const told = [first]
    const made = [release(first, [])]
    for (const table of [second, first]) {
      made.push(release(table, made)) // then they exclude them again
      told.push(table)
    }
    for (const one of made.slice(1)) for (const slice of ['q0', 'q1', 'q2']) expect(shown(one)).not.toContain(slice)
    const releases = told.map((table, number) => toldBy(table, made[number] as Release))
    for (let upTo = 1; upTo <= 3; upTo++)
      expect(
        jointAttack(solver, releases.slice(0, upTo), { tiers: ['partnership', 'public'], agency: 'police' }).findings,
      ).toEqual([])
  })
})

function attackersOf(told: readonly Told[]): Attacker[] {
  const agencies = told[0] ? agenciesOf(told[0].table) : []
  return [
    { tiers: ['public'] },
    { tiers: ['partnership', 'public'] },
    ...agencies.map((agency): Attacker => ({ tiers: ['public'], agency })),
    ...agencies.map((agency): Attacker => ({ tiers: ['partnership', 'public'], agency })),
  ]
}

/** A year of a partnership by quarters, and how many of them the police recorded. */
function quarters(counts: readonly number[], known: readonly number[]): Table {
  const sum = (some: readonly number[]) => some.reduce((total, count) => total + count, 0)
  const slices = counts.map((_, quarter) => `q${quarter}`)
  return {
    areas: [{ area: 'all', residents: 500_000 }],
    slices: [{ kind: 'sum', whole: 'year', parts: slices }],
    cells: [
      { area: 'all', slice: 'year', count: sum(counts), isPartnershipYear: true, known: { police: sum(known) } },
      ...counts.map((count, quarter) => ({
        area: 'all',
        slice: `q${quarter}`,
        count,
        known: { police: known[quarter] ?? 0 },
      })),
    ],
  }
}
