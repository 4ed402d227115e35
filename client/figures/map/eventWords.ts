import type { Count } from '../../../server/contract/figure.ts'
import type { EventKind } from '../../../server/contract/map.ts'
import type { DescriptionLayer } from '../../../server/contract/map-description.ts'
import { say, wordsFor } from '../../words/words.ts'
import type { Measure } from './classes.ts'

export const eventWords = wordsFor<EventKind>({
  deaths: 'Deaths',
  reversals: 'Reversals',
  overdoses: 'Overdoses (fatal or not)',
  supplies: 'Naloxone kits supplied',
})

/** "1 reversal", "22 reversals": how many of them is said before it. */
export function sayEvents(events: string, count: Count) {
  if (count === 1) return say(oneEventWords, events)
  return say(eventWords, events).toLowerCase()
}

const oneEventWords = wordsFor<EventKind>({
  deaths: 'death',
  reversals: 'reversal',
  overdoses: 'overdose (fatal or not)',
  supplies: 'naloxone kit supplied',
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
