import { z } from 'zod'
import { partialText } from '../../../server/contract/day.ts'
import type { Batch } from '../../../server/contract/supply.ts'
import { forgiving } from '../../frame/search.ts'

/** How many labels are printed on a sheet of A4. */
export const SHEETS = { '1': 'One, large', '8': '8 a sheet', '24': '24 a sheet' } as const
export type Sheet = keyof typeof SHEETS

export const ReportLinkSearch = z.object({
  product: forgiving(z.string().max(80)),
  batch: forgiving(z.uuid()),
  sheet: forgiving(z.enum(['1', '8', '24'])),
})

interface Kit {
  product?: string | undefined
  batch?: Batch | undefined
}

/**
 * The address that a code on a kit holds: which product and batch it is and when it expires, as printed. Nothing of it says which kit it
 * is, or to whom it was given.
 */
export function reportLink(origin: string, slug: string, { product, batch }: Kit): string {
  const address = new URL(`/report/${slug}`, origin)
  if (product) address.searchParams.set('product', product)
  if (batch) {
    address.searchParams.set('batch', batch.batchNumber)
    address.searchParams.set('expiry', partialText(batch.expiresOn, batch.expiresPrecision))
  }
  return address.href
}
