import { z } from 'zod'
import { Day } from '../../server/contract/day.ts'
import { AskedRole, DeathStatus } from '../../server/contract/filters.ts'
import { forgiving, recordSearch } from '../frame/search.ts'

export const DeathSearch = z.object({
  ...recordSearch,
  status: forgiving(DeathStatus),
  toxicology: forgiving(z.enum(['awaited'])),
  role: forgiving(AskedRole),
  place: forgiving(z.enum(['found', 'residence'])),
  asKnownOn: forgiving(Day),
})
