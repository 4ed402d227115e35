import type { CheckOutcome } from '../../../server/contract/check-outcome.ts'
import type { Day } from '../../../server/contract/day.ts'
import { daysBetween } from '../../../server/day.ts'
import type { Snapshot, SnapshotDeath } from '../../../server/surveillance/nights/snapshot.ts'
import { type Compute, maximaOnThreads } from '../../compute/compute.ts'
import { hypergeometricUpperTail } from '../../stats/counts/distributions.ts'
import type { EmergenceInput, EmergenceProblem } from '../../stats/emergence/emergence-problem.ts'
import {
  type FirstDetection,
  listFirstDetections,
  listNovelFamilies,
  type NovelFamily,
} from '../../stats/emergence/first-detections.ts'
import type { Emergence } from '../../stats/emergence/substance-emergence.ts'
import { decideP } from '../../stats/scan/monte-carlo.ts'
import { distinct } from '../reports/distinct.ts'
import { seriesOfResults } from '../reports/evidence-series.ts'
import type { Tier } from '../signals/continuity.ts'
import { countAwaiting } from '../signals/explain.ts'
import {
  type Assumed,
  type Detected,
  type Finding,
  type LocalEvidence,
  notJudged,
  SUBSTANCES_WATCHED_UP_TO,
  sayJudged,
  seedOf,
  tierOfSubstances,
} from '../signals/finding.ts'
import { LOCAL_UP_TO, locateEmergence } from '../signals/locate-emergence.ts'
import { assumeLookedFor, cannotJudge, type LookedForByHabit, lineageOf } from './looked-for.ts'

/**
 * D3, emergence and combinations of substances (docs/statistics.md 3 and 6): a drug, a class or up to three together that have become
 * commoner among the latest deaths with complete toxicology. Only deaths whose panel could have shown it count.
 */

const FEWEST_DEATHS = 30
/** After fewer deaths with toxicology everything is new. */
const FEWEST_BEFORE_FIRST = 10
const MONTE_CARLO = {
  ...{ replicates: 999, extendTo: 9999, stopAfterExceedances: 20 },
  // where its tiers begin: there it goes on until p is surely on one side
  thresholds: [0.005, SUBSTANCES_WATCHED_UP_TO],
}
/**
 * Among the deaths that could have shown it alone, it must be commoner too: where only the latest are looked at for it, dates dealt out among all
 * deaths put few of these last, and a share of 3 in 10 after 2 in 10 would look rare.
 */
const OWN_P_UP_TO = 0.05
/** Where too few results say how often they come: about 45 analyses a year, so one every 8 days (docs/statistics.md 6). */
const USUAL_DAYS_BETWEEN_ANALYSES = 8
const FEWEST_ANALYSES = 5
const YEAR = 365

type CompleteDeath = SnapshotDeath & { toxicologyKnownOn: Day }

