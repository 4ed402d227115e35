import { describe, expect, it } from 'vitest'
import { isNameOfOne, searchSubstances } from '../../server/contract/substance-search.ts'
import { substances } from '../import/reading.ts'

const first = (typed: string, most = 1) => searchSubstances(substances, typed, most).map(({ code }) => code)

describe('a search for a substance', () => {
  it.each([
    ['alcohol', 'ethanol'],
    ['Heroin', 'heroin'],
    ['6 mam', '6-mam'],
    ['6MAM', '6-mam'],
    ['benzo', 'benzodiazepines'],
    ['bromazepam', 'bromazepam'],
    ['opi', 'opioids'],
    ['valium', 'diazepam'],
    ['ecstasy', 'mdma'],
    ['citalopram', 'citalopram'],
  ])('%s finds %s first', (typed, code) => {
    expect(first(typed)).toEqual([code])
  })

  it.each(['none', 'nil', 'negative', 'not tested', 'entanyl', 'xyzolam'])('%s finds nothing', (typed) => {
    expect(first(typed, 40)).toEqual([])
  })

  it('turns no drug into another', () => {
    expect(first('bromazepam', 40)).toEqual(['bromazepam'])
    expect(first('norcocaine', 40)).toEqual(['norcocaine'])
    expect(first('acetyl', 40)).not.toContain('methoxyacetyl-fentanyl')
  })

  it('knows a whole name however it is spelled, and half of one for no name', () => {
    expect(['6 acetyl-morphine', 'HEROIN', "benzo's"].every((typed) => isNameOfOne(substances, typed))).toBe(true)
    expect(['hero', 'xyzolam'].some((typed) => isNameOfOne(substances, typed))).toBe(false)
  })
})
