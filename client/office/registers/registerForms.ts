import type { Section } from '../../record/fields.ts'
import { agencyKindWords } from '../../words/agencyKindWords.ts'

export const agencyForm: Section[] = [
  {
    title: 'Add an agency',
    fields: [
      { path: 'name', label: 'Name', kind: 'text' },
      { path: 'kind', label: 'Kind', kind: 'choice', words: agencyKindWords },
    ],
  },
]

export const batchForm: Section[] = [
  {
    title: 'Add a batch',
    fields: [
      { path: 'productCode', label: 'Product', kind: 'register', register: 'products', noneLabel: 'choose' },
      { path: 'batchNumber', label: 'Batch number', kind: 'text', hint: 'As printed on the kit' },
      {
        path: 'expiresOn',
        label: 'Expiry',
        kind: 'partial day',
        hint: 'As printed on the kit, for example 30 9 2028. Where only a month is printed, leave the day empty.',
      },
    ],
  },
]

export const panelForm: Section[] = [
  {
    title: 'Add a toxicology panel',
    hint: 'A panel is what a laboratory looks for. When it starts to look for more, that is another panel.',
    fields: [
      { path: 'name', label: 'Name', kind: 'text' },
      { path: 'laboratory', label: 'Laboratory', kind: 'text', hint: 'Leave empty if not known' },
      { path: 'validFrom', label: 'In use from', kind: 'day', hint: 'Leave empty if not known' },
      {
        path: 'covers',
        label: 'Substances it looks for',
        kind: 'registers',
        register: 'substances',
        hint: 'Type a name, or press the down arrow for the groups. A group stands for everything below it: choose one only if the laboratory would find any member of it.',
      },
    ],
  },
]
