import type { Detector } from '../../../server/contract/signal.ts'
import { countShared, jaccard, overlapCoefficient } from '../../stats/counts/set-overlap.ts'

/** How loudly a signal speaks: a notice is listed, a watch is followed, `notify` is sent. */
export type Tier = 'notice' | 'watch' | 'notify'

/** What a detector found tonight. Days are 'YYYY-MM-DD'. */
export type Candidate = {
  detector: Detector
  /** What it is about (deaths, reversals, substances): only signals of the same kind continue each other. */
  kind: string
  cases: readonly SignalCase[]
  areaIds: readonly string[]
  firstDay: string
  lastDay: string
  /** The substance or combination of a D3 hit, as node ids; empty for the others. */
  nodes: readonly string[]
  tier: Tier
  p: number
  recurrenceIntervalDays: number
  observed: number
  expected: number
  /** Of reversals in a place: the deaths of its days and areas, which are counted apart and are none of its cases. */
  deathsThere?: readonly string[]
  /** Something that is no harm explains it: it is told of once, and not again as it grows. */
  isExplained?: true
}

export type SignalCase = { id: string; isDeath: boolean }

/** One finding of the night: the most specific candidate is its headline, the others are evidence for it; its tier is the loudest of theirs. */
export type MergedCandidate = { headline: Candidate; evidence: Candidate[]; tier: Tier }

/** A signal as the nights before left it. */
export type Signal = {
  id: string
  /** Of its latest headline. */
  detector: Candidate['detector']
  kinds: readonly string[]
  cases: readonly SignalCase[]
  areaIds: readonly string[]
  firstDay: string
  lastDay: string
  nodes: readonly string[]
  tier: Tier
  observed: number
  p: number
  peakP: number
  recurrenceIntervalDays: number
  firstSeen: string
  /** The last night it was found, and how many times it has been: its version. */
  lastFound: string
  version: number
  /** What it was when people were last told; null when nobody was. */
  lastNotified: Told | null
  /** Set when a person dismissed it, with what it was then. */
  dismissed: { observed: number; recurrenceIntervalDays: number } | null
  /** Set when a person closed it, before the nights would have. */
  closedOn: string | null
}

/** What of a signal counts when we ask whether people need to hear of it again. */
export type Told = {
  tier: Tier
  detector: Candidate['detector']
  observed: number
  expected: number
  areaIds: readonly string[]
  nodes: readonly string[]
  hasDeath: boolean
}

export type NotifyReason =
  | 'new'
  | 're-opened'
  | 'tier rose'
  | 'more cases'
  | 'new area'
  | 'new substance'
  | 'a death joined'

export type Decision =
  | { action: 'open'; candidate: MergedCandidate; splitFrom: string | null; reasons: NotifyReason[] }
  | {
      action: 'update'
      signal: Signal
      candidate: MergedCandidate
      isReopened: boolean
      casesAdded: string[]
      casesLeft: string[]
      reasons: NotifyReason[]
    }
  | { action: 'merge'; signal: Signal; into: string }

/** How two nodes of the substance tree are related; ids, so that the tree itself stays where it is kept. */
export type SubstanceTree = { isAncestor: (ancestor: string, node: string) => boolean }

const LEAST_CASE_OVERLAP = 0.5
const LEAST_AREA_OVERLAP = 0.3
/** Of all their deaths, what two findings of substances must share to be one story, though neither is a part or the class of the other. */
const LEAST_SHARED_OF_SUBSTANCES = 0.5
/** Of all their cases, what two signals must share with a finding to be one: a rise everywhere holds every older signal, and is none of them. */
const LEAST_SHARED_TO_MERGE = 0.3
/** Of the deaths of an earlier signal, those in which toxicology must have found the same. */
const LEAST_NAMED = 2
const REOPEN_DAYS = 90
/** What the most replicates of a night, 9,999, can show. */
const LEAST_P = 1 / 10_000

