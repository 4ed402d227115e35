import type { ReleaseKind } from '../../../server/contract/filters.ts'
import { wordsFor } from '../../words/words.ts'

export const releaseKindWords = wordsFor<ReleaseKind>({
  deaths: 'Deaths',
  reversals: 'Reversals',
  supplies: 'Naloxone kits supplied',
})
