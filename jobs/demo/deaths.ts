import type { Day } from '../../server/contract/day.ts'
import { DeathChange, NewDeath } from '../../server/contract/death.ts'
import { addDays } from '../../server/day.ts'
import type { Random } from '../stats/draws/random.ts'
import { drawNormal, drawOne, drawWeighted, drawWhole, isDrawn } from './draw.ts'
import { drawFindings } from './findings.ts'
import { type DrawnPlace, type Places, toPlace } from './places.ts'
import type { Timeline } from './timeline.ts'

/** A death as it was first recorded, and the revisions that followed, each with the day it was learnt. */
export type DemoDeath = {
  first: NewDeath & { reference: string; knownOn: Day }
  later: (DeathChange & { knownOn: Day })[]
}

/** What the writing of a death needs besides its timeline. */
export type DeathSetting = {
  places: Places
  panelIds: { standard: string; extended: string }
  nameOf: (substanceCode: string) => string
  today: Day
}

/** Writes a death down in revisions: notified, accepted, toxicology, registered, closed. Those of days to come are left out. */
export function writeDeath(random: Random, timeline: Timeline, setting: DeathSetting): DemoDeath {
  const { eventDay, isExcluded, isExtendedPanel, substances } = timeline
  const { panelIds, nameOf, today } = setting
  const circumstances = drawCircumstances(random, timeline, setting.places)
  const findings = drawFindings(random, {
    substances,
    isExtendedPanel,
    wasNaloxoneGiven: circumstances.naloxoneGiven === 'yes',
  })
  const implicated = findings.laboratory.filter(({ role }) => role === 'implicated').map((one) => one.substanceCode)
  const conclusion = isExcluded
    ? ('natural' as const)
    : drawWeighted(random, [
        ['accident', 80],
        ['suicide', 8],
        ['undetermined', 9],
        ['unknown', 3],
      ] as const)

  const suspected = {
    ...circumstances,
    ...historyOf(circumstances, timeline),
    eventDay,
    notifiedOn: timeline.noticeOn,
    findings: findings.believed,
  }
  const examined = {
    ...suspected,
    toxicologyCompleteOn: timeline.toxicologyCompleteOn,
    toxicologyPanelId: isExtendedPanel ? panelIds.extended : panelIds.standard,
    findings: findings.laboratory,
  }
  const concluded = {
    ...examined,
    registeredOn: timeline.registeredOn,
    conclusion,
    causeOfDeath: `1a. ${causeOf(implicated, nameOf)}`,
    underlyingCauseIcd10: icd10Of(conclusion, implicated),
    otherCausesIcd10: poisonsOf(implicated),
  }
  const steps = isExcluded
    ? [
        { knownOn: timeline.acceptedOn, status: 'toxicology_pending', ...suspected },
        {
          knownOn: timeline.toxicologyOn,
          ...examined,
          status: 'excluded',
          exclusionReason: 'Died of a natural cause; the post-mortem found no drug that contributed',
          changeReason: 'Post-mortem and toxicology received',
        },
      ]
    : [
        {
          knownOn: timeline.acceptedOn,
          status: 'toxicology_pending',
          ...suspected,
          changeReason: 'Accepted as a suspected drug-related death',
        },
        { knownOn: timeline.toxicologyOn, ...examined, status: 'toxicology_in', changeReason: 'Toxicology received' },
        {
          knownOn: timeline.registeredOn,
          ...concluded,
          status: 'registered',
          changeReason: 'Inquest concluded and death registered',
        },
        {
          knownOn: timeline.closedOn,
          ...concluded,
          status: 'closed',
          panelFinding: 'drug_related',
          changeReason: 'Review closed',
        },
      ]
  const first = NewDeath.parse({
    ...suspected,
    status: 'notified',
    source: 'Police notification',
    reference: timeline.reference,
    knownOn: timeline.noticeOn,
  })
  return {
    first: { ...first, reference: timeline.reference, knownOn: timeline.noticeOn },
    later: steps
      .filter(({ knownOn }) => knownOn < today)
      .map((step) => ({ ...DeathChange.parse(step), knownOn: step.knownOn })),
  }
}