export async function detectSubstances(snapshot: Snapshot, compute: Compute): Promise<Detected> {
  const complete = snapshot.deaths
    .filter((death): death is CompleteDeath => death.toxicologyKnownOn !== null)
    .toSorted(
      (a, b) =>
        compareText(a.toxicologyKnownOn, b.toxicologyKnownOn) || compareText(a.day, b.day) || compareText(a.id, b.id),
    )
  const check = { detector: 'D3', stream: 'toxicology', cases: complete.length } as const
  const ask: Asked = { snapshot, complete, daysBetweenAnalyses: daysBetweenAnalyses(snapshot, complete) }
  const latest = complete.at(-1)?.toxicologyKnownOn
  if (latest && snapshot.previousNight && latest < snapshot.previousNight && !snapshot.toxicologyCameLate) {
    return notJudged(check, { kind: 'nothing new', text: 'no new toxicology since the last night' })
  }
  const habit = assumeLookedFor(snapshot, complete)
  const input = toInput(snapshot, complete, habit)
  if (complete.length < FEWEST_DEATHS) {
    const text = `not enough data to judge: deaths with complete toxicology: ${complete.length}, ${FEWEST_DEATHS} needed`
    const advice = 'recording the day toxicology was complete, or pooling with neighbours, would help'
    return {
      ...notJudged(check, { kind: 'too little', text }, { kind: 'advice', text: advice }),
      // the first of a drug on the watch-list is a fact, and no test
      findings: toFirsts(ask, listFirstDetections(input), listNovelFamilies(input)),
    }
  }

  const withPanel = complete.filter(({ panelId, notDetected }) => panelId !== null || notDetected.length > 0).length
  const { problem, largest, firstDetections, novelFamilies } = await compute.run('scanSubstances', input)
  const seed = seedOf(snapshot.partnershipId, snapshot.night, 'toxicology', 'D3')
  const maxima =
    largest > 0
      ? await maximaOnThreads(
          largest,
          (from, to) => compute.run('substanceMaxima', problem, seed, from, to),
          compute.threads,
          MONTE_CARLO,
        )
      : new Float64Array(0)
  const emergences =
    largest > 0
      ? await compute.run('listEmergences', problem, maxima, {
          stopAfterExceedances: MONTE_CARLO.stopAfterExceedances,
          thresholds: MONTE_CARLO.thresholds,
          reportUpTo: SUBSTANCES_WATCHED_UP_TO,
        })
      : []

  const emerged: Finding[] = []
  for (const emergence of emergences) {
    const decided = decideP(emergence.statistic, maxima, MONTE_CARLO)
    const tier = tierOfSubstances(decided.p)
    if (!tier || ownP(emergence) > OWN_P_UP_TO) continue
    const examined = examinedFor(emergence, problem, complete)
    const codes = emergence.nodes.map((node) => snapshot.substances[node]?.code ?? '')
    const local = await locateEmergence(
      snapshot,
      examined.filter(({ isFound }) => isFound).map(({ death }) => death),
      examined.filter(({ isFound }) => !isFound).map(({ death }) => death),
      codes.join('+'),
      compute,
    )
    const assumed = assumedFor(ask, emergence, examined, habit)
    emerged.push(toFinding(ask, emergence, { ...decided, tier, seed, examined, local, assumed }))
  }
  const firsts = toFirsts(ask, firstDetections, novelFamilies)
  // the novelty test stands beside the scan: where both speak of a drug as loudly, the scan's finding says more
  const findings = [...emerged, ...firsts.filter((first) => !emerged.some((found) => isSaidBy(first, found)))]
  if (withPanel < FEWEST_DEATHS) {
    const text = `not enough data to judge what is new or rising: of ${complete.length} deaths with complete toxicology ${withPanel} say what was looked for, ${FEWEST_DEATHS} needed`
    const advice = 'record their panel (Registers)'
    return { ...notJudged(check, { kind: 'too little', text }, { kind: 'advice', text: advice }), findings }
  }
  return {
    findings,
    faint: [],
    check: {
      ...check,
      p: largest > 0 ? decideP(largest, maxima, MONTE_CARLO).p : 1,
      outcome: sayFound(findings.length, cannotJudge(snapshot, complete, habit)),
    },
  }
}

/** Nothing unusual is never said of what nobody looks for. */
function sayFound(findings: number, unseen: string): CheckOutcome {
  const judged = sayJudged(findings, '1 finding', 'findings')
  if (!unseen) return [judged]
  return [
    findings > 0 ? judged : { ...judged, text: `${judged.text} in what is looked for` },
    { kind: 'blind', text: `of the watch-list the panels do not look for ${unseen}, which cannot be judged` },
  ]
}

/** What every finding of the night is made from. */
type Asked = { snapshot: Snapshot; complete: CompleteDeath[]; daysBetweenAnalyses: number }

/** The check judges when toxicology is in: how often that was within the year says how often chance has its turn. */
function daysBetweenAnalyses({ night }: Snapshot, complete: readonly CompleteDeath[]): number {
  const days = new Set(
    complete.map(({ toxicologyKnownOn }) => toxicologyKnownOn).filter((day) => daysBetween(day, night) <= YEAR),
  )
  if (days.size < FEWEST_ANALYSES) return USUAL_DAYS_BETWEEN_ANALYSES
  const [earliest] = complete
  return Math.min(YEAR, daysBetween(earliest?.toxicologyKnownOn ?? night, night)) / days.size
}

/** Of so many found in all, so many or more among the latest, by chance. */
function ownP({ recentCount, recentDenominator, earlierCount, earlierDenominator }: Emergence): number {
  return hypergeometricUpperTail(
    recentCount,
    recentDenominator,
    recentCount + earlierCount,
    recentDenominator + earlierDenominator,
  )
}

