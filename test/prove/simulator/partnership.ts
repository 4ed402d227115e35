import { type Random, randomFor } from '../../../jobs/stats/draws/random.ts'
import { addDays } from '../../../server/day.ts'
import type { SnapshotDeath, SnapshotReversal } from '../../../server/surveillance/nights/snapshot.ts'
import { type Area, drawAreas, toDegrees } from './areas.ts'
import { disturb, shareOfTrebling } from './disturb.ts'
import { drawBackground, type Event, type Injected, inject } from './events.ts'
import { deterministicId } from './ids.ts'
import {
  ALL_SCENARIOS,
  type Disturbance,
  JUDGED_FROM,
  MOVED_POINTS,
  NEW_TEST_FROM,
  OWN_ADDRESS,
  PARAMETERS,
  SIZES,
  type Size,
  TREBLED,
} from './parameters.ts'
import { everyClass } from './substances.ts'

/** A record with the days it became known, as a snapshot shows it before and after its toxicology. */
export type Recorded<Kind> = {
  dayNumber: number
  knownFrom: number
  completeFrom: number
  before: Kind
  complete: Kind
}

export type SimulatedPartnership = {
  partnershipId: string
  areas: Area[]
  panels: { panelId: string; covers: string[] }[]
  /** In the order of a snapshot: by day, then by id. */
  deaths: Recorded<SnapshotDeath>[]
  reversals: Recorded<SnapshotReversal>[]
  injected: (Injected & { caseIds: string[] }) | null
  /** Kits of naloxone supplied on a day; none are recorded but where the programme grows. */
  kitsOn: ((day: number) => number) | null
}

/** Ids of records as they are simulated, or as a database has given them. */
export type IdOf = (name: string) => string

/**
 * Six years of one partnership. The background depends on the size and the seed only (and on what is wrong with it), so that a scenario
 * and the null of the same seed differ by nothing but what was injected.
 */
export function simulatePartnership(
  scenario: string,
  size: Size,
  seed: number,
  idOf: IdOf = (name) => deterministicId(`${size}/${seed}/${name}`),
): SimulatedPartnership {
  const named = ALL_SCENARIOS[scenario]
  if (!named) throw new RangeError(`there is no scenario ${scenario}`)
  const streamOf = (purpose: string): Random => randomFor(`${size}/${seed}/${purpose}`, 0)
  const disturbances: ReadonlySet<Disturbance | null> = new Set([named.disturbance])
  const areas = drawAreas(streamOf('areas'), `${size}/${seed}`).map((area, i) => ({
    ...area,
    areaId: idOf(`area-${i}`),
  }))

  const events = {
    deaths: drawBackground(streamOf('deaths'), 'deaths', SIZES[size].deaths, areas, disturbances),
    reversals: drawBackground(streamOf('reversals'), 'reversals', SIZES[size].reversals, areas, disturbances),
  }
  const { injection } = named
  const injected =
    injection &&
    inject(streamOf(`injection ${JSON.stringify(injection)}`), events[injection.stream], injection, areas, disturbances)

  const panels = [
    { panelId: idOf('panel'), covers: everyClass },
    {
      panelId: idOf('old panel'),
      covers: [...everyClass.filter((code) => code !== 'gabapentinoids'), 'gabapentin'].sort(),
    },
  ] as const
  const reported = (stream: 'deaths' | 'reversals') =>
    disturb(streamOf(`${named.disturbance} ${stream}`), events[stream], named.disturbance)
  const locate = {
    deaths: placesFor(streamOf(`places of deaths ${named.disturbance}`), areas, named.disturbance),
    reversals: placesFor(streamOf(`places of reversals ${named.disturbance}`), areas, named.disturbance),
  }
  return {
    partnershipId: idOf('partnership'),
    areas,
    panels: named.disturbance === 'new_test' ? [...panels] : [panels[0]],
    deaths: inOrder(
      reported('deaths').map((event) => {
        const isOld = named.disturbance === 'new_test' && event.toxicologyKnownOn < NEW_TEST_FROM
        const before: SnapshotDeath = {
          ...locatedOf(event),
          toxicologyKnownOn: null,
          found: [],
          notDetected: [],
          panelId: panels[isOld ? 1 : 0].panelId,
        }
        const complete: SnapshotDeath = {
          ...before,
          toxicologyKnownOn: dayOf(event.toxicologyKnownOn),
          found: isOld ? event.found.filter((code) => code !== 'pregabalin') : event.found,
        }
        return recorded(event, before, complete)
      }),
    ),
    reversals: inOrder(
      reported('reversals').flatMap((event) => {
        const located = locatedOf(event)
        return Array.from({ length: event.persons ?? 1 }, (_, i) => {
          const reversal: SnapshotReversal = { ...located, person: i + 1, minute: null }
          return recorded(event, reversal, reversal)
        })
      }),
    ),
    injected: injected && {
      ...injected,
      caseIds: injected.names.map((name) => idOf(`${injection?.stream}-${name}`)),
    },
    kitsOn: named.disturbance === 'trebled' ? (day) => TREBLED.kitsADay * (1 + 2 * shareOfTrebling(day + 14)) : null,
  }

  function locatedOf(event: Event) {
    return {
      id: idOf(`${event.stream}-${event.name}`),
      day: dayOf(event.day),
      knownOn: dayOf(event.knownOn),
      ...locate[event.stream](event),
      source: event.source,
    }
  }
}

