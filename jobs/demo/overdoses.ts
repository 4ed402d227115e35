import type { Day } from '../../server/contract/day.ts'
import { type Administration, NewOverdose } from '../../server/contract/overdose.ts'
import type { NewAgency } from '../../server/contract/partnership.ts'
import { addDays } from '../../server/day.ts'
import type { Random } from '../stats/draws/random.ts'
import { drawDelayDays, drawOne, drawWeighted, drawWhole, isDrawn, spreadDays, spreadGrowing } from './draw.ts'
import { CLUSTER } from './hidden.ts'
import type { DemoPartnership } from './partnerships.ts'
import { type DrawnPlace, type Places, toPlace } from './places.ts'

export type OverdoseSetting = {
  places: Places
  agencyOf: (kind: NewAgency['kind']) => string | null
  today: Day
}
type Event = { day: Day; knownOn: Day; place: DrawnPlace; kind: 'reversal' | 'no_naloxone' | 'not_an_overdose' }

type Reporter = {
  reporter: NewOverdose['reporterKind'] & Administration['givenBy']
  source: string
  agency: NewAgency['kind']
}

/** Who reports, what they call themselves as a source, and who gives the naloxone. */
const REPORTERS: readonly (readonly [Reporter, number])[] = [
  [{ reporter: 'peer', source: 'Peer network reports', agency: 'peer_network' }, 30],
  [{ reporter: 'drug_service', source: 'Drug service reports', agency: 'drug_service' }, 22],
  [{ reporter: 'ambulance', source: 'Ambulance feed', agency: 'ambulance' }, 22],
  [{ reporter: 'outreach', source: 'Outreach reports', agency: 'outreach' }, 11],
  [{ reporter: 'hostel', source: 'Supported housing reports', agency: 'housing' }, 8],
  [{ reporter: 'police', source: 'Police reports', agency: 'police' }, 7],
]

/** All overdose events that somebody lived through or whose outcome is not known, in the order of their days. */
export function drawOverdoses(random: Random, partnership: DemoPartnership, setting: OverdoseSetting): NewOverdose[] {
  const { places, today } = setting
  const days = reversalDays(random, partnership, today)
  const events: Event[] = days.map((day) => toEvent(random, day, places.draw(), 'reversal'))
  // beside the reversals: no naloxone, or not known; and reports that turn out not to be an overdose
  const first = days[0] ?? today
  const others = spreadDays(random, Math.round(days.length * 0.12), first, addDays(today, -1))
  for (const day of others)
    events.push(toEvent(random, day, places.draw(), isDrawn(random, 0.8) ? 'no_naloxone' : 'not_an_overdose'))
  if (partnership.isHiddenIn) {
    for (const { daysAgo, reported } of CLUSTER.reversals) {
      const day = addDays(today, -daysAgo)
      const place = places.drawNear(CLUSTER.town, CLUSTER.withinMetres)
      events.push({ day, knownOn: addDays(day, reported), place, kind: 'reversal' })
    }
  }
  return events
    .filter(({ knownOn }) => knownOn < today)
    .toSorted((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0))
    .map((event, index) =>
      writeOverdose(random, event, setting, `${partnership.prefix}-OD-${String(index + 1).padStart(5, '0')}`),
    )
}

/** Exactly as many as published until 2022, then growing to the latest year's number. */
function reversalDays(random: Random, { reversalsIn, laterReversals }: DemoPartnership, today: Day): Day[] {
  const yearAgo = addDays(today, -365)
  const between = (Date.parse(yearAgo) - Date.parse('2023-01-01')) / 86_400_000 / 365.25
  const mean = (laterReversals.in2023 + laterReversals.latest) / 2
  return [
    ...[...reversalsIn].flatMap(([year, count]) => spreadDays(random, count, `${year}-01-01`, `${year}-12-31`)),
    ...(between > 0
      ? spreadGrowing(
          random,
          Math.round(mean * between),
          '2023-01-01',
          addDays(yearAgo, -1),
          laterReversals.in2023 / mean,
        )
      : []),
    ...spreadDays(random, laterReversals.latest, yearAgo > '2023-01-01' ? yearAgo : '2023-01-01', addDays(today, -1)),
  ]
}

function toEvent(random: Random, day: Day, place: DrawnPlace, kind: Event['kind']): Event {
  return { day, knownOn: addDays(day, drawDelayDays(random, 1, 1)), place, kind }
}

function writeOverdose(
  random: Random,
  { day, knownOn, place, kind }: Event,
  { agencyOf }: OverdoseSetting,
  reference: string,
): NewOverdose {
  const { reporter, source, agency } = drawWeighted(random, REPORTERS)
  return NewOverdose.parse({
    source,
    reference,
    knownOn,
    eventDay: day,
    ...drawTime(random),
    ...(isDrawn(random, 0.03)
      ? { place: null, town: isDrawn(random, 0.5) ? place.town : null }
      : { place: toPlace(place, isDrawn(random, 0.6) ? 'exact' : 'lsoa'), town: place.town }),
    setting: drawWeighted(random, [
      ['own_home', 34],
      ['others_home', 14],
      ['hostel_or_supported', 15],
      ['tent_or_street', 12],
      ['shared_housing', 6],
      ['car_park', 3],
      ['vehicle', 3],
      ['public_toilet', 3],
      ['beach_or_harbour', 2],
      ['unknown', 6],
      ['prefer_not_to_say', 2],
    ] as const),
    reporterKind: reporter,
    agencyId: isDrawn(random, 0.9) ? agencyOf(agency) : null,
    ambulanceCalled:
      reporter === 'ambulance'
        ? 'yes'
        : drawWeighted(random, [
            ['yes', 60],
            ['no', 28],
            ['unknown', 12],
          ] as const),
    // now and then somebody beside them needed no naloxone: one event, two people, one reversal
    persons: [
      drawPerson(random, kind, reporter),
      ...(isDrawn(random, 0.03) ? [drawPerson(random, 'no_naloxone', reporter)] : []),
    ],
  })
}

