import type { Field, Section } from '../record/fields.ts'
import { settingWords } from '../record/placeWords.ts'
import {
  basisWords,
  conclusionWords,
  decidedByWords,
  housingWords,
  matrixWords,
  panelFindingWords,
  roleWords,
  sexWords,
  statusWords,
  treatmentWords,
  unitWords,
} from '../words/deathWords.ts'
import { yesNoUnknown } from '../words/words.ts'

const yesNo = (path: string, label: string): Field => ({
  path,
  label,
  kind: 'choice',
  words: yesNoUnknown,
  initial: 'unknown',
})

/** What is asked about a death, in the order of its page. No field takes a name, a date of birth, an NHS number or an address. */
export const deathSections = {
  summary: {
    title: 'The death',
    fields: [
      {
        path: 'eventDay',
        label: 'Day',
        kind: 'partial day',
        hint: 'For example, 27 3 2026. Where only the month or the year is known, leave the other boxes empty.',
      },
      { path: 'eventDayBasis', label: 'What that day is', kind: 'choice', words: basisWords, initial: 'death' },
      { path: 'status', label: 'Where it stands', kind: 'choice', words: statusWords, initial: 'notified' },
      { path: 'exclusionReason', label: 'Reason, if excluded', kind: 'text', isQuiet: true },
      {
        path: 'notifiedOn',
        label: 'Notified on',
        kind: 'day',
        hint: 'When somebody told the partnership of the death',
      },
      { path: 'knownOn', label: 'When the partnership learnt this', kind: 'day', hint: 'Leave empty for today' },
    ],
  },
  person: {
    title: 'The person',
    hint: 'Never write a name, date of birth, NHS number or address anywhere on this page.',
    fields: [
      { path: 'ageYears', label: 'Age in years', kind: 'number' },
      { path: 'sex', label: 'Sex', kind: 'choice', words: sexWords, initial: 'unknown' },
      { path: 'ethnicity', label: 'Ethnicity, as recorded', kind: 'text' },
      { path: 'housing', label: 'Housing', kind: 'choice', words: housingWords, initial: 'unknown' },
      { path: 'treatment', label: 'Drug treatment', kind: 'choice', words: treatmentWords, initial: 'unknown' },
      { path: 'treatmentEndedOn', label: 'Treatment ended on, if it had', kind: 'day', isQuiet: true },
      yesNo('mentalHealthDiagnosis', 'Was there a mental health diagnosis?'),
      { path: 'prisonReleaseOn', label: 'Last release from prison', kind: 'day' },
      { path: 'hospitalDischargeOn', label: 'Last discharge from hospital', kind: 'day' },
    ],
  },
  place: {
    title: 'Where',
    fields: [
      { path: 'foundTown', label: 'Town where the person was found', kind: 'text' },
      { path: 'foundPlace', label: 'Place where the person was found', kind: 'place' },
      { path: 'setting', label: 'Kind of place', kind: 'choice', words: settingWords, initial: 'unknown' },
      { path: 'residenceTown', label: 'Town where the person lived', kind: 'text' },
      { path: 'residence', label: 'Place where the person lived', kind: 'place' },
    ],
  },
  circumstances: {
    title: 'Circumstances',
    contentNote: 'What happened, in detail. Open it only when you need it.',
    fields: [
      yesNo('wasAlone', 'Was the person alone?'),
      yesNo('wasWitnessed', 'Did anybody witness it?'),
      yesNo('ambulanceCalled', 'Was an ambulance called?'),
      yesNo('naloxonePresent', 'Was naloxone there?'),
      yesNo('naloxoneGiven', 'Was naloxone given?'),
    ],
  },
  cause: {
    title: 'Cause and conclusion',
    contentNote: 'The medical cause of death as certified. Open it only when you need it.',
    fields: [
      { path: 'causeOfDeath', label: 'Cause of death, as written', kind: 'long text' },
      { path: 'otherConditions', label: 'Other conditions, as written', kind: 'long text' },
      {
        path: 'underlyingCauseIcd10',
        label: 'Underlying cause (ICD-10)',
        kind: 'text',
        hint: 'For example X42 or F11.2',
      },
      {
        path: 'otherCausesIcd10',
        label: 'Other ICD-10 codes of the registration',
        kind: 'text',
        hint: 'For example T40.1 T42.4',
        isQuiet: true,
      },
      { path: 'conclusion', label: 'Coroner’s conclusion', kind: 'choice', words: conclusionWords, initial: 'unknown' },
      { path: 'registeredOn', label: 'Registered on', kind: 'day' },
      {
        path: 'panelFinding',
        label: 'What the panel found',
        kind: 'choice',
        words: panelFindingWords,
        initial: 'not_yet',
      },
    ],
  },
  toxicology: {
    title: 'Toxicology',
    fields: [
      { path: 'toxicologyCompleteOn', label: 'Toxicology complete on', kind: 'day' },
      {
        path: 'toxicologyPanelId',
        label: 'Which panel did the laboratory run?',
        kind: 'register',
        register: 'panels',
        noneLabel: 'not known',
        hint: 'It says what was looked for. A substance that is not on the panel is not tested, never negative.',
      },
    ],
  },
  substances: {
    title: 'Substances',
    hint: 'Implicated means the pathologist, coroner or panel says it played a part; detected only says it was there.',
    many: { path: 'findings', one: 'Substance', atLeast: 0 },
    fields: [
      {
        path: 'findings.*.substanceCode',
        label: 'Substance',
        kind: 'register',
        register: 'substances',
        beside: 'notInTree',
        noneLabel: 'not in the tree',
      },
      { path: 'findings.*.notInTree', label: 'Name that is not in the tree', kind: 'beside', isQuiet: true },
      { path: 'findings.*.placedFrom', label: 'Placed from', kind: 'kept' },
      { path: 'findings.*.role', label: 'Its part', kind: 'choice', words: roleWords, initial: 'detected' },
      {
        path: 'findings.*.prescribed',
        label: 'Was it prescribed?',
        kind: 'choice',
        words: yesNoUnknown,
        initial: 'unknown',
      },
      { path: 'findings.*.decidedBy', label: 'Who decided', kind: 'choice', words: decidedByWords },
      { path: 'findings.*.matrix', label: 'Found in', kind: 'choice', words: matrixWords },
      { path: 'findings.*.concentration', label: 'Concentration', kind: 'number' },
      { path: 'findings.*.unit', label: 'Unit', kind: 'choice', words: unitWords },
      {
        path: 'findings.*.isBelowDetectionLimit',
        label: 'Below the limit of detection?',
        kind: 'yes',
        initial: 'false',
      },
      { path: 'findings.*.asWritten', label: 'As written', kind: 'kept' },
    ],
  },
} satisfies Record<string, Section>

export const deathForm: Section[] = Object.values(deathSections)
