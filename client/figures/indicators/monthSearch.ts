import { z } from 'zod'
import { Day } from '../../../server/contract/day.ts'
import { NowcastMeasure } from '../../../server/contract/filters.ts'
import { forgiving } from '../../frame/search.ts'

export const MonthSearch = z.object({ measure: forgiving(NowcastMeasure), asKnownOn: forgiving(Day) })
