import { NewTrainingSession, WithdrawTraining } from '../../../server/contract/naloxone-training.ts'
import { agencyField } from '../../office/people/AgencySelect.tsx'
import type { FieldError } from '../../ui/ErrorSummary.tsx'
import { type Sent, type SmallField, smallForm } from '../../ui/smallForms.ts'
import { yesNoUnknown } from '../../words/words.ts'
import { taughtWords, trainedKindWords } from './trainingWords.ts'

const fields: SmallField[] = [
  { path: 'trainedOn', label: 'Day of the session', kind: 'day', missing: 'Enter the day of the session' },
  { ...agencyField, hint: 'Whose session it was', isOptional: true },
  { path: 'trainer', label: 'Trainer', kind: 'text', hint: 'By the code your service uses', isOptional: true },
  {
    path: 'taught',
    label: 'What was taught',
    kind: 'checkboxes',
    words: taughtWords,
    missing: 'Choose what was taught',
  },
  {
    path: 'persons',
    label: 'Who was trained',
    kind: 'long text',
    hint: 'One code a line, never a name. Where somebody took kits, how many, after a comma: AB12, 2',
    missing: 'Enter a code for each person, one a line',
  },
  { path: 'personKind', label: 'They are', kind: 'select', words: trainedKindWords, initial: 'worker' },
  { path: 'isCompetent', label: 'Were they found competent?', kind: 'radios', words: yesNoUnknown, initial: 'unknown' },
  {
    path: 'competentUntil',
    label: 'Last day of competence',
    kind: 'day',
    hint: 'Leave empty where it has no end',
    isOptional: true,
    isAsked: ({ isCompetent }) => isCompetent === 'yes',
  },
  {
    path: 'productCode',
    label: 'Kits that were handed over',
    kind: 'select',
    noneLabel: 'choose',
    isAsked: ({ persons }) => /[,;\t]/.test(persons ?? ''),
    missing: 'Choose which kits were handed over',
  },
  {
    path: 'batchId',
    label: 'Batch',
    kind: 'select',
    noneLabel: 'not known',
    isOptional: true,
    isAsked: ({ persons }) => /[,;\t]/.test(persons ?? ''),
  },
]

/** A list of people as it is typed or pasted: a code a line, and kits after a comma, a semicolon or a tab. */
export function readPersons(written: string) {
  return written.split(/\r?\n/).flatMap((line, index) => {
    const [person = '', kits = '', ...more] = line.split(/[,;\t]/).map((part) => part.trim())
    if (line.trim() === '') return []
    return [{ line: index + 1, person, kits: kits === '' ? 0 : more.length > 0 ? Number.NaN : Number(kits) }]
  })
}

function toSession({
  persons,
  personKind,
  isCompetent,
  competentUntil,
  agencyId,
  trainer,
  productCode,
  batchId,
  ...said
}: Sent) {
  return {
    ...said,
    agencyId: agencyId || null,
    trainer: trainer || null,
    productCode: productCode || null,
    batchId: batchId || null,
    persons: readPersons(String(persons ?? '')).map(({ person, kits }) => ({
      ...{ person, kits, personKind, isCompetent },
      competentUntil: competentUntil || null,
    })),
  }
}

/** What is wrong, each at its field; of the list by its line. */
function checkSession(said: Sent): FieldError[] {
  const lines = readPersons(String(said.persons ?? ''))
  const found = (NewTrainingSession.safeParse(toSession(said)).error?.issues ?? []).map(({ path, message }) => {
    const [first, at, part] = path
    if (first !== 'persons' || typeof at !== 'number') {
      const field = fields.find((one) => one.path === first)
      return { path: String(first), message: field?.missing ?? `${field?.label ?? String(first)}: ${message}` }
    }
    if (part === 'competentUntil') return { path: 'competentUntil', message: `Last day of competence ${message}` }
    const what = part === 'kits' ? 'the number of kits is no whole number up to 100' : `the code ${message}`
    return { path: 'persons', message: `Line ${lines[at]?.line}: ${what}` }
  })
  return found.filter(
    (error, index) =>
      found.findIndex(({ path, message }) => path === error.path && message === error.message) === index,
  )
}

export const trainingSession = smallForm({ fields, schema: NewTrainingSession, toBody: toSession, check: checkSession })

export const withdrawTraining = smallForm({
  fields: [
    {
      path: 'reason',
      label: 'Why it should not stand',
      kind: 'text',
      width: 'wide',
      missing: 'Say why it should not stand',
    },
  ],
  schema: WithdrawTraining,
})
