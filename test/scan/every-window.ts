import type { Study } from '../../jobs/scan/study.ts'
import { longestWindowOf } from '../../jobs/scan/study.ts'

export type StrongestWindow = {
  locations: string[]
  firstDay: string | null
  lastDay: string | null
  statistic: number
}

/**
 * The strongest window by trying each one, straight from the definitions in docs/statistics.md 1 and with no
 * code of the product but what reads the files: circles to half of the cases or of the expected, at least two cases.
 */
export function tryEveryWindow({ places, names, cases, categories, unitStarts, ...study }: Study): StrongestWindow {
  const { analysis, model } = study.parameters
  const units = unitStarts.length - 1
  const longest = analysis === 'spatial' ? 1 : longestWindowOf({ ...study, unitStarts } as Study)
  const total = cases.reduce((sum, { count }) => sum + count, 0)
  const counts = places.map(() => new Float64Array(units))
  const inUnit = new Float64Array(units)
  for (const { place, unit, count } of cases) {
    ;(counts[place] as Float64Array)[unit] = ((counts[place] as Float64Array)[unit] as number) + count
    inUnit[unit] = (inUnit[unit] as number) + count
  }
  const people = categories[0]?.personTime()
  const everybody = people?.reduce((sum, time) => sum + time, 0) ?? 0
  const measure = places.map((_, i) =>
    people && model === 'poisson'
      ? (total * (people[i] as number)) / everybody
      : (counts[i] as Float64Array).reduce((sum, count) => sum + count, 0),
  )

  const points = places.map((place) => {
    if (!('latitude' in place)) throw new RangeError('latitude and longitude only')
    const [a, b] = [(place.latitude * Math.PI) / 180, (place.longitude * Math.PI) / 180]
    return [Math.cos(a) * Math.cos(b), Math.cos(a) * Math.sin(b), Math.sin(a)] as const
  })
  let strongest = { centre: -1, size: 0, first: 0, last: 0, statistic: 0 }
  points.forEach((centre, index) => {
    const within = new Float64Array(units)
    let expectedWithin = 0
    const order = nearestFirst(centre, points)
    for (let size = 1; size <= order.length; size++) {
      const next = order[size - 1] as number
      expectedWithin += measure[next] as number
      if (expectedWithin > 0.5 * total * (1 + 1e-10)) break
      const added = counts[next] as Float64Array
      for (let unit = 0; unit < units; unit++) within[unit] = (within[unit] as number) + (added[unit] as number)
      for (let last = analysis === 'retrospective' ? 0 : units - 1; last < units; last++) {
        // a window that begins or ends on a day without cases has those of a shorter one, and expects no fewer
        if (analysis === 'retrospective' && within[last] === 0) continue
        let n = 0
        let all = 0
        for (let first = last; first >= Math.max(0, last - longest + 1); first--) {
          n += within[first] as number
          all += inUnit[first] as number
          const expected = (expectedWithin * all) / total
          if (within[first] === 0 || n < 2 || n <= expected) continue
          const statistic = n * Math.log(n / expected) + (total - n) * Math.log((total - n) / (total - expected))
          if (statistic > strongest.statistic + 1e-9) strongest = { centre: index, size, first, last, statistic }
        }
      }
    }
  })
  const { centre, size, first, last, statistic } = strongest
  const day = (number: number) => new Date(number * 86_400_000).toISOString().slice(0, 10)
  return {
    locations: nearestFirst(points[centre] as (typeof points)[number], points)
      .slice(0, size)
      .map((place) => names[place] as string),
    firstDay: analysis === 'spatial' ? null : day(unitStarts[first] as number),
    lastDay: analysis === 'spatial' ? null : day((unitStarts[last + 1] as number) - 1),
    statistic,
  }
}

type Vector = readonly [number, number, number]

/** By distance; places as far as each other in the order of the file. */
function nearestFirst([x, y, z]: Vector, points: readonly Vector[]): number[] {
  const squares = Float64Array.from(points, (point) => (point[0] - x) ** 2 + (point[1] - y) ** 2 + (point[2] - z) ** 2)
  const at = new Map<number, number[]>()
  squares.forEach((square, place) => {
    const there = at.get(square)
    if (there) there.push(place)
    else at.set(square, [place])
  })
  return [...new Set(squares.sort())].flatMap((square) => at.get(square) as number[])
}
