import { addDays, daysBetween } from '../../../server/day.ts'
import type { Snapshot, SnapshotDeath, SnapshotReversal } from '../../../server/surveillance/nights/snapshot.ts'
import { groupBy } from './group-by.ts'
import { feedOf, hasExactDay } from './records-of.ts'

const WITHIN_MINUTES = 30
const WITHIN_METRES = 200
const MINUTES_A_DAY = 1440
const METRES_PER_DEGREE = 111_195

/**
 * What several agencies reported counts once in the checks. Nothing is changed in the records: merging them is for a person to decide.
 */
export function countAllOnce(snapshot: Snapshot): Snapshot {
  return {
    ...snapshot,
    deaths: countDeathsOnce(snapshot.deaths),
    reversals: countOnce(snapshot.reversals),
    ...(snapshot.overdoses ? { overdoses: countOnce(snapshot.overdoses) } : {}),
  }
}

/**
 * One overdose: reports of different feeds at times known to the minute and at most 30 minutes apart, midnight between them or not, within
 * 200 m. Within one feed (where it is an agency: at the same minute), and on one day where no time is known, also the age and the sex of all who were at it must be known and the same:
 * what people enter here is one feed, whoever was there. The report with the most persons stays, of equals the one known first.
 */
export function countOnce(reversals: SnapshotReversal[]): SnapshotReversal[] {
  if (reversals.every(({ minute, ageBand, sex }) => minute === null && (!ageBand || !sex))) return reversals
  const events = [...groupBy(reversals, ({ id }) => id).values()]
  const kept: SnapshotReversal[][] = []
  const keptOn = new Map<string, SnapshotReversal[][]>()
  for (const event of events.toSorted(byPersonsThenKnown)) {
    const [first] = event as [SnapshotReversal]
    const near = [-1, 0, 1].flatMap((days) => keptOn.get(addDays(first.day, days)) ?? [])
    if (near.some((other) => isSameOverdose(event, other))) continue
    kept.push(event)
    keptOn.set(first.day, [...(keptOn.get(first.day) ?? []), event])
  }
  if (kept.length === events.length) return reversals
  const ids = new Set(kept.map(([first]) => first?.id))
  return reversals.filter(({ id }) => ids.has(id))
}

/**
 * One death: records of which a person has said so, and otherwise reports of different sources of a person of the same age and sex, who died
 * on the same day within 200 m, unless a person has said that they are two. Of those that a person joined the one stays that every figure
 * counts; of the others the one known first, with the toxicology that either has.
 */
function countDeathsOnce(all: SnapshotDeath[]): SnapshotDeath[] {
  const deaths = countJoinedOnce(all)
  const kept = new Map<string, SnapshotDeath>()
  const keptOf = new Map<string, SnapshotDeath[]>()
  for (const death of deaths.toSorted((a, b) => (whenKnown(a) < whenKnown(b) ? -1 : 1))) {
    const person = `${death.day} ${death.ageYears} ${death.sex}`
    const same = keptOf.get(person)?.find((other) => isSameDeath(death, other))
    if (same) kept.set(same.id, withToxicologyOf(kept.get(same.id) as SnapshotDeath, death))
    else {
      kept.set(death.id, death)
      keptOf.set(person, [...(keptOf.get(person) ?? []), death])
    }
  }
  return kept.size === all.length ? all : deaths.flatMap(({ id }) => kept.get(id) ?? [])
}

/** The record that counts was known when the first of them was: the link came later than the death. */
function countJoinedOnce(deaths: SnapshotDeath[]): SnapshotDeath[] {
  const joined = deaths.filter(({ countedWith }) => countedWith !== undefined)
  if (joined.length === 0) return deaths
  const recordsOf = groupBy(joined, ({ countedWith }) => countedWith)
  return deaths.flatMap((death) => {
    if (death.countedWith !== undefined) return []
    const others = recordsOf.get(death.id) ?? []
    const [first] = [death, ...others].toSorted((a, b) => (whenKnown(a) < whenKnown(b) ? -1 : 1))
    return [others.reduce(withToxicologyOf, { ...death, knownOn: first?.knownOn ?? death.knownOn })]
  })
}

function withToxicologyOf(death: SnapshotDeath, other: SnapshotDeath): SnapshotDeath {
  if (death.toxicologyKnownOn !== null || other.toxicologyKnownOn === null) return death
  const { toxicologyKnownOn, found, notDetected, panelId } = other
  return { ...death, toxicologyKnownOn, found, notDetected, panelId }
}

