import { createHash } from 'node:crypto'
import type { CheckOutcome, OutcomePart } from '../../../server/contract/check-outcome.ts'
import type { Day } from '../../../server/contract/day.ts'
import type {
  ChangedHabit,
  Detector,
  EventStream,
  EvidenceSeries,
  NewSource,
  Stream,
  UsualThere,
} from '../../../server/contract/signal.ts'
import type { Replicates } from '../../compute/compute.ts'
import type { ShareKnown } from '../reports/share-known.ts'
import type { Candidate, Tier } from './continuity.ts'
import type { Agreement } from './corroboration.ts'

/** What a detector found in a night: a candidate with its evidence, from which its sentence is made. */
export type Finding = Candidate & {
  detector: Detector
  stream: Stream
  statistic: number | null
  centre: { longitude: number; latitude: number } | null
  radiusMetres: number | null
  /** What another stream says at its time and place; left out where none does. */
  agreement?: Agreement
  /** The sources that began to report of late; left out where it does not rest on them. */
  newSources?: NewSource[]
  /** Of overdoses: how many were at them, where that is not one each. */
  persons?: number
  /** What its places are used to, where that explains it. */
  usualThere?: UsualThere
  /** The feed that began to give one address for all it reports, where that explains it. */
  changedHabit?: ChangedHabit
  evidence:
    | RiseEvidence
    | PlaceEvidence
    | ExcessEvidence
    | SubstanceEvidence
    | BelievedEvidence
    | FirstDetectionEvidence
}

type MonteCarloEvidence = {
  statistic: number
  replicates: number
  exceedances: number
  seed: string
  series: EvidenceSeries
}

export type RiseEvidence = MonteCarloEvidence & {
  check: 'rise'
  /** Of the strongest window, which ends last night. */
  windowDays: number
  /** Variance of a week's count over its mean. */
  overdispersion: number
  /** What the expected number rests on. */
  yearsOfHistory: number
  /** Of the window's events, the share that would be known by now; null where delays are not known, and none was allowed for. */
  shareKnown: number | null
  casesInLastTwoDays: number
  /** Reports have become quicker of late; left out where not. */
  isQuicker?: true
  /** Feeds that come in lists, and how many days ago the last of each came; left out where none does. */
  lists?: ShareKnown['lists']
}

export type PlaceEvidence = MonteCarloEvidence & {
  check: 'place'
  studyFirstDay: Day
  studyLastDay: Day
  casesInStudy: number
  longestWindowDays: number
  largestRadiusMetres: number
  relativeRisk: number
  placeName: string | null
  casesInLastTwoDays: number
  /** Learnt late, and over: left out where its days end last night. */
  isPast?: true
}

export type ExcessEvidence = MonteCarloEvidence & {
  check: 'excess'
  /** How many areas it takes in. */
  areas: number
  placeName: string | null
  casesInLastTwoDays: number
  /** Learnt late, and over: left out where its days end last night. */
  isPast?: true
}

/** Whether what D3 found is local. */
export type LocalEvidence = {
  /** Monte Carlo: how often chance alone would bring them so close together. */
  p: number
  replicates: number
  /** Deaths with it, of those in the circle and the days whose toxicology could have shown it; and how many chance would put there. */
  observed: number
  examined: number
  expected: number
  firstDay: Day
  lastDay: Day
  centre: { longitude: number; latitude: number }
  radiusMetres: number
  placeName: string | null
}

export type SubstanceEvidence = MonteCarloEvidence & {
  check: 'substance'
  /** Among the last so many deaths with toxicology that could have shown it, against those of the 900 days before. */
  lastDeaths: number
  recentCount: number
  recentDenominator: number
  earlierCount: number
  earlierDenominator: number
  names: string[]
  awaitingToxicology: number
  /** Whether it is local (D4); null where that cannot be judged. */
  local: LocalEvidence | null
  noveltyP: number | null
  /** What no panel names and is taken as looked for all the same, and in whose deaths; left out where nothing is. */
  assumed?: Assumed[]
}

/** A source that names a drug by itself is taken to look for it in all its deaths: the name of the drug, the source. */
export type Assumed = { name: string; source: string }

/** Among the last reports of overdoses that could say it, against those of the year before. */
export type BelievedEvidence = MonteCarloEvidence & {
  check: 'believed'
  recentCount: number
  recentDenominator: number
  earlierCount: number
  earlierDenominator: number
  /** Drugs believed taken, "death", or "3 doses or more of" a product. */
  names: string[]
}

