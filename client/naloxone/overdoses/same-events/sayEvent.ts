import type { ComparedReport, SameEventPair } from '../../../../server/contract/same-event.ts'
import { settingWords } from '../../../record/placeWords.ts'
import { sexWords } from '../../../words/deathWords.ts'
import { say, wordsFor, yesNoUnknown } from '../../../words/words.ts'
import { evidenceWords, outcomeWords, partOfDayWords, reporterWords } from '../overdoseWords.ts'

export const stateWords = wordsFor<'open' | 'same' | 'not_same'>({
  open: 'Not looked at yet',
  same: 'Said to be one event',
  not_same: 'Said not to be one event',
})

export const decidedWords = wordsFor<SameEventPair['decisions'][number]['decided']>({
  proposed: 'Found by comparing the reports',
  same: 'Said to be one event',
  not_same: 'Said not to be one event',
  undone: 'Taken back',
  lapsed: 'No longer asked: the reports were amended and do not agree',
})

export const likelyWords = wordsFor<'10' | '50' | '90'>({
  '90': 'At least 90 in 100',
  '50': 'More likely than not',
  '10': 'At least 10 in 100',
})

/** "97 in 100"; never quite none or all. */
export function sayLikely(probability: number | null) {
  if (probability === null) return 'joined by a person, not proposed'
  const hundredths = Math.round(100 * probability)
  return hundredths > 99
    ? 'over 99 in 100 such pairs are of one event'
    : hundredths < 1
      ? 'under 1 in 100 such pairs is of one event'
      : `${hundredths} in 100 such pairs are of one event`
}

const weightWords = wordsFor<string>({
  usual: 'To begin with',
  time: 'Time',
  place: 'Place',
  together: 'Time with place',
  age: 'Age',
  sex: 'Sex',
  product: 'Product',
  persons: 'Number of people',
  doses: 'Doses',
  ambulance: 'Ambulance',
  setting: 'Kind of place',
  source: 'Who reports',
})
export const sayField = (field: string) => say(weightWords, field)

export function sayTime({ eventTime, timePrecision, partOfDay }: ComparedReport) {
  if (eventTime) return timePrecision === 'hour' ? `about ${eventTime}` : eventTime
  return partOfDay ? say(partOfDayWords, partOfDay) : 'not known'
}

const precisionWords = wordsFor<ComparedReport['placePrecision']>({
  exact: 'to the point',
  postcode: 'to its postcode',
  cell: 'to a cell of the map',
  lsoa: 'to a small area',
  town: 'to its town',
  unknown: 'no place on the map',
})

export function sayReporter({ agencyName, reporterKind }: ComparedReport) {
  return agencyName ?? (reporterKind === 'unknown' ? 'not known' : say(reporterWords, reporterKind))
}

const NOT_KNOWN = ['not known', say(yesNoUnknown, 'unknown'), say(precisionWords, 'unknown')]
/** Whether a fact says anything: what one report does not know is no difference. */
export const isKnown = (words: string) => !NOT_KNOWN.includes(words)

/** Of each person; "not known" once where it is of none. */
const ofEach = (words: readonly string[]) => (words.some(isKnown) ? words.join('; ') : 'not known')

/** What each report says, fact by fact. */
export const facts: readonly [string, (report: ComparedReport) => string][] = [
  ['Reported by', sayReporter],
  ['Source', ({ source }) => source],
  ['Time', sayTime],
  ['Town', ({ town }) => town ?? 'not known'],
  ['Place known', ({ placePrecision }) => say(precisionWords, placePrecision)],
  ['Kind of place', ({ setting }) => say(settingWords, setting)],
  ['Ambulance called', ({ ambulanceCalled }) => say(yesNoUnknown, ambulanceCalled)],
  ['People', ({ persons }) => String(persons.length)],
  ['Age band', ({ persons }) => ofEach(persons.map(({ ageBand }) => ageBand ?? 'not known'))],
  ['Sex', ({ persons }) => ofEach(persons.map(({ sex }) => say(sexWords, sex)))],
  ['Naloxone given', ({ persons }) => persons.map(({ naloxoneGiven }) => say(yesNoUnknown, naloxoneGiven)).join('; ')],
  ['Product', ({ products }) => products.join(', ') || 'not known'],
  ['Doses', ({ doses }) => (doses === null ? 'not known' : String(doses))],
  [
    'Outcome',
    ({ persons }) =>
      persons
        .map(({ outcome, outcomeEvidence }) =>
          outcome === 'unknown'
            ? say(outcomeWords, outcome)
            : `${say(outcomeWords, outcome)} (${say(evidenceWords, outcomeEvidence).toLowerCase()})`,
        )
        .join('; '),
  ],
]
