import type { Day } from '../../../server/contract/day.ts'
import { type PlainNotice, PlainNoticeRule } from '../../../server/contract/plain-notice.ts'
import { addDays, dayInWords, daysBetween } from '../../../server/day.ts'
import type { Snapshot, SnapshotDeath, SnapshotReversal } from '../../../server/surveillance/nights/snapshot.ts'
import { groupBy } from '../reports/group-by.ts'
import { hasExactDay } from '../reports/records-of.ts'

/**
 * Plain notices: what a desk expects to be told of, by rules without a test of chance (server/contract/plain-notice.ts has them in words). They
 * are made of what counts once, and listed while the last of it is news.
 */

/** Listed while its last event happened, or became known, so lately. */
const NEWS_FOR_DAYS = 7
const FEWEST_PERSONS = 3
const ADDRESS = { events: 2, days: 7, metres: 25 }
const HOSTEL = { events: 2, days: 28, metres: 50 }
const GROUP = { people: 3, days: 14 }
const METRES_PER_DEGREE = 111_195

/** An event: an overdose with its persons, or a death. */
type Event = {
  day: Day
  knownOn: Day | null
  persons: readonly (SnapshotReversal | SnapshotDeath)[]
  isDeath: boolean
}

export function noticePlainly(snapshot: Snapshot): PlainNotice[] {
  const rules = new Set(snapshot.plainNoticeRules ?? PlainNoticeRule.options)
  const since = addDays(snapshot.night, -HOSTEL.days - NEWS_FOR_DAYS - 60)
  const events = eventsOf(snapshot).filter(({ day }) => day >= since)
  const found = [
    ...(rules.has('persons_at_event') ? personsAtEvent(events) : []),
    ...(rules.has('event_at_address') ? eventsAtPlace(events.filter(hasAddress), 'event_at_address', ADDRESS) : []),
    ...(rules.has('events_at_hostel')
      ? eventsAtPlace(
          events.filter((event) => hasPlace(event) && event.persons[0]?.atHostel),
          'events_at_hostel',
          HOSTEL,
        )
      : []),
    ...(rules.has('age_and_sex') ? ofOneGroup(events) : []),
  ]
  const areaNames = new Map(snapshot.areas.map(({ areaId, name }) => [areaId, name]))
  return found
    .filter(({ events }) => isNews(events, snapshot.night))
    .map((one) => toNotice(one, areaNames))
    .sort((a, b) => (a.lastDay < b.lastDay ? 1 : a.lastDay > b.lastDay ? -1 : a.sentence < b.sentence ? -1 : 1))
}

function eventsOf({ deaths, reversals, overdoses }: Snapshot): Event[] {
  const overdosesOnce = [...groupBy(overdoses ?? reversals, ({ id }) => id).values()]
  return [
    ...overdosesOnce.map((persons): Event => ({ ...whenOf(persons[0] as SnapshotReversal), persons, isDeath: false })),
    ...deaths.filter(hasExactDay).map((death): Event => ({ ...whenOf(death), persons: [death], isDeath: true })),
  ].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
}

function whenOf({ day, knownOn }: SnapshotDeath | SnapshotReversal) {
  return { day, knownOn }
}

type Found = { rule: PlainNoticeRule; events: Event[]; count: number; group?: string }

function personsAtEvent(events: readonly Event[]): Found[] {
  return events.flatMap((event): Found[] => {
    const persons = new Set(event.persons.map((person) => ('person' in person ? person.person : 1))).size
    return persons >= FEWEST_PERSONS ? [{ rule: 'persons_at_event', events: [event], count: persons }] : []
  })
}

function hasPlace({ persons: [person] }: Event): boolean {
  return person?.longitude != null && person.latitude != null
}

/** The middle of a town or an area is no address. */
function hasAddress(event: Event): boolean {
  const [person] = event.persons
  return hasPlace(event) && (person?.placePrecision === undefined || person.placePrecision === 'postcode')
}

/** Runs of events at one place, each within so many days of the one before; the latest of each place. */
function eventsAtPlace(
  events: readonly Event[],
  rule: PlainNoticeRule,
  { events: fewest, days, metres }: typeof ADDRESS,
): Found[] {
  const runs: Event[][] = []
  for (const event of events) {
    const run = runs.findLast(
      (run) => daysBetween((run.at(-1) as Event).day, event.day) <= days && areNear(run[0] as Event, event, metres),
    )
    if (run) run.push(event)
    else runs.push([event])
  }
  return runs.flatMap((run): Found[] => (run.length >= fewest ? [{ rule, events: run, count: run.length }] : []))
}

