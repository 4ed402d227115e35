/** Two reports, by position, and the log2 of the odds that they are of one event. */
export type WeighedPair = { one: number; other: number; bits: number }

/** What stands for two reports that were too far apart to be compared: hardly of one event. */
const NEVER_COMPARED = -8

/**
 * Reports as events. Pairs are taken the surest first; two groups become one only where all pairs between them together speak for it, so that
 * reports which agree with a third but not with each other stay apart. (Closing over every pair would make one event of a chain.)
 * Gives for each report the first of its event.
 */
export function groupIntoEvents(reports: number, pairs: readonly WeighedPair[]): Int32Array {
  const bitsOf = new Map<number, number>()
  const keyOf = (a: number, b: number) => Math.min(a, b) * reports + Math.max(a, b)
  for (const { one, other, bits } of pairs) bitsOf.set(keyOf(one, other), bits)
  const eventOf = Int32Array.from({ length: reports }, (_, at) => at)
  const members = new Map<number, number[]>()
  const membersOf = (event: number) => members.get(event) ?? [event]
  for (const { one, other } of pairs
    .filter(({ bits }) => bits > 0)
    .sort((a, b) => b.bits - a.bits || a.one - b.one || a.other - b.other)) {
    const [first = 0, second = 0] = [eventOf[one] as number, eventOf[other] as number].sort((a, b) => a - b)
    if (first === second) continue
    const [here, there] = [membersOf(first), membersOf(second)]
    let together = 0
    for (const a of here) for (const b of there) together += bitsOf.get(keyOf(a, b)) ?? NEVER_COMPARED
    if (together <= 0) continue
    members.set(first, [...here, ...there])
    members.delete(second)
    for (const b of there) eventOf[b] = first
  }
  return eventOf
}
