import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type EarsMethod, ears } from './peers/ears.ts'
import { farrington } from './peers/farrington.ts'
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

describe.runIf(isThere)('the flexible Farrington method, as R’s surveillance::farringtonFlexible', () => {
  const { series } = isThere ? readReference('farrington_flexible.json') : { series: {} }
  describe.each(Object.keys(series))('%s', (name) => {
    const { observed, epoch, epochAsDate, runs } = series[name]
    it.each(['nbPlugin', 'muan', 'noufaily_delta'])('%s', (runName) => {
      const { control, range1, upperbound, alarm } = runs[runName]
      const rule = farrington({
        method: control.thresholdMethod,
        alpha: control.alpha,
        yearsBack: control.b,
        weekYearsBefore: epochAsDate ? weekYearsBeforeDate(epoch) : undefined,
      })
      range1.forEach((week: number, i: number) => {
        const judged = rule(observed, week - 1)
        expect(judged.alarm).toBe(alarm[i] === 1)
        if (upperbound[i] === null) return
        // R ends its fit at a relative change of the deviance of 1e-8
        if (control.thresholdMethod === 'delta')
          expect(Math.abs((judged.threshold as number) / upperbound[i] - 1)).toBeLessThan(2e-5)
        else expect(judged.threshold).toBe(upperbound[i])
      })
    })
  })

  /** The week whose Monday is nearest to the same date years before. */
  function weekYearsBeforeDate(mondays: string[]) {
    return (at: number, years: number) => {
      const date = new Date(mondays[at] as string)
      date.setUTCFullYear(date.getUTCFullYear() - years)
      return Math.round((date.getTime() - Date.parse(mondays[0] as string)) / (7 * 86_400_000))
    }
  }
})
