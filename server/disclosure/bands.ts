import type { Told } from './rules.ts'

/**
 * How many cases a partnership has on its side of a cluster, as its neighbours are told: 1–9, 10–19, 20–49, 50–99, 100–199 …
 *
 * A band of the pooled size alone would not do: 18 of one's own in "10 to 19" leaves exactly one for the other side. So the count of each
 * partnership goes through these fixed steps by itself, and a reader is told its own count plus the sum of the others' bands. What any number of
 * partnerships can put together about one more is then the step its count stands on, whatever they know of themselves, and no less wide: the
 * first step holds the 1 to 4 that the partnership's rule hides (`rules.ts`), and every other begins above them.
 * The proof by trying is in test/disclosure/border-attack.test.ts.
 */
export function bandOf(count: number): Told {
  if (!Number.isInteger(count) || count < 1) throw new RangeError(`${count} is no number of cases`)
  if (count < 10) return { low: 1, high: 9 }
  const power = 10 ** (String(count).length - 1)
  const step = [5, 2, 1].find((each) => count >= each * power) as number
  return { low: step * power, high: (step === 5 ? 10 : step === 2 ? 5 : 2) * power - 1 }
}

/**
 * A band that was told stays, or moves up: of one story the largest so far is told. A count that goes to and fro about the edge of a step
 * would else tell each time that it stands there, and of the days between that something came or went.
 */
export function stickTo(before: Told | undefined, now: Told): Told {
  return before && before.low > now.low ? before : now
}
