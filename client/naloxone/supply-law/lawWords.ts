import type { SupplyLaw } from '../../../server/contract/supply-law.ts'
import { wordsFor } from '../../words/words.ts'

export const lawStateWords = wordsFor<SupplyLaw['state']>({
  in_force: 'In force',
  made: 'Made, not in force',
  proposed: 'Proposed',
})

export const knownByWords = wordsFor<NonNullable<SupplyLaw['knownBy']>>({
  read: 'read in its source',
  excerpt: 'seen in an excerpt of its source',
  to_check: 'the day is from memory: check it before you rely on it',
})
