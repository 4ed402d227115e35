import { describe, expect, it } from 'vitest'
import { randomBelow } from '../../jobs/stats/draws/random.ts'
import { type Answer, disclose, makeRelease } from '../../server/disclosure/gate.ts'
import { RULES, roundTo } from '../../server/disclosure/rules.ts'
import type { DisclosedCell, Table } from '../../server/disclosure/table.ts'
import { attack } from './attacker.ts'
import { countTable, randomEvents, randomLayout, randomOf } from './random-tables.ts'

const secret = 'of this partnership'
const TABLES = Number(process.env.VIGIL_ATTACK_TABLES ?? 300)
const FIRST = Number(process.env.VIGIL_ATTACK_FROM ?? 0)
const TIERS = ['partnership', 'public'] as const

/** Seed by seed a base table and a later release of it; one in fifteen as large as 200 figures, one in five with a figure that is not known. */
function randomReleases(seed: number): { first: Table; second: Table } {
  const random = randomOf(seed)
  const layout = randomLayout(random, seed % 15 === 0 ? 200 : 60)
  const events = randomEvents(random, layout)
  const first = countTable(layout, events)
  const later = randomEvents(random, layout, 0.02 * 50 ** random())
  const second = countTable(layout, [...events, ...later])
  const lost = seed % 5 === 0 ? 1 + randomBelow(random, first.cells.length - 1) : -1
  const without = (table: Table) => ({
    ...table,
    cells: table.cells.map((cell, number) =>
      number === lost && !cell.isPartnershipYear ? { ...cell, count: null } : cell,
    ),
  })
  const which = randomBelow(random, 3)
  return { first: which === 1 ? first : without(first), second: which === 2 ? second : without(second) }
}

/** The answers that were given, and what is true of them. */
function attackAnswers(tier: (typeof TIERS)[number], answers: readonly Answer[]) {
  const given = answers.filter(({ isHeldBack }) => !isHeldBack)
  return attack(
    given,
    RULES[tier],
    given.map(({ table }) => table),
  )
}

/** A gate of one's own: every figure through a function that knows nothing of the others. */
const show = (table: Table, count: (count: number) => DisclosedCell['count'], isRounded = false): DisclosedCell[] =>
  table.cells.map((cell) => ({
    area: cell.area,
    slice: cell.slice,
    members: [cell.area],
    count: cell.count === null ? null : count(cell.count),
    isRounded,
  }))

describe('the attacking program', () => {
  it(`bounds no hidden count more narrowly than the rule tells, in ${TABLES} random tables, each with every coarsening and a second release`, {
    timeout: 3_600_000,
  }, () => {
    let hidden = 0
    for (let seed = FIRST; seed < FIRST + TABLES; seed++) {
      const { first, second } = randomReleases(seed)
      const release = makeRelease(first, { secret })
      for (const tier of TIERS) {
        const next = disclose(tier, second, { secret, earlier: [release] })
        hidden += next.cells.filter(({ count }) => count === 'hidden').length
        expect(attackAnswers(tier, [release[tier], next]), `seed ${seed}, ${tier}`).toEqual([])
      }
    }
    expect(hidden).toBeGreaterThan(20 * TABLES) // there was something to find
  })

  it('finds nothing over four releases in a row', () => {
    for (let seed = 0; seed < 12; seed++) {
      const random = randomOf(seed)
      const layout = randomLayout(random, 50)
      const events = randomEvents(random, layout)
      const earlier = [makeRelease(countTable(layout, events), { secret })]
      for (let more = 0; more < 3; more++) {
        events.push(...randomEvents(random, layout, 0.3))
        earlier.push(makeRelease(countTable(layout, events), { secret, earlier }))
      }
      for (const tier of TIERS)
        expect(
          attackAnswers(
            tier,
            earlier.map((release) => release[tier]),
          ),
          `seed ${seed}, ${tier}`,
        ).toEqual([])
    }
  })
})

