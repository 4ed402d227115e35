import { z } from 'zod'
import { forgiving } from '../../frame/search.ts'

const numberText = z.string().regex(/^\d{1,5}(\.\d{1,3})?$/)

export const AllocationSearch = z.object({
  kits: forgiving(numberText),
  floor: forgiving(numberText),
  travelKm: forgiving(numberText),
})
export type AllocationSearch = z.infer<typeof AllocationSearch>
