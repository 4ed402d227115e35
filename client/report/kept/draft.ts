import { partOfDayOf, phoneDay } from './phoneClock.ts'

/** Names and values as the plain form sends them, in the order of the page. */
export type Answers = readonly (readonly [name: string, value: string])[]

/** What is printed on a kit. Its QR code fills it in; nothing says which kit it was, or whose. */
export interface Kit {
  product: string | null
  batch: string | null
  expiry: string | null
}

/** A report that is being written. It holds the cell of a place and never a point. */
export interface Draft {
  /** Also the code on the receipt, so that what is sent twice is one report. */
  code: string
  slug: string
  answers: Answers
  cell: string | null
  kit: Kit | null
  /** When it was begun, milliseconds: for its age and the order of sending. */
  begunAt: number
  /** What “just now” and “yesterday” are said of, milliseconds. */
  saidAt: number
}

export function newDraft(slug: string, kit: Kit | null, now: Date): Draft {
  return { code: newCode(), slug, answers: [], cell: null, kit, begunAt: now.getTime(), saidAt: now.getTime() }
}

/** Crockford's base 32. */
const SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** 80 random bits as they stand on a receipt: `'K7QP-2M9X-0V3T-8HJN'`. */
export function newCode(): string {
  const signs = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => SIGNS[byte % SIGNS.length]).join('')
  return signs.replace(/(.{4})(?=.)/g, '$1-')
}

const FRESH_MILLISECONDS = 30 * 60_000

/** A draft taken up again: what was “just now” when it was begun is said anew, so that it still means the same. */
export function goOnWith(draft: Draft, now: Date): Draft {
  const said = new Date(draft.saidAt)
  if (now.getTime() - draft.saidAt < FRESH_MILLISECONDS) return draft
  const when = answerTo(draft.answers, 'when') ?? 'now'
  const day = when === 'earlier' ? answerTo(draft.answers, 'day') : phoneDay(said, when === 'yesterday' ? -1 : 0)
  const partOfDay = when === 'now' ? partOfDayOf(said.getHours()) : answerTo(draft.answers, 'partOfDay')
  const whenNow = day === phoneDay(now) ? 'today' : day === phoneDay(now, -1) ? 'yesterday' : 'earlier'
  return {
    ...draft,
    saidAt: now.getTime(),
    answers: [
      ...draft.answers.filter(([name]) => !['when', 'day', 'partOfDay'].includes(name)),
      ['when', whenNow],
      ...(whenNow === 'earlier' && day ? [['day', day] as const] : []),
      ...(partOfDay ? [['partOfDay', partOfDay] as const] : []),
    ],
  }
}

/** What was answered, undefined where nothing was. */
export function answerTo(answers: Answers, name: string): string | undefined {
  return answers.find(([asked]) => asked === name)?.[1] || undefined
}

/** What stands where nothing was answered is no answer. */
const NOT_SAID = ['', 'unknown']

export function answersOf(form: FormData): Answers {
  return [...form].flatMap(([name, value]) =>
    typeof value !== 'string' || NOT_SAID.includes(value) || (name === 'when' && value === 'now')
      ? []
      : [[name, value] as const],
  )
}