describe('the attacker is real: it breaks', () => {
  it('a gate that hides 1 to 4 and nothing else', () => {
    let broken = 0
    for (let seed = 0; seed < 40; seed++) {
      const { first } = randomReleases(seed)
      const cells = show(first, (count) => (count >= 1 && count <= 4 ? 'hidden' : count))
      if (attack([{ table: first, cells }], RULES.partnership, [first]).length) broken++
    }
    expect(broken).toBeGreaterThan(10)
  })

  it('a gate that hides the smallest sibling as well and does not look further', () => {
    // 3 and 5 hidden beside 20, of 28: hidden they are, but 8 in all; and the next row gives the 5 away
    const table = rows([
      [3, 5, 20],
      [9, 6, 7],
    ])
    const isHidden = new Set(['c0 in r0', 'c1 in r0'])
    const cells = show(table, (count) => count).map((cell) => ({
      ...cell,
      count: isHidden.has(`${cell.slice} in ${cell.area}`) ? ('hidden' as const) : cell.count,
    }))
    expect(attack([{ table, cells }], RULES.partnership, [table])).toContainEqual(
      expect.objectContaining({ what: 'release 0: c0 in r0', count: 3, low: 3, high: 3 }),
    )
  })

  it('a gate that rounds each release by itself: 10, then 15, and one more in all, is 12 and 13', () => {
    const round = (table: Table) => ({
      table,
      cells: show(table, (count) => (count < 10 ? 'hidden' : roundTo(count, 5)), true).map((cell, number) =>
        table.cells[number]?.isPartnershipYear
          ? { ...cell, count: table.cells[number]?.count ?? null, isRounded: false }
          : cell,
      ),
    })
    // 12 is not small; the 8 that make it 20 with it are
    const findings = attack([round(rows([[12, 8]])), round(rows([[13, 8]]))], RULES.public, [
      rows([[12, 8]]),
      rows([[13, 8]]),
    ])
    expect(findings.some(({ what, low, high }) => what.includes('c1') && low === 8 && high === 8)).toBe(true)
    let broken = 0
    for (let seed = 0; seed < 60; seed++) {
      const { first, second } = randomReleases(seed)
      const alone = [first, second].map(round)
      if (attack(alone, RULES.public, [first, second]).length) broken++
    }
    expect(broken).toBeGreaterThan(5)
  })

  it('our own gate, where it is not told of the release before', () => {
    let broken = 0
    for (let seed = 0; seed < 60; seed++) {
      const { first, second } = randomReleases(seed)
      const alone = [first, second].map((table) => disclose('partnership', table, { secret }))
      if (attackAnswers('partnership', alone).length) broken++
    }
    expect(broken).toBeGreaterThan(5)
  })

  it('our own gate, where two coarsenings of one table pass it apart', () => {
    let broken = 0
    for (let seed = 0; seed < 60; seed++) {
      const random = randomOf(seed)
      const layout = randomLayout(random, 70)
      const first = countTable(layout, randomEvents(random, layout, 3))
      const isTop = ({ area }: { area: string }) => area === 'all'
      const coarse = { ...first, areas: first.areas.filter(isTop), cells: first.cells.filter(isTop) }
      const top = disclose('partnership', coarse, { secret })
      const whole = disclose('partnership', first, { secret })
      const shown = new Map(top.cells.map((cell) => [`${cell.area} ${cell.slice}`, cell]))
      const together = whole.cells.map((cell) =>
        cell.count === 'hidden' ? (shown.get(`${cell.area} ${cell.slice}`) ?? cell) : cell,
      )
      if (attack([{ table: whole.table, cells: together }], RULES.partnership, [whole.table]).length) broken++
    }
    expect(broken).toBeGreaterThan(0)
  })
})

/** Areas r0, r1 … of slices c0, c1 …, with all their totals. */
function rows(counts: readonly (readonly number[])[]): Table {
  const slices = (counts[0] ?? []).map((_, slice) => `c${slice}`)
  const sum = (some: readonly number[]) => some.reduce((total, count) => total + count, 0)
  const cellsOf = (area: string, row: readonly number[]) => [
    ...row.map((count, slice) => ({ area, slice: `c${slice}`, count })),
    { area, slice: 'year', count: sum(row), ...(area === 'all' ? { isPartnershipYear: true } : {}) },
  ]
  const totals = slices.map((_, slice) => sum(counts.map((row) => row[slice] as number)))
  return {
    areas: [
      { area: 'all', residents: 500_000 },
      ...counts.map((_, row) => ({ area: `r${row}`, within: 'all', residents: 50_000 })),
    ],
    slices: [{ kind: 'sum', whole: 'year', parts: slices }],
    cells: [...cellsOf('all', totals), ...counts.flatMap((row, number) => cellsOf(`r${number}`, row))],
  }
}
