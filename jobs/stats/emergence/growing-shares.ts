/**
 * Shares that can only grow from one index to the next, closest to hits/trials by weighted least squares; where nothing was asked, that of
 * the index before. Pool-adjacent-violators. Ayer M, Brunk HD, Ewing GM, Reid WT, Silverman E. Ann Math Stat 1955;26:641–647.
 */
export function growingShares(hits: ArrayLike<number>, trials: ArrayLike<number>): Float64Array {
  const blocks: { hits: number; trials: number; length: number }[] = []
  for (let i = 0; i < hits.length; i++) {
    blocks.push({ hits: hits[i] as number, trials: trials[i] as number, length: 1 })
    for (;;) {
      const [before, last] = [blocks.at(-2), blocks.at(-1)]
      if (!before || !last || !violates(before, last)) break
      blocks.splice(-2, 2, {
        hits: before.hits + last.hits,
        trials: before.trials + last.trials,
        length: before.length + last.length,
      })
    }
  }
  const shares = new Float64Array(hits.length)
  let at = 0
  for (const { hits, trials, length } of blocks) {
    shares.fill(trials > 0 ? hits / trials : 0, at, at + length)
    at += length
  }
  return shares
}

type Block = { hits: number; trials: number }

function violates(before: Block, last: Block): boolean {
  return last.trials === 0 || (before.trials > 0 && before.hits * last.trials > last.hits * before.trials)
}
