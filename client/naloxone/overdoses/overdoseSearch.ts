import { z } from 'zod'
import { OverdoseListQuery } from '../../../server/contract/overdose.ts'
import { forgiving, recordSearch } from '../../frame/search.ts'

export const OverdoseSearch = z.object({
  ...recordSearch,
  status: forgiving(OverdoseListQuery.shape.status.unwrap()),
})
