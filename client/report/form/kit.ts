import type { Kit } from '../kept/draft.ts'
import { plainText } from '../kept/text.ts'

/** As the contract takes them; what does not fit is left out, and the form asks. */
const LONGEST = { product: 80, batch: 40 }

/** What the QR code on the kit put into the address: `?product=prenoxad&batch=0116917&expiry=2025-08-31`. */
export function readKit(search: string): Kit | null {
  const asked = new URLSearchParams(search)
  const text = (name: 'product' | 'batch') => {
    const written = plainText(asked.get(name) ?? '')
    return written !== '' && written.length <= LONGEST[name] ? written : null
  }
  const expiry = lastDayOf(asked.get('expiry') ?? '')
  const kit = { product: text('product'), batch: text('batch'), expiry: isDay(expiry) ? expiry : null }
  return kit.product || kit.batch || kit.expiry ? kit : null
}

/** Of an expiry printed as a month its last day; so also where its day is 00 (GS1). */
function lastDayOf(expiry: string): string {
  const [, year, month] = /^(\d{4})-(0[1-9]|1[0-2])(?:-00)?$/.exec(expiry) ?? []
  return year && month ? new Date(Date.UTC(Number(year), Number(month), 0)).toISOString().slice(0, 10) : expiry
}

export function isDay(written: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(written)) return false
  const at = new Date(`${written}T12:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(written)
}