function toInput(snapshot: Snapshot, complete: CompleteDeath[], habit: LookedForByHabit): EmergenceInput {
  const nodeOf = new Map(snapshot.substances.map(({ code }, node) => [code, node]))
  const tree = snapshot.substances.map(({ parentCode }) => (parentCode === null ? -1 : (nodeOf.get(parentCode) ?? -1)))
  const lineage = (code: string): number[] => {
    const nodes: number[] = []
    for (let node = nodeOf.get(code) ?? -1; node >= 0; node = tree[node] ?? -1) nodes.push(node)
    return nodes
  }
  const panels = new Map(
    snapshot.panels.map(({ panelId, covers }) => [panelId, covers.map((code) => nodeOf.get(code) ?? -1)]),
  )
  const foundEarlier = new Set(snapshot.foundEarlier.flatMap(lineage))
  const [earliest] = complete
  return {
    tree,
    deaths: complete.map((death) => {
      const { id, toxicologyKnownOn, found, notDetected, panelId } = death
      const nodes = [...new Set(found.flatMap(lineage))]
      const panel = (panelId && panels.get(panelId)) || []
      const looked = new Set(panel)
      // what was found or looked for was tested, whatever the panel says; anything else unlisted was not tested, never negative
      const beside = [...found, ...notDetected]
        .filter((code) => !lineage(code).some((node) => looked.has(node)))
        .map((code) => nodeOf.get(code) ?? -1)
      return {
        id,
        toxicologyDay: daysBetween((earliest as (typeof complete)[number]).toxicologyKnownOn, toxicologyKnownOn),
        nodes,
        testedNodes: [...new Set([...panel, ...beside, ...habit.of(death).map((code) => nodeOf.get(code) ?? -1)])],
      }
    }),
    watchListSize: snapshot.substances.filter(({ isWatched, level }) => isWatched && level === 'drug').length,
    watchedFamilies: snapshot.substances.flatMap(({ isWatched, level, code }) =>
      isWatched && level !== 'drug' && !foundEarlier.has(nodeOf.get(code) ?? -1) ? [nodeOf.get(code) ?? -1] : [],
    ),
  }
}

type Judged = {
  p: number
  tier: Tier
  replicates: number
  exceedances: number
  seed: string
  examined: Examined[]
  local: LocalEvidence | null
  assumed: Assumed[]
}
type Examined = { death: CompleteDeath; isFound: boolean }

/** The deaths of the study whose panel could have shown all of it, in the order of their results, and whether it was found. */
function examinedFor({ nodes }: Emergence, problem: EmergenceProblem, complete: CompleteDeath[]): Examined[] {
  const candidate = problem.candidates.find((other) => other.nodes === nodes || other.nodes.join() === nodes.join())
  if (!candidate) return []
  const covering = problem.covers[candidate.group] as number[]
  const found = new Set(candidate.deaths)
  const study = complete.slice(-problem.deathIds.length)
  return study.flatMap((death, index) =>
    covering[problem.panelOfDeath[index] as number] === 1 ? [{ death, isFound: found.has(index) }] : [],
  )
}

/** Of what was found, what is looked for by habit only, in the deaths that were examined for it. */
function assumedFor(
  { snapshot }: Asked,
  { nodes }: Emergence,
  examined: readonly Examined[],
  habit: LookedForByHabit,
): Assumed[] {
  return nodes.flatMap((node) => {
    const { code = '', name = '' } = snapshot.substances[node] ?? {}
    const resting = examined.filter(({ death, isFound }) => !isFound && habit.of(death).includes(code))
    return distinct(resting.map(({ death }) => death.source)).map((source) => ({ name, source }))
  })
}

function toFinding(
  { snapshot, complete, daysBetweenAnalyses }: Asked,
  emergence: Emergence,
  { p, tier, replicates, exceedances, seed, examined, local, assumed }: Judged,
): Finding {
  const names = emergence.nodes.map((node) => snapshot.substances[node]?.name ?? '')
  const isLocal = local !== null && local.p <= LOCAL_UP_TO
  return {
    ...describe(emergence.nodes, emergence.caseIds, snapshot, complete),
    ...(isLocal ? { centre: local.centre, radiusMetres: local.radiusMetres } : {}),
    tier,
    p,
    recurrenceIntervalDays: daysBetweenAnalyses / p,
    observed: emergence.recentCount,
    expected: emergence.expected,
    statistic: emergence.statistic,
    evidence: {
      check: 'substance',
      statistic: emergence.statistic,
      replicates,
      exceedances,
      seed,
      series: seriesOfResults(examined.map(({ death, isFound }) => ({ knownOn: death.toxicologyKnownOn, isFound }))),
      lastDeaths: emergence.m,
      recentCount: emergence.recentCount,
      recentDenominator: emergence.recentDenominator,
      earlierCount: emergence.earlierCount,
      earlierDenominator: emergence.earlierDenominator,
      names,
      awaitingToxicology: countAwaiting(snapshot),
      local,
      noveltyP: emergence.noveltyP,
      ...(assumed.length > 0 ? { assumed } : {}),
    },
  }
}

/** What was never found before; a drug of a family that is new itself is told with its family. */
function toFirsts(ask: Asked, detections: readonly FirstDetection[], families: readonly NovelFamily[]): Finding[] {
  const told = families.flatMap((family) => toNovelFamily(family, ask).map((finding) => ({ finding, family })))
  const isTold = (code: string | undefined) => {
    const lineage = lineageOf(ask.snapshot, code)
    return told.some(({ family }) => lineage.includes(ask.snapshot.substances[family.node]?.code ?? ''))
  }
  const firsts = detections.flatMap((detection) => toFirstDetection(detection, ask))
  return [...told.map(({ finding }) => finding), ...firsts.filter(({ nodes: [code] }) => !isTold(code))]
}

