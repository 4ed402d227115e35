import { z } from 'zod'
import { TrainedKind } from '../../../server/contract/filters.ts'
import { forgiving } from '../../frame/search.ts'

export const TrainingSearch = z.object({
  standing: forgiving(z.enum(['competent', 'ends_soon', 'ended'])),
  personKind: forgiving(TrainedKind),
  add: forgiving(z.enum(['session'])),
})
export type TrainingSearch = z.infer<typeof TrainingSearch>