const TIERS: readonly Tier[] = ['notice', 'watch', 'notify']

/** A substance says most, then a place, then areas beside each other, then a rise of the whole area. */
const SPECIFICITY = { D3: 0, D2: 1, D6: 2, D1: 3 } as const

/**
 * Joins the night's candidates that speak of the same cases (overlap coefficient ≥ .5). The most specific becomes the
 * headline; each other joins the headline it overlaps most. It is compared with headlines only, so that a rise of the
 * whole area does not glue two clusters in different places together. The first death with a drug is not lost in a rise
 * that holds it, nor the rise in that: a notice joins only what names substances too, and substances only join those of which they say more
 * or less: two drugs first found in one death are two.
 */
export function mergeCandidates(candidates: readonly Candidate[], tree: SubstanceTree): MergedCandidate[] {
  const merged: MergedCandidate[] = []
  for (const candidate of [...candidates].sort(bySpecificity)) {
    const [home] = merged
      .filter(({ headline }) => !isNoticeBesideAnother(candidate, headline))
      .filter(({ headline }) => isOneStory(candidate, headline, tree))
      .map((group) => ({ group, overlap: overlapCoefficient(idsOf(candidate.cases), idsOf(group.headline.cases)) }))
      .filter(({ overlap }) => overlap >= LEAST_CASE_OVERLAP)
      .sort((a, b) => b.overlap - a.overlap)
    if (home) {
      home.group.evidence.push(candidate)
      home.group.tier = louder(home.group.tier, candidate.tier)
    } else merged.push({ headline: candidate, evidence: [candidate], tier: candidate.tier })
  }
  return merged
}

function isNoticeBesideAnother(one: Candidate, other: Candidate): boolean {
  return (isFirstAlone(one) || isFirstAlone(other)) && one.detector !== other.detector
}

/** One death with a drug, however loudly it is told, speaks for no rise. */
function isFirstAlone({ tier, nodes, cases }: Candidate): boolean {
  return tier === 'notice' || (nodes.length > 0 && cases.length < LEAST_NAMED)
}

function louder(one: Tier, other: Tier): Tier {
  return TIERS.indexOf(one) > TIERS.indexOf(other) ? one : other
}

function bySpecificity(a: Candidate, b: Candidate): number {
  return (
    SPECIFICITY[a.detector] - SPECIFICITY[b.detector] ||
    a.p - b.p ||
    a.cases.length - b.cases.length ||
    compareText(idsOf(a.cases).toSorted().join(), idsOf(b.cases).toSorted().join())
  )
}

type CaseOverlap = { shared: number; caseOverlap: number; caseJaccard: number }

type Match = CaseOverlap & {
  candidate: MergedCandidate
  signal: Signal
  areaOverlap: number
  isSameKind: boolean
}

/**
 * Which of the night's findings continue which signal? A finding and a signal belong together when they are of the same
 * kind and share cases (overlap coefficient ≥ .5), or areas (Jaccard ≥ .3) in windows that meet, or the substance or
 * its class; or toxicology has named a substance in its deaths, where no signal of substances has it. The most shared cases
 * decide, ties go to the oldest signal. Of two signals that became one the older id survives; of a signal that fell apart the
 * largest part keeps the id. Signals closed more than 90 days ago stay closed.
 * The answer has findings in their order, then signals merged away by their ids.
 */
