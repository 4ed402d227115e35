import { episodeIntervalDays } from '../../../server/contract/chance.ts'
import type { SentenceKind, SentencePart, SignalSentence } from '../../../server/contract/signal-sentence.ts'
import { dayInWords, daysBetween } from '../../../server/day.ts'
import type { Decision, MergedCandidate } from './continuity.ts'
import type { Agreement } from './corroboration.ts'
import type { Explanation } from './explain.ts'
import type {
  BelievedEvidence,
  ExcessEvidence,
  Finding,
  FirstDetectionEvidence,
  LocalEvidence,
  PlaceEvidence,
  RiseEvidence,
  SubstanceEvidence,
} from './finding.ts'
import { LOCAL_UP_TO } from './locate-emergence.ts'

type Circumstances = {
  explanation: Explanation
  /** What another stream says at its time and place; null where none does. */
  agreement: Agreement | null
  decision: Exclude<Decision, { action: 'merge' }>
  /** The names of areas that it did not reach before; left out where none. */
  newAreas?: readonly string[]
}

/** Plain English from the evidence record (docs/statistics.md 7): every number in it stands there. */
export function sentenceOf(
  finding: Finding,
  { explanation, agreement, decision, newAreas = [] }: Circumstances,
): SignalSentence {
  const { evidence } = finding
  const said =
    evidence.check === 'rise'
      ? riseSentence(finding, evidence, explanation)
      : evidence.check === 'place'
        ? placeSentence(finding, evidence, explanation)
        : evidence.check === 'excess'
          ? excessSentence(finding, evidence, explanation)
          : evidence.check === 'substance'
            ? substanceSentence(finding, evidence)
            : evidence.check === 'believed'
              ? believedSentence(finding, evidence)
              : firstSentence(finding, evidence)
  return [
    ...said,
    ...inParts(
      ['source', newSourcesSentence(finding)],
      [finding.usualThere ? 'usual' : 'source', habitSentence(finding)],
      ['other check', louderSentence(finding, decision.candidate)],
      ['other check', agreement ? agreementSentence(agreement) : ''],
      ['change', changeSentence(decision)],
      ['reach', newAreas.length > 0 ? `It now reaches ${inAList(newAreas)}.` : ''],
      ...explanation.feeds.map(({ sentence }): [SentenceKind, string] => ['feed', `Data note: ${sentence}`]),
      ['limit', 'This is a statistical flag: it does not say why.'],
    ),
  ]
}

/** What there is to say, each with what it speaks of; an empty text is nothing to say. */
function inParts(...said: [SentenceKind, string][]): SentencePart[] {
  return said.filter(([, text]) => text !== '').map(([kind, text]) => ({ kind, text }))
}

function riseSentence(
  finding: Finding,
  { yearsOfHistory, shareKnown, casesInLastTwoDays, isQuicker }: RiseEvidence,
  explanation: Explanation,
): SentencePart[] {
  const { observed, expected } = finding
  const history =
    yearsOfHistory >= 1.5
      ? `${Math.round(yearsOfHistory)} years`
      : plural(Math.max(1, Math.round(yearsOfHistory * 12)), 'month', 'months')
  return inParts(
    [
      'seen',
      `${countInWords(finding)} in the whole area ${daysInWords(finding)}, when ${aboutInWords(expected)} would be expected from the last ${history}${timesInWords(observed, expected)}.`,
    ],
    ['chance', chance(finding)],
    ['days', `${casesInLastTwoDays} of ${observed} were in the last 48 hours.`],
    ['late', stillToCome(shareKnown)],
    [
      'late',
      isQuicker
        ? 'Reports have become quicker of late: how many are still to come is learnt from the last weeks alone.'
        : '',
    ],
    ['source', sourcesInWords(explanation)],
    ['source', batchInWords(explanation, finding)],
  )
}

function stillToCome(shareKnown: number | null): string {
  if (shareKnown === null) return 'How late reports come is not known, so no report still to come was allowed for.'
  return percentToCome(shareKnown, ', which was allowed for')
}

function percentToCome(shareKnown: number, beside = ''): string {
  const percent = Math.round((1 - shareKnown) * 100)
  if (percent > 99) return `Usually hardly any report of these days has come by now${beside}.`
  return percent < 1 ? '' : `About ${percent}% of the reports of these days are still to come${beside}.`
}

function aboutInWords(expected: number): string {
  return expected < 0.1 ? 'fewer than 0.1' : `about ${shortNumber(expected)}`
}

function timesInWords(observed: number, expected: number): string {
  return expected < 0.1 ? '' : ` (${shortNumber(observed / expected)} times)`
}

