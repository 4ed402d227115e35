import { z } from 'zod'
import { Day } from '../../../server/contract/day.ts'
import { ReachSplit } from '../../../server/contract/filters.ts'
import { forgiving } from '../../frame/search.ts'

export const ReachSearch = z.object({ on: forgiving(Day), by: forgiving(ReachSplit) })
export type ReachSearch = z.infer<typeof ReachSearch>
