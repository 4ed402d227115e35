/**
 * Gi*: how far the mean of each place and its neighbours lies from the mean of all, in standard deviations. `values[i]` of each place,
 * `neighbours[i]` the places around it, each of weight 1; the place itself is one of them whether or not it is listed. 0 where a
 * place has all for neighbours; null where all values are the same. A description: it does not judge whether the values differ by
 * more than chance.
 * Ord JK, Getis A. Local spatial autocorrelation statistics: distributional issues and an application. Geogr Anal 1995;27:286–306.
 */
export function hotSpots(values: readonly number[], neighbours: readonly (readonly number[])[]): Float64Array | null {
  const n = values.length
  const mean = sum(values) / n
  const spread = Math.sqrt(sum(values.map((value) => (value - mean) ** 2)) / n)
  if (!(spread > Math.abs(mean) * 1e-12)) return null
  return Float64Array.from(neighbours, (around, place) => {
    const all = new Set([place, ...around])
    let total = 0
    for (const other of all) total += values[other] as number
    const weight = all.size
    const variance = (n * weight - weight * weight) / (n - 1)
    return variance > 0 ? (total - mean * weight) / (spread * Math.sqrt(variance)) : 0
  })
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
