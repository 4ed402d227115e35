import type { Day } from '../../../server/contract/day.ts'
import type { ChangedHabit } from '../../../server/contract/signal.ts'
import { addDays, daysBetween } from '../../../server/day.ts'
import { poissonLowerTail, poissonUpperTail } from '../../stats/counts/distributions.ts'
import type { Occurrence } from '../reports/count-once.ts'
import { feedOf } from '../reports/records-of.ts'

const MOSTLY = 0.8
const YEAR = 365
/** So rarely would chance leave its other places without reports. */
const MISSED_UP_TO = 0.05
/** So rarely would it report as much from everywhere: then it is a rise, whatever the address. It is asked night after night. */
const MORE_THAN_USUAL = 0.01
/** A feed that reports nearly everything changed no habit of its own: there is no other to tell it from. */
const NEARLY_ALL = 0.9

/**
 * Whether nearly all of a finding is at one address where nothing was recorded before some day, and since then its feed reports nothing
 * from elsewhere, as it did before. In the first days chance may leave its other places without reports too; then it is likely where the
 * address has no more than the feed's usual number from everywhere: three overdoses that come on top of the usual ones are more. `all`: what
 * is known of the stream, at its places.
 */
export function changedHabitOf(
  members: readonly Occurrence[],
  all: readonly Occurrence[],
  night: Day,
): ChangedHabit | undefined {
  const point = mostOf(members.map(pointOf), MOSTLY)
  const source = mostOf(members.map(feedOf), MOSTLY)
  if (point === undefined || source === undefined) return undefined
  const own = all.filter((other) => feedOf(other) === source)
  if (own.length >= NEARLY_ALL * all.length) return undefined
  const firstDay = all.reduce(
    (first, other) => (pointOf(other) === point && other.day < first ? other.day : first),
    night,
  )
  const yearBefore = addDays(firstDay, -YEAR)
  if (daysBetween(firstDay, night) > YEAR) return undefined
  const since = own.filter(({ day }) => day >= firstDay)
  const elsewhere = since.filter((other) => pointOf(other) !== point).length
  // what would be known by now: where its reports come late, none from elsewhere are missing yet
  const usual = own
    .filter(({ day }) => day >= yearBefore && day < firstDay)
    .reduce((sum, one) => sum + Math.max(0, daysBetween(firstDay, night) - delayOf(one)) / YEAR, 0)
  if (elsewhere > (1 - MOSTLY) * since.length) return undefined
  const isSure = poissonLowerTail(elsewhere, usual) <= MISSED_UP_TO
  const isLikely = elsewhere === 0 && poissonUpperTail(since.length, usual) > MORE_THAN_USUAL
  if (!isSure && !isLikely) return undefined
  const cases = members.filter((other) => pointOf(other) === point).length
  return { source, firstDay, cases, ...(isSure ? {} : { isLikely: true }) }
}

function delayOf({ day, knownOn }: Occurrence): number {
  return knownOn === null ? 0 : Math.max(0, daysBetween(day, knownOn))
}

function pointOf({ longitude, latitude }: Occurrence): string {
  return `${longitude} ${latitude}`
}

/** The value that so large a share has. */
function mostOf(values: readonly string[], share: number): string | undefined {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].find(([, count]) => count >= share * values.length)?.[0]
}