const NEAR_MIDNIGHT = ['23:58', '23:59', '00:00', '00:03']

export function drawTime(random: Random) {
  const precision = drawWeighted(random, [
    ['minute', 45],
    ['hour', 20],
    ['part_of_day', 20],
    ['unknown', 15],
  ] as const)
  if (precision === 'unknown') return { timePrecision: precision }
  if (precision === 'part_of_day')
    return { timePrecision: precision, partOfDay: drawOne(random, ['overnight', 'morning', 'afternoon', 'evening']) }
  if (precision === 'minute' && isDrawn(random, 0.03))
    return { timePrecision: precision, eventTime: drawOne(random, NEAR_MIDNIGHT) }
  // overdoses are commonest in the evening
  const hour =
    (drawWeighted(random, [
      [drawWhole(random, 16, 25), 60],
      [drawWhole(random, 2, 15), 40],
    ] as const) +
      24) %
    24
  const minute = precision === 'minute' ? drawWhole(random, 0, 59) : 0
  return { timePrecision: precision, eventTime: `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}` }
}

const OUTCOMES = [
  ['recovered_stayed', 30],
  ['recovered_left', 19],
  ['taken_by_ambulance_alive', 27],
  ['hospital_later_known_alive', 8],
  ['unknown', 16],
] as const
const EVIDENCE = [
  ['seen_by_reporter', 58],
  ['confirmed_by_service', 20],
  ['told_by_person', 10],
  ['told_by_third_party', 10],
  ['unknown', 2],
] as const

function drawPerson(random: Random, kind: Event['kind'], reporter: Reporter['reporter']) {
  const outcome = kind === 'not_an_overdose' ? kind : drawWeighted(random, OUTCOMES)
  const naloxoneGiven = kind === 'reversal' ? 'yes' : drawOne(random, ['no', 'unknown'] as const)
  return {
    ageBand: drawWeighted(random, [
      ['18-24', 8],
      ['25-34', 24],
      ['35-44', 33],
      ['45-54', 22],
      ['55-64', 8],
      [null, 5],
    ] as const),
    sex: drawWeighted(random, [
      ['male', 68],
      ['female', 28],
      ['unknown', 4],
    ] as const),
    naloxoneGiven,
    wasUnresponsive:
      kind === 'reversal'
        ? drawWeighted(random, [
            ['yes', 78],
            ['no', 8],
            ['unknown', 14],
          ] as const)
        : 'unknown',
    opioidPlausible:
      kind === 'not_an_overdose'
        ? 'no'
        : drawWeighted(random, [
            ['yes', 84],
            ['no', 2],
            ['unknown', 14],
          ] as const),
    outcome,
    outcomeEvidence: outcome === 'unknown' ? 'unknown' : drawWeighted(random, EVIDENCE),
    substanceCodes: drawSuspected(random),
    administrations: naloxoneGiven === 'yes' ? drawAdministrations(random, reporter) : [],
  }
}

export function drawSuspected(random: Random): string[] {
  return [
    ...(isDrawn(random, 0.72) ? ['heroin'] : []),
    ...(isDrawn(random, 0.14) ? ['methadone'] : []),
    ...(isDrawn(random, 0.22) ? ['street-benzodiazepines'] : []),
    ...(isDrawn(random, 0.2) ? ['cocaine'] : []),
    ...(isDrawn(random, 0.14) ? ['pregabalin'] : []),
    ...(isDrawn(random, 0.2) ? ['ethanol'] : []),
  ]
}

/** Prenoxad is five doses of 0.4 mg in one syringe, Nyxoid one of 1.8 mg a device (docs/domain.md, “Naloxone”). */
export function drawAdministrations(random: Random, givenBy: Administration['givenBy']): Partial<Administration>[] {
  const isNasal = isDrawn(random, 0.55)
  const doses = isNasal
    ? drawWeighted(random, [
        [1, 60],
        [2, 36],
        [3, 4],
      ] as const)
    : drawWeighted(random, [
        [1, 30],
        [2, 34],
        [3, 22],
        [4, 14],
      ] as const)
  const first = {
    productCode: isNasal ? 'nyxoid' : 'prenoxad',
    doses,
    milligrams: Math.round(doses * (isNasal ? 1.8 : 0.4) * 10) / 10,
    givenBy,
    minutesToResponse: drawWeighted(random, [
      ['under_1', 8],
      ['1_to_3', 34],
      ['3_to_5', 26],
      ['over_5', 12],
      ['no_response', 3],
      ['unknown', 17],
    ] as const),
  }
  const byAmbulance = { productCode: 'naloxone-ampoule-400', doses: 1, milligrams: 0.4, givenBy: 'ambulance' as const }
  return givenBy !== 'ambulance' && isDrawn(random, 0.1) ? [first, byAmbulance] : [first]
}
