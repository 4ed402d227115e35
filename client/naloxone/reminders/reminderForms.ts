import { NewReminder, StopReminders } from '../../../server/contract/reminder.ts'
import { type Sent, type SmallField, smallForm } from '../../ui/smallForms.ts'
import { say, wordsFor } from '../../words/words.ts'

export const newReminder = smallForm({
  fields: [
    {
      path: 'email',
      label: 'E-mail address',
      kind: 'email',
      hint: 'Sealed, shown to nobody, and gone once the mail is sent.',
      missing: 'Enter the address they gave',
    },
    {
      path: 'expiresOn',
      label: 'Expiry printed on the kit',
      kind: 'text',
      width: 'short',
      hint: 'A day or a month: 09/2027',
      missing: 'Enter the expiry as it is printed, such as 09/2027',
    },
    {
      path: 'hasAgreed',
      label: 'They agreed to it',
      kind: 'checkboxes',
      words: { yes: 'They asked for this mail and know that it says no more than “the reminder you asked for”' },
      missing: 'Ask them first',
    },
    {
      path: 'code',
      label: 'The code your service uses for them',
      kind: 'text',
      width: 'short',
      hint: 'So that nothing is sent should they die, or change their mind. It cannot be read back.',
      isOptional: true,
    },
    {
      path: 'nhsNumber',
      label: 'NHS number',
      kind: 'text',
      width: 'short',
      hint: 'Where they give it: the mail is stopped by itself when their death is recorded. It cannot be read back.',
      isOptional: true,
    },
  ],
  schema: NewReminder,
  toBody: ({ hasAgreed, code, nhsNumber, ...said }) => ({
    ...said,
    hasAgreed: hasAgreed?.includes('yes') ?? false,
    code: code || null,
    nhsNumber: nhsNumber || null,
  }),
})

const byWords = wordsFor<'code' | 'email' | 'nhsNumber' | 'name'>({
  code: 'The code your service uses for them',
  email: 'E-mail address',
  nhsNumber: 'NHS number',
  name: 'Name and date of birth',
})
const ofName: Omit<SmallField, 'path' | 'label'> = {
  kind: 'text',
  width: 'short',
  isAsked: ({ by }) => by === 'name',
}

export const stopReminders = smallForm({
  fields: [
    { path: 'by', label: 'Who it is, by', kind: 'select', words: byWords, initial: 'code' },
    ...(['code', 'email', 'nhsNumber'] as const).map(
      (path): SmallField => ({
        path,
        label: say(byWords, path),
        kind: 'text',
        width: 'wide',
        isAsked: ({ by }) => by === path,
      }),
    ),
    { ...ofName, path: 'given', label: 'Given name' },
    { ...ofName, path: 'family', label: 'Family name' },
    { ...ofName, path: 'dateOfBirth', label: 'Date of birth', kind: 'day' },
  ],
  schema: StopReminders,
  toBody: toSought,
  check: (said) =>
    StopReminders.safeParse(toSought(said)).success
      ? []
      : [
          {
            path: said.by === 'name' ? 'given' : String(said.by ?? 'by'),
            message: 'Enter it in full, or choose another way to say who it is',
          },
        ],
})

function toSought({ by, dateOfBirth, given, family, ...sought }: Sent) {
  return by === 'name' ? { name: { given, family }, dateOfBirth } : sought
}
