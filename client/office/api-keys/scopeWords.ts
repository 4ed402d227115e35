import type { NewApiKey } from '../../../server/contract/person.ts'
import { wordsFor } from '../../words/words.ts'

export const scopeWords = wordsFor<NewApiKey['scopes'][number]>({
  'overdose:write': 'Record reversals',
  'overdose:read': 'Read reversals',
  'death:write': 'Record deaths',
  'death:read': 'Read deaths, without identity',
  'notice:send': 'Send first notices of deaths',
  'supply:write': 'Record naloxone supplies',
  'supply:read': 'Read naloxone supplies',
})
