import { z } from 'zod'
import { ReleaseKind } from '../../../server/contract/filters.ts'
import { forgiving } from '../../frame/search.ts'

/** Which figures are shown; all of it stands in the address. */
export const FiguresSearch = z.object({
  kind: forgiving(ReleaseKind),
  year: forgiving(z.coerce.number().int().min(1900).max(2200)),
  slice: forgiving(z.string().max(80)),
  area: forgiving(z.string().max(4000)),
  release: forgiving(z.uuid()),
  /** Whether areas or the towns within them are shown. */
  level: forgiving(z.enum(['area', 'small'])),
})
export type FiguresSearch = z.infer<typeof FiguresSearch>
