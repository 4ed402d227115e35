import type { Day } from '../../../server/contract/day.ts'
import { daysBetween } from '../../../server/day.ts'
import type { Snapshot, SnapshotBelieved } from '../../../server/surveillance/nights/snapshot.ts'
import { type Compute, maximaOnThreads } from '../../compute/compute.ts'
import type { EmergenceInput, EmergenceProblem } from '../../stats/emergence/emergence-problem.ts'
import type { Emergence } from '../../stats/emergence/substance-emergence.ts'
import { decideP } from '../../stats/scan/monte-carlo.ts'
import { countOnce } from '../reports/count-once.ts'
import { seriesOfResults } from '../reports/evidence-series.ts'
import { groupBy } from '../reports/group-by.ts'
import { type Detected, type Finding, notJudged, sayJudged, seedOf, tierByRecurrence } from '../signals/finding.ts'

/**
 * D3's machinery over reports of overdoses, weeks before toxicology: the drugs believed taken, whether more doses of naloxone were needed than is
 * usual of that product, and whether the person died; alone or up to three together, among the latest reports against the year before. It is
 * what people believed and wrote, never what was found. Off until a partnership switches it on: it is not proved (docs/detection.md).
 */

const WINDOWS = [10, 20, 30, 50]
const EARLIER_DAYS = 365
const MINIMUM_RECENT = 4
const FEWEST_REPORTS = 60
/** A product whose reports say how many doses were given is compared with itself, once there are so many. */
const FEWEST_OF_PRODUCT = 30
/** Many doses: as many as at most this share of the product's reports have. */
const SHARE_WITH_MANY_DOSES = 0.25
const MONTE_CARLO = { replicates: 999, extendTo: 9999, stopAfterExceedances: 20 }
/** Asked for as much rarity as rises of reversals, for reports come as often. */
const RARENESS = ['D1', 'overdoses'] as const
const YEAR = 365

type Node = { name: string; code: string | null }
type Report = SnapshotBelieved & { knownDay: Day }

export async function detectBelieved(snapshot: Snapshot, compute: Compute): Promise<Detected> {
  const reports = reportsOf(snapshot)
  const check = { detector: 'D3', stream: 'overdoses', cases: reports.length } as const
  if (reports.length < FEWEST_REPORTS) {
    const text = `not enough data to judge: overdoses reported with drugs believed taken, doses or outcome: ${reports.length}, ${FEWEST_REPORTS} needed`
    return notJudged(check, { kind: 'too little', text })
  }
  const latest = (reports.at(-1) as Report).knownDay
  if (snapshot.previousNight && latest < snapshot.previousNight)
    return notJudged(check, { kind: 'nothing new', text: 'no new report since the last night' })

  const { nodes, input } = toInput(snapshot, reports)
  const { problem, largest } = await compute.run('scanSubstances', input)
  const judged = (count: number) => [sayJudged(count, '1 finding', 'findings')]
  if (largest === 0) return { findings: [], faint: [], check: { ...check, p: 1, outcome: judged(0) } }
  const seed = seedOf(snapshot.partnershipId, snapshot.night, 'overdoses', 'D3')
  const maxima = await maximaOnThreads(
    largest,
    (from, to) => compute.run('substanceMaxima', problem, seed, from, to),
    compute.threads,
    MONTE_CARLO,
  )
  const { stopAfterExceedances } = MONTE_CARLO
  const days = daysBetweenLooks(snapshot.night, reports)
  const emergences = await compute.run('listEmergences', problem, maxima, { stopAfterExceedances, reportUpTo: 0.01 })
  const findings = emergences.flatMap((emergence): Finding[] => {
    const decided = decideP(emergence.statistic, maxima, MONTE_CARLO)
    const tier = tierByRecurrence(...RARENESS, days / decided.p)
    return tier ? [toFinding(emergence, { ...decided, tier, days, seed }, { nodes, problem, reports })] : []
  })
  return {
    findings,
    faint: [],
    check: {
      ...check,
      p: decideP(largest, maxima, MONTE_CARLO).p,
      outcome: judged(findings.length),
    },
  }
}

/** In the order in which they became known; those of one overdose by several agencies once. */
function reportsOf({ believed = [] }: Snapshot): Report[] {
  return (countOnce(believed) as SnapshotBelieved[])
    .map((report) => ({ ...report, knownDay: report.knownOn ?? report.day }))
    .toSorted(
      (a, b) =>
        compareText(a.knownDay, b.knownDay) ||
        compareText(a.day, b.day) ||
        compareText(a.id, b.id) ||
        a.person - b.person,
    )
}

