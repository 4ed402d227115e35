import { type Random, randomPoisson } from '../../../jobs/stats/random.ts'
import type { Event } from './events.ts'
import { DAYS, type Disturbance, JUDGED_FROM, NEW_SOURCE, PARAMETERS } from './parameters.ts'

/** What goes wrong with the reports of one stream, after the events have happened; wrong places are made where places are given. */
export function disturb(random: Random, events: readonly Event[], disturbance: Disturbance | null): Event[] {
  switch (disturbance) {
    case 'silent_source': {
      const from = JUDGED_FROM + 60 + Math.floor(random() * 240)
      const silent = events[0]?.stream === 'deaths' ? 'coroner' : 'ambulance'
      return events.filter(({ source, day }) => source !== silent || day < from || day >= from + 7)
    }
    case 'bulk_upload': {
      const on = JUDGED_FROM + 130 + Math.floor(random() * 200)
      const late = events[0]?.stream === 'deaths' ? 'police' : 'outreach'
      return events.map((event) => {
        const isHeld = event.source === late && event.knownOn < on && event.knownOn >= on - 120
        if (!isHeld) return event
        return { ...event, knownOn: on, toxicologyKnownOn: Math.max(on + 1, event.toxicologyKnownOn) }
      })
    }
    case 'longer_delays': {
      const from = JUDGED_FROM + 182
      const lengthen = (day: number, knownOn: number) =>
        knownOn < from ? knownOn : day + Math.round((knownOn - day) * 1.5)
      return events.map((event) => ({
        ...event,
        knownOn: lengthen(event.day, event.knownOn),
        toxicologyKnownOn: lengthen(event.day, event.toxicologyKnownOn),
      }))
    }
    case 'new_source':
      return events[0]?.stream === 'reversals' ? [...events, ...drawNewSource(random)] : [...events]
    default:
      return [...events]
  }
}

/** What happened there before is not known. */
function drawNewSource(random: Random): Event[] {
  const { source, aYear, areas } = NEW_SOURCE
  const from = JUDGED_FROM + 60 + Math.floor(random() * 120)
  const first = Math.floor(random() * PARAMETERS.areas)
  const events: Event[] = []
  for (let day = from; day < DAYS; day++)
    for (let n = randomPoisson(random, aYear / 365); n > 0; n--)
      events.push({
        stream: 'reversals',
        name: `new-${events.length}`,
        day,
        knownOn: day + 1,
        area: (first + Math.floor(random() * areas)) % PARAMETERS.areas,
        source,
        isInjected: false,
        found: [],
        toxicologyKnownOn: Number.POSITIVE_INFINITY,
      })
  return events
}
