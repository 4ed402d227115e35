import { type Day, type DayPrecision, FIRST_DAY, LAST_DAY, spanOf } from '../day.ts'
import { type Judgement, nothingToRemark, type Remark, together } from './remark.ts'

/** Which day may stand in which order to which: one table for each kind of record, and what holds for a day by itself. */

/** A day of a record with its precision; undefined or null where it is not known. */
type KnownDay = { day: Day; precision?: DayPrecision } | undefined

export type DayOrder = {
  /** The field that cannot come first. */
  later: string
  /** The field that cannot come after it. */
  earlier: string
  severity: 'impossible' | 'doubtful'
  /** Which of the two is said to be wrong. */
  at: string
  /** What is said of that field. */
  message: string
}

/** What programs and forms write for a day they do not have. */
const STAND_INS = ['1900-01-01', '1970-01-01']
/** Almost every day is after the last of them. */
const STAND_INS_END = '1970-01-01'

/** A day by itself: in the years there are records of, not yet to come, not what a program writes for "none". */
export function judgeDay(path: string, known: KnownDay, today: Day, mayBeToCome = false): Judgement {
  if (!known) return nothingToRemark
  const { first, last } = spanOf(known.day, known.precision)
  if (first > STAND_INS_END && last <= today) return nothingToRemark
  if (Number(known.day.slice(0, 4)) < 100) {
    const meant = `20${known.day.slice(2, 4)}`
    return of('impossible', { path: [path], message: 'the year has two digits', hint: `did you mean ${meant}?` })
  }
  if (last < FIRST_DAY) return of('impossible', { path: [path], message: 'is before 1900' })
  if (first > LAST_DAY) return of('impossible', { path: [path], message: 'is after 2199' })
  if (first > today && !mayBeToCome) return of('impossible', { path: [path], message: 'is in the future' })
  if (STAND_INS.includes(known.day) && (known.precision ?? 'day') === 'day') {
    const message = `is ${known.day === '1900-01-01' ? '1 January 1900' : '1 January 1970'}, which programs write for a day they do not have`
    return of('doubtful', { path: [path], message, hint: 'leave it empty where it is not known' })
  }
  return nothingToRemark
}

/** What of the table is broken for certain: a day known only by its month is compared as all the days it may be. */
export function judgeOrder(table: readonly DayOrder[], days: Readonly<Record<string, KnownDay>>): Judgement {
  return together(
    table.map(({ later, earlier, severity, at, message }) => {
      const [one, other] = [days[later], days[earlier]]
      if (!one || !other) return nothingToRemark
      const isBroken = spanOf(one.day, one.precision).last < spanOf(other.day, other.precision).first
      return isBroken ? of(severity, { path: [at], message }) : nothingToRemark
    }),
  )
}

function of(severity: 'impossible' | 'doubtful', remark: Remark): Judgement {
  return { ...nothingToRemark, [severity]: [remark] }
}

export function known(day: Day | null | undefined, precision?: DayPrecision): KnownDay {
  return day ? { day, ...(precision ? { precision } : {}) } : undefined
}
