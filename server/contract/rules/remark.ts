import type { Day } from '../day.ts'
import type { SupplyLaw } from '../supply-law.ts'
import type { Extent } from './place.ts'

/**
 * The rules of a record stand here once, as pure functions, so that the form, the API and the import judge alike. A form and the API refuse
 * what is impossible at its field; of a file the cell is lost and listed.
 */
export type Remark = {
  path: (string | number)[]
  /** What is wrong, so that it can follow the name of the field. */
  message: string
  /** What to do, or what was probably meant. */
  hint?: string
  /** A point that would fit. */
  proposal?: { longitude: number; latitude: number }
}

export type Judgement = {
  impossible: Remark[]
  /** Possible only with a reason that a person gives: form and API ask for it at the path; in a file it is a doubt. */
  unexplained: Remark[]
  /** May be right: a form asks once, a file lists it, the API takes it. */
  doubtful: Remark[]
}

export type RuleContext = {
  /** In the partnership's time zone. */
  today: Day
  /** The box around the partnership's areas; null before there are any. */
  extent: Extent | null
  /** Of supplies: the table of law, by which their legal route is told. */
  laws?: readonly SupplyLaw[]
}

export const nothingToRemark: Judgement = { impossible: [], unexplained: [], doubtful: [] }

export function together(judgements: readonly Judgement[]): Judgement {
  const remarked = judgements.filter((judgement) => judgement !== nothingToRemark)
  if (remarked.length <= 1) return remarked[0] ?? nothingToRemark
  return {
    impossible: remarked.flatMap(({ impossible }) => impossible),
    unexplained: remarked.flatMap(({ unexplained }) => unexplained),
    doubtful: remarked.flatMap(({ doubtful }) => doubtful),
  }
}

export function impossible(...remarks: Remark[]): Judgement {
  return remarks.length === 0 ? nothingToRemark : { ...nothingToRemark, impossible: remarks }
}

export function doubtful(...remarks: Remark[]): Judgement {
  return remarks.length === 0 ? nothingToRemark : { ...nothingToRemark, doubtful: remarks }
}

/** What is wrong and what to do, in one sentence. */
export function sayRemark({ message, hint }: Remark): string {
  return hint ? `${message}; ${hint}` : message
}

/**
 * What an amendment brings in: a remark that held for the record as it stood, of the same value, was there before and stops nobody from
 * amending another field.
 */
export function broughtIn(judge: (record: unknown) => Judgement, before: unknown, after: unknown): Judgement {
  const [earlier, now] = [judge(before), judge(after)]
  const known = [...earlier.impossible, ...earlier.unexplained, ...earlier.doubtful]
  const isNew = (remark: Remark) =>
    !known.some(({ path, message }) => message === remark.message && path.join('.') === remark.path.join('.')) ||
    textAt(before, remark.path) !== textAt(after, remark.path)
  return {
    impossible: now.impossible.filter(isNew),
    unexplained: now.unexplained.filter(isNew),
    doubtful: now.doubtful.filter(isNew),
  }
}

/** Of a point the whole: half of it says nothing. */
function textAt(record: unknown, path: Remark['path']): string {
  const whole = ['longitude', 'latitude'].includes(String(path.at(-1))) ? path.slice(0, -1) : path
  const value = whole.reduce<unknown>(
    (part, key) => (part as Record<string | number, unknown> | null | undefined)?.[key],
    record,
  )
  return JSON.stringify(value ?? null)
}
