import type { AgreementState } from '../../../server/contract/agreement-standing.ts'
import type { TagColour } from '../../ui/Tag.tsx'
import { wordsFor } from '../../words/words.ts'

export const stateWords = wordsFor<AgreementState>({
  in_force: 'In force',
  ends_soon: 'Ends soon',
  ended: 'Ended',
  not_begun: 'Not begun',
  none: 'None on record',
})

export const stateColours: Readonly<Record<AgreementState, TagColour>> = {
  in_force: 'green',
  ends_soon: 'orange',
  ended: 'red',
  not_begun: 'blue',
  none: 'grey',
}
