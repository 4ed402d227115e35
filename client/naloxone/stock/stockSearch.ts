import { z } from 'zod'
import { StockLineKind } from '../../../server/contract/filters.ts'
import { forgiving } from '../../frame/search.ts'

export const SHOWN = { short: 'Below their minimum', soon: 'Expiring soon', kept: 'Kept back by an alert' } as const
export type Shown = keyof typeof SHOWN

export const StockSearch = z.object({
  product: forgiving(z.string().max(80)),
  show: forgiving(z.enum(['short', 'soon', 'kept'])),
})

/** Which form is open, and for whom: a link can lead straight to it. */
export const MovementSearch = z.object({
  kind: forgiving(StockLineKind),
  holder: forgiving(z.uuid()),
  batch: forgiving(z.uuid()),
  order: forgiving(z.uuid()),
})
