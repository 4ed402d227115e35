import type { SubjectRequest } from '../../../server/contract/subject.ts'
import { wordsFor } from '../../words/words.ts'

export const kindWords = wordsFor<SubjectRequest['kind']>({
  export: 'What is held about them',
  erase: 'Erase what is held about them',
})
