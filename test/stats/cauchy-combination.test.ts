import { describe, expect, it } from 'vitest'
import { cauchyCombination } from '../../jobs/stats/counts/cauchy-combination.ts'
import { readVectors, relativeError } from './vectors.ts'

const misc = readVectors<{ cauchy: { p: number[]; combined: number }[] }>('misc')

describe('p values of checks that may depend on one another', () => {
  it.each(misc.cauchy)('combine to one, as scipy gives it: $p', ({ p, combined }) => {
    expect(relativeError(cauchyCombination(p), combined)).toBeLessThan(1e-12)
  })

  it('stay themselves when there is only one, or all are the same', () => {
    expect(relativeError(cauchyCombination([0.0123]), 0.0123)).toBeLessThan(1e-12)
    expect(relativeError(cauchyCombination([0.7, 0.7, 0.7]), 0.7)).toBeLessThan(1e-12)
  })

  it('keep their digits far out, where ½ minus an angle would be 0', () => {
    expect(relativeError(cauchyCombination([1e-30, 1e-30]), 1e-30)).toBeLessThan(1e-12)
    // one surprising and one unremarkable p: half the weight
    expect(relativeError(cauchyCombination([1e-30, 0.5]), 2e-30)).toBeLessThan(1e-12)
  })

  it('are not overturned by one that is certain', () => {
    const combined = cauchyCombination([1e-9, 1])
    expect(combined).toBeGreaterThan(1e-9)
    expect(combined).toBeLessThan(3e-9)
  })
})
