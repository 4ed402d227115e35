import { z } from 'zod'
import { Day } from '../../../server/contract/day.ts'
import { SavedLivesSplit } from '../../../server/contract/filters.ts'
import { forgiving, periodSearch } from '../../frame/search.ts'

export const SavedLivesSearch = z.object({
  ...periodSearch,
  by: forgiving(SavedLivesSplit),
  asKnownOn: forgiving(Day),
})
export type SavedLivesSearch = z.infer<typeof SavedLivesSearch>
