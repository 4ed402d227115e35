import type { Carried } from '../../server/http/output.ts'

/** Words that stand nowhere else: wherever one turns up, what it was planted in has come out. */
const planted = { identity: 'KanariSelf', 'case text': 'KanariCase', 'office text': 'KanariDesk' } as const
type Planted = keyof typeof planted
let count = 0

/** Hostile text with a canary in it: a formula, markup, SQL, a header of its own, and a turn of the writing direction. */
export function plant(what: Planted, most = 200): string {
  count += 1
  return `=${planted[what]}${count}x<img src=x onerror=alert(1)>';--\r\nA: b`.slice(0, most).trim()
}

/** A canary by itself, for fields with a form of their own. */
export function plantWord(what: Planted): string {
  count += 1
  return `${planted[what]}${count}x`
}

/** Numbers and days cannot hold a word. None of these occurs by itself. */
export const identityValues = {
  nhsNumber: '9434765919',
  kinNhsNumber: '4010232137',
  dateOfBirth: '1961-07-19',
  kinDateOfBirth: '1933-08-23',
  postcode: 'ZE29 7QX',
  phone: '07700 900461',
}
export const exactPlace = { longitude: -5.123457, latitude: 50.123457, precision: 'exact' } as const
/** The place, and every way of writing it down to a hundred metres; not the seconds of a time of day. */
const PLACE = /(?<![\d.]|\d:)(50|5)\.12[34]\d*/

const ofIdentity = [
  ...Object.values(identityValues),
  ...Object.values(identityValues).map((value) => value.replace(' ', '')),
]

/** What stands in a text of all that was planted. */
export function findPlanted(text: string): Carried[] {
  const found = new Set<Carried>()
  for (const [what, word] of Object.entries(planted))
    if (text.toLowerCase().includes(word.toLowerCase())) found.add(what as Planted)
  if (ofIdentity.some((value) => text.includes(value))) found.add('identity')
  if (PLACE.test(text)) found.add('exact place')
  return [...found]
}