function areNear({ persons: [a] }: Event, { persons: [b] }: Event, metres: number): boolean {
  if (a?.longitude == null || a.latitude == null || b?.longitude == null || b.latitude == null) return false
  const north = (a.latitude - b.latitude) * METRES_PER_DEGREE
  const east = (a.longitude - b.longitude) * METRES_PER_DEGREE * Math.cos((a.latitude * Math.PI) / 180)
  return Math.hypot(north, east) <= metres
}

/** Deaths anywhere, overdoses of one area, of one age and sex group; the latest days that hold enough of them. */
function ofOneGroup(events: readonly Event[]): Found[] {
  const people = events.flatMap((event) =>
    event.persons.flatMap((person) => {
      const group = groupOf(person)
      const where = event.isDeath ? 'deaths' : person.areaId
      return group && where ? [{ event: { ...event, persons: [person] }, group, key: `${where} ${group}` }] : []
    }),
  )
  return [...groupBy(people, ({ key }) => key).values()].flatMap((same): Found[] => {
    const last = same.at(-1) as (typeof same)[number]
    const within = same.filter(({ event }) => daysBetween(event.day, last.event.day) < GROUP.days)
    if (within.length < GROUP.people) return []
    return [{ rule: 'age_and_sex', events: within.map(({ event }) => event), count: within.length, group: last.group }]
  })
}

const SEXES = { female: 'women', male: 'men', other: 'people of another sex' } as const

function groupOf(person: SnapshotDeath | SnapshotReversal): string | undefined {
  if (!person.sex) return undefined
  const band =
    'ageBand' in person
      ? person.ageBand && bandOfBand(person.ageBand)
      : 'ageYears' in person
        ? bandOf(person.ageYears)
        : undefined
  return band && `${SEXES[person.sex]} aged ${band}`
}

/** A band of one year, as some write the age itself, is in the group that holds it. */
function bandOfBand(ageBand: string): string {
  const [from, to] = ageBand.split('-')
  return from === to ? (bandOf(Number(from)) ?? ageBand) : ageBand
}

function bandOf(ageYears: number | null | undefined): string | undefined {
  if (typeof ageYears !== 'number') return undefined
  if (ageYears < 18) return 'under 18'
  if (ageYears >= 65) return '65+'
  if (ageYears < 25) return '18-24'
  const from = 25 + 10 * Math.floor((ageYears - 25) / 10)
  return `${from}-${from + 9}`
}

function isNews(events: readonly Event[], night: Day): boolean {
  const latest = events
    .map(({ day, knownOn }) => (knownOn !== null && knownOn > day ? knownOn : day))
    .sort()
    .at(-1)
  return latest !== undefined && daysBetween(latest, night) <= NEWS_FOR_DAYS
}

function toNotice({ rule, events, count, group }: Found, areaNames: ReadonlyMap<string, string>): PlainNotice {
  const days = events.map(({ day }) => day).sort()
  const [firstDay, lastDay] = [days[0] as Day, days.at(-1) as Day]
  const deaths = events.filter(({ isDeath }) => isDeath).length
  const areas = new Set(events.map(({ persons: [person] }) => person?.areaId ?? null))
  const areaName = areas.size === 1 ? (areaNames.get([...areas][0] ?? '') ?? null) : null
  const where = areaName ? ` in ${areaName}` : ''
  const when =
    firstDay === lastDay ? `on ${dayInWords(firstDay)}` : `from ${dayInWords(firstDay)} to ${dayInWords(lastDay)}`
  const what = deaths === count ? 'deaths' : deaths === 0 ? 'overdoses' : 'overdoses and deaths'
  const sentences: Record<PlainNoticeRule, string> = {
    persons_at_event: `${count} persons overdosed at one event${where} ${when}.`,
    event_at_address: `${count} ${what} at one address or postcode${where} ${when}.`,
    events_at_hostel: `${count} ${what} at the same hostel or supported housing${where} ${when}.`,
    age_and_sex: `${count} ${what} of ${group}${where} ${when}.`,
  }
  return { rule, firstDay, lastDay, count, deaths, areaName, sentence: sentences[rule] }
}
