import type { Entry, RiskWindow } from '../chronology.ts'
import { type Day, type DayPrecision, spanOf } from '../day.ts'

/**
 * The times of raised risk of docs/domain.md: 14 and 28 days after release from custody, 28 after discharge from hospital, and six months
 * after treatment ends (as 183 days). The day of release counts as day 0, and so is within. The definitions release-14, release-28,
 * hospital-28 and after-treatment say the same of a record: a test holds the two together.
 */
const LONG = { release_14: 14, release_28: 28, hospital_28: 28, treatment_183: 183 } as const
const DAY_MILLISECONDS = 86_400_000

type Spell = Pick<Entry, 'kind' | 'fromDay' | 'fromPrecision' | 'toDay' | 'toPrecision' | 'isWithdrawn'>
type Death = {
  eventDay: Day
  eventDayPrecision: DayPrecision
  eventDayBasis: 'death' | 'found' | 'reported'
  prisonReleaseOn: Day | null
  hospitalDischargeOn: Day | null
  treatmentEndedOn: Day | null
}
type Ended = { after: RiskWindow['after'][]; first: Day; last: Day }

/** The windows of a death, the latest last; what ended only after the death opens none. */
export function riskWindows(entries: readonly Spell[], death: Death): RiskWindow[] {
  const died = spanOf(death.eventDay, death.eventDayPrecision)
  // the day on which somebody told of it says not when they died
  const isDayKnown = death.eventDayBasis !== 'reported'
  const ended = [...entries.flatMap(endedBy), ...ofTheDeath(death)]
  const windows = ended.flatMap(({ after, first, last }) => {
    if (first > died.last) return []
    return after.map((which): RiskWindow => {
      const [fewest, most] = [Math.max(0, daysFrom(last, died.first)), daysFrom(first, died.last)]
      const long = LONG[which]
      return {
        after: which,
        ...{ firstDay: first, lastDay: addDays(last, long) },
        held: isDayKnown ? (most <= long && last <= died.first ? 'yes' : fewest > long ? 'no' : 'unknown') : 'unknown',
        ...{ daysFrom: fewest, daysTo: most },
      }
    })
  })
  // what a record and an entry both tell is one
  const once = new Map(windows.map((window) => [`${window.after} ${window.firstDay} ${window.lastDay}`, window]))
  return [...once.values()].toSorted((a, b) => a.firstDay.localeCompare(b.firstDay) || a.after.localeCompare(b.after))
}

function endedBy({ kind, fromDay, fromPrecision, toDay, toPrecision, isWithdrawn }: Spell): Ended[] {
  if (isWithdrawn) return []
  const end = toDay === null ? null : spanOf(toDay, toPrecision ?? 'day')
  const start = spanOf(fromDay, fromPrecision)
  if (kind === 'release') return [{ after: ['release_14', 'release_28'], ...start }]
  if (kind === 'custody' && end) return [{ after: ['release_14', 'release_28'], ...end }]
  if (kind === 'hospital_discharge') return [{ after: ['hospital_28'], ...start }]
  if (kind === 'treatment' && end) return [{ after: ['treatment_183'], ...end }]
  return []
}

function ofTheDeath({ prisonReleaseOn, hospitalDischargeOn, treatmentEndedOn }: Death): Ended[] {
  const ended: [Day | null, Ended['after']][] = [
    [prisonReleaseOn, ['release_14', 'release_28']],
    [hospitalDischargeOn, ['hospital_28']],
    [treatmentEndedOn, ['treatment_183']],
  ]
  return ended.flatMap(([day, after]) => (day ? [{ after, first: day, last: day }] : []))
}

/** Attendances in the twelve months up to the day of death: those that may have been, of days that are known only in part. */
export function attendancesInYear(
  entries: readonly Spell[],
  { eventDay, eventDayPrecision }: Pick<Death, 'eventDay' | 'eventDayPrecision'>,
): number {
  const { last } = spanOf(eventDay, eventDayPrecision)
  const first = addDays(last, -365)
  return entries.filter(
    ({ kind, isWithdrawn, fromDay, fromPrecision }) =>
      kind === 'hospital_attendance' && !isWithdrawn && fromDay <= last && spanOf(fromDay, fromPrecision).last >= first,
  ).length
}

function daysFrom(day: Day, until: Day): number {
  return Math.round((Date.parse(until) - Date.parse(day)) / DAY_MILLISECONDS)
}

function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(day) + days * DAY_MILLISECONDS).toISOString().slice(0, 10)
}