function countInWords({ stream, observed, persons }: Pick<Finding, 'stream' | 'observed' | 'persons'>): string {
  if (persons !== undefined && stream !== 'deaths' && stream !== 'toxicology')
    return `${plural(observed, 'overdose', 'overdoses')} ${stream === 'reversals' ? 'with naloxone given' : 'not known to be fatal'} (${plural(persons, 'person', 'persons')})`
  if (stream === 'toxicology') return plural(observed, 'death with toxicology', 'deaths with toxicology')
  if (stream === 'deaths') return plural(observed, 'death', 'deaths')
  return stream === 'overdoses'
    ? plural(observed, 'overdose not known to be fatal', 'overdoses not known to be fatal')
    : plural(observed, 'reversal with naloxone', 'reversals with naloxone')
}

function daysInWords({ firstDay, lastDay }: Pick<Finding, 'firstDay' | 'lastDay'>): string {
  const days = daysBetween(firstDay, lastDay) + 1
  return days === 1
    ? `on ${dayInWords(firstDay)}`
    : `in ${days} days (${dayInWords(firstDay)} to ${dayInWords(lastDay)})`
}

/** One source is no news where it reports nearly everything. */
const USUALLY_ALONE = 0.9
const LEAST_BATCH = 3

function sourcesInWords({ reportedBy }: Explanation): string {
  const [most] = reportedBy
  if (reportedBy.length > 1) return `Reported by ${reportedBy.length} sources.`
  return most && most.usualShare < USUALLY_ALONE ? 'All come from one source, which may explain it.' : ''
}

/** Most of its records came at once: perhaps the batch is what is unusual. */
function batchInWords({ largestBatch, reportedBy }: Explanation, { persons }: Pick<Finding, 'persons'>): string {
  const records = reportedBy.reduce((sum, { cases }) => sum + cases, 0)
  if (!largestBatch || largestBatch.cases < LEAST_BATCH || largestBatch.cases * 2 <= records) return ''
  const { cases, source, knownOn } = largestBatch
  return `${cases} of ${persons === undefined ? records : plural(records, 'report', 'reports')} became known from “${source}” on ${dayInWords(knownOn)}, which may explain it.`
}

function deathsThereInWords({ deathsThere }: Explanation): string {
  if (!deathsThere) return ''
  return `${plural(deathsThere, 'death is', 'deaths are')} known of the same days in the same areas.`
}

function placeSentence(finding: Finding, evidence: PlaceEvidence, explanation: Explanation): SentencePart[] {
  const { observed, expected } = finding
  const unnamed = finding.radiusMetres ? ' close together' : ' at one place'
  const where = evidence.placeName ? ` near ${evidence.placeName}` : unnamed
  return inParts(
    [
      'seen',
      `${countInWords(finding)}${where} ${daysInWords(finding)}, when ${aboutInWords(expected)} would be expected from the last year${timesInWords(observed, expected)}.`,
    ],
    ['chance', chance(finding)],
    [
      'days',
      evidence.isPast
        ? 'This is past: its reports came late.'
        : `${evidence.casesInLastTwoDays} of ${observed} were in the last 48 hours.`,
    ],
    ['deaths', deathsThereInWords(explanation)],
    // days keep their totals, so that what is late misleads nothing here
    ['late', explanation.shareReported === null || evidence.isPast ? '' : percentToCome(explanation.shareReported)],
    ['source', sourcesInWords(explanation)],
    ['source', batchInWords(explanation, finding)],
  )
}

function excessSentence(finding: Finding, evidence: ExcessEvidence, explanation: Explanation): SentencePart[] {
  const { observed, expected } = finding
  const { areas, placeName, isPast, casesInLastTwoDays } = evidence
  const where =
    areas === 1
      ? `in ${placeName ?? 'one area'}`
      : `in ${placeName ? `${placeName} and ${plural(areas - 1, 'area', 'areas')} beside it` : `${areas} areas beside each other`}`
  return inParts(
    [
      'seen',
      `${countInWords(finding)} ${where} ${daysInWords(finding)}, when ${aboutInWords(expected)} would be expected from the last three years${timesInWords(observed, expected)}.`,
    ],
    ['chance', chance(finding)],
    [
      'days',
      isPast
        ? 'This is past: its reports came late.'
        : `${casesInLastTwoDays} of ${observed} were in the last 48 hours.`,
    ],
    [
      'late',
      explanation.shareReported === null || isPast
        ? ''
        : percentToCome(explanation.shareReported, ', which was allowed for'),
    ],
    ['source', sourcesInWords(explanation)],
    ['source', batchInWords(explanation, finding)],
  )
}

