import { z } from 'zod'
import { forgiving, recordSearch } from '../../../frame/search.ts'

export const FollowUpSearch = z.object({
  within: forgiving(z.enum(['28', '90', '365', 'all'])),
  cursor: recordSearch.cursor,
})
