import { describe, expect, it } from 'vitest'
import { randomBelow, randomFor } from '../../jobs/stats/draws/random.ts'
import { chanceOfOneLive, liveKits, type SuppliedKits, type UsedKit } from '../../jobs/stats/reach/live-kits.ts'

const supply = (given: Partial<SuppliedKits> = {}): SuppliedKits => ({
  ...{ day: 0, kits: 10, batch: 'A', product: 'prenoxad', expires: 1000 },
  ...given,
})
const use = (given: Partial<UsedKit> = {}): UsedKit => ({ day: 10, batch: null, product: null, ...given })
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)

describe('kits that live', () => {
  it('are good up to and with the last day, and leave at its midnight', () => {
    const live = (on: number) => sum(liveKits([supply()], [], { on, lossPerYear: 0 }).live)
    expect([live(999), live(1000), live(1001)]).toEqual([10, 10, 0])
    expect(liveKits([supply()], [], { on: 1001, lossPerYear: 0 }).expired).toBe(10)
    expect(liveKits([supply({ day: 5 })], [], { on: 4, lossPerYear: 0 }).live).toEqual([0])
  })

  it('fall by the hazard of loss: after a year at a quarter a year exp(−.25) of them', () => {
    const { live, lost } = liveKits([supply({ kits: 100 })], [], { on: 365.25, lossPerYear: 0.25 })
    expect(live[0]).toBeCloseTo(100 * Math.exp(-0.25), 10)
    expect(lost).toBeCloseTo(100 - 100 * Math.exp(-0.25), 10)
  })

  it('lose a use to the batch that was read off, else to the product, else to all alike', () => {
    const two = [supply(), supply({ batch: 'B', kits: 30 }), supply({ batch: 'C', product: 'nyxoid', kits: 10 })]
    const leftBy = (one: UsedKit) =>
      liveKits(two, [one], { on: 20, lossPerYear: 0 }).live.map((left) => Number(left.toFixed(6)))
    expect(leftBy(use({ batch: 'B' }))).toEqual([10, 29, 10])
    expect(leftBy(use({ product: 'prenoxad' }))).toEqual([9.75, 29.25, 10])
    expect(leftBy(use())).toEqual([9.8, 29.4, 9.8])
    // a batch that nobody supplied here says no more than its product
    expect(leftBy(use({ batch: 'Z', product: 'nyxoid' }))).toEqual([10, 30, 9])
    expect(liveKits(two, [use({ batch: 'B' }), use()], { on: 20, lossPerYear: 0 }).usesOfKnownBatch).toBe(1)
  })

  it('never lose to a use before they were supplied, nor after they expired', () => {
    const late = [supply({ day: 11 }), supply({ expires: 9 })]
    const { live, usesWithoutKit } = liveKits(late, [use()], { on: 20, lossPerYear: 0 })
    expect([live, usesWithoutKit]).toEqual([[10, 0], 1])
  })

  it('say how many uses no live kit explains, and begin anew with the next supply', () => {
    const made = liveKits(
      [supply({ kits: 2 }), supply({ kits: 4, day: 15 })],
      [use(), use(), use(), use({ day: 16 })],
      { on: 20, lossPerYear: 0 },
    )
    expect(made.usesWithoutKit).toBeCloseTo(1, 6)
    expect(sum(made.live)).toBeCloseTo(3, 6)
  })

  it('account for every kit, however they came and went, and as a slow count of each supply by itself has it', () => {
    const random = randomFor('kits that come and go', 1)
    for (let tried = 0; tried < 40; tried++) {
      const products = ['prenoxad', 'nyxoid']
      const supplies = Array.from({ length: 25 }, () => {
        const batch = randomBelow(random, 5)
        return supply({
          day: randomBelow(random, 700),
          kits: 1 + randomBelow(random, 20),
          batch: batch === 4 ? null : `${batch}`,
          product: products[batch % 2] as string,
          expires: batch === 4 ? null : 300 + batch * 150,
        })
      })
      const uses = Array.from({ length: 30 }, () => {
        const batch = randomBelow(random, 6)
        return use({
          day: randomBelow(random, 900),
          batch: batch < 4 ? `${batch}` : null,
          product: batch === 4 ? 'nyxoid' : batch < 4 ? (products[batch % 2] as string) : null,
        })
      })
      const asked = { on: 600 + randomBelow(random, 300), lossPerYear: randomBelow(random, 6) / 10 }
      const made = liveKits(supplies, uses, asked)
      const slow = liveSlowly(supplies, uses, asked)
      expect(made.used).toBeCloseTo(slow.used, 5)
      for (const [index, live] of made.live.entries()) expect(live).toBeCloseTo(slow.live[index] as number, 5)
      const supplied = sum(supplies.filter(({ day }) => day <= asked.on).map(({ kits }) => kits))
      expect(sum(made.live) + made.used + made.expired + made.lost).toBeCloseTo(supplied, 5)
      expect(Math.min(...made.live, made.expired, made.lost)).toBeGreaterThanOrEqual(0)
    }
  })
})

describe('a person who was given kits', () => {
  it('has at least one with the chance that not all are gone', () => {
    expect(chanceOfOneLive([])).toBe(0)
    expect(chanceOfOneLive([{ kits: 1, live: 0.4 }])).toBeCloseTo(0.4, 12)
    expect(chanceOfOneLive([{ kits: 2, live: 1 }])).toBeCloseTo(0.75, 12)
    expect(
      chanceOfOneLive([
        { kits: 1, live: 0.5 },
        { kits: 1, live: 1 },
      ]),
    ).toBe(1)
  })
})

/** The same, day by day and supply by supply. */
function liveSlowly(
  supplies: readonly SuppliedKits[],
  uses: readonly UsedKit[],
  { on, lossPerYear }: { on: number; lossPerYear: number },
) {
  const left = supplies.map(({ kits }) => kits)
  let used = 0
  for (let day = 0; day <= on; day++) {
    for (const [index, one] of supplies.entries())
      if (one.day < day) left[index] = (left[index] as number) * Math.exp(-lossPerYear / 365.25)
    const knows = ({ batch, product }: UsedKit) => (batch ? 2 : 0) + (product ? 1 : 0)
    for (const one of uses.filter((each) => each.day === day).toSorted((a, b) => knows(b) - knows(a))) {
      const there = [...supplies.keys()].filter((index) => {
        const { day: from, expires } = supplies[index] as SuppliedKits
        return from <= day && (expires ?? Number.POSITIVE_INFINITY) >= day
      })
      const known = there.filter((index) => one.batch !== null && supplies[index]?.batch === one.batch)
      const candidates =
        known.length > 0
          ? known
          : there.filter((index) => one.product === null || supplies[index]?.product === one.product)
      const live = sum(candidates.map((index) => left[index] as number))
      const taken = Math.min(1, live)
      used += taken
      if (live > 0) for (const index of candidates) left[index] = (left[index] as number) * (1 - taken / live)
    }
  }
  return {
    used,
    live: supplies.map(({ day, expires }, index) =>
      day <= on && (expires ?? Number.POSITIVE_INFINITY) >= on ? (left[index] as number) : 0,
    ),
  }
}
