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

/**
 * Rates drawn towards the rate of all places together, the more so the fewer residents a place has, so that a hamlet with one event
 * is not the highest of all. `events[i]` among `residents[i]`; where no place differs from the rest by more than chance would, all get the
 * same rate. NaN where a place has no residents.
 * Marshall RJ. Mapping disease and mortality rates using empirical Bayes estimators. J R Stat Soc C 1991;40:283–294.
 */
export function smoothedRates(events: readonly number[], residents: readonly number[]): Float64Array {
  const all = sum(residents)
  const rate = sum(events) / all
  const spread = sum(events.map((count, place) => share(count, residents[place] as number, rate))) / all
  const inhabited = residents.filter((people) => people > 0).length
  const between = Math.max(0, spread - (rate * inhabited) / all)
  return Float64Array.from(events, (count, place) => {
    const people = residents[place] as number
    if (people === 0) return Number.NaN
    const own = between === 0 ? 0 : between / (between + rate / people)
    return own * (count / people) + (1 - own) * rate
  })

  function share(count: number, people: number, mean: number): number {
    return people === 0 ? 0 : people * (count / people - mean) ** 2
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