/** A report that names a drug says by it which were not believed taken; doses count among those of one product only. */
function toInput({ substances }: Snapshot, reports: readonly Report[]): { nodes: Node[]; input: EmergenceInput } {
  const nodeOf = new Map(substances.map(({ code }, node) => [code, node]))
  const parents = substances.map(({ parentCode }) => (parentCode === null ? -1 : (nodeOf.get(parentCode) ?? -1)))
  const tops = parents.flatMap((parent, node) => (parent === -1 ? [node] : []))
  const nodes: Node[] = substances.map(({ name, code }) => ({ name, code }))
  const addNode = (name: string) => nodes.push({ name, code: null }) - 1
  const died = addNode('death')
  const manyDoses = new Map<string, { node: number; from: number }>()
  for (const [product, given] of groupBy(reports, ({ product }) => product)) {
    const doses = given.flatMap(({ doses }) => doses ?? []).sort((a, b) => a - b)
    if (!product || doses.length < FEWEST_OF_PRODUCT) continue
    const from = (doses[Math.floor((1 - SHARE_WITH_MANY_DOSES) * doses.length)] as number) + 1
    manyDoses.set(product, { node: addNode(`${from} doses or more of ${product}`), from })
  }
  const tree = nodes.map((_, node) => parents[node] ?? -1)
  const lineage = (code: string): number[] => {
    const above: number[] = []
    for (let node = nodeOf.get(code) ?? -1; node >= 0; node = tree[node] ?? -1) above.push(node)
    return above
  }
  const earliest = reports[0] as Report
  const input: EmergenceInput = {
    tree,
    windows: WINDOWS,
    earlierDays: EARLIER_DAYS,
    minimumRecent: MINIMUM_RECENT,
    watchListSize: 1,
    deaths: reports.map(({ id, person, knownDay, taken, product, doses, outcome }) => {
      const many = doses === undefined || product === undefined ? undefined : manyDoses.get(product)
      return {
        id: `${id} ${person}`,
        toxicologyDay: daysBetween(earliest.knownDay, knownDay),
        nodes: [
          ...new Set(taken.flatMap(lineage)),
          ...(outcome === 'died' ? [died] : []),
          ...(many && (doses as number) >= many.from ? [many.node] : []),
        ],
        testedNodes: [
          ...(taken.length > 0 ? tops : []),
          ...(outcome === undefined ? [] : [died]),
          ...(many ? [many.node] : []),
        ],
      }
    }),
  }
  return { nodes, input }
}

function daysBetweenLooks(night: Day, reports: readonly Report[]): number {
  const ofTheYear = reports.filter(({ knownDay }) => daysBetween(knownDay, night) <= YEAR)
  const days = new Set(ofTheYear.map(({ knownDay }) => knownDay)).size
  return Math.min(YEAR, daysBetween((reports[0] as Report).knownDay, night)) / Math.max(1, days)
}

function toFinding(
  emergence: Emergence,
  decided: { p: number; tier: Finding['tier']; replicates: number; exceedances: number; days: number; seed: string },
  { nodes, problem, reports }: { nodes: readonly Node[]; problem: EmergenceProblem; reports: readonly Report[] },
): Finding {
  const { p, tier, replicates, exceedances, days, seed } = decided
  const found = new Set(emergence.caseIds)
  const members = reports.filter(({ id, person }) => found.has(`${id} ${person}`))
  const eventDays = members.map(({ day }) => day).sort()
  const study = reports.slice(-problem.deathIds.length)
  const candidate = problem.candidates.find((other) => other.nodes.join() === emergence.nodes.join())
  const covering = problem.covers[candidate?.group ?? 0] ?? []
  const has = new Set(candidate?.deaths)
  const examined = study.flatMap(({ knownDay }, i) =>
    covering[problem.panelOfDeath[i] as number] === 1 ? [{ knownOn: knownDay, isFound: has.has(i) }] : [],
  )
  const named = emergence.nodes.map((node) => nodes[node] as Node)
  return {
    detector: 'D3',
    stream: 'overdoses',
    kind: 'believed',
    cases: [...new Set(members.map(({ id }) => id))].sort().map((id) => ({ id, isDeath: false })),
    areaIds: [],
    firstDay: eventDays[0] as Day,
    lastDay: eventDays.at(-1) as Day,
    nodes: named.flatMap(({ code }) => code ?? []).sort(),
    centre: null,
    radiusMetres: null,
    tier,
    p,
    recurrenceIntervalDays: days / p,
    observed: emergence.recentCount,
    expected: emergence.expected,
    statistic: emergence.statistic,
    evidence: {
      check: 'believed',
      ...{ statistic: emergence.statistic, replicates, exceedances, seed, series: seriesOfResults(examined) },
      recentCount: emergence.recentCount,
      recentDenominator: emergence.recentDenominator,
      earlierCount: emergence.earlierCount,
      earlierDenominator: emergence.earlierDenominator,
      names: named.map(({ name }) => name),
    },
  }
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