export type FirstDetectionEvidence = {
  check: 'first_detection'
  names: string[]
  deathsBefore: number
  firstKnownOn: Day
  /** Where two or more deaths have it: chance of that, times the length of the watch-list. */
  noveltyP: number | null
  /** Where nothing of a watched family was found before: its name, and the deaths before it whose panel could have shown what was found. */
  family?: { name: string; lookedForBefore: number }
}

/** What a check could judge tonight; "not enough data to judge" is an answer. */
export type Check = {
  detector: Finding['detector']
  stream: Finding['stream']
  cases: number
  outcome: CheckOutcome
  /** Of the strongest candidate, whether it became a finding or not; null where nothing was judged. */
  p: number | null
}

/** What is too weak to be said by itself, and may still speak for what another stream found: see `agreement.ts`. */
export type FaintFinding = Omit<Finding, 'tier'>

export type Detected = { findings: Finding[]; faint: FaintFinding[]; check: Check }

/** The same night of the same partnership draws the same replicates. */
export function seedOf(partnershipId: string, night: Day, stream: string, detector: string): string {
  return createHash('sha256').update([partnershipId, night, stream, detector].join('|')).digest('hex').slice(0, 16)
}

/**
 * How rare by chance, as a recurrence interval in nights (docs/statistics.md 6). Reversals are many and what is found of them is found soon, so
 * that they are asked for more: all checks together keep within one false notify and three false watches a year (docs/detection.md).
 */
const RARENESS = {
  D1: {
    deaths: { notify: 365, watch: 100 },
    reversals: { notify: 730, watch: 200 },
    overdoses: { notify: 730, watch: 200 },
  },
  D2: {
    deaths: { notify: 365, watch: 100 },
    reversals: { notify: 365, watch: 200 },
    overdoses: { notify: 365, watch: 200 },
  },
  D6: {
    deaths: { notify: 365, watch: 100 },
    reversals: { notify: 365, watch: 200 },
    overdoses: { notify: 365, watch: 200 },
  },
} as const

export function tierByRecurrence(
  detector: keyof typeof RARENESS,
  stream: EventStream,
  nights: number,
): Tier | undefined {
  const { notify, watch } = RARENESS[detector][stream]
  if (nights >= notify) return 'notify'
  return nights >= watch ? 'watch' : undefined
}

/** The p values at which its tiers begin: there a night's replicates go on until p is surely on one side. */
export function thresholdsOf(detector: keyof typeof RARENESS, stream: EventStream): number[] {
  const { notify, watch } = RARENESS[detector][stream]
  return [1 / notify, 1 / watch]
}

/** Goes on until p is surely on one side of the thresholds, where more replicates than the first are wanted at all. */
export function surelyBeside(monteCarlo: Replicates, thresholds: readonly number[]): Replicates {
  return monteCarlo.extendTo > monteCarlo.replicates ? { ...monteCarlo, thresholds } : monteCarlo
}

/** D3 judges when toxicology arrives, so by p of an analysis: at 46 analyses a year p ≤ .005 and ≤ .01 are about once in 4.4 and 2.2 years. */
export function tierOfSubstances(p: number): Tier | undefined {
  if (p <= 0.005) return 'notify'
  return p <= SUBSTANCES_WATCHED_UP_TO ? 'watch' : undefined
}

export const SUBSTANCES_WATCHED_UP_TO = 0.01

/** The least that counts beside the finding of another stream (docs/statistics.md 6), in nights. */
export const FAINTEST_NIGHTS = 30

/** What was found, apart by whether it speaks by itself tonight. */
export function splitByTier(
  detector: keyof typeof RARENESS,
  stream: EventStream,
  found: readonly FaintFinding[],
): Pick<Detected, 'findings' | 'faint'> {
  const findings: Finding[] = []
  const faint: FaintFinding[] = []
  for (const one of found) {
    const tier = tierByRecurrence(detector, stream, one.recurrenceIntervalDays)
    if (tier) findings.push({ ...one, tier: one.isExplained ? 'watch' : tier })
    else if (one.recurrenceIntervalDays >= FAINTEST_NIGHTS) faint.push(one)
  }
  return { findings, faint }
}

/** A check that judged nothing, and why. */
export function notJudged(check: Omit<Check, 'p' | 'outcome'>, ...outcome: CheckOutcome): Detected {
  return { findings: [], faint: [], check: { ...check, p: null, outcome } }
}

/** What a check that could judge says of its night: "a rise", "2 clusters". */
export function sayJudged(count: number, one: string, many: string): OutcomePart {
  if (count === 0) return { kind: 'quiet', text: 'nothing unusual' }
  return { kind: 'found', text: count === 1 ? one : `${count} ${many}`, count }
}
