import { NewDeathNotice, NoticeDecision, OpenNotice } from '../../../server/contract/death-notice.ts'
import { purposeWords } from '../../identity/identityWords.ts'
import { settingWords } from '../../record/placeWords.ts'
import { type Sent, type SmallField, smallForm } from '../../ui/smallForms.ts'
import { agencyKindWords } from '../../words/agencyKindWords.ts'
import { basisWords, sexWords } from '../../words/deathWords.ts'
import { InvolvedField, toInvolved } from './InvolvedField.tsx'

const fields: SmallField[] = [
  {
    path: 'sentBy',
    label: 'Who tells',
    kind: 'select',
    words: agencyKindWords,
    noneLabel: 'choose',
    missing: 'Choose who tells',
  },
  {
    path: 'eventDay',
    label: 'Day',
    kind: 'day',
    hint: 'Leave the day, or the day and the month, empty where they are not known',
    missing: 'Enter the day, or as much of it as is known',
  },
  { path: 'eventDayBasis', label: 'It is the day of', kind: 'select', words: basisWords, initial: 'death' },
  {
    path: 'ageYears',
    label: 'Age',
    kind: 'text',
    hint: 'In years. Left empty, it follows from a date of birth. Under 18 goes to the child death review',
    width: 'short',
    isOptional: true,
  },
  { path: 'sex', label: 'Sex', kind: 'select', words: sexWords, initial: 'unknown' },
  { path: 'foundTown', label: 'Town where the person was found', kind: 'text', width: 'wide', isOptional: true },
  { path: 'residenceTown', label: 'Town where the person lived', kind: 'text', width: 'wide', isOptional: true },
  { path: 'setting', label: 'Kind of place', kind: 'select', words: settingWords, initial: 'unknown' },
  {
    path: 'believedTaken',
    label: 'Drugs believed taken',
    kind: 'text',
    hint: 'With commas between. Belief, not a test',
    isOptional: true,
  },
  {
    path: 'circumstances',
    label: 'What is known of the circumstances',
    kind: 'long text',
    hint: 'Never a name here',
    isOptional: true,
  },
  {
    path: 'involved',
    label: 'Agencies and professionals involved',
    kind: 'text',
    control: InvolvedField,
    hint: 'Everybody you know of: they are asked for what they know',
    isOptional: true,
  },
  {
    path: 'reference',
    label: 'Your own number for it',
    kind: 'text',
    width: 'short',
    hint: 'Never an NHS number',
    isOptional: true,
  },
  { path: 'receivedOn', label: 'Came on', kind: 'day', hint: 'Left empty, today', isOptional: true },
  {
    path: 'identity.name.given',
    label: 'Given names',
    kind: 'text',
    width: 'wide',
    hint: 'Sealed. Opened only for a stated purpose',
    isOptional: true,
  },
  { path: 'identity.name.family', label: 'Family name', kind: 'text', width: 'wide', isOptional: true },
  { path: 'identity.dateOfBirth', label: 'Date of birth', kind: 'day', isOptional: true },
  { path: 'identity.nhsNumber', label: 'NHS number', kind: 'text', width: 'short', isOptional: true },
]

function toNotice(said: Sent) {
  const text = (path: string) => String(said[path] ?? '').trim()
  const name =
    text('identity.name.given') || text('identity.name.family')
      ? { given: text('identity.name.given'), family: text('identity.name.family') }
      : null
  const identity = {
    name,
    dateOfBirth: text('identity.dateOfBirth') || null,
    nhsNumber: text('identity.nhsNumber') || null,
  }
  const age = text('ageYears')
  return {
    sentBy: text('sentBy'),
    // a month or a year alone
    eventDay: text('eventDay').replace(/-+$/, ''),
    eventDayBasis: text('eventDayBasis'),
    ageYears: age === '' ? null : /^\d+$/.test(age) ? Number(age) : age,
    sex: text('sex'),
    foundTown: text('foundTown') || null,
    residenceTown: text('residenceTown') || null,
    setting: text('setting'),
    believedTaken: text('believedTaken')
      .split(/[,;\n]/)
      .map((drug) => drug.trim())
      .filter(Boolean),
    circumstances: text('circumstances') || null,
    involved: toInvolved(text('involved')),
    reference: text('reference') || null,
    receivedOn: text('receivedOn') || undefined,
    identity: Object.values(identity).some((part) => part !== null) ? identity : null,
  }
}

export const firstNotice = smallForm({ fields, schema: NewDeathNotice, toBody: toNotice })

const why = (label: string): SmallField => ({
  path: 'reason',
  label,
  kind: 'text',
  width: 'wide',
  hint: 'Never a name',
  missing: 'Say why',
})
const [, , Rejected, , Undone] = NoticeDecision.options

export const rejectNotice = smallForm({
  fields: [why('Why it is rejected')],
  schema: Rejected,
  toBody: (said) => ({ ...said, decided: 'rejected' }),
})
export const takeBackDecision = smallForm({
  fields: [why('Why it is taken back')],
  schema: Undone,
  toBody: (said) => ({ ...said, decided: 'undone' }),
})
export const passNoticeOn = smallForm({
  fields: [
    {
      path: 'partnership',
      label: 'The partnership in whose area the person lived',
      kind: 'select',
      noneLabel: 'choose',
      missing: 'Choose a partnership',
    },
  ],
  schema: NoticeDecision.options[3],
  toBody: (said) => ({ ...said, decided: 'passed_on' }),
})

const { other: _, subject_request: __, ...openingWords } = purposeWords as Record<string, string>
export const openNotice = smallForm({
  fields: [
    {
      path: 'purpose',
      label: 'What for',
      kind: 'select',
      words: openingWords,
      noneLabel: 'choose',
      missing: 'Choose what for',
    },
  ],
  schema: OpenNotice,
})
