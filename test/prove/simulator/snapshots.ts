import { addDays } from '../../../server/day.ts'
import type { Snapshot } from '../../../server/surveillance/nights/snapshot.ts'
import { PARAMETERS } from './parameters.ts'
import type { Recorded, SimulatedPartnership } from './partnership.ts'
import { substances } from './substances.ts'

const LOOK_BACK_DAYS = 1400

/** The snapshots of a partnership: what readSnapshot would read of it on a night, given as a day number. Records are shared between nights. */
export function snapshotsOf(
  partnership: SimulatedPartnership,
): (night: number, previousNight: number | null) => Snapshot {
  const { partnershipId, panels, deaths, reversals, kitsOn } = partnership
  const areas = partnership.areas.map(({ areaId, name }) => ({ areaId, name }))
  const foundEarlier = (night: number) => {
    const codes = deaths
      .filter(({ dayNumber, completeFrom }) => dayNumber < night - LOOK_BACK_DAYS && completeFrom <= night)
      .flatMap(({ complete }) => complete.found)
    return [...new Set(codes)].sort()
  }
  return function snapshotOn(night, previousNight) {
    return {
      partnershipId,
      night: addDays(PARAMETERS.firstDay, night),
      previousNight: previousNight === null ? null : addDays(PARAMETERS.firstDay, previousNight),
      deaths: knownBefore(deaths, night),
      reversals: knownBefore(reversals, night),
      areas,
      foundEarlier: foundEarlier(night),
      residentsPerSquareKilometre: PARAMETERS.residentsPerSquareKilometre,
      substances,
      panels,
      ...(kitsOn ? { kitsSupplied: kitsBefore(kitsOn, night) } : {}),
    }
  }
}

function knownBefore<Kind>(records: readonly Recorded<Kind>[], night: number): Kind[] {
  const known: Kind[] = []
  for (const { dayNumber, knownFrom, completeFrom, before, complete } of records) {
    if (dayNumber >= night) break
    if (dayNumber < night - LOOK_BACK_DAYS || knownFrom > night) continue
    known.push(completeFrom <= night ? complete : before)
  }
  return known
}

/** Kits supplied by month, of all months that a night looks back on. */
function kitsBefore(kitsOn: (day: number) => number, night: number): { month: string; kits: number }[] {
  const months = new Map<string, number>()
  for (let day = Math.max(0, night - LOOK_BACK_DAYS); day < night; day++) {
    const month = addDays(PARAMETERS.firstDay, day).slice(0, 7)
    months.set(month, (months.get(month) ?? 0) + kitsOn(day))
  }
  return [...months].map(([month, kits]) => ({ month, kits: Math.round(kits) }))
}
