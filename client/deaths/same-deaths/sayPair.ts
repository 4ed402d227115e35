import type { SameDeathPair } from '../../../server/contract/same-death.ts'
import { wordsFor } from '../../words/words.ts'

export const stateWords = wordsFor<'open' | 'same' | 'not_same'>({
  open: 'Not looked at yet',
  same: 'Said to be the same',
  not_same: 'Said not to be the same',
})

export const decidedWords = wordsFor<SameDeathPair['decisions'][number]['decided']>({
  proposed: 'Found by comparing the records',
  same: 'Said to be the same death',
  not_same: 'Said not to be the same death',
  undone: 'Taken back',
  lapsed: 'No longer asked: the records were amended and do not agree',
})

/** "same day, same age, same town" */
export function sayAgreements({ agreements }: SameDeathPair) {
  return agreements.length > 0 ? agreements.join(', ') : 'joined by a person, not proposed'
}