function isSameDeath(a: SnapshotDeath, b: SnapshotDeath): boolean {
  if (feedOf(a) === feedOf(b) || typeof a.ageYears !== 'number' || !a.sex || !hasExactDay(a) || !hasExactDay(b))
    return false
  if (a.notSameAs?.includes(b.id) || b.notSameAs?.includes(a.id)) return false
  return a.ageYears === b.ageYears && a.sex === b.sex && areNear(a, b)
}

function whenKnown({ knownOn, id }: SnapshotDeath | SnapshotReversal): string {
  return `${knownOn ?? '9999'} ${id}`
}

function byPersonsThenKnown([a, ...others]: SnapshotReversal[], [b, ...more]: SnapshotReversal[]): number {
  if (!a || !b || others.length !== more.length) return more.length - others.length
  return whenKnown(a) < whenKnown(b) ? -1 : 1
}

function isSameOverdose(one: SnapshotReversal[], two: SnapshotReversal[]): boolean {
  const [[a], [b]] = [one, two]
  if (!a || !b || !areNear(a, b)) return false
  if (a.notSameAs?.includes(b.id) || b.notSameAs?.includes(a.id)) return false
  const areOfOneFeed = feedOf(a) === feedOf(b)
  if (a.minute === null || b.minute === null)
    return a.minute === b.minute && a.day === b.day && !areOfOneFeed && areSamePersons(one, two)
  // an agency that tells of two times tells of two overdoses, also of two men of one age band
  if (a.agency !== undefined && areOfOneFeed && (a.day !== b.day || a.minute !== b.minute)) return false
  return isWithinMinutes(a, b) && (!areOfOneFeed || areSamePersons(one, two))
}

/** Both known to the minute, and at most 30 minutes apart. */
function isWithinMinutes(a: SnapshotReversal, b: SnapshotReversal): boolean {
  if (a.minute === null || b.minute === null) return false
  return Math.abs(daysBetween(a.day, b.day) * MINUTES_A_DAY + b.minute - a.minute) <= WITHIN_MINUTES
}

function areSamePersons(one: SnapshotReversal[], two: SnapshotReversal[]): boolean {
  const personsOf = (event: SnapshotReversal[]) =>
    event
      .map(({ ageBand, sex }) => `${ageBand} ${sex}`)
      .sort()
      .join()
  return [...one, ...two].every(({ ageBand, sex }) => ageBand && sex) && personsOf(one) === personsOf(two)
}

/** What the checks of days and places count: a death, or an overdose with all who were at it, whoever reported it. */
export type Occurrence = (SnapshotDeath | SnapshotReversal) & {
  /** Its records. */
  ids: string[]
  persons: number
}

/**
 * One overdose is one occurrence however many persons were at it: what hurts one hurts those beside, and chance knows nothing of persons.
 * Reports at most 30 minutes and 200 m apart are of one occurrence, also where they are of different persons.
 */
export function occurrencesOf(records: readonly (SnapshotDeath | SnapshotReversal)[]): Occurrence[] {
  const occurrences: Occurrence[] = []
  const onDay = new Map<string, Occurrence[]>()
  for (const record of records) {
    const own = 'person' in record ? onDay.get(record.day) : undefined
    const same = own?.find((other) => other.ids.includes(record.id)) ?? timedBeside(record, onDay)
    if (same) {
      same.persons++
      if (!same.ids.includes(record.id)) same.ids.push(record.id)
      continue
    }
    const occurrence = { ...record, ids: [record.id], persons: 1 }
    occurrences.push(occurrence)
    const ofDay = onDay.get(record.day)
    if (ofDay) ofDay.push(occurrence)
    else onDay.set(record.day, [occurrence])
  }
  return occurrences
}

function timedBeside(
  record: SnapshotDeath | SnapshotReversal,
  onDay: ReadonlyMap<string, Occurrence[]>,
): Occurrence | undefined {
  if (!('minute' in record) || record.minute === null) return undefined
  return [-1, 0, 1]
    .flatMap((days) => onDay.get(addDays(record.day, days)) ?? [])
    .find((other) => isWithinMinutes(record, other as SnapshotReversal) && areNear(record, other))
}

type Place = Pick<SnapshotDeath, 'longitude' | 'latitude'>

function areNear(a: Place, b: Place): boolean {
  if (a.longitude === null || a.latitude === null || b.longitude === null || b.latitude === null) return false
  const north = (a.latitude - b.latitude) * METRES_PER_DEGREE
  const east = (a.longitude - b.longitude) * METRES_PER_DEGREE * Math.cos((a.latitude * Math.PI) / 180)
  return Math.hypot(north, east) <= WITHIN_METRES
}
