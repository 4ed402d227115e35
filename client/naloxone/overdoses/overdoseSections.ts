import type { Section } from '../../record/fields.ts'
import { settingWords } from '../../record/placeWords.ts'
import { sexWords } from '../../words/deathWords.ts'
import { yesNoUnknown } from '../../words/words.ts'
import {
  evidenceWords,
  givenByWords,
  outcomeWords,
  partOfDayWords,
  reporterWords,
  responseWords,
  timePrecisionWords,
} from './overdoseWords.ts'

const event: Section = {
  title: 'What happened',
  fields: [
    { path: 'eventDay', label: 'Day', kind: 'day', hint: 'For example, 27 3 2026. Your best guess is fine.' },
    {
      path: 'timePrecision',
      label: 'How well is the time known?',
      kind: 'choice',
      words: timePrecisionWords,
      initial: 'unknown',
    },
    {
      path: 'eventTime',
      label: 'Time, if known to the minute or hour',
      kind: 'time',
      hint: 'For example, 14:05',
      isQuiet: true,
    },
    { path: 'partOfDay', label: 'Part of the day, if only that is known', kind: 'choice', words: partOfDayWords },
    { path: 'town', label: 'Town', kind: 'text' },
    { path: 'place', label: 'Place', kind: 'place' },
    { path: 'setting', label: 'Kind of place', kind: 'choice', words: settingWords, initial: 'unknown' },
    {
      path: 'ambulanceCalled',
      label: 'Was an ambulance called?',
      kind: 'choice',
      words: yesNoUnknown,
      initial: 'unknown',
    },
    { path: 'reporterKind', label: 'Who reports it', kind: 'choice', words: reporterWords, initial: 'unknown' },
    { path: 'agencyId', label: 'Agency', kind: 'register', register: 'agencies' },
    { path: 'knownOn', label: 'When the partnership learnt this', kind: 'day', hint: 'Leave empty for today' },
  ],
}

const naloxone: Section = {
  title: 'Naloxone given to this person',
  hint: 'One entry for each time and each giver.',
  many: { path: 'persons.*.administrations', one: 'Administration', atLeast: 0 },
  fields: [
    { path: 'persons.*.administrations.*.productCode', label: 'Product', kind: 'register', register: 'products' },
    { path: 'persons.*.administrations.*.doses', label: 'Doses', kind: 'number' },
    { path: 'persons.*.administrations.*.milligrams', label: 'Milligrams, if known', kind: 'number' },
    {
      path: 'persons.*.administrations.*.givenBy',
      label: 'Given by',
      kind: 'choice',
      words: givenByWords,
      initial: 'unknown',
    },
    {
      path: 'persons.*.administrations.*.minutesToResponse',
      label: 'Time to a response',
      kind: 'choice',
      words: responseWords,
    },
    { path: 'persons.*.administrations.*.kitId', label: 'Kit', kind: 'kept' },
    { path: 'persons.*.administrations.*.batchId', label: 'Batch', kind: 'kept' },
    { path: 'persons.*.administrations.*.asWritten', label: 'As written', kind: 'kept' },
  ],
}

const persons: Section = {
  title: 'Each person',
  hint: 'Never write a name, date of birth, NHS number or address.',
  many: { path: 'persons', one: 'Person', atLeast: 1 },
  fields: [
    { path: 'persons.*.ageBand', label: 'Age band', kind: 'text', hint: 'For example, 25-34 or 65+' },
    { path: 'persons.*.sex', label: 'Sex', kind: 'choice', words: sexWords, initial: 'unknown' },
    {
      path: 'persons.*.naloxoneGiven',
      label: 'Was naloxone given?',
      kind: 'choice',
      words: yesNoUnknown,
      initial: 'unknown',
    },
    {
      path: 'persons.*.wasUnresponsive',
      label: 'Was the person unresponsive?',
      kind: 'choice',
      words: yesNoUnknown,
      initial: 'unknown',
    },
    {
      path: 'persons.*.opioidPlausible',
      label: 'Could an opioid have been taken?',
      kind: 'choice',
      words: yesNoUnknown,
      initial: 'unknown',
    },
    { path: 'persons.*.outcome', label: 'Outcome', kind: 'choice', words: outcomeWords, initial: 'unknown' },
    {
      path: 'persons.*.outcomeEvidence',
      label: 'How the outcome is known',
      kind: 'choice',
      words: evidenceWords,
      initial: 'unknown',
    },
    {
      path: 'persons.*.substanceCodes',
      label: 'Substances believed taken',
      kind: 'registers',
      register: 'substances',
      beside: 'substancesNotInTree',
    },
    {
      path: 'persons.*.substancesNotInTree',
      label: 'Names that are not in the tree',
      kind: 'texts beside',
      isQuiet: true,
    },
    { path: 'persons.*.deathId', label: 'Death', kind: 'kept' },
  ],
  sections: [naloxone],
}

export const overdoseSections = { event, persons, naloxone }
export const overdoseForm: Section[] = [event, persons]