export function matchSignals(
  night: string,
  merged: readonly MergedCandidate[],
  signals: readonly Signal[],
  tree: SubstanceTree,
): Decision[] {
  const matches = merged
    .flatMap((candidate) =>
      signals.filter((signal) => canContinue(night, signal)).map((signal) => compare(candidate, signal)),
    )
    .filter((match) => belongTogether(match, tree))
    .sort(byKindThenSharedThenAge)

  const signalOf = new Map<MergedCandidate, Signal>()
  const candidateOf = new Map<string, MergedCandidate>()
  for (const { candidate, signal } of matches) {
    if (signalOf.has(candidate) || candidateOf.has(signal.id)) continue
    signalOf.set(candidate, signal)
    candidateOf.set(signal.id, candidate)
  }

  const mergedAway: { signal: Signal; into: string }[] = []
  for (const candidate of merged) {
    const own = signalOf.get(candidate)
    if (!own) continue
    const joining = matches
      .filter((match) => match.candidate === candidate && !candidateOf.has(match.signal.id))
      .filter(({ signal }) => isOneStory(candidate.headline, signal, tree))
      .filter(
        ({ shared, caseOverlap, caseJaccard, isSameKind }) =>
          (caseOverlap >= LEAST_CASE_OVERLAP && caseJaccard >= LEAST_SHARED_TO_MERGE) ||
          (!isSameKind && isNamedBy(candidate, shared)),
      )
      .filter(({ signal }) => stateOn(night, signal) !== 'closed')
      .map(({ signal }) => signal)
    const [oldest, ...others] = [own, ...joining].sort(byAge) as [Signal, ...Signal[]]
    signalOf.set(candidate, others.reduce(takeUpWhatWasTold, oldest))
    for (const signal of [oldest, ...others]) candidateOf.set(signal.id, candidate)
    for (const signal of others) mergedAway.push({ signal, into: oldest.id })
  }

  const findings = merged.map((candidate): Decision => {
    const signal = signalOf.get(candidate)
    if (signal) return update(night, signal, candidate, tree)
    const parent = matches.find((match) => match.candidate === candidate && match.shared > 0)?.signal ?? null
    return { action: 'open', candidate, splitFrom: parent?.id ?? null, reasons: ['new'] }
  })
  const ended = mergedAway
    .sort((a, b) => compareText(a.signal.id, b.signal.id))
    .map(({ signal, into }): Decision => ({ action: 'merge', signal, into }))
  return [...findings, ...ended]
}

function canContinue(night: string, signal: Signal): boolean {
  const closed = closedOn(night, signal)
  return closed === null || daysBetween(closed, night) <= REOPEN_DAYS
}

/**
 * By the headline's cases; or by those that the check which found the signal finds tonight, where it is among the evidence: a rise that is
 * located goes on.
 */
function compare(candidate: MergedCandidate, signal: Signal): Match {
  const { headline, evidence } = candidate
  const known = idsOf(signal.cases)
  const byTheSame = evidence.filter(
    ({ detector, kind }) =>
      detector !== headline.detector && detector === signal.detector && signal.kinds.includes(kind),
  )
  const [best] = [headline, ...byTheSame]
    .map(({ cases }) => idsOf(cases))
    .map((cases) => ({
      shared: countShared(cases, known),
      caseOverlap: overlapCoefficient(cases, known),
      caseJaccard: jaccard(cases, known),
    }))
    .sort((a, b) => b.caseOverlap - a.caseOverlap || b.shared - a.shared) as [CaseOverlap, ...CaseOverlap[]]
  return {
    ...{ candidate, signal, ...best },
    areaOverlap: jaccard(headline.areaIds, signal.areaIds),
    isSameKind: evidence.some(({ kind }) => signal.kinds.includes(kind)),
  }
}

function belongTogether(
  { candidate, signal, shared, caseOverlap, areaOverlap, isSameKind }: Match,
  tree: SubstanceTree,
): boolean {
  const { headline } = candidate
  if (!isOneStory(headline, signal, tree)) return false
  if (!isSameKind) return isNamedBy(candidate, shared)
  const doWindowsMeet = headline.firstDay <= signal.lastDay && signal.firstDay <= headline.lastDay
  return (
    caseOverlap >= LEAST_CASE_OVERLAP ||
    (areaOverlap >= LEAST_AREA_OVERLAP && doWindowsMeet) ||
    isSameSubstance(headline.nodes, signal.nodes, tree)
  )
}

