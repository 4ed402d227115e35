import { Question, type Rule } from '../../../server/contract/death-definition.ts'
import { isQuestion } from '../../../server/contract/rules/death-definition.ts'
import type { FieldError } from '../../ui/ErrorSummary.tsx'

/** What a question of a rule asks for, as text; by the place of the question in the rule. */
export type QuestionAnswers = readonly Readonly<Record<string, string>>[]

export type AskedPart = { name: string; label: string; hint?: string; choices?: Readonly<Record<string, string>> }

const YES_NO = { yes: 'Yes', no: 'No' }
const CODES = 'Codes and ranges with a blank between, for example F11-F16 F19'

/** What can be changed of a question; how it is asked stays. */
export function partsOf(question: Question): AskedPart[] {
  switch (question.asks) {
    case 'underlying code':
    case 'any code':
      return [{ name: 'is', label: 'ICD-10 codes', hint: CODES }]
    case 'substance':
      return [
        { name: 'of', label: 'Substances', hint: 'Codes of the substance tree with a blank between; empty: any' },
        { name: 'except', label: 'Without', hint: 'The same' },
        {
          name: 'part',
          label: 'What it was found to be',
          choices: { present: 'Present', mentioned: 'Named in the cause of death', implicated: 'Implicated' },
        },
        { name: 'controlled', label: 'Only if controlled on the day of death?', choices: YES_NO },
        { name: 'leavesOutCompounds', label: 'Leave compound analgesics out?', choices: YES_NO },
      ]
    case 'word':
      return [{ name: 'is', label: 'Is one of', hint: 'Words of the record with a blank between' }]
    case 'days after':
      return [{ name: 'atMost', label: 'Days at most' }]
    case 'in our areas':
      return []
  }
}

/** In the order in which they stand. */
export function questionsInOrder(rule: Rule): Question[] {
  if (isQuestion(rule)) return [rule]
  if ('all' in rule) return rule.all.flatMap(questionsInOrder)
  if ('any' in rule) return rule.any.flatMap(questionsInOrder)
  return 'not' in rule ? questionsInOrder(rule.not) : []
}

export function questionAnswers(rule: Rule): QuestionAnswers {
  return questionsInOrder(rule).map((question) =>
    Object.fromEntries(
      partsOf(question).map(({ name }) => [name, asText((question as Record<string, unknown>)[name])]),
    ),
  )
}

function asText(value: unknown): string {
  if (Array.isArray(value)) return value.join(' ')
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value)
}

export const pathOf = (at: number, name: string) => `question-${at}-${name}`

/** The rule with what was answered, and what of it cannot be taken. */
export function changedRule(rule: Rule, answers: QuestionAnswers): { rule: Rule; errors: FieldError[] } {
  const errors: FieldError[] = []
  let next = 0
  const change = (at: Rule): Rule => {
    if (isQuestion(at)) return changeQuestion(at, next++)
    if ('all' in at) return { all: at.all.map(change) }
    if ('any' in at) return { any: at.any.map(change) }
    return 'not' in at ? { not: change(at.not) } : at
  }
  const changeQuestion = (question: Question, at: number): Question => {
    const said = Object.fromEntries(
      partsOf(question).map(({ name }) => [
        name,
        fromText((question as Record<string, unknown>)[name], answers[at]?.[name] ?? ''),
      ]),
    )
    const read = Question.safeParse({ ...question, ...said })
    if (read.success) return read.data
    for (const { path, message } of read.error.issues)
      errors.push({ path: pathOf(at, String(path[0])), message: `Question ${at + 1}: ${message}` })
    return question
  }
  return { rule: change(rule), errors }
}

function fromText(before: unknown, text: string): unknown {
  if (Array.isArray(before)) return text.split(/[\s,;]+/).filter(Boolean)
  if (typeof before === 'boolean') return text === 'yes'
  return typeof before === 'number' ? Number(text || Number.NaN) : text
}
