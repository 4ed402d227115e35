import type { NewOverdose, Overdose, OverdoseChange } from '../overdose.ts'
import { findNotText } from '../text.ts'
import { type DayOrder, judgeDay, judgeOrder, known } from './days.ts'
import { judgePlace } from './place.ts'
import { impossible, type Judgement, nothingToRemark, type RuleContext, together } from './remark.ts'

/** What the rules read of an overdose event; what is not there is not judged. */
export type JudgedOverdose = Partial<NewOverdose | OverdoseChange | Overdose> & {
  eventDay: string
  knownOnAssumed?: boolean
}

const ORDER: DayOrder[] = [
  {
    later: 'knownOn',
    earlier: 'eventDay',
    severity: 'impossible',
    at: 'knownOn',
    message: 'an event cannot be known before its day',
  },
]

export function judgeOverdose(overdose: JudgedOverdose, { today, extent }: RuleContext): Judgement {
  const days = {
    eventDay: known(overdose.eventDay),
    knownOn: overdose.knownOnAssumed ? undefined : known(overdose.knownOn),
  }
  const alone = [judgeDay('eventDay', days.eventDay, today), judgeDay('knownOn', days.knownOn, today)]
  return together([
    ...alone,
    alone.some(({ impossible }) => impossible.length > 0) ? nothingToRemark : judgeOrder(ORDER, days),
    judgePlace(overdose.place, extent, ['place']),
    ...(overdose.persons ?? []).map((person, index) => judgeAgeBand(person.ageBand, ['persons', index, 'ageBand'])),
    impossible(...findNotText(overdose)),
  ])
}

/** '25-34', '65+' */
function judgeAgeBand(ageBand: string | null | undefined, path: (string | number)[]): Judgement {
  const [from, to] = (ageBand ?? '').replace('+', '').split('-').map(Number)
  if (!ageBand || from === undefined) return nothingToRemark
  if (to !== undefined && to < from) return impossible({ path, message: 'ends at a younger age than it begins' })
  return from > 120 ? impossible({ path, message: 'is older than anybody' }) : nothingToRemark
}
