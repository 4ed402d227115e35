import { z } from 'zod'
import { Outcome, OverdoseStatus, PartOfReversals, SavedLivesSplit } from '../../../server/contract/filters.ts'
import { forgiving, recordSearch } from '../../frame/search.ts'

export const OverdoseSearch = z.object({
  ...recordSearch,
  status: forgiving(OverdoseStatus),
  outcome: forgiving(Outcome),
  by: forgiving(SavedLivesSplit),
  part: forgiving(PartOfReversals),
})
