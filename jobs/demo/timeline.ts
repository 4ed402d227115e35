import type { Day } from '../../server/contract/day.ts'
import { addDays, daysBetween } from '../../server/day.ts'
import type { Random } from '../stats/draws/random.ts'
import { drawDelayDays, drawWhole, isDrawn, spreadDays } from './draw.ts'
import type { Mixtures } from './mixtures.ts'
import type { DemoPartnership } from './partnerships.ts'

export const FIRST_DAY = '2019-01-01'

/** When what became known of a death, before it is written down. Days after yesterday have not come yet. */
export type Timeline = {
  reference: string
  eventDay: Day
  noticeOn: Day
  acceptedOn: Day
  /** The day the partnership learns the complete toxicology, and the day the laboratory completed it. */
  toxicologyOn: Day
  toxicologyCompleteOn: Day
  registeredOn: Day
  closedOn: Day
  isExcluded: boolean
  isExtendedPanel: boolean
  substances: string[]
}

/**
 * Deaths of each year with their waiting times: notice about 6 days (mean), toxicology 71 days (median), registration after the inquest
 * 6–7 months, rarely more than a year.
 */
export function drawTimelines(
  random: Random,
  partnership: DemoPartnership,
  mixtures: Mixtures,
  today: Day,
): Timeline[] {
  const timelines: Timeline[] = []
  const extendedSince = addDays(today, -partnership.extendedPanelDays)
  for (let year = 2019; year <= Number(today.slice(0, 4)); year++) {
    const deaths = spreadDays(random, partnership.deathsIn(year), `${year}-01-01`, `${year}-12-31`)
    // beside those that count, one or two a year that turn out not to be drug-related
    const excluded = spreadDays(random, drawWhole(random, 1, 2), `${year}-01-01`, `${year}-12-31`)
    const all = [
      ...deaths.map((day) => ({ day, isExcluded: false })),
      ...excluded.map((day) => ({ day, isExcluded: true })),
    ].toSorted((a, b) => (a.day < b.day ? -1 : 1))
    for (const [index, { day, isExcluded }] of all.entries()) {
      const notice = drawDelayDays(random, 3, 1) + (isDrawn(random, 0.015) ? drawWhole(random, 30, 90) : 0)
      const noticeOn = addDays(day, notice)
      const waits = waitsAfter(random, day, noticeOn)
      const isExtendedPanel = waits.toxicologyCompleteOn >= extendedSince && isDrawn(random, 0.88)
      const substances = isExcluded ? ['paracetamol'] : mixtures(year, isExtendedPanel)
      if (noticeOn >= today) continue
      const number = String(index + 1).padStart(3, '0')
      timelines.push({
        reference: `${partnership.prefix}-${year}-${number}`,
        eventDay: day,
        noticeOn,
        acceptedOn: addDays(noticeOn, drawWhole(random, 2, 9)),
        ...waits,
        isExcluded,
        isExtendedPanel,
        substances,
      })
    }
  }
  return timelines
}

function waitsAfter(random: Random, eventDay: Day, noticeOn: Day) {
  const toxicology = Math.max(drawDelayDays(random, 71, 0.3), daysBetween(eventDay, noticeOn) + 15)
  const toxicologyOn = addDays(eventDay, toxicology)
  return { toxicologyOn, ...after(random, eventDay, toxicologyOn) }
}

/** What follows once toxicology is known. */
function after(random: Random, eventDay: Day, toxicologyOn: Day) {
  const registered = Math.max(drawDelayDays(random, 197, 0.3), daysBetween(eventDay, toxicologyOn) + 20)
  const registeredOn = addDays(eventDay, registered)
  return {
    toxicologyCompleteOn: addDays(toxicologyOn, -drawWhole(random, 1, 5)),
    registeredOn,
    closedOn: addDays(registeredOn, drawWhole(random, 20, 120)),
  }
}

/** The same death with its toxicology on another day. */
export function withToxicologyOn(random: Random, timeline: Timeline, toxicologyOn: Day): Timeline {
  return { ...timeline, toxicologyOn, ...after(random, timeline.eventDay, toxicologyOn) }
}
