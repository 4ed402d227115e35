import type { Question, Rule, SubstancePart, Verdict, WindowFact, WordFact } from '../death-definition.ts'

/** What a question of a definition comes to. */
export type Answer = 'yes' | 'no' | 'not known'

export const isQuestion = (rule: Rule): rule is Question => 'asks' in rule

/** What tells a question from another: the same one in two definitions is asked once. */
export const keyOfQuestion = (question: Question): string => JSON.stringify(question)

const partWords: Record<SubstancePart, string> = {
  present: 'present',
  mentioned: 'named in the cause of death',
  implicated: 'implicated',
}

const factWords: Record<WordFact, string> = {
  status: 'Where it stands',
  panelFinding: 'What the panel found',
  treatment: 'Drug treatment',
  wasAlone: 'Was alone',
  wasWitnessed: 'Witnessed',
  mentalHealthDiagnosis: 'Mental health diagnosis',
  conclusion: 'Coroner’s conclusion',
}

const windowWords: Record<WindowFact, string> = {
  prisonReleaseOn: 'release from prison',
  hospitalDischargeOn: 'discharge from hospital',
  treatmentEndedOn: 'the end of treatment',
}

const inOrder = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`

const said = (code: string): string => code.replaceAll('_', ' ').replaceAll('-', ' ')
const range = (written: string): string => written.replace('-', '–')
/** A list as long as that of alcohol is said by its first codes. */
const codes = (ranges: readonly string[]): string =>
  inOrder(ranges.length > 8 ? [...ranges.slice(0, 5).map(range), `${ranges.length - 5} others`] : ranges.map(range))

/** A question as people read it, without its answer. */
export function sayQuestion(question: Question): string {
  switch (question.asks) {
    case 'underlying code':
      return `The underlying cause is ${codes(question.is)}${question.orElseNo ? ' (no code yet: no)' : ''}`
    case 'any code':
      return `The registration names ${codes(question.is)}`
    case 'substance':
      return saySubstance(question)
    case 'word':
      return `${factWords[question.of]}: ${inOrder(question.is.map(said))}${question.orElseNo ? ' (not known: no)' : ''}`
    case 'days after':
      return `Died within ${question.atMost} days of ${windowWords[question.of]}`
    case 'in our areas':
      return question.of === 'residence'
        ? 'Lived in the areas of this partnership'
        : 'Was found in the areas of this partnership'
  }
}

function saySubstance({ of, except, controlled, part, leavesOutCompounds }: Question & { asks: 'substance' }): string {
  const which = of.length ? inOrder(of.map(said)) : 'any substance'
  const what = controlled
    ? `a substance controlled on the day of death (${of.length ? which : 'Misuse of Drugs Act 1971'})`
    : which
  const without = [
    ...(except.length ? [`without ${inOrder(except.map(said))}`] : []),
    ...(leavesOutCompounds ? ['compound analgesics left out'] : []),
  ]
  return `${what[0]?.toUpperCase()}${what.slice(1)} is ${partWords[part]}${without.length ? `; ${without.join('; ')}` : ''}`
}

/** A rule in one sentence, for a cell of a file. */
export function sayRule(rule: Rule): string {
  if (isQuestion(rule)) return sayQuestion(rule)
  if ('not' in rule) return `not (${sayRule(rule.not)})`
  if ('counts' in rule) return `counts by “${rule.counts}”`
  return 'all' in rule ? `(${rule.all.map(sayRule).join(' AND ')})` : `(${rule.any.map(sayRule).join(' OR ')})`
}

/** Every question of a rule, each once, in the order in which they stand. */
export function questionsOf(rule: Rule): Question[] {
  const found = new Map<string, Question>()
  const visit = (at: Rule): void => {
    if (isQuestion(at)) found.set(keyOfQuestion(at), at)
    else if ('all' in at) at.all.forEach(visit)
    else if ('any' in at) at.any.forEach(visit)
    else if ('not' in at) visit(at.not)
  }
  visit(rule)
  return [...found.values()]
}

/** Parts of a rule with all that it asks of others: what people can still sign for, and the database read. */
const MOST_PARTS = 1000

/**
 * A rule in which `{ counts: 'local' }` is replaced by what that definition says. @throws where there is none, it asks itself, or it is too
 * long: a few definitions that each ask another twenty times come to more than any computer holds.
 */
export function withCounts(
  rule: Rule,
  ruleOf: (code: string) => Rule | undefined,
  asking: readonly string[] = [],
  room: { parts: number } = { parts: MOST_PARTS },
): Rule {
  if (--room.parts < 0) throw new Error(`the rule has more than ${MOST_PARTS} parts with those of what it asks`)
  if (isQuestion(rule)) return rule
  if ('all' in rule) return { all: rule.all.map((one) => withCounts(one, ruleOf, asking, room)) }
  if ('any' in rule) return { any: rule.any.map((one) => withCounts(one, ruleOf, asking, room)) }
  if ('not' in rule) return { not: withCounts(rule.not, ruleOf, asking, room) }
  if (asking.includes(rule.counts)) throw new Error(`the definition ${rule.counts} asks itself`)
  const named = ruleOf(rule.counts)
  if (!named) throw new Error(`there is no definition ${rule.counts}`)
  return withCounts(named, ruleOf, [...asking, rule.counts], room)
}

const NOT: Record<Answer, Answer> = { yes: 'no', no: 'yes', 'not known': 'not known' }

export const verdictOf: Record<Answer, Verdict> = { yes: 'in', no: 'out', 'not known': 'cannot say' }

/** What a rule comes to and which questions decided it: the first that is enough, or all that it took. The database comes to the same by SQL. */
export function decide(rule: Rule, answerTo: (question: Question) => Answer): { answer: Answer; by: Question[] } {
  if (isQuestion(rule)) return { answer: answerTo(rule), by: [rule] }
  if ('not' in rule) {
    const { answer, by } = decide(rule.not, answerTo)
    return { answer: NOT[answer], by }
  }
  if ('counts' in rule) throw new Error('withCounts comes first')
  const [enough, of] = 'all' in rule ? (['no', rule.all] as const) : (['yes', rule.any] as const)
  const decided = of.map((one) => decide(one, answerTo))
  const first = decided.find(({ answer }) => answer === enough)
  if (first) return first
  const open = decided.filter(({ answer }) => answer === 'not known')
  const by = (open.length ? open : decided).flatMap((one) => one.by)
  return { answer: open.length ? 'not known' : NOT[enough], by: [...new Set(by)] }
}
