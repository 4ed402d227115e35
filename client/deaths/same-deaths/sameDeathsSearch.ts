import { z } from 'zod'
import { SameDeathState } from '../../../server/contract/filters.ts'
import { forgiving, recordSearch } from '../../frame/search.ts'

export const SameDeathsSearch = z.object({
  state: forgiving(SameDeathState.exclude(['lapsed'])),
  death: forgiving(z.uuid()),
  import: forgiving(z.uuid()),
  cursor: recordSearch.cursor,
})
