import type { DescriptionLayer } from '../../../server/contract/map-description.ts'
import type { Words } from '../../words/words.ts'
import type { Measure } from './classes.ts'
import { layerWords, measureWords } from './eventWords.ts'
import type { MapSearch } from './mapSearch.ts'

/** One choice of how events are shown: a figure of each area, or a description of where they were. */
export type Shown = Measure | DescriptionLayer | 'points'

export const shownWords: Words = { ...measureWords, points: 'Points', ...layerWords }

/** What each shows, and what it cannot. */
export const shownSentences: Readonly<Record<Shown, string>> = {
  count: 'How many there were: where people are many, more happens. It says nothing of the risk to one person.',
  rate: 'How many for each 100,000 residents a year. Places that people only come to look worse than they are; few events make a rate jump.',
  change:
    'How many more or fewer than in the period of equal length before. Small numbers rise and fall by chance; late reports make the present look low.',
  ratio:
    'How many times what there would be if all residents were alike. Ages are not allowed for, and places that people only come to look worse than they are.',
  points:
    'Where each event was, to about 100 m, for those who may open the records. It says nothing of how many live or pass there.',
  hot_spots:
    'Where an area and its neighbours stand above all others in rate. A description of the whole period, not a test: a short cluster can be missed.',
  density: 'Where events lie dense, as a smooth surface. It follows where people are, and is no risk.',
  groups: 'Events that lie close together, as groups. Busy places make groups by being busy.',
  groups_in_time:
    'Events close together in place and in time. It finds what happened at once, not whether that is unusual.',
}

export function shownAs({ layer, measure }: Pick<MapSearch, 'layer' | 'measure'>): Shown {
  return layer ?? measure ?? 'count'
}

export function toSearch(shown: Shown): Pick<MapSearch, 'layer' | 'measure' | 'known' | 'maps'> {
  return isMeasure(shown)
    ? { measure: shown, layer: undefined }
    : { layer: shown, measure: undefined, known: undefined, maps: undefined }
}

function isMeasure(shown: Shown): shown is Measure {
  return Object.hasOwn(measureWords, shown)
}
