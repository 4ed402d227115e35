import { LawStanding } from '../../../server/contract/supply-law.ts'
import { smallForm } from '../../ui/smallForms.ts'
import { lawStateWords } from './lawWords.ts'

export const lawStanding = smallForm({
  fields: [
    {
      path: 'state',
      label: 'How it stands',
      kind: 'radios',
      words: lawStateWords,
      missing: 'Choose how the law stands',
    },
    {
      path: 'inForceOn',
      label: 'First day in force',
      kind: 'day',
      isAsked: ({ state }) => state === 'in_force',
      missing: 'Enter the first day on which it is in force',
    },
    {
      path: 'until',
      label: 'Last day',
      kind: 'day',
      hint: 'Only where it was replaced',
      isOptional: true,
      isAsked: ({ state }) => state === 'in_force',
    },
    {
      path: 'source',
      label: 'Where this stands',
      kind: 'text',
      width: 'wide',
      hint: 'For example, the number of the statutory instrument',
      missing: 'Say where this stands',
    },
  ],
  schema: LawStanding,
  toBody: ({ inForceOn, until, ...said }) => ({ ...said, inForceOn: inForceOn || null, until: until || null }),
})
