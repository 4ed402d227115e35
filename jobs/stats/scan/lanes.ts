/**
 * Counts of several windows side by side in one 32-bit word, so that one addition or comparison serves them all. The
 * top bit of each lane stays free: put in before a subtraction, it is still there afterwards just where the lane's
 * count was not the smaller one.
 */
export type Lanes = { perWord: number; bits: number; words: number; guard: number; mostCount: number }

/** Lanes for so many windows, wide enough for counts up to `mostCases` and for one more that none of them reaches. */
export function lanesFor(windows: number, mostCases: number): Lanes {
  const perWord = mostCases < 511 ? 3 : mostCases < 16_383 ? 2 : 1
  const bits = 30 / perWord
  let guard = 0
  for (let lane = 0; lane < perWord; lane++) guard |= 1 << (lane * bits + bits - 1)
  return { perWord, bits, words: Math.ceil(windows / perWord), guard, mostCount: 2 ** (bits - 1) - 1 }
}

export function addToLane(words: Int32Array, from: number, window: number, count: number, lanes: Lanes): void {
  const at = from + Math.floor(window / lanes.perWord)
  words[at] = (words[at] as number) + (count << ((window % lanes.perWord) * lanes.bits))
}

export function readLane(word: number, lane: number, lanes: Lanes): number {
  return (word >> (lane * lanes.bits)) & lanes.mostCount
}
