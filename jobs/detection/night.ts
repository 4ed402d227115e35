import { createHash } from 'node:crypto'
import { joinOutcome } from '../../server/contract/check-outcome.ts'
import type { Day } from '../../server/contract/day.ts'
import type { PlainNotice } from '../../server/contract/plain-notice.ts'
import type { FeedProblem } from '../../server/contract/signal.ts'
import { joinSentence } from '../../server/contract/signal-sentence.ts'
import type { Snapshot } from '../../server/surveillance/nights/snapshot.ts'
import type { KeptIdentity, VersionToWrite } from '../../server/surveillance/signals/nightly-store.ts'
import type { Compute } from '../compute/compute.ts'
import { detectBelieved } from './checks/believed-drugs.ts'
import { detectExcess } from './checks/excess.ts'
import { detectPlaces } from './checks/places.ts'
import { noticePlainly } from './checks/plain-notices.ts'
import { detectRises } from './checks/rises.ts'
import { detectSubstances } from './checks/substances.ts'
import { checkFeeds } from './health/feed-health.ts'
import { watchNewSources } from './health/new-sources.ts'
import { countAllOnce } from './reports/count-once.ts'
import { hasExactDay } from './reports/records-of.ts'
import {
  type Decision,
  type MergedCandidate,
  matchSignals,
  mergeCandidates,
  nextVersion,
  openSignal,
  type SubstanceTree,
  stateOn,
} from './signals/continuity.ts'
import { type Agreement, withAgreements } from './signals/corroboration.ts'
import { explain } from './signals/explain.ts'
import type { Check, Detected, Finding } from './signals/finding.ts'
import { sentenceOf } from './signals/sentence.ts'

/** What a night gives: the same snapshot and the same signals before it give the same result, byte for byte. */
export type NightResult = {
  night: Day
  resultHash: string
  feeds: FeedProblem[]
  checks: Check[]
  versions: VersionToWrite[]
  merged: { signalId: string; into: string }[]
  states: { signalId: string; state: 'new' | 'updated' | 'quiet' | 'closed' }[]
  /** No signals: what the rules of plain notices list of this night. */
  plainNotices: PlainNotice[]
}

/** Judges a night from its snapshot and the signals as the nights before left them. It sees neither the database nor the clock. */
export async function judgeNight(
  frozen: Snapshot,
  before: readonly KeptIdentity[],
  compute: Compute,
  tell: (done: number, total: number) => Promise<void> | void = () => undefined,
): Promise<NightResult> {
  const snapshot = countAllOnce(frozen)
  const { snapshot: healthy, ofPlaces, problems: feeds } = checkFeeds(snapshot)
  const streams = ['deaths', 'reversals', ...(snapshot.overdoses ? ['overdoses' as const] : [])] as const
  const detected: Detected[] = []
  const total = 2 * streams.length + 2 + (snapshot.believed ? 1 : 0)
  for (const stream of streams) {
    await tell(detected.length, total)
    detected.push(await detectRises(healthy, stream, compute))
  }
  for (const stream of streams) {
    await tell(detected.length, total)
    detected.push(await detectPlaces(ofPlaces, stream, compute))
  }
  await tell(detected.length, total)
  detected.push(await detectExcess(ofPlaces, compute))
  await tell(detected.length, total)
  // by the order of results, not by date: neither silence nor a bulk of deaths changes what it compares
  detected.push(await detectSubstances(snapshot, compute))
  await tell(detected.length, total)
  if (snapshot.believed) {
    detected.push(await detectBelieved(snapshot, compute))
    await tell(detected.length, total)
  }
  const findings = withAgreements(
    watchNewSources(
      detected.flatMap((one) => one.findings),
      ofPlaces,
    ),
    detected.flatMap(({ faint }) => faint),
    snapshot.upgradesWatches ?? false,
  )
  const tree = treeOf(snapshot)
  const candidates = mergeCandidates(findings, tree)
  const decisions = matchSignals(snapshot.night, candidates, before, tree)

  const versions = decisions.flatMap((decision) =>
    decision.action === 'merge' ? [] : [toVersion(snapshot, feeds, decision)],
  )
  const merged = decisions.flatMap((decision) =>
    decision.action === 'merge' ? [{ signalId: decision.signal.id, into: decision.into }] : [],
  )
  const states = signalsAfter(before, { versions, merged }).map((identity) => ({
    signalId: identity.id,
    state: stateOn(snapshot.night, identity),
  }))

  const plainNotices = noticePlainly(snapshot)
  const checks = detected.map(({ check }) => sayLeftOut(check, snapshot))
  return {
    night: snapshot.night,
    resultHash: createHash('sha256')
      .update(
        JSON.stringify({
          ...{ feeds, checks: checks.map(inOneText), versions: versions.map(asOneText), mergedAway: merged, states },
          ...(plainNotices.length > 0 ? { plainNotices } : {}),
        }),
      )
      .digest('hex'),
    feeds,
    checks,
    versions,
    merged,
    states,
    plainNotices,
  }
}

