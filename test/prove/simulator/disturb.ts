import { type Random, randomPoisson } from '../../../jobs/stats/draws/random.ts'
import { addDays, daysBetween } from '../../../server/day.ts'
import { type Event, firstWeekday } from './events.ts'
import { AUGUST, DAYS, type Disturbance, FRIDAYS, JUDGED_FROM, NEW_SOURCE, PARAMETERS, TREBLED } from './parameters.ts'

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
    case 'monthly_lists':
      return events.map((event) => {
        if (event.stream !== 'deaths') return event
        const knownOn = nextList(event.day)
        return { ...event, knownOn, toxicologyKnownOn: Math.max(knownOn + 1, event.toxicologyKnownOn) }
      })
    case 'several_persons':
      return events.map((event) => {
        const share = random()
        return event.stream === 'deaths' ? event : { ...event, persons: share < 0.015 ? 3 : share < 0.075 ? 2 : 1 }
      })
    case 'quicker': {
      const from = JUDGED_FROM + 182
      const shorten = (day: number, knownOn: number) => (day < from ? knownOn : day + Math.floor((knownOn - day) / 3))
      return events.map((event) => ({ ...event, knownOn: shorten(event.day, event.knownOn) }))
    }
    case 'trebled': {
      if (events[0]?.stream !== 'reversals') return [...events]
      // of more kits come more reports, on other days and from other places as these are
      const more = events.flatMap((event) =>
        Array.from({ length: randomPoisson(random, 2 * shareOfTrebling(event.day)) }, (_, i) => {
          const day = event.day + Math.floor(21 * random()) - 10
          const area = (events[Math.floor(random() * events.length)] as Event).area
          return { ...event, name: `${event.name}-${i}`, day, knownOn: day + event.knownOn - event.day, area }
        }),
      )
      return [...events, ...more.filter(({ day }) => day < DAYS)]
    }
    case 'august':
      return events.flatMap((event) => {
        const month = addDays(PARAMETERS.firstDay, event.day).slice(0, 7)
        if (!month.endsWith('-08') || event.area >= AUGUST.areas) return [event]
        const day = daysBetween(PARAMETERS.firstDay, `${month}-01`) + Math.floor(31 * random())
        const move = (known: number) => day + known - event.day
        const again = { ...event, name: `${event.name}-august`, day }
        return [event, { ...again, knownOn: move(event.knownOn), toxicologyKnownOn: move(event.toxicologyKnownOn) }]
      })
    case 'gap': {
      const from = JUDGED_FROM - 365 + Math.floor(150 * random())
      return events.filter(({ day }) => day < from || day >= from + 182)
    }
    case 'fridays':
      return events[0]?.stream === 'reversals' ? [...events, ...drawFridays(random)] : [...events]
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

/** The 5th of the month after, as a day number. */
function nextList(day: number): number {
  const [year, month] = addDays(PARAMETERS.firstDay, day).split('-').map(Number) as [number, number]
  const next = `${month === 12 ? year + 1 : year}-${String((month % 12) + 1).padStart(2, '0')}-05`
  return daysBetween(PARAMETERS.firstDay, next)
}

/** How far the programme has come on a day: 0 before, 1 once it has trebled. */
export function shareOfTrebling(day: number): number {
  return Math.min(1, Math.max(0, (day - JUDGED_FROM - TREBLED.afterDays) / TREBLED.withinDays))
}

/** At the centre of one area, on Fridays. */
function drawFridays(random: Random): Event[] {
  const area = Math.floor(random() * PARAMETERS.areas)
  const events: Event[] = []
  for (let day = 0; day < DAYS; day++) {
    if ((day + firstWeekday) % 7 !== 4) continue
    for (let n = randomPoisson(random, FRIDAYS.aFriday); n > 0; n--)
      events.push({
        stream: 'reversals',
        name: `friday-${events.length}`,
        day,
        knownOn: day + Math.floor(-PARAMETERS.reversals.meanDelayDays * Math.log(1 - random())),
        area,
        source: 'outreach',
        isInjected: false,
        found: [],
        toxicologyKnownOn: Number.POSITIVE_INFINITY,
      })
  }
  return events
}
