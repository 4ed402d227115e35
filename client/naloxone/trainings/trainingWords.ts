import type { Training } from '../../../server/contract/naloxone-training.ts'
import { wordsFor } from '../../words/words.ts'

export const trainedKindWords = wordsFor<Training['personKind']>({
  worker: 'Worker',
  peer: 'Peer',
  trainer: 'Trainer',
  person_at_risk: 'Person at risk',
  family_or_friend: 'Family or friend',
})

export const taughtWords = wordsFor<Training['taught'][number]>({
  recognise: 'To recognise an overdose and call 999',
  give: 'To give naloxone',
  store: 'To store kits',
  supply: 'To supply kits to others',
  train_others: 'To train others',
})

export const standingWords = wordsFor<Training['standing']>({
  competent: 'Competent',
  ends_soon: 'Ends within 60 days',
  ended: 'Ended',
  not_competent: 'Not found competent',
  not_known: 'Not known',
  withdrawn: 'Taken back',
})

export const standingFilterWords = wordsFor<'competent' | 'ends_soon' | 'ended'>({
  competent: 'Competent',
  ends_soon: 'Ends within 60 days',
  ended: 'Ended',
})
