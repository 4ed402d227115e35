import { EntryChange, NewEntry } from '../../../server/contract/chronology.ts'
import { agencyField } from '../../office/people/AgencySelect.tsx'
import { type Sent, type SmallField, smallForm } from '../../ui/smallForms.ts'
import { courtOrderWords, entryKindWords, entryRouteWords, interceptStageWords } from './chronologyWords.ts'

const isPrescribing = ({ kind }: Readonly<Record<string, string>>) => kind === 'prescribing'
const isOrder = ({ kind }: Readonly<Record<string, string>>) => kind === 'court_order'
const hint = 'Leave the day, or the day and the month, empty where they are not known'

const fields: SmallField[] = [
  {
    path: 'kind',
    label: 'What it is',
    kind: 'select',
    words: entryKindWords,
    noneLabel: 'choose',
    missing: 'Choose what it is',
  },
  { path: 'fromDay', label: 'From, or on', kind: 'day', hint, missing: 'Enter the day, or as much of it as is known' },
  {
    path: 'toDay',
    label: 'Until',
    kind: 'day',
    hint: 'Leave empty where it had not ended, or was of one day',
    isOptional: true,
  },
  {
    ...agencyField,
    label: 'Agency that gave it',
    hint: 'Whose word it is',
    noneLabel: 'none of these',
    isOptional: true,
  },
  {
    path: 'givenBy',
    label: 'Who gave it',
    kind: 'text',
    width: 'wide',
    hint: 'Where it is none of these agencies. Never a name of the family',
    isOptional: true,
    missing: 'Choose the agency that gave it, or write who did',
    isAsked: ({ agencyId }) => !agencyId,
  },
  { path: 'product', label: 'Product', kind: 'text', width: 'wide', isOptional: true, isAsked: isPrescribing },
  {
    path: 'dose',
    label: 'Dose',
    kind: 'text',
    width: 'short',
    hint: 'As it was prescribed, such as 60 mg a day',
    isOptional: true,
    isAsked: isPrescribing,
  },
  {
    path: 'route',
    label: 'How it was taken',
    kind: 'select',
    words: entryRouteWords,
    noneLabel: 'not known',
    isOptional: true,
    isAsked: isPrescribing,
  },
  {
    path: 'courtOrder',
    label: 'Which order',
    kind: 'select',
    words: courtOrderWords,
    noneLabel: 'not known',
    isOptional: true,
    isAsked: isOrder,
  },
  {
    path: 'interceptStage',
    label: 'Where in the justice system',
    kind: 'select',
    words: interceptStageWords,
    noneLabel: 'not known or not in it',
    isOptional: true,
    isAsked: ({ kind }) => ['court_order', 'custody', 'release', 'contact'].includes(kind ?? ''),
  },
  { path: 'what', label: 'In words', kind: 'long text', hint: 'Never a name', isOptional: true },
]

function toEntry(said: Sent) {
  const text = (path: string) => String(said[path] ?? '').trim() || null
  const day = (path: string) => text(path)?.replace(/-+$/, '') || null
  return {
    kind: text('kind') ?? '',
    fromDay: day('fromDay') ?? '',
    toDay: day('toDay'),
    ...{ agencyId: text('agencyId'), givenBy: text('agencyId') ? null : text('givenBy') },
    ...{ product: text('product'), dose: text('dose'), route: text('route') },
    ...{ courtOrder: text('courtOrder'), interceptStage: text('interceptStage'), what: text('what') },
  }
}

export const newEntry = smallForm({ fields, schema: NewEntry, toBody: toEntry })

export const changeEntry = smallForm({
  fields: [
    ...fields,
    {
      path: 'isWithdrawn',
      label: 'Does it stand?',
      kind: 'radios',
      words: { no: 'Yes', yes: 'No: withdraw it' },
      initial: 'no',
    },
    {
      path: 'changeReason',
      label: 'What changed, and why',
      kind: 'text',
      isOptional: true,
      missing: 'Say why in three letters or more',
    },
  ],
  schema: EntryChange,
  toBody: (said) => ({
    ...toEntry(said),
    isWithdrawn: said.isWithdrawn === 'yes',
    changeReason: String(said.changeReason ?? '').trim() || null,
  }),
})
