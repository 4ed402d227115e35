import type { AreaRow } from '../../server/contract/map.ts'

/** An area of the map with what is given of it; of the rest nothing is known. */
export const makeAreaRow = (given: Partial<AreaRow>): AreaRow => ({
  areaId: '00000000-0000-4000-8000-000000000000',
  name: 'an area',
  authority: null,
  events: null,
  eventsBefore: null,
  population: null,
  ratePer100k: null,
  rateInterval: null,
  rateNote: 'no rate: the number of residents is not known',
  expected: null,
  ratio: null,
  ratioInterval: null,
  ratioNote: 'no ratio: the number of residents is not known',
  ...given,
})
