import type { Death, DeathChange, NewDeath } from '../death.ts'
import { findNotText } from '../text.ts'
import { type DayOrder, judgeDay, judgeOrder, known } from './days.ts'
import { type JudgedFinding, judgeFindings } from './findings.ts'
import { judgePlace } from './place.ts'
import { doubtful, impossible, type Judgement, nothingToRemark, type RuleContext, together } from './remark.ts'

/** What the rules read of a death; what is not there is not judged. */
export type JudgedDeath = Partial<Omit<NewDeath | DeathChange | Death, 'findings'>> & {
  eventDay: string
  knownOnAssumed?: boolean
  findings?: readonly JudgedFinding[] | undefined
}

/**
 * The day of a death that was only reported may be any day after it: what came before that day came perhaps after the death. A day that
 * somebody was found is never before the death.
 */
export function deathDayOrder(basis: NewDeath['eventDayBasis'] = 'death'): DayOrder[] {
  const before = basis === 'reported' ? 'doubtful' : 'impossible'
  return [
    {
      later: 'knownOn',
      earlier: 'eventDay',
      severity: 'impossible',
      at: 'knownOn',
      message: 'a death cannot be known before its day',
    },
    {
      later: 'notifiedOn',
      earlier: 'eventDay',
      severity: before,
      at: 'notifiedOn',
      message: 'is before the day of death',
    },
    {
      later: 'registeredOn',
      earlier: 'eventDay',
      severity: before,
      at: 'registeredOn',
      message: 'is before the day of death',
    },
    {
      later: 'toxicologyCompleteOn',
      earlier: 'eventDay',
      severity: 'impossible',
      at: 'toxicologyCompleteOn',
      message: 'toxicology cannot be complete before the day of death',
    },
    {
      later: 'eventDay',
      earlier: 'prisonReleaseOn',
      severity: 'impossible',
      at: 'prisonReleaseOn',
      message: 'is after the day of death',
    },
    {
      later: 'eventDay',
      earlier: 'treatmentEndedOn',
      severity: 'impossible',
      at: 'treatmentEndedOn',
      message: 'is after the day of death',
    },
    {
      later: 'eventDay',
      earlier: 'hospitalDischargeOn',
      severity: 'impossible',
      at: 'hospitalDischargeOn',
      message: 'is after the day of death',
    },
    {
      later: 'knownOn',
      earlier: 'notifiedOn',
      severity: 'doubtful',
      at: 'notifiedOn',
      message: 'is after the day the partnership learnt of the death',
    },
  ]
}

/** The days of a death that are over; `eventDay` is judged with its precision. */
const DAYS = [
  'eventDay',
  'knownOn',
  'notifiedOn',
  'registeredOn',
  'treatmentEndedOn',
  'prisonReleaseOn',
  'hospitalDischargeOn',
  'toxicologyCompleteOn',
] as const

export function judgeDeath(death: JudgedDeath, { today, extent }: RuleContext): Judgement {
  const days = {
    eventDay: known(death.eventDay, death.eventDayPrecision),
    // a day that nobody stated says nothing
    knownOn: death.knownOnAssumed ? undefined : known(death.knownOn),
    notifiedOn: known(death.notifiedOn),
    registeredOn: known(death.registeredOn),
    treatmentEndedOn: known(death.treatmentEndedOn),
    prisonReleaseOn: known(death.prisonReleaseOn),
    hospitalDischargeOn: known(death.hospitalDischargeOn),
    toxicologyCompleteOn: known(death.toxicologyCompleteOn),
  }
  const alone = DAYS.map((path) => judgeDay(path, days[path], today))
  const isOff = (path: string) => alone.some(({ impossible }) => impossible.some((remark) => remark.path[0] === path))
  // a day that cannot be is said once, not again for each day it is compared with
  const sound = Object.fromEntries(Object.entries(days).filter(([path]) => !isOff(path)))
  return together([
    ...alone,
    judgeOrder(deathDayOrder(death.eventDayBasis), sound),
    judgeAge(death.ageYears),
    judgePlace(death.foundPlace, extent, ['foundPlace']),
    judgePlace(death.residence, extent, ['residence']),
    doubtful(...judgeFindings(death.findings ?? [])),
    impossible(...findNotText(death)),
  ])
}

/**
 * HM Government. Child death review: statutory and operational guidance (England), 2018: the deaths of all children up to 18 are reviewed
 * by child death review partners.
 */
function judgeAge(ageYears: number | null | undefined): Judgement {
  if (ageYears === null || ageYears === undefined) return nothingToRemark
  if (ageYears < 18) {
    return doubtful({
      path: ['ageYears'],
      message: 'is under 18: the deaths of children are reviewed elsewhere, by child death review',
      hint: 'tell the child death review partners, and record the death here only if your partnership counts it too',
    })
  }
  return ageYears > 100
    ? doubtful({ path: ['ageYears'], message: 'is over 100', hint: 'check it against the source' })
    : nothingToRemark
}
