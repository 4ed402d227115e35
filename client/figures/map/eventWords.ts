import type { EventKind } from '../../../server/contract/map.ts'
import type { DescriptionLayer } from '../../../server/contract/map-description.ts'
import { wordsFor } from '../../words/words.ts'
import type { Measure } from './classes.ts'

export const eventWords = wordsFor<EventKind>({
  deaths: 'Deaths',
  reversals: 'Reversals',
  overdoses: 'Overdoses (fatal or not)',
  supplies: 'Naloxone kits supplied',
})

export const measureWords = wordsFor<Measure>({
  count: 'Number of events',
  rate: 'Rate per 100,000 a year',
  change: 'Change against the period before',
  ratio: 'Against what residents lead one to expect',
})

export const layerWords = wordsFor<DescriptionLayer>({
  hot_spots: 'Hot spots of the rate',
  density: 'Density',
  groups: 'Groups close together',
  groups_in_time: 'Groups close in place and time',
})
