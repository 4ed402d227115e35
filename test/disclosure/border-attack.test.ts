import { describe, expect, it } from 'vitest'
import { tellOverBorders } from '../../jobs/national/over-borders.ts'
import { randomBelow, randomFor } from '../../jobs/stats/draws/random.ts'
import { bandOf, stickTo } from '../../server/disclosure/bands.ts'
import { RULES, type Told } from '../../server/disclosure/rules.ts'
import { clusterOf, nationOfCounts } from '../support/nations.ts'

/** What the partnership's rule hides and how much it tells of it: "may be 1 to 4". */
const { lowestHidden, highestHidden } = RULES.partnership
const HIDDEN = highestHidden - lowestHidden + 1

/** Wide enough to stand for a hidden figure, or above everything that is hidden. */
function isAllowed(possible: readonly number[]): boolean {
  const [least, most] = [Math.min(...possible), Math.max(...possible)]
  const isWhole = most - least + 1 === possible.length
  return isWhole && (least > highestHidden || possible.length >= HIDDEN)
}

type Counts = Readonly<Record<string, number>>

const heardOf = new Map<string, Record<string, Told>>()

/** What each partnership that is told anything hears of one night, less what is its own. */
function hear(counts: Counts): Record<string, Told> {
  const key = JSON.stringify(counts)
  const known = heardOf.get(key) ?? hearAnew(counts)
  heardOf.set(key, known)
  return known
}

function hearAnew(counts: Counts): Record<string, Told> {
  const told = tellOverBorders(nationOfCounts(counts), [clusterOf(counts)])
  return Object.fromEntries(
    told.flatMap(({ name, notices }) =>
      notices.map(({ neighbours }) => [
        name,
        {
          low: neighbours.reduce((sum, { low }) => sum + low, 0),
          high: neighbours.reduce((sum, { high }) => sum + high, 0),
        },
      ]),
    ),
  )
}

describe('the steps in which the other side of a cluster is told', () => {
  it('leave no number out, hold what the rule hides in the first, and begin above it in every other', () => {
    const steps = [...new Set(Array.from({ length: 3000 }, (_, i) => JSON.stringify(bandOf(i + 1))))].map(
      (step): Told => JSON.parse(step),
    )
    expect(steps.slice(0, 6).map(({ low, high }) => [low, high])).toEqual([
      [1, 9],
      [10, 19],
      [20, 49],
      [50, 99],
      [100, 199],
      [200, 499],
    ])
    expect(steps.every(({ low }, i) => low === (i ? (steps[i - 1] as Told).high + 1 : 1))).toBe(true)
    expect(steps[0]?.low).toBeLessThanOrEqual(lowestHidden)
    expect(steps[0]?.high).toBeGreaterThanOrEqual(highestHidden)
    for (const { low } of steps.slice(1)) expect(low).toBeGreaterThan(highestHidden)
  })
})

describe('a partnership that takes its own cases from the pooled size', () => {
  it('is left with no fewer possible numbers than the gate leaves of a hidden one', () => {
    for (let own = 1; own <= 12; own++)
      for (let rest = 1; rest <= 21; rest++) {
        const heard = hear({ A: own, B: rest }).A
        const possible = Array.from({ length: 60 }, (_, i) => i + 1).filter((guess) => {
          const { low, high } = hear({ A: own, B: guess }).A as Told
          return low === heard?.low && high === heard?.high
        })
        expect([own, rest, isAllowed(possible)]).toEqual([own, rest, true])
      }
  })

  it('would learn the rest to a case from a band of the pooled size alone, which is why that is not told', () => {
    const possible = Array.from({ length: 60 }, (_, i) => i + 1).filter((rest) => {
      const { low, high } = bandOf(18 + rest)
      return low === 10 && high === 19
    })
    expect(possible).toEqual([1])
    expect(isAllowed(possible)).toBe(false)
    expect(hear({ A: 18, B: 1 }).A).toEqual({ low: 1, high: 9 })
  })

  it('learns no more where it knows that a cluster must have six cases to be one', () => {
    for (let own = 1; own <= 12; own++) {
      const { low, high } = hear({ A: own, B: 7 }).A as Told
      const least = Math.max(low, 6 - own)
      expect(isAllowed(Array.from({ length: high - least + 1 }, (_, i) => least + i))).toBe(true)
    }
  })
})

describe('two of three partnerships that put together what they were told', () => {
  it('learn of the third the step its number stands on and nothing else', () => {
    const numbers = [0, 1, 4, 5, 9, 10, 20]
    for (const a of numbers)
      for (const c of numbers)
        for (const b of numbers.slice(1)) {
          if (a + c === 0) continue
          const both = (guess: number) => {
            const { A, C } = hear({ A: a, B: guess, C: c })
            return JSON.stringify([A, C])
          }
          const heard = both(b)
          const possible = Array.from({ length: 52 }, (_, i) => i + 1).filter((guess) => both(guess) === heard)
          expect([a, b, c, isAllowed(possible)]).toEqual([a, b, c, true])
          const { low, high } = bandOf(b)
          expect(possible.length).toBe(Math.min(high, 52) - low + 1)
        }
  })
})

describe('two of three over many nights', () => {
  /** All that they hear of the third, night after night, as its band sticks. */
  function story(counts: readonly number[]): string {
    let told: Told | undefined
    return JSON.stringify(
      counts.map((count) => {
        told = stickTo(told, hear({ A: 4, B: count, C: 3 }).A as Told)
        return told
      }),
    )
  }

  it('learn of no night, and of no change from one night to the next, more than the gate would let them', () => {
    const random = randomFor('nights over a border', 0)
    for (let run = 0; run < 12; run++) {
      const counts = [1 + randomBelow(random, 12)]
      // a window slides: a case or two come, and as many go
      for (let night = 1; night < 8; night++)
        counts.push(Math.max(1, (counts.at(-1) as number) + randomBelow(random, 5) - 2))
      const heard = story(counts)
      for (let night = 0; night < counts.length; night++) {
        const possible = Array.from({ length: 30 }, (_, i) => i + 1).filter(
          (guess) => story(counts.with(night, guess)) === heard,
        )
        expect(possible.length).toBeGreaterThanOrEqual(HIDDEN)
        if (night === 0) continue
        const changes = new Set(possible.map((guess) => guess - (counts[night - 1] as number)))
        expect(changes.size).toBeGreaterThanOrEqual(HIDDEN)
      }
    }
  })

  it('do not see a number go to and fro about the edge of a step', () => {
    expect(story([9, 10, 9, 10, 8])).toBe(story([9, 10, 10, 12, 19]))
  })
})
