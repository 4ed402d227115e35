import type { ComponentType, ReactNode } from 'react'
import type { z } from 'zod'
import type { Problem } from '../../server/contract/problem.ts'
import type { FieldError } from './ErrorSummary.tsx'
import type { FieldFrame } from './Field.tsx'
import { type Answers, type AskedField, together, wholeDay } from './fields.ts'

const SECRETS = ['password', 'new password', 'code', 'pin'] as const

/** One field of a form that belongs to no record. */
export interface SmallField extends AskedField {
  kind: 'text' | 'long text' | 'email' | 'day' | 'select' | 'radios' | 'checkboxes' | (typeof SECRETS)[number]
  /** What to do, said where nothing is written and where what is written is not taken. Without it the contract says why, and only then. */
  missing?: string
  /** may be left empty, unless the contract says otherwise of the whole */
  isOptional?: boolean
  /** asked, and sent, only where the other answers call for it */
  isAsked?: (answers: Answers) => boolean
  /** what an error calls it, where the label is too long for that */
  shortLabel?: string
  /** in place of the hint, where it depends on what is answered */
  hintFor?: (answers: Answers) => string | undefined
  width?: 'short' | 'wide'
  /** what the browser may fill into a text, for the fields of signing in */
  autoComplete?: string
  /** of a new password: the person's name and e-mail address, the first things to be tried */
  about?: readonly string[]
  before?: ReactNode
  /** asks for it, in place of the control of its kind */
  control?: ComponentType<ControlProps>
}

/** What a control of its own is given. */
export interface ControlProps extends FieldFrame {
  value: string
  noneLabel?: string | undefined
  onChange: (answer: string) => void
}

/** What the fields that are asked say, by path: of checkboxes a list. */
export type Sent = Readonly<Record<string, string | string[]>>

export interface SmallFormKind<Schema extends z.ZodType> {
  fields: readonly SmallField[]
  /** what is sent must be; left out where only the server can say whether it is right */
  schema?: Schema
  /** where what is sent is not what the fields say */
  toBody?: (said: Sent) => object
  /** in place of the one way of checking, where answers are wrong only together */
  check?: (said: Sent) => FieldError[]
}

/** A small form as data. */
export function smallForm<Schema extends z.ZodType = z.ZodType<Sent>>(form: SmallFormKind<Schema>) {
  return form
}

export function firstAnswers(fields: readonly SmallField[]): Answers {
  return Object.fromEntries(fields.map(({ path, initial }) => [path, initial ?? '']))
}

export function withoutSecrets(answers: Answers, fields: readonly SmallField[]): Answers {
  return { ...answers, ...firstAnswers(fields.filter(({ kind }) => SECRETS.some((secret) => secret === kind))) }
}

export function askedOf(fields: readonly SmallField[], answers: Answers) {
  return fields.filter(({ isAsked }) => !isAsked || isAsked(answers))
}

export function chosenIn(answer: string | undefined) {
  return answer ? answer.split(',') : []
}

function saidIn({ kind, path }: SmallField, answers: Answers) {
  const answer = answers[path] ?? ''
  if (kind === 'checkboxes') return chosenIn(answer)
  if (kind === 'day') return wholeDay(answer)
  return kind === 'password' || kind === 'new password' ? answer : answer.trim()
}

/** What is sent; or what keeps it from being sent, one sentence a field, in the order of the form. */
export function checkAnswers<Schema extends z.ZodType>(
  { fields, schema, toBody, check }: SmallFormKind<Schema>,
  answers: Answers,
): { body: z.output<Schema>; errors: FieldError[] } {
  const asked = askedOf(fields, answers)
  const said: Sent = Object.fromEntries(asked.map((field) => [field.path, saidIn(field, answers)]))
  const body = toBody ? toBody(said) : said
  const parsed = schema?.safeParse(body)
  const issues = parsed?.error?.issues.map(({ path, message }) => ({ path: path.join('.'), message })) ?? []
  const elsewhere = issues.filter(({ path }) => !asked.some((field) => isOf(field, path)))
  return {
    body: (parsed?.data ?? body) as z.output<Schema>,
    errors: check?.(said) ?? [
      ...elsewhere.map((issue) => placed(issue, fields, asked)),
      ...asked.flatMap((field) => wrongIn(field, answers, issues)),
    ],
  }
}

/** Where the contract says more than the form would: what was probably meant, or how much is too much. */
const saysMore = /^(the year has two digits|has at most)/

function wrongIn(field: SmallField, answers: Answers, issues: readonly FieldError[]): FieldError[] {
  const { path, label, shortLabel, missing, isOptional } = field
  const isUnsaid = missing !== undefined && !isOptional && !answers[path]?.trim()
  const why = issues.find((issue) => isOf(field, issue.path))?.message
  if (why === undefined) return isUnsaid ? [{ path, message: missing }] : []
  return [{ path, message: missing && !saysMore.test(why) ? missing : together(shortLabel ?? label, why) }]
}

function isOf(field: SmallField, path: string) {
  return path === field.path || path.startsWith(`${field.path}.`)
}

/** A refusal at its field, by its label; of what is not asked for now, at the first. */
function placed(
  { path, message }: FieldError,
  fields: readonly SmallField[],
  asked: readonly SmallField[],
): FieldError {
  const field = fields.find((candidate) => isOf(candidate, path))
  return {
    path: (field && asked.includes(field) ? field : asked[0])?.path ?? path,
    message: field ? together(field.shortLabel ?? field.label, message) : [path, message].filter(Boolean).join(': '),
  }
}

/** What the server refused, at its fields. What it refused as a whole stands at the first field; what went wrong is no error of a field. */
export function refusedBy(problem: Problem, fields: readonly SmallField[], answers: Answers): FieldError[] {
  const asked = askedOf(fields, answers)
  if (problem.errors?.length) return problem.errors.map((error) => placed(error, fields, asked))
  if (problem.status < 400 || problem.status >= 500) return []
  return [{ path: asked[0]?.path ?? '', message: [problem.title, problem.detail].filter(Boolean).join(' ') }]
}