/**
 * Toxicology comes months after a death: when it names a drug in the deaths of a rise or a cluster that was told of before, that signal goes
 * on under the name. Half of what was found now, and at least two deaths, were in it then.
 */
function isNamedBy({ headline }: MergedCandidate, shared: number): boolean {
  return headline.nodes.length > 0 && shared >= LEAST_NAMED && shared >= headline.cases.length * LEAST_CASE_OVERLAP
}

type Story = { nodes: readonly string[]; cases: readonly SignalCase[] }

/**
 * Whether what two findings say of substances can be one story: one is a part or the class of the other; they name a substance alike, or are
 * both combinations, and half of the deaths of the smaller are the other's; or most of all their deaths are the same, and what they name is of one line. That all of few
 * deaths with one drug are among the many with a combination of its class makes no story of both. Where either names none, only its deaths count.
 */
function isOneStory(a: Story, b: Story, tree: SubstanceTree): boolean {
  if (a.nodes.length === 0 || b.nodes.length === 0 || isSameSubstance(a.nodes, b.nodes, tree)) return true
  const [ofA, ofB] = [idsOf(a.cases), idsOf(b.cases)]
  const namesAlike = a.nodes.some((node) => b.nodes.includes(node)) || (a.nodes.length > 1 && b.nodes.length > 1)
  if (namesAlike && overlapCoefficient(ofA, ofB) >= LEAST_CASE_OVERLAP) return true
  const areOfOneLine = a.nodes.some((node) => b.nodes.some((other) => isOfOneLine(node, other, tree)))
  return areOfOneLine && jaccard(ofA, ofB) >= LEAST_SHARED_OF_SUBSTANCES
}

/**
 * As many nodes, each of which is one of the other's, its class or a member of it; or fewer, each of which is one of the longer
 * combination's or its class. (One drug is no part of a combination with its class, which speaks of other members too.)
 */
function isSameSubstance(a: readonly string[], b: readonly string[], tree: SubstanceTree): boolean {
  const [shorter, longer] = a.length <= b.length ? [a, b] : [b, a]
  if (shorter.length === 0) return false
  if (shorter.length < longer.length)
    return shorter.every((node) => longer.some((other) => node === other || tree.isAncestor(node, other)))
  const isWithin = (some: readonly string[], all: readonly string[]) =>
    some.every((node) => all.some((other) => isOfOneLine(node, other, tree)))
  return isWithin(a, b) && isWithin(b, a)
}

function isOfOneLine(one: string, other: string, tree: SubstanceTree): boolean {
  return one === other || tree.isAncestor(one, other) || tree.isAncestor(other, one)
}

function byKindThenSharedThenAge(a: Match, b: Match): number {
  return (
    Number(b.isSameKind) - Number(a.isSameKind) ||
    b.shared - a.shared ||
    b.areaOverlap - a.areaOverlap ||
    byAge(a.signal, b.signal)
  )
}

function byAge(a: Signal, b: Signal): number {
  return compareText(a.firstSeen, b.firstSeen) || compareText(a.id, b.id)
}

function update(night: string, signal: Signal, candidate: MergedCandidate, tree: SubstanceTree): Decision {
  const before = idsOf(signal.cases)
  const now = idsOf(candidate.headline.cases)
  const isReopened = stateOn(night, signal) === 'closed'
  return {
    action: 'update',
    signal,
    candidate,
    isReopened,
    casesAdded: now.filter((id) => !before.includes(id)).toSorted(),
    casesLeft: before.filter((id) => !now.includes(id)).toSorted(),
    reasons: reasonsToNotify(signal, candidate, isReopened, tree),
  }
}

