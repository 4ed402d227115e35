/**
 * p values adjusted so that, of those at or below q, a share of at most q is expected to be false.
 * Benjamini Y, Hochberg Y. Controlling the false discovery rate. J R Stat Soc B 1995;57:289–300.
 */
export function benjaminiHochberg(ps: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: ps.length }, (_, i) => i).sort((a, b) => (ps[b] as number) - (ps[a] as number))
  const adjusted = new Float64Array(ps.length)
  let least = 1
  order.forEach((i, fromLargest) => {
    least = Math.min(least, ((ps[i] as number) * ps.length) / (ps.length - fromLargest))
    adjusted[i] = least
  })
  return adjusted
}
