import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { delayDistribution, type KnownEvent, shrinkToPooled } from '../../jobs/stats/delay/reporting-delay.ts'
import { readVectors } from './vectors.ts'

const everything = { window: 10_000, fewest: 1 }

describe('reporting delay', () => {
  it('is the reverse hazard of the reference triangle', () => {
    const { triangle, F, reverse_hazard } = readVectors<{
      triangle: number[][]
      F: number[]
      reverse_hazard: number[]
    }>('nowcast_chainladder')
    const found = delayDistribution(asEvents(triangle), triangle.length - 1, { ...everything, longest: F.length - 1 })
    expect(found).toHaveLength(F.length)
    F.forEach((share, delay) => void expect(found?.[delay]).toBeCloseTo(share, 14))
    reverse_hazard.slice(1).forEach((hazard, i) => {
      const [before, within] = [found?.[i], found?.[i + 1]] as [number, number]
      expect(1 - before / within).toBeCloseTo(hazard, 12)
    })
  })

  it('asks, of each delay, only the last units of events that can show it', () => {
    const slowThenFast = [
      ...repeat(40, (n) => ({ day: n % 10, delay: 4 })),
      ...repeat(40, (n) => ({ day: 20 + (n % 10), delay: 1 })),
    ]
    const known = (window: number, now: number) => [
      ...(delayDistribution(slowThenFast, now, { window, longest: 4, fewest: 1 }) ?? []),
    ]
    expect(known(100, 40)).toEqual([0, 0.5, 0.5, 0.5, 1])
    expect(known(20, 40)).toEqual([0, 1, 1, 1, 1])
  })

  it('does not look at what became known later, and says nothing from too few events', () => {
    const soon = repeat(30, (n) => ({ day: n, delay: 2 }))
    const late = repeat(30, (n) => ({ day: n, delay: 60 }))
    const limits = { longest: 90, window: 365, fewest: 30 }
    expect(delayDistribution([...soon, ...late], 40, limits)).toEqual(delayDistribution(soon, 40, limits))
    expect(delayDistribution(soon.slice(1), 40, limits)).toBeUndefined()
    expect(delayDistribution([...soon.slice(1), { day: 3, delay: -1 }], 40, limits)).toBeUndefined()
  })

  it('draws a group towards all groups with the weight of 30 events', () => {
    const group = Float64Array.of(0.2, 1)
    const pooled = Float64Array.of(0.5, 1)
    expect([...shrinkToPooled(group, 60, pooled)]).toEqual([expect.closeTo(0.3, 12), 1])
    expect([...shrinkToPooled(group, 0, pooled)]).toEqual([...pooled])
  })
})

const reference = new URL('../../../shared/vectors/nowcast_husO104.json', import.meta.url)

describe.skipIf(!existsSync(reference))('[data] reporting delay of R surveillance', () => {
  it('is its Lawless estimate for the 2011 outbreak of haemolytic uraemic syndrome in Germany', () => {
    const { now, D, linelist, results } = JSON.parse(readFileSync(reference, 'utf8')) as {
      now: string
      D: number
      linelist: { event: string[]; report: string[] }
      results: { method: string; delayCDF: number[] }[]
    }
    const dayOf = (date: string | undefined) => Date.parse(date as string) / 86_400_000
    const events = linelist.event.map((event, n) => ({
      day: dayOf(event),
      delay: dayOf(linelist.report[n]) - dayOf(event),
    }))
    const found = delayDistribution(events, dayOf(now), { ...everything, longest: D })
    const lawless = results.find(({ method }) => method === 'lawless')
    found?.forEach((share, delay) => void expect(share).toBeCloseTo(lawless?.delayCDF[delay] as number, 10))
    expect(found).toHaveLength(D + 1)
  })
})

/** One event for each count of a triangle of units by delays, in which −1 stands for what cannot be known yet. */
function asEvents(triangle: readonly number[][]): KnownEvent[] {
  return triangle.flatMap((counts, day) =>
    counts.flatMap((count, delay) => repeat(Math.max(0, count), () => ({ day, delay }))),
  )
}

function repeat<Made>(times: number, make: (n: number) => Made): Made[] {
  return Array.from({ length: times }, (_, n) => make(n))
}