/** Where events are recorded: at the centre of their area unless the scenario says otherwise. */
function placesFor(random: Random, areas: readonly Area[], disturbance: Disturbance | null) {
  const centres = areas.map((area) => ({ ...toDegrees(area), areaId: area.areaId }))
  const within = () => (random() - 0.5) * 0.6 * PARAMETERS.spacingMetres
  const from = JUDGED_FROM + 30 + Math.floor(random() * 240)
  const [least, most] = MOVED_POINTS.metres
  const moved = areas.map(({ eastMetres, northMetres }) => {
    const [angle, metres] = [2 * Math.PI * random(), least + (most - least) * random()]
    return toDegrees({
      eastMetres: eastMetres + metres * Math.cos(angle),
      northMetres: northMetres + metres * Math.sin(angle),
    })
  })
  const ownArea = Math.floor(random() * areas.length)
  return function locate({ area, isInjected, day, source }: Event) {
    const centre = centres[area] as (typeof centres)[number]
    if (disturbance === 'moved_points') {
      const isMoved = day >= from && MOVED_POINTS.sources.some((other) => other === source)
      return { ...centre, ...(isMoved ? moved[area] : {}), placePrecision: 'town' as const }
    }
    if (disturbance === 'own_address' && source === OWN_ADDRESS.source && day >= from)
      return { ...toDegrees(beside(areas[ownArea] as Area)), areaId: (centres[ownArea] as typeof centre).areaId }
    if (disturbance === 'wrong_places') {
      const share = random()
      if (share < 0.05) return { longitude: null, latitude: null, areaId: null }
      if (share < 0.1) return centres[Math.floor(random() * centres.length)] as typeof centre
    }
    if (disturbance === 'points' || (disturbance === 'random' && !isInjected)) {
      const { eastMetres, northMetres } = areas[area] as Area
      return {
        ...toDegrees({ eastMetres: eastMetres + within(), northMetres: northMetres + within() }),
        areaId: centre.areaId,
      }
    }
    return centre
  }
}

/** An address of the area that is not its centre. */
function beside({ eastMetres, northMetres }: Area) {
  return { eastMetres: eastMetres + 700, northMetres: northMetres + 400 }
}

const dayOf = (number: number) => addDays(PARAMETERS.firstDay, number)

function recorded<Kind>(event: Event, before: Kind, complete: Kind): Recorded<Kind> {
  return {
    dayNumber: event.day,
    knownFrom: event.knownOn + 1,
    completeFrom: event.toxicologyKnownOn + 1,
    before,
    complete,
  }
}

function inOrder<Kind extends { id: string; person?: number }>(records: Recorded<Kind>[]): Recorded<Kind>[] {
  return records.sort((a, b) => a.dayNumber - b.dayNumber || compareIds(a.before, b.before))
}

function compareIds(a: { id: string; person?: number }, b: { id: string; person?: number }): number {
  return a.id === b.id ? (a.person ?? 1) - (b.person ?? 1) : a.id < b.id ? -1 : 1
}

/** The nights of the judged year, as day numbers: night D sees what was known before D. */
export const NIGHTS: readonly number[] = Array.from({ length: 365 }, (_, i) => JUDGED_FROM + i)
