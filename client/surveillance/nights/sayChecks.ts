import { type CheckOutcome, joinOutcome, type OutcomeKind } from '../../../server/contract/check-outcome.ts'
import type { Night, NightCheck, NightSignal } from '../../../server/contract/signal.ts'
import { plural, say } from '../../words/words.ts'
import { streamWords } from '../signals/signalWords.ts'

const partOf = ({ outcome }: NightCheck, kind: OutcomeKind) => outcome.find((part) => part.kind === kind)
const judged = (check: NightCheck) => partOf(check, 'found') ?? partOf(check, 'quiet')

/**
 * "reversals: a rise; reversals: 1 cluster", as the checks say it, and how many could not judge. Nothing unusual is said only of what was
 * judged: a check that could not is not quiet.
 */
export function sayFound({ checks, feeds, state }: Pick<Night, 'checks' | 'feeds' | 'state'>) {
  if (state !== 'done') return ''
  const findings = checks.flatMap((check) => {
    const found = partOf(check, 'found')
    return found ? [`${say(streamWords, check.stream).toLowerCase()}: ${found.text}`] : []
  })
  const silent = checks.filter((check) => partOf(check, 'too little')).length
  return [
    findings.length > 0 ? findings.join('; ') : sayQuiet(checks.filter(judged).length, silent),
    checks.some((check) => partOf(check, 'blind')) && 'not all of the watch-list is looked for',
    silent > 0 && `${plural(silent, 'check')} had too little to judge`,
    feeds.length > 0 && `${plural(feeds.length, 'feed needs', 'feeds need')} a look`,
  ]
    .filter(Boolean)
    .join('; ')
}

/** What a night without findings says, by how many of its checks could say anything. */
export function sayQuiet(judgedChecks: number, silentChecks: number) {
  if (judgedChecks === 0) return silentChecks > 0 ? 'no check could judge' : 'nothing new came in to judge'
  return silentChecks > 0 ? `nothing unusual in what ${plural(judgedChecks, 'check')} could judge` : 'nothing unusual'
}

/** The command has no place on a page, which has a form for it. */
export function sayOutcome(outcome: CheckOutcome) {
  const usual = 'stating the usual yearly number (below) or pooling with neighbours would help'
  return joinOutcome(outcome.map((part) => (part.kind === 'usual numbers' ? { ...part, text: usual } : part)))
}

export interface Fate {
  /** The signals that say what the check found, or speak for it. */
  signals: readonly NightSignal[]
  /** Why it became no signal, or none of its own; null where it did. */
  why: string | null
}

/** What became of what a check found that night. */
export function fateOf(check: NightCheck, signals: readonly NightSignal[]): Fate {
  const own = signals.filter(({ detector, stream }) => detector === check.detector && stream === check.stream)
  const found = partOf(check, 'found')
  if (found) {
    const spokenFor = signals.filter(
      (signal) =>
        !own.includes(signal) &&
        signal.alsoFoundBy.some(({ detector, stream }) => detector === check.detector && stream === check.stream),
    )
    const joined = (found.count ?? 1) > own.length
    if (own.length > 0)
      return {
        signals: [...own, ...spokenFor],
        why: joined ? 'Findings of the same events are one signal, the clearest of them.' : null,
      }
    if (spokenFor.length > 0)
      return {
        signals: spokenFor,
        why: 'No signal of its own: it is of the same events as the signal named here, which says more closely where or of what.',
      }
    return { signals: [], why: 'No signal is kept of it.' }
  }
  if (!judged(check) || check.p === null || check.p >= 1) return { signals: [], why: null }
  return {
    signals: [],
    why: `No signal: the strongest it saw would come by chance ${sayHowOften(check)}, too often to be told.`,
  }
}

/** D3 looks when toxicology comes in, the others every night. */
function sayHowOften({ p, detector, stream }: NightCheck) {
  const times = Math.max(1, Math.round(1 / (p ?? 1)))
  const unit =
    detector !== 'D3' ? 'nights' : stream === 'overdoses' ? 'days of reports' : 'times that toxicology comes in'
  return times < 2 ? 'almost every time' : `about once in ${times.toLocaleString('en-GB')} ${unit}`
}
