import type { Verdict } from '../../../server/contract/death-definition.ts'
import type { DateBasis } from '../../../server/contract/filters.ts'
import { wordsFor } from '../../words/words.ts'

export const basisWords = wordsFor<DateBasis>({
  death: 'Date of death',
  notified: 'Date the partnership was told',
  registered: 'Date of registration',
})

export const verdictWords = wordsFor<Verdict>({
  in: 'Counts',
  out: 'Does not count',
  'cannot say': 'Cannot be said yet',
})

export const verdictColour = { in: 'teal', out: 'grey', 'cannot say': 'yellow' } as const satisfies Record<
  Verdict,
  string
>