/**
 * The first of a watched family is a fact that people are told, without a p value; of two and more the novelty test says how rare they are. It
 * is named by what was found of it, up to three drugs.
 */
function toNovelFamily(family: NovelFamily, ask: Asked): Finding[] {
  const { snapshot, complete, daysBetweenAnalyses } = ask
  const substance = snapshot.substances[family.node]
  if (!substance || family.deathsBefore < FEWEST_BEFORE_FIRST) return []
  const drugs = family.members.filter((node) => snapshot.substances[node]?.isMetabolite === false)
  const nodes = drugs.length > 0 && drugs.length <= MOST_NAMED ? drugs : [family.node]
  const p = family.noveltyP ?? 1
  const [firstCase] = family.caseIds
  return [
    {
      ...describe(nodes, family.caseIds, snapshot, complete),
      tier: 'notify',
      p,
      recurrenceIntervalDays: daysBetweenAnalyses / p,
      observed: family.caseIds.length,
      expected: 0,
      statistic: null,
      evidence: {
        check: 'first_detection',
        names: nodes.map((node) => snapshot.substances[node]?.name ?? ''),
        deathsBefore: family.deathsBefore,
        firstKnownOn: complete.find(({ id }) => id === firstCase)?.toxicologyKnownOn ?? snapshot.night,
        noveltyP: family.noveltyP,
        family: { name: substance.name, lookedForBefore: family.testedBefore },
      },
    },
  ]
}
const MOST_NAMED = 3

/**
 * A drug never seen before: two of it can be watched by the novelty test. The very first detection of one on the watch-list, or of a family
 * on it, is notice in itself, without a p value (docs/statistics.md 3).
 */
function toFirstDetection(detection: FirstDetection, { snapshot, complete, daysBetweenAnalyses }: Asked): Finding[] {
  const substance = snapshot.substances[detection.node]
  if (substance?.level !== 'drug' || substance.isMetabolite || detection.deathsBefore < FEWEST_BEFORE_FIRST) return []
  if (snapshot.foundEarlier.includes(substance.code)) return []
  const p = detection.noveltyP ?? 1
  const tier = tierOfSubstances(p) ?? (isOfWatched(substance, snapshot) ? 'notice' : undefined)
  if (!tier) return []
  const [firstCase] = detection.caseIds
  return [
    {
      ...describe([detection.node], detection.caseIds, snapshot, complete),
      tier,
      p,
      recurrenceIntervalDays: daysBetweenAnalyses / p,
      observed: detection.caseIds.length,
      expected: 0,
      statistic: null,
      evidence: {
        check: 'first_detection',
        names: [substance.name],
        deathsBefore: detection.deathsBefore,
        firstKnownOn: complete.find(({ id }) => id === firstCase)?.toxicologyKnownOn ?? snapshot.night,
        noveltyP: detection.noveltyP,
      },
    },
  ]
}

const LOUDNESS: Tier[] = ['notice', 'watch', 'notify']

function isSaidBy(first: Finding, found: Finding): boolean {
  return (
    first.nodes.every((node) => found.nodes.includes(node)) &&
    LOUDNESS.indexOf(found.tier) >= LOUDNESS.indexOf(first.tier)
  )
}

function describe(nodes: readonly number[], caseIds: readonly string[], snapshot: Snapshot, complete: SnapshotDeath[]) {
  const members = complete.filter(({ id }) => caseIds.includes(id))
  const days = members.map(({ day }) => day).sort()
  return {
    detector: 'D3' as const,
    stream: 'toxicology' as const,
    kind: 'substances',
    cases: caseIds.toSorted().map((id) => ({ id, isDeath: true })),
    areaIds: [], // where its deaths were is no part of what it says: a death elsewhere is no new area
    firstDay: days[0] ?? snapshot.night,
    lastDay: days.at(-1) ?? snapshot.night,
    nodes: nodes.map((node) => snapshot.substances[node]?.code ?? '').sort(),
    centre: null,
    radiusMetres: null,
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/**
 * Whether a drug is watched by itself or as one of a watched family. The list that the novelty test allows for holds drugs by themselves: a
 * tree that learns the names of many more of a family makes no finding weaker.
 */
function isOfWatched({ code }: Snapshot['substances'][number], snapshot: Snapshot): boolean {
  const lineage = lineageOf(snapshot, code)
  return snapshot.substances.some((other) => other.isWatched && lineage.includes(other.code))
}
