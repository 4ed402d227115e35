import { z } from 'zod'
import { NoticeState } from '../../../server/contract/filters.ts'
import { forgiving } from '../../frame/search.ts'

export const NoticeSearch = z.object({
  state: forgiving(z.enum([...NoticeState.options, 'all'])),
  cursor: forgiving(z.string().max(200)),
})
export type NoticeSearch = z.infer<typeof NoticeSearch>