function substanceSentence(finding: Finding, evidence: SubstanceEvidence): SentencePart[] {
  const { recentCount, recentDenominator, earlierCount, earlierDenominator, awaitingToxicology } = evidence
  const names =
    evidence.names.length > 1
      ? `${evidence.names.map((name, place) => (place ? inSentence(name) : name)).join(' with ')} together`
      : (evidence.names[0] ?? '')
  return inParts(
    [
      'seen',
      `${names} in ${recentCount} of the last ${recentDenominator} deaths with toxicology that could show it, ${earlierCount} of the ${earlierDenominator} before (about ${shortNumber(finding.expected)} expected).`,
    ],
    ['chance', chance(finding)],
    ['basis', assumedSentence(evidence)],
    ['local', localSentence(evidence.local)],
    [
      'late',
      awaitingToxicology
        ? `${plural(awaitingToxicology, 'death of the last year still awaits', 'deaths of the last year still await')} toxicology.`
        : '',
    ],
  )
}

function believedSentence(finding: Finding, evidence: BelievedEvidence): SentencePart[] {
  const { names, recentCount, recentDenominator, earlierCount, earlierDenominator } = evidence
  const what = names.map((name, place) => (place ? inSentence(name) : name)).join(' with ')
  return inParts(
    [
      'seen',
      `${what.charAt(0).toUpperCase()}${what.slice(1)}: reported of ${recentCount} of the last ${recentDenominator} persons at overdoses of whom it could be said, ${earlierCount} of the ${earlierDenominator} before (about ${shortNumber(finding.expected)} expected).`,
    ],
    ['basis', 'It is what was believed and written, and not toxicology.'],
    ['chance', chance(finding)],
  )
}

/** What the panels do not say is said to be assumed. */
function assumedSentence({ assumed = [] }: SubstanceEvidence): string {
  return assumed
    .map(
      ({ name, source }) =>
        `It is assumed that all toxicology of “${source}” looks for ${inSentence(name)}: no panel says so, but it has named it by itself.`,
    )
    .join(' ')
}

function localSentence(local: LocalEvidence | null): string {
  if (!local) return ''
  const { observed, examined, expected, firstDay, lastDay, placeName, p } = local
  const chance = `chance alone would bring them so close together ${p < 0.01 ? 'less than once in 100' : `about ${Math.round(p * 100)} times in 100`}`
  if (p > LOCAL_UP_TO) return `They are not shown to be local: ${chance}.`
  return `They are local: ${observed} of the ${examined} deaths examined${placeName ? ` near ${placeName}` : ''} from ${dayInWords(firstDay)} to ${dayInWords(lastDay)}, about ${shortNumber(expected)} expected there (${chance}).`
}

function firstSentence(finding: Finding, evidence: FirstDetectionEvidence): SentencePart[] {
  const { names, deathsBefore, firstKnownOn, family, noveltyP } = evidence
  const name = names.map((name, place) => (place ? inSentence(name) : name)).join(' and ')
  const first = `${names.length > 1 ? 'the' : 'its'} first result came on ${dayInWords(firstKnownOn)}, after ${deathsBefore} deaths with toxicology without it`
  if (family) {
    const isNamed = names.length !== 1 || names[0] !== family.name
    const ofFamily = isNamed ? `the first of the family of ${inSentence(family.name)}` : 'the first of the family'
    const lookedFor =
      family.lookedForBefore < deathsBefore ? `, of which ${family.lookedForBefore} had a panel that could show it` : ''
    const told =
      noveltyP === null
        ? 'The family is on the watch-list, so it is told without a test of chance.'
        : `The family is on the watch-list. ${chance(finding)}`
    return inParts(
      [
        'seen',
        `${name} ${names.length > 1 ? 'were' : 'was'} found here in ${plural(finding.observed, 'death', 'deaths')}, ${ofFamily}: ${first}${lookedFor}.`,
      ],
      ['chance', told],
    )
  }
  if (finding.tier === 'notice') {
    return inParts(
      ['seen', `${name} was found here for the first time: ${first}.`],
      ['chance', 'It is on the watch-list, so it is listed without a test of chance.'],
    )
  }
  return inParts(
    ['seen', `${name}, never found here before, is now in ${plural(finding.observed, 'death', 'deaths')}: ${first}.`],
    ['chance', chance(finding)],
  )
}

/** How often chance alone would do this in this stream; where no replicate was as strong, all that is known is that it is less often. */
function chance(
  { detector, stream, recurrenceIntervalDays, evidence }: Finding,
  check: 'this' | 'that' = 'this',
): string {
  const days = episodeIntervalDays(detector, stream, recurrenceIntervalDays)
  const { count, unit } = days >= 730 ? { count: days / 365.25, unit: 'years' } : { count: days / 30.4, unit: 'months' }
  const often = 'exceedances' in evidence && evidence.exceedances === 0 ? 'less than once' : 'about once'
  return `Chance alone brings something this strong ${often} in ${Math.max(1, Math.round(count))} ${unit} in ${check} check.`
}

