import { NewBoxEvent, PublicBoxDetails } from '../../../server/contract/public-box.ts'
import { type Sent, smallForm } from '../../ui/smallForms.ts'
import { boxEventWords } from './stockWords.ts'

const text = (said: Sent, path: string) => String(said[path] ?? '').trim() || null

export const boxDetails = smallForm({
  fields: [
    { path: 'guardian', label: 'Who looks after it', kind: 'text', width: 'wide', isOptional: true },
    { path: 'address', label: 'Address', kind: 'text', isOptional: true },
    {
      path: 'surroundings',
      label: 'Where exactly it hangs',
      kind: 'text',
      hint: 'For somebody in a hurry: by the main door, on the left',
      isOptional: true,
    },
    { path: 'hours', label: 'When it can be reached', kind: 'text', width: 'wide', isOptional: true },
    { path: 'makeAndSerial', label: 'Make and serial number', kind: 'text', width: 'wide', isOptional: true },
  ],
  schema: PublicBoxDetails,
  toBody: (said) => Object.fromEntries(Object.keys(said).map((path) => [path, text(said, path)])),
})

export const boxEvent = smallForm({
  fields: [
    { path: 'kind', label: 'What happened', kind: 'radios', words: boxEventWords, missing: 'Choose what happened' },
    { path: 'happenedOn', label: 'On which day', kind: 'day', missing: 'Enter the day on which it happened' },
    { path: 'kitsLeft', label: 'Kits left in it', kind: 'text', width: 'short', isOptional: true },
    { path: 'note', label: 'Note', kind: 'text', isOptional: true },
  ],
  schema: NewBoxEvent,
  toBody: (said) => ({ ...said, kitsLeft: said.kitsLeft ? Number(said.kitsLeft) : null, note: text(said, 'note') }),
})