/** How many deaths a check of days could not look at, because only their month or year is known. */
function sayLeftOut(check: Check, { deaths }: Snapshot): Check {
  const leftOut = deaths.filter((death) => !hasExactDay(death)).length
  if (leftOut === 0 || check.stream !== 'deaths') return check
  const which = leftOut === 1 ? '1 death is left out' : `${leftOut} deaths are left out`
  const text = `${which}, known only by the month or the year`
  return { ...check, outcome: [...check.outcome, { kind: 'left out', text, count: leftOut }] }
}

/** The signals as this night leaves them for the next; those merged into another are gone. */
export function signalsAfter(
  before: readonly KeptIdentity[],
  { versions, merged }: Pick<NightResult, 'versions' | 'merged'>,
): KeptIdentity[] {
  const now = new Map(before.map((identity) => [identity.id, identity]))
  for (const { signalId, identity } of versions) now.set(signalId, identity as KeptIdentity)
  for (const { signalId } of merged) now.delete(signalId)
  return [...now.values()]
}

function toVersion(
  snapshot: Snapshot,
  feeds: readonly FeedProblem[],
  decision: Exclude<Decision, { action: 'merge' }>,
): VersionToWrite {
  const { partnershipId, night } = snapshot
  const finding = decision.candidate.headline as Finding
  const explanation = explain(finding, snapshot, feeds)
  const agreement = strongestAgreement(decision.candidate.evidence as Finding[])
  const identity =
    decision.action === 'open'
      ? openSignal(signalIdOf(partnershipId, night, decision.candidate), night, decision.candidate)
      : nextVersion(night, decision)
  return {
    signalId: identity.id,
    version: identity.version,
    detector: finding.detector,
    stream: finding.stream,
    tier: decision.candidate.tier,
    isRenotified: decision.reasons.length > 0,
    pValue: finding.p,
    recurrenceIntervalDays: isWithoutChance(finding, decision) ? null : finding.recurrenceIntervalDays,
    statistic: finding.statistic,
    observed: finding.observed,
    expected: finding.expected,
    firstDay: finding.firstDay,
    lastDay: finding.lastDay,
    caseIds: finding.cases.map(({ id }) => id),
    areaIds: [...finding.areaIds],
    substanceCodes: [...finding.nodes],
    centre: finding.centre,
    radiusMetres: finding.radiusMetres,
    sentence: sentenceOf(finding, { explanation, agreement, decision, newAreas: newAreasOf(decision, snapshot) }),
    evidence: {
      ...finding.evidence,
      ...explanation,
      agreement,
      newSources: finding.newSources ?? [],
      ...(finding.persons === undefined ? {} : { persons: finding.persons }),
      ...(finding.usualThere ? { usualThere: finding.usualThere } : {}),
      ...(finding.changedHabit ? { changedHabit: finding.changedHabit } : {}),
      alsoFoundBy: decision.candidate.evidence
        .filter((other) => other !== finding)
        .map(({ detector, kind, tier, p, observed, nodes }) => ({ detector, kind, tier, p, observed, nodes })),
    },
    changes:
      decision.action === 'update'
        ? {
            casesAdded: decision.casesAdded,
            casesLeft: decision.casesLeft,
            isReopened: decision.isReopened,
            reasons: decision.reasons,
          }
        : decision.splitFrom
          ? { splitFrom: decision.splitFrom }
          : null,
    identity,
  }
}

/** As results were hashed before sentences and outcomes were kept in parts, so that a past night still compares. */
function asOneText(version: VersionToWrite) {
  return { ...version, sentence: joinSentence(version.sentence) }
}

function inOneText(check: Check) {
  return { ...check, outcome: joinOutcome(check.outcome) }
}

/** A notice, and the first of a watched family: facts, told or listed whatever chance would do. */
function isWithoutChance({ evidence }: Finding, { candidate }: Exclude<Decision, { action: 'merge' }>): boolean {
  return candidate.tier === 'notice' || (evidence.check === 'first_detection' && evidence.noveltyP === null)
}

/** A rise that is located has come to no new area: its sentence says where it is. */
function newAreasOf(decision: Decision, { areas }: Snapshot): string[] {
  if (decision.action !== 'update' || decision.signal.areaIds.length === 0) return []
  const { signal, candidate } = decision
  const reached = candidate.headline.areaIds.filter((areaId) => !signal.areaIds.includes(areaId))
  return reached.flatMap((areaId) => areas.find((area) => area.areaId === areaId)?.name ?? [])
}

function strongestAgreement(evidence: readonly Finding[]): Agreement | null {
  const agreements = evidence.flatMap(({ agreement }) => agreement ?? [])
  const [strongest] = agreements.sort((a, b) => a.combinedP - b.combinedP)
  return strongest ?? null
}

/** Made from what it is, so that the same night gives the same id wherever it is run. */
function signalIdOf(partnershipId: string, night: Day, { headline }: MergedCandidate): string {
  const hash = createHash('sha256')
    .update(
      [
        partnershipId,
        night,
        headline.detector,
        headline.kind,
        ...headline.nodes,
        ...headline.cases.map(({ id }) => id),
      ].join('|'),
    )
    .digest('hex')
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`
}

function treeOf({ substances }: Snapshot): SubstanceTree {
  const parentOf = new Map(substances.map(({ code, parentCode }) => [code, parentCode]))
  return {
    isAncestor(ancestor, node) {
      for (let up = parentOf.get(node); up; up = parentOf.get(up)) if (up === ancestor) return true
      return false
    },
  }
}
