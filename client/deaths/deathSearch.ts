import { z } from 'zod'
import { Day } from '../../server/contract/day.ts'
import { DeathStatus } from '../../server/contract/death.ts'
import { AskedRole } from '../../server/contract/finding.ts'
import { forgiving, recordSearch } from '../frame/search.ts'

export const DeathSearch = z.object({
  ...recordSearch,
  status: forgiving(DeathStatus),
  toxicology: forgiving(z.enum(['awaited'])),
  role: forgiving(AskedRole),
  place: forgiving(z.enum(['found', 'residence'])),
  asKnownOn: forgiving(Day),
})