/**
 * Why people should hear of a signal again: its tier rises; it has 5 and half as many more cases than when they last
 * heard, or 3 and twice as many, most of them beyond what was expected (a window that grew holds more of both, which is no
 * news); it reaches a new area with 3 and a quarter as many more cases, or a rise is located; a new substance; a death joins what were
 * reversals only. (3 or 50% more, and any new area, told 5 times of a cluster that grew to 15: docs/detection.md.) A rise of
 * the whole area that takes up a cluster says less than the cluster did, and is news only when its tier rises. No reason: it
 * goes in the weekly digest. A signal that a person dismissed is silent until it has outgrown that, which is told, or toxicology names a
 * substance that was not known of it. A substance is new when it is neither told of nor the
 * class or a member of one that was.
 */
export function reasonsToNotify(
  signal: Signal,
  { headline, tier }: MergedCandidate,
  isReopened: boolean,
  tree: SubstanceTree,
): NotifyReason[] {
  const { dismissed, lastNotified } = signal
  const namesMoreThan = (known: readonly string[]) =>
    headline.nodes.some((node) => !known.some((other) => isOfOneLine(node, other, tree)))
  const hasOutgrown = dismissed !== null && outgrows(headline, dismissed)
  if (dismissed !== null && !hasOutgrown && !namesMoreThan([...signal.nodes, ...(lastNotified?.nodes ?? [])])) return []
  if (lastNotified === null) return ['new']

  const reasons: NotifyReason[] = []
  if (isReopened) reasons.push('re-opened')
  if (TIERS.indexOf(tier) > TIERS.indexOf(lastNotified.tier)) reasons.push('tier rose')
  if (headline.isExplained || SPECIFICITY[headline.detector] > SPECIFICITY[lastNotified.detector]) return reasons
  const more = headline.observed - lastNotified.observed
  const times = headline.observed / lastNotified.observed
  const hasGrown = (more >= 5 && times >= 1.5) || (more >= 3 && times >= 2)
  if (hasOutgrown || (hasGrown && headline.expected - lastNotified.expected <= more / 2)) reasons.push('more cases')
  const isLocated = headline.areaIds.length > 0 && lastNotified.areaIds.length === 0
  const hasNewArea = headline.areaIds.some((area) => !lastNotified.areaIds.includes(area))
  if (isLocated || (hasNewArea && more >= 3 && times >= 1.25)) reasons.push('new area')
  if (namesMoreThan(lastNotified.nodes)) reasons.push('new substance')
  if (!lastNotified.hasDeath && hasDeath(headline)) reasons.push('a death joined')
  return reasons
}

/**
 * Three more cases than when it was dismissed, and twice as rare by chance; or as rare as can be shown, and half as many cases again: an
 * interval at the end of the replicates cannot double.
 */
function outgrows(headline: Candidate, dismissed: NonNullable<Signal['dismissed']>): boolean {
  if (headline.observed < dismissed.observed + 3) return false
  return (
    headline.recurrenceIntervalDays >= 2 * dismissed.recurrenceIntervalDays ||
    (headline.p <= LEAST_P && headline.observed >= 1.5 * dismissed.observed)
  )
}

/** The signal that a finding opens. */
export function openSignal(id: string, night: string, candidate: MergedCandidate): Signal {
  const { headline } = candidate
  return {
    ...whatItIs(candidate),
    id,
    kinds: kindsOf(candidate),
    peakP: headline.p,
    firstSeen: night,
    lastFound: night,
    version: 1,
    lastNotified: whatIsTold(candidate),
    dismissed: null,
    closedOn: null,
  }
}

/** The next version of a signal: first seen and peak p stay, the rest is tonight's. */
export function nextVersion(night: string, decision: Extract<Decision, { action: 'update' }>): Signal {
  const { signal, candidate, isReopened, reasons } = decision
  return {
    ...signal,
    ...whatItIs(candidate),
    kinds: [...new Set([...signal.kinds, ...kindsOf(candidate)])].sort(),
    peakP: Math.min(signal.peakP, candidate.headline.p),
    lastFound: night,
    version: signal.version + 1,
    lastNotified:
      reasons.length > 0 ? addToTold(isReopened ? null : signal.lastNotified, candidate) : signal.lastNotified,
    dismissed: reasons.length > 0 ? null : signal.dismissed,
    closedOn: null,
  }
}

