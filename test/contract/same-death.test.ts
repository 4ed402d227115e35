import { describe, expect, it } from 'vitest'
import { agreeOnOneDeath, type ComparedDeath } from '../../server/contract/rules/same-death.ts'

const coroner: ComparedDeath = {
  source: 'coroner',
  eventDay: '2026-03-01',
  eventDayPrecision: 'day',
  ageYears: 34,
  sex: 'male',
  foundPlace: { longitude: -5.05, latitude: 50.26, precision: 'exact' },
  foundTown: 'Truro',
}
const at = (longitude: number, latitude: number, precision: 'exact' | 'postcode' | 'town' = 'exact') => ({
  foundPlace: { longitude, latitude, precision },
})
const nowhere = { foundPlace: null, foundTown: null }

describe('two records may be of one death', () => {
  it.each<[string, Partial<ComparedDeath>, string[]]>([
    ['day, age, sex and place', {}, ['same day', 'same age', 'same sex', 'same place']],
    [
      'a day apart over the end of a month',
      { eventDay: '2026-02-28' },
      ['a day apart', 'same age', 'same sex', 'same place'],
    ],
    ['a year of age apart', { ageYears: 35 }, ['same day', 'ages a year apart', 'same sex', 'same place']],
    ['an age that is not known', { ageYears: null }, ['same day', 'same sex', 'same place']],
    ['a sex that is not known', { sex: 'unknown' }, ['same day', 'same age', 'same place']],
    ['a place that is not known', nowhere, ['same day', 'same age', 'same sex']],
    ['450 m apart', at(-5.05, 50.26405), ['same day', 'same age', 'same sex', 'found about 500 m apart']],
    [
      'near, whatever the town is called',
      { foundTown: 'Tregolls' },
      ['same day', 'same age', 'same sex', 'same place'],
    ],
    [
      'the same town in another spelling',
      { foundPlace: null, foundTown: 'truro ' },
      ['same day', 'same age', 'same sex', 'same town'],
    ],
    ['a point that stands for the town', at(-5.1, 50.27, 'town'), ['same day', 'same age', 'same sex', 'same town']],
    [
      'the month that holds the day',
      { eventDay: '2026-03-01', eventDayPrecision: 'month' },
      ['same month', 'same age', 'same sex', 'same place'],
    ],
    [
      'the year that holds the day',
      { eventDay: '2026-01-01', eventDayPrecision: 'year' },
      ['same year', 'same age', 'same sex', 'same place'],
    ],
  ])('by %s', (_, over, agreements) => {
    const police = { ...coroner, source: 'police', ...over }
    expect(agreeOnOneDeath(coroner, police)).toEqual(agreements)
    expect(agreeOnOneDeath(police, coroner)).toEqual(agreements)
  })

  it.each<[string, Partial<ComparedDeath>]>([
    ['two days apart', { eventDay: '2026-03-03' }],
    ['two years of age apart', { ageYears: 36 }],
    ['another sex', { sex: 'female' }],
    ['600 m apart, in the same town', at(-5.05, 50.2654)],
    ['another town', { foundPlace: null, foundTown: 'Redruth' }],
    ['a point of another town', at(-4.6, 50.5, 'town')],
    ['only the day and the sex', { ageYears: null, ...nowhere }],
    ['another month', { eventDay: '2026-02-01', eventDayPrecision: 'month' }],
    ['a month and no place', { eventDay: '2026-03-01', eventDayPrecision: 'month', ...nowhere }],
    ['one source, which keeps its records apart, and a year of age', { source: 'coroner', ageYears: 33 }],
    ['one source and no place', { source: 'coroner', ...nowhere }],
  ])('but not by %s', (_, over) => {
    const other = { ...coroner, source: 'police', ...over }
    expect([agreeOnOneDeath(coroner, other), agreeOnOneDeath(other, coroner)]).toEqual([undefined, undefined])
  })

  it('of one source too, where everything agrees', () => {
    expect(agreeOnOneDeath(coroner, { ...coroner })).toBeDefined()
  })
})
