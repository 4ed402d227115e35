import { wordsFor } from '../../../words/words.ts'

/** How many maps are seen at once: one, the period beside the one before, or a sheet of small ones. */
export type MapsAside = 'before' | 'substance' | 'quarter'

export const mapsWords = wordsFor<MapsAside>({
  before: 'Beside the period before',
  substance: 'Twelve maps, by substance',
  quarter: 'Twelve maps, by quarter',
})
export const ONE_MAP = 'One map'
