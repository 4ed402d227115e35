import { type Day, type DayPrecision, spanOf } from '../day.ts'
import type { Place } from '../place.ts'
import { nameKey } from '../text.ts'

/** Whether two records may be of one death. A question to a person, never an answer. */

/** What of a record may agree with another's; no identity. */
export type ComparedDeath = {
  source: string
  eventDay: Day
  eventDayPrecision: DayPrecision
  ageYears: number | null
  sex: 'female' | 'male' | 'other' | 'unknown'
  foundPlace: Place | null
  foundTown: string | null
}

/** Days and years that two sources often differ by: midnight between them; a birthday, or an age that was estimated. */
const DAYS_APART = 1
const YEARS_APART = 1
/** About a street: a body's place and the address it was reported under. */
const METRES_APART = 500
/** Two points that stand for a town or a small area, this far apart, are not of one place. */
const COARSE_METRES_APART = 20_000
const METRES_PER_DEGREE = 111_195
const DAY_MILLISECONDS = 86_400_000

type Comparison = { says: string; isExact?: boolean } | 'disagrees' | 'not known'

/**
 * Which facts agree, in words without identity; undefined where nobody need be asked: a stated fact disagrees, or too little agrees. Of one
 * source's two records, which it keeps apart by its own references, nearly everything has to agree.
 */
export function agreeOnOneDeath(one: ComparedDeath, other: ComparedDeath): string[] | undefined {
  const day = compareDays(one, other)
  const rest = [compareAges(one, other), compareSexes(one, other), comparePlaces(one, other)]
  const all = [day, ...rest]
  if (all.includes('disagrees') || day === 'not known') return undefined
  const agreeing = rest.filter((fact) => typeof fact === 'object')
  const isDayExact = one.eventDayPrecision === 'day' && other.eventDayPrecision === 'day'
  if (agreeing.length < (isDayExact ? 2 : 3)) return undefined
  if (one.source === other.source && !(agreeing.length === 3 && [day, ...agreeing].every(isExactly))) return undefined
  return all.flatMap((fact) => (typeof fact === 'object' ? [fact.says] : []))
}

function isExactly(fact: Comparison): boolean {
  return typeof fact === 'object' && fact.isExact === true
}

function compareDays(one: ComparedDeath, other: ComparedDeath): Comparison {
  const [a, b] = [spanOf(one.eventDay, one.eventDayPrecision), spanOf(other.eventDay, other.eventDayPrecision)]
  const days = Math.max(daysFrom(a.last, b.first), daysFrom(b.last, a.first), 0)
  if (days > DAYS_APART) return 'disagrees'
  if (one.eventDayPrecision === 'day' && other.eventDayPrecision === 'day')
    return days === 0 ? { says: 'same day', isExact: true } : { says: 'a day apart' }
  // a span that is known to its end: the day after it is another month
  if (days > 0) return 'disagrees'
  const isYear = [one, other].some(({ eventDayPrecision }) => eventDayPrecision === 'year')
  return { says: isYear ? 'same year' : 'same month' }
}

function daysFrom(day: Day, until: Day): number {
  return Math.round((Date.parse(until) - Date.parse(day)) / DAY_MILLISECONDS)
}

function compareAges({ ageYears: a }: ComparedDeath, { ageYears: b }: ComparedDeath): Comparison {
  if (a === null || b === null) return 'not known'
  if (a === b) return { says: 'same age', isExact: true }
  return Math.abs(a - b) <= YEARS_APART ? { says: 'ages a year apart' } : 'disagrees'
}

function compareSexes({ sex: a }: ComparedDeath, { sex: b }: ComparedDeath): Comparison {
  if (a === 'unknown' || b === 'unknown') return 'not known'
  return a === b ? { says: 'same sex', isExact: true } : 'disagrees'
}

function comparePlaces(one: ComparedDeath, other: ComparedDeath): Comparison {
  const [here, there] = [one.foundPlace, other.foundPlace]
  const isSameTown = one.foundTown && other.foundTown ? nameKey(one.foundTown) === nameKey(other.foundTown) : undefined
  if (here && there) {
    const metres = metresBetween(here, there)
    const isFine = isFinerThanATown(here) && isFinerThanATown(there)
    if (isFine && metres <= METRES_APART) return { says: sayNear(here, there, metres), isExact: true }
    if (metres > (isFine ? METRES_APART : COARSE_METRES_APART)) return 'disagrees'
  }
  if (isSameTown === undefined) return 'not known'
  return isSameTown ? { says: 'same town' } : 'disagrees'
}

function isFinerThanATown({ precision }: Place): boolean {
  return precision === 'exact' || precision === 'postcode'
}

function sayNear(here: Place, there: Place, metres: number): string {
  if (metres >= 100) return `found about ${Math.round(metres / 100) * 100} m apart`
  return here.precision === 'postcode' && there.precision === 'postcode' ? 'same postcode' : 'same place'
}

function metresBetween(here: Place, there: Place): number {
  const north = (here.latitude - there.latitude) * METRES_PER_DEGREE
  const east = (here.longitude - there.longitude) * METRES_PER_DEGREE * Math.cos((here.latitude * Math.PI) / 180)
  return Math.hypot(north, east)
}
