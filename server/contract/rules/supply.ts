import type { Day } from '../day.ts'
import type { NewSupply, Supply, SupplyChange } from '../supply.ts'
import type { SupplyLaw } from '../supply-law.ts'
import { findNotText } from '../text.ts'
import { type DayOrder, judgeDay, judgeOrder, known } from './days.ts'
import { legalRouteOf } from './legal-route.ts'
import { judgePlace } from './place.ts'
import { doubtful, impossible, type Judgement, nothingToRemark, type RuleContext, together } from './remark.ts'

/** What the rules read of a supply; what is not there is not judged. */
export type JudgedSupply = Partial<NewSupply | SupplyChange | Supply> & { suppliedOn: string; knownOnAssumed?: boolean }

/** Of the batch that a supply names; null where it names none. */
export type SuppliedBatch = { productCode: string; expiresOn: Day } | null

const ORDER: DayOrder[] = [
  {
    later: 'knownOn',
    earlier: 'suppliedOn',
    severity: 'impossible',
    at: 'knownOn',
    message: 'a supply cannot be known before its day',
  },
]

export function judgeSupply(
  supply: JudgedSupply,
  { today, extent, batch, laws = [] }: RuleContext & { batch: SuppliedBatch },
): Judgement {
  const days = {
    suppliedOn: known(supply.suppliedOn),
    knownOn: supply.knownOnAssumed ? undefined : known(supply.knownOn),
  }
  const alone = [judgeDay('suppliedOn', days.suppliedOn, today), judgeDay('knownOn', days.knownOn, today)]
  return together([
    ...alone,
    alone.some(({ impossible }) => impossible.length > 0) ? nothingToRemark : judgeOrder(ORDER, days),
    judgePlace(supply.place, extent, ['place']),
    judgeBatchOf(supply, batch),
    judgeLegalRoute(supply, laws),
    impossible(...findNotText(supply)),
  ])
}

/** Advice that is asked about once; whoever says why has answered it. */
function judgeLegalRoute(supply: JudgedSupply, laws: readonly SupplyLaw[]): Judgement {
  const { advice } = legalRouteOf(supply, laws)
  return advice && !supply.legalRouteReason?.trim() ? doubtful(advice) : nothingToRemark
}

/** A kit is good up to and with the day printed on it. */
function judgeBatchOf(supply: JudgedSupply, batch: SuppliedBatch): Judgement {
  if (!batch) return nothingToRemark
  if (supply.productCode !== undefined && batch.productCode !== supply.productCode)
    return impossible({
      path: ['batchId'],
      message: 'is a batch of another product',
      hint: 'choose a batch of the product that was supplied',
    })
  if (batch.expiresOn >= supply.suppliedOn || supply.expiredReason?.trim()) return nothingToRemark
  return {
    ...nothingToRemark,
    unexplained: [
      {
        path: ['expiredReason'],
        message: 'the batch had expired on the day of supply: say why it was supplied all the same',
        hint: 'or choose another batch',
      },
    ],
  }
}

/** Take-home naloxone keeps for two to four years; Vigil's records begin with the first schemes. */
export function judgeExpiry(expiresOn: Day, { today }: Pick<RuleContext, 'today'>): Judgement {
  const year = Number(expiresOn.slice(0, 4))
  const alone = judgeDay('expiresOn', known(expiresOn), today, true)
  if (alone.impossible.length > 0) return alone
  if (year > Number(today.slice(0, 4)) + 7)
    return doubtful({
      path: ['expiresOn'],
      message: 'is more than seven years ahead',
      hint: 'check it against the kit',
    })
  return year < 1996
    ? doubtful({ path: ['expiresOn'], message: 'is before any take-home naloxone', hint: 'check it against the kit' })
    : alone
}
