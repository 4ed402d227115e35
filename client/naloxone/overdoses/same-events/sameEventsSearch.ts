import { z } from 'zod'
import { SameEventState } from '../../../../server/contract/filters.ts'
import { forgiving, recordSearch } from '../../../frame/search.ts'

export const SameEventsSearch = z.object({
  state: forgiving(SameEventState.exclude(['lapsed'])),
  overdose: forgiving(z.uuid()),
  import: forgiving(z.uuid()),
  atLeast: forgiving(z.enum(['10', '50', '90'])),
  cursor: recordSearch.cursor,
})