function drawCircumstances(random: Random, { eventDay }: Timeline, places: Places) {
  const home = places.draw()
  const setting = drawWeighted(random, [
    ['own_home', 58],
    ['others_home', 11],
    ['hostel_or_supported', 8],
    ['shared_housing', 6],
    ['tent_or_street', 5],
    ['vehicle', 3],
    ['hotel', 2],
    ['public_toilet', 2],
    ['unknown', 5],
  ] as const)
  const isAtHome = ['own_home', 'shared_housing', 'hostel_or_supported'].includes(setting)
  const found = isAtHome ? home : places.drawAround(home.point, 2500)
  const wasAlone = drawWeighted(random, [
    ['yes', 55],
    ['no', 33],
    ['unknown', 12],
  ] as const)
  const naloxonePresent = drawWeighted(random, [
    ['yes', 22],
    ['no', 50],
    ['unknown', 28],
  ] as const)
  return {
    // now and then only the day somebody was found is known
    eventDayBasis: isDrawn(random, 0.06) ? 'found' : 'death',
    ageYears: Math.min(75, Math.max(18, Math.round(44 + 11 * drawNormal(random)))),
    sex: drawWeighted(random, [
      ['male', 69],
      ['female', 30],
      ['unknown', 1],
    ] as const),
    housing: housingAt(random, setting),
    treatment: drawWeighted(random, [
      ['in_treatment', 34],
      ['within_six_months', 9],
      ['earlier', 17],
      ['never', 27],
      ['unknown', 13],
    ] as const),
    prisonReleaseOn: isDrawn(random, 0.06) ? addDays(eventDay, -drawWhole(random, 1, 40)) : null,
    hospitalDischargeOn: isDrawn(random, 0.1) ? addDays(eventDay, -drawWhole(random, 1, 60)) : null,
    residence: isDrawn(random, 0.04) ? null : toPlace(home, 'lsoa'),
    residenceTown: home.town,
    ...foundAt(random, found),
    setting,
    wasAlone,
    wasWitnessed:
      wasAlone === 'yes'
        ? 'no'
        : drawWeighted(random, [
            ['yes', 35],
            ['no', 50],
            ['unknown', 15],
          ] as const),
    ambulanceCalled: drawWeighted(random, [
      ['yes', 88],
      ['no', 6],
      ['unknown', 6],
    ] as const),
    naloxonePresent,
    naloxoneGiven:
      naloxonePresent === 'yes' && wasAlone !== 'yes' && isDrawn(random, 0.75)
        ? 'yes'
        : isDrawn(random, 0.12)
          ? 'unknown'
          : 'no',
    otherConditions: isDrawn(random, 0.45)
      ? drawOne(random, [
          'Long-term pain',
          'Long-term pain; depression',
          'COPD',
          'Hepatitis C, treated',
          'Anxiety and depression',
        ])
      : null,
  }
}

function foundAt(random: Random, found: DrawnPlace) {
  if (isDrawn(random, 0.02)) return { foundPlace: null, foundTown: null }
  return { foundPlace: toPlace(found, isDrawn(random, 0.7) ? 'exact' : 'lsoa'), foundTown: found.town }
}

function housingAt(random: Random, setting: string) {
  if (setting === 'hostel_or_supported') return 'hostel_or_supported'
  if (setting === 'tent_or_street') return 'rough_sleeping'
  return drawWeighted(random, [
    ['own_or_rented', 62],
    ['with_family_or_friends', 15],
    ['temporary', 10],
    ['unknown', 13],
  ] as const)
}

function causeOf(implicated: readonly string[], nameOf: (code: string) => string): string {
  const names = implicated.map((code) => nameOf(code).toLowerCase())
  if (names.length === 0) return 'Unascertained'
  if (names.length === 1) return `Toxicity of ${names[0]}`
  return `Combined toxicity of ${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

/** Accident X4x, intent to self-harm X6x, undetermined Y1x; x2 where an opioid or cocaine is among the causes, else x1 (ICD-10). */
function icd10Of(conclusion: string, implicated: readonly string[]): string | null {
  const narcotics = [
    'heroin',
    'morphine',
    'methadone',
    'codeine',
    'tramadol',
    'oxycodone',
    'orphine',
    'nitazene',
    'cocaine',
  ]
  const last = implicated.some((code) => narcotics.some((name) => code.includes(name))) ? '2' : '1'
  const block = { accident: 'X4', suicide: 'X6', undetermined: 'Y1' }[conclusion]
  return block ? `${block}${last}` : null
}

/** What a registration names beside the underlying cause: the poison of each drug (ICD-10 T40 to T43, T51). */
function poisonsOf(implicated: readonly string[]): string | null {
  const codes = implicated.flatMap(
    (drug) => POISONS.find(([names]) => names.some((name) => drug.includes(name)))?.[1] ?? [],
  )
  return [...new Set(codes)].sort().join(' ') || null
}

const POISONS: readonly (readonly [names: readonly string[], code: string])[] = [
  [['heroin'], 'T40.1'],
  [['methadone'], 'T40.3'],
  [['fentanyl', 'nitazene', 'orphine', 'tramadol', 'pethidine'], 'T40.4'],
  [['morphine', 'codeine', 'oxycodone'], 'T40.2'],
  [['cocaine'], 'T40.5'],
  [['cannab'], 'T40.7'],
  [['azepam', 'azolam', 'benzodiazepine'], 'T42.4'],
  [['gabapentin', 'pregabalin', 'zopiclone'], 'T42.6'],
  [['amphetamine', 'mdma', 'mephedrone'], 'T43.6'],
  [['ethanol'], 'T51.0'],
]

/** What is written of treatment and of mental health, from what was drawn of them. */
function historyOf(
  { treatment, otherConditions }: { treatment: string; otherConditions: string | null },
  { eventDay, reference }: Timeline,
) {
  const daysBefore = 20 + ([...reference].reduce((sum, sign) => sum * 31 + sign.charCodeAt(0), 7) % 160)
  return {
    treatmentEndedOn: treatment === 'within_six_months' ? addDays(eventDay, -daysBefore) : null,
    mentalHealthDiagnosis: /depress|anxiety/i.test(otherConditions ?? '') ? ('yes' as const) : ('unknown' as const),
  }
}
