import { z } from 'zod'
import { SignalTier } from '../../../server/contract/signal.ts'
import { forgiving, periodSearch, recordSearch } from '../../frame/search.ts'

export const SignalSearch = z.object({
  ...periodSearch,
  tier: forgiving(SignalTier),
  state: forgiving(z.enum(['open', 'closed', 'all'])),
  cursor: recordSearch.cursor,
})
