import { z } from 'zod'
import { Outcome, OverdoseStatus } from '../../../server/contract/filters.ts'
import { forgiving, recordSearch } from '../../frame/search.ts'

export const OverdoseSearch = z.object({
  ...recordSearch,
  status: forgiving(OverdoseStatus),
  outcome: forgiving(Outcome),
})
