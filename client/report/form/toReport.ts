import type { NewReversalReport, ReportedPerson } from '../../../server/contract/reversal-report.ts'
import { type Answers, answerTo, type Draft } from '../kept/draft.ts'
import { phoneDay } from '../kept/phoneClock.ts'
import { plainText } from '../kept/text.ts'
import { isDay } from './kit.ts'

/** MOST_PERSONS_REPORTED of the contract, which a test holds it to: the contract itself would bring zod. */
export const MOST_PERSONS = 5

/** The names of a person's answers: the first goes without a number, as the plain form knows one person only. */
export function nameOf(person: number, field: keyof ReportedPerson): string {
  return person === 0 ? field : `persons.${person}.${field}`
}

/** How many people the answers are about. */
export function personsIn(answers: Answers): number {
  return 1 + Math.max(0, ...answers.map(([name]) => Number(/^persons\.(\d)\./.exec(name)?.[1] ?? 0)))
}

/** The last day that may be given: the phone's today, or the partnership's where that is told and the phone's clock is behind it. */
export function lastDay(now: Date, today = ''): string {
  const here = phoneDay(now)
  return today > here ? today : here
}

/** Which day is missing or not possible; undefined where it can be sent. Nothing else stands in the way of sending. */
export function whyNot({ answers }: Draft, now: Date, today?: string): 'dayMissing' | 'dayToCome' | undefined {
  if (answerTo(answers, 'when') !== 'earlier') return undefined
  const day = answerTo(answers, 'day')
  if (!day || !isDay(day)) return 'dayMissing'
  return day > lastDay(now, today) ? 'dayToCome' : undefined
}

/** What is sent of a draft that can be sent. */
export function toReport({ code, answers, cell, kit, saidAt }: Draft): NewReversalReport {
  const answer = <Code extends string>(name: string) => answerTo(answers, name) as Code | undefined
  const when = answer('when') ?? 'now'
  const said = new Date(saidAt)
  return {
    code,
    day: (when === 'earlier' && answer('day')) || phoneDay(said, when === 'yesterday' ? -1 : 0),
    hour: when === 'now' ? said.getHours() : null,
    partOfDay: when === 'now' ? null : (answer<NonNullable<NewReversalReport['partOfDay']>>('partOfDay') ?? null),
    cell,
    setting: answer<NewReversalReport['setting']>('setting') ?? 'unknown',
    ambulanceCalled: answer<NewReversalReport['ambulanceCalled']>('ambulanceCalled') ?? 'unknown',
    product: kit?.product ?? answer('product') ?? null,
    batch: kit?.batch ?? (plainText(answer('batch') ?? '') || null),
    expiry: kit?.expiry ?? null,
    reporterKind: answer<NewReversalReport['reporterKind']>('reporterKind') ?? 'unknown',
    persons: Array.from({ length: personsIn(answers) }, (_, person) => toPerson(answers, person)),
  }
}

function toPerson(answers: Answers, person: number): ReportedPerson {
  const answer = <Code extends string>(field: keyof ReportedPerson) =>
    answerTo(answers, nameOf(person, field)) as Code | undefined
  const outcome = answer<ReportedPerson['outcome']>('outcome') ?? 'unknown'
  return {
    outcome,
    outcomeEvidence:
      outcome === 'unknown' ? 'unknown' : (answer<ReportedPerson['outcomeEvidence']>('outcomeEvidence') ?? 'unknown'),
    doses: Number(answer('doses')) || null,
    wasUnresponsive: answer<ReportedPerson['wasUnresponsive']>('wasUnresponsive') ?? 'unknown',
    ageBand: answer('ageBand') ?? null,
    sex: answer<ReportedPerson['sex']>('sex') ?? 'unknown',
    substanceCodes: answers.flatMap(([name, value]) => (name === nameOf(person, 'substanceCodes') ? [value] : [])),
    minutesToResponse: answer<NonNullable<ReportedPerson['minutesToResponse']>>('minutesToResponse') ?? null,
  }
}