/** What may explain it, and perhaps keeps it from being notified. */
function newSourcesSentence({ newSources = [], observed }: Finding): string {
  return newSources
    .map(({ source, firstDay, cases, isUsual }) => {
      const said = `${cases} of ${observed} come from “${source}”, which began to report on ${dayInWords(firstDay)}`
      return isUsual ? `${said} and has reported about as many ever since.` : `${said}: that alone may explain it.`
    })
    .join(' ')
}

/** What is no harm, and keeps it from being notified. */
function habitSentence({ usualThere, changedHabit, observed }: Finding): string {
  if (usualThere)
    return usualThere.of === 'weekdays'
      ? `What is usual there may explain it: on these days of the week there were ${shortNumber(usualThere.mean)} on average in the year before.`
      : `What is usual there may explain it: in the same days of the ${usualThere.windows} years before there were ${shortNumber(usualThere.mean)} on average.`
  if (!changedHabit) return ''
  const { cases, source, firstDay, isLikely } = changedHabit
  const all = cases === observed ? `All ${observed} are` : `${cases} of ${observed} are`
  if (isLikely)
    return `${all} at one address where nothing was recorded before ${dayInWords(firstDay)}; since then “${source}” reports nothing from elsewhere, and no more than usual in all: it may have begun to give that address for what it reports.`
  return `${all} at one address where nothing was recorded before ${dayInWords(firstDay)}, from when on “${source}” gives that address for nearly all it reports: that may explain it, and it is not told again while that goes on.`
}

/** Where another check of the same cases gives the signal its tier, what that check says. */
function louderSentence(finding: Finding, { tier, evidence }: MergedCandidate): string {
  const louder = (evidence as Finding[]).find((other) => other !== finding && other.tier === tier)
  if (finding.tier === tier || !louder) return ''
  const where =
    louder.detector === 'D1'
      ? 'in the whole area'
      : louder.detector === 'D6'
        ? 'in neighbouring areas'
        : 'close together'
  return `Its tier is that of another check: ${countInWords(louder)} ${where} ${daysInWords(louder)}, when ${aboutInWords(louder.expected)} would be expected. ${chance(louder, 'that')}`
}

function agreementSentence({ stream, observed, expected, firstDay, lastDay, ...agreement }: Agreement): string {
  const said = `At the same time and place another check counts ${countInWords({ stream, observed })} ${daysInWords({ firstDay, lastDay })}, when ${aboutInWords(expected)} would be expected (by chance about once in ${Math.round(agreement.recurrenceIntervalDays)} nights).`
  return agreement.isUpgraded
    ? `${said} Both together are rarer than once in a year by chance: that is why it is told.`
    : said
}

/** More leave and join where the days move than because anything happened: then that is said, and no sum of them. */
const MOVED_FROM = 0.5

function changeSentence(decision: Decision): string {
  if (decision.action !== 'update') return ''
  const { signal, candidate } = decision
  const { firstDay, lastDay } = candidate.headline
  const added = decision.casesAdded.length
  const left = decision.casesLeft.length
  const hasMoved = firstDay !== signal.firstDay || lastDay !== signal.lastDay
  const days = { before: daysBetween(signal.firstDay, signal.lastDay) + 1, now: daysBetween(firstDay, lastDay) + 1 }
  if (decision.isReopened) return 'It had been closed and has come back.'
  if (!added && !left) return hasMoved ? 'The same cases as in the last version.' : 'Unchanged since the last version.'
  if (days.before !== days.now && left >= MOVED_FROM * signal.cases.length)
    return `The last version looked at ${plural(days.before, 'day', 'days')}, this one at ${days.now}.`
  return `Since the last version: ${[added ? `+${added}` : '', left ? `−${left}` : ''].filter(Boolean).join(', ')}.`
}

const MOST_NAMED = 3

function inAList(names: readonly string[]): string {
  const rest = names.length - MOST_NAMED
  const said = rest > 0 ? [...names.slice(0, MOST_NAMED), `${rest} more`] : names
  return said.length > 1 ? `${said.slice(0, -1).join(', ')} and ${said.at(-1)}` : (said[0] ?? '')
}

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`
}

/** A name within a sentence: "pregabalin", but "MDMA". */
function inSentence(name: string): string {
  return /^[A-Z][a-z]/.test(name) ? name.charAt(0).toLowerCase() + name.slice(1) : name
}

function shortNumber(value: number): string {
  return value >= 10 ? String(Math.round(value)) : value.toFixed(1)
}
