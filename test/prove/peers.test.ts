import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type EarsMethod, ears } from './peers/ears.ts'
import { odmap } from './peers/odmap.ts'

// the series of R's surveillance package are GPL, and stay outside the project
const folder = new URL('../../../shared/vectors/', import.meta.url)
const readReference = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'))
const isThere = existsSync(new URL('ears.json', folder))

describe('ODMAP’s usual rule', () => {
  it('alarms above the mean and two standard deviations of the year before', () => {
    // 73 ones among 365: mean .2, sample variance 365/364 · .16
    const counts = Float64Array.from({ length: 367 }, (_, day) => (day % 5 === 0 ? 1 : 0))
    const threshold = 0.2 + 2 * Math.sqrt((0.16 * 365) / 364)
    expect(odmap()(counts, 365).threshold).toBeCloseTo(threshold, 12)
    counts[365] = 1
    expect(odmap()(counts, 365).alarm).toBe(false)
    counts[365] = 2
    expect(odmap()(counts, 365).alarm).toBe(true)
    expect(odmap()(counts, 364)).toEqual({ alarm: false, threshold: null })
  })
})

describe.runIf(isThere)('EARS, as R’s surveillance::earsC', () => {
  const { observed, runs } = isThere ? readReference('ears.json') : { observed: {}, runs: {} }
  it.each(Object.keys(runs))('%s', (name) => {
    const { method, minSigma, baseline, alpha, range1, upperbound, alarm } = runs[name]
    const counts = observed[name.split('_')[0] as string] as number[]
    const rule = ears(method as EarsMethod, { minSigma, baseline, alpha })
    range1.forEach((week: number, i: number) => {
      const judged = rule(counts, week - 1)
      expect(judged.threshold).toBeCloseTo(upperbound[i], 8)
      expect(judged.alarm).toBe(alarm[i] === 1)
    })
  })
})

describe('EARS where nothing varied', () => {
  it('alarms at the first event after a week without one, unless a least standard deviation is set', () => {
    const counts = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]
    for (const [method, day] of [
      ['C1', 11],
      ['C2', 11],
      ['C3', 12],
    ] as const) {
      expect(ears(method)(counts, day).alarm).toBe(true)
      expect(ears(method, { minSigma: 1 })(counts, day).alarm).toBe(false)
    }
  })
})
