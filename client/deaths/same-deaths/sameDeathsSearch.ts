import { z } from 'zod'
import { SameDeathQuery } from '../../../server/contract/same-death.ts'
import { forgiving, recordSearch } from '../../frame/search.ts'

export const SameDeathsSearch = z.object({
  state: forgiving(SameDeathQuery.shape.state.unwrap()),
  death: forgiving(z.uuid()),
  import: forgiving(z.uuid()),
  cursor: recordSearch.cursor,
})