function whatItIs({ headline, tier }: MergedCandidate) {
  const { detector, cases, areaIds, firstDay, lastDay, nodes, observed, p, recurrenceIntervalDays } = headline
  return { detector, cases, areaIds, firstDay, lastDay, nodes, tier, observed, p, recurrenceIntervalDays }
}

function whatIsTold({ headline, tier }: MergedCandidate): Told {
  const { detector, observed, expected, areaIds, nodes } = headline
  return { tier, detector, observed, expected, areaIds, nodes, hasDeath: hasDeath(headline) }
}

function hasDeath({ cases, deathsThere = [] }: Candidate): boolean {
  return deathsThere.length > 0 || cases.some(({ isDeath }) => isDeath)
}

/** People have heard of both signals what was told at the louder tier: whoever follows only that has heard nothing else. */
function takeUpWhatWasTold(signal: Signal, merged: Signal): Signal {
  const [one, other] = [signal.lastNotified, merged.lastNotified]
  if (!one || !other) return { ...signal, lastNotified: one ?? other }
  if (one.tier !== other.tier)
    return { ...signal, lastNotified: louder(one.tier, other.tier) === one.tier ? one : other }
  const larger = other.observed > one.observed ? other : one
  return {
    ...signal,
    lastNotified: {
      tier: one.tier,
      detector: SPECIFICITY[one.detector] <= SPECIFICITY[other.detector] ? one.detector : other.detector,
      observed: larger.observed,
      expected: larger.expected,
      areaIds: [...new Set([...one.areaIds, ...other.areaIds])],
      nodes: [...new Set([...one.nodes, ...other.nodes])],
      hasDeath: one.hasDeath || other.hasDeath,
    },
  }
}

/**
 * Areas and substances once told of stay told of, and so does the most cases: a circle that swings back and forth, or a drug named in some of
 * the deaths and then in all of them, is no news.
 */
function addToTold(before: Told | null, candidate: MergedCandidate): Told {
  const now = whatIsTold(candidate)
  if (before === null) return now
  const { observed, expected } = before.observed > now.observed ? before : now
  return {
    ...now,
    observed,
    expected,
    areaIds: [...new Set([...before.areaIds, ...now.areaIds])],
    nodes: [...new Set([...before.nodes, ...now.nodes])],
    hasDeath: before.hasDeath || now.hasDeath,
  }
}

function kindsOf({ evidence }: MergedCandidate): string[] {
  return [...new Set(evidence.map(({ kind }) => kind))].sort()
}

export type SignalState = 'new' | 'updated' | 'quiet' | 'closed'

/**
 * Where a signal stands on a night. It is quiet once it has not been found for 14 nights (reversals) or 28 (deaths and
 * substances), and closed after as many again, unless a person closed it before.
 */
export function stateOn(night: string, signal: Signal): SignalState {
  if (closedOn(night, signal) !== null) return 'closed'
  if (daysBetween(signal.lastFound, night) >= quietNights(signal)) return 'quiet'
  return signal.version === 1 ? 'new' : 'updated'
}

/** The day it was closed, by a person or by silence; null while it is open. */
function closedOn(night: string, signal: Signal): string | null {
  if (signal.closedOn !== null) return signal.closedOn
  const silent = 2 * quietNights(signal)
  return daysBetween(signal.lastFound, night) >= silent ? addDays(signal.lastFound, silent) : null
}

function quietNights({ kinds }: Signal): number {
  return kinds.every((kind) => kind === 'reversals' || kind === 'overdoses') ? 14 : 28
}

const DAY_MILLISECONDS = 86_400_000

function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MILLISECONDS
}

function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * DAY_MILLISECONDS).toISOString().slice(0, 10)
}

export function idsOf(cases: readonly SignalCase[]): string[] {
  return cases.map(({ id }) => id)
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
