import { z } from 'zod'
import { Day } from '../../../server/contract/day.ts'
import { forgiving } from '../../frame/search.ts'

export const SubstancesSearch = z.object({
  year: forgiving(z.coerce.number().int().min(1900).max(2200)),
  asKnownOn: forgiving(Day),
})
