import type { EventKind } from '../../server/contract/map.ts'
import { wordsFor } from '../words.ts'

export const eventWords = wordsFor<EventKind>({
  deaths: 'Deaths',
  reversals: 'Reversals',
  overdoses: 'Overdoses (fatal or not)',
  supplies: 'Naloxone kits supplied',
})

export const measureWords = wordsFor<'count' | 'rate'>({ count: 'Number of events', rate: 'Rate per 100,000 a year' })

export const placeWords = wordsFor<'found' | 'residence'>({
  found: 'where found',
  residence: 'where lived',
})
