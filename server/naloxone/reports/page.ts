import { extentOfAreas } from '../../areas/store.ts'
import type { Partnership } from '../../contract/partnership.ts'
import { type ReportPage, ReportPageSettings } from '../../contract/reversal-report.ts'
import { fromColumns } from '../../db/columns.ts'
import type { Trx } from '../../db/tenant.ts'
import { releasedTotals } from '../../figures/releases/figures.ts'
import { listProducts } from '../supplies/batches.ts'
import { townCellsWithin } from './cells.ts'
import { OPENED_WITHIN_DAYS } from './take-in.ts'

/** What somebody who was there may have seen or been told was taken, as the page offers it: a few, and in this order. */
const ASKED_SUBSTANCES = [
  ...['heroin', 'methadone', 'buprenorphine', 'fentanyls', 'nitazenes', 'street-benzodiazepines', 'diazepam'],
  ...['pregabalin', 'gabapentin', 'cocaine', 'ethanol', 'ketamine', 'synthetic-cannabinoids', 'xylazine'],
]
const AGE_BANDS = ['0-17', '18-24', '25-34', '35-44', '45-54', '55-64', '65+']

/** Whether the page is open, and what it says; a partnership that never said so has none. */
export async function readReportPage(trx: Trx): Promise<ReportPageSettings> {
  const row = await trx('report_page').first('is_open', 'contact_note')
  return ReportPageSettings.parse(row ? fromColumns(row) : { isOpen: false, contactNote: null })
}

export async function writeReportPage(trx: Trx, partnershipId: string, settings: ReportPageSettings): Promise<void> {
  const columns = { is_open: settings.isOpen, contact_note: settings.contactNote }
  await trx('report_page')
    .insert({ partnership_id: partnershipId, ...columns })
    .onConflict('partnership_id')
    .merge(columns)
}

export async function describeReportPage(
  trx: Trx,
  { slug, name, isSynthetic, today, basemap }: Partnership,
  { contactNote, address }: Pick<ReportPage, 'contactNote' | 'address'>,
): Promise<ReportPage> {
  const extent = await extentOfAreas(trx)
  const names = new Map<string, string>(
    (await trx('substance').whereIn('code', ASKED_SUBSTANCES).select('code', 'name')).map(({ code, name }) => [
      code,
      name,
    ]),
  )
  return {
    ...{ slug, name, isSynthetic, today, basemap, contactNote, address },
    products: (await listProducts(trx)).map(({ code, name: label }) => ({ code, label })),
    substances: ASKED_SUBSTANCES.flatMap((code) => {
      const label = names.get(code)
      return label ? [{ code, label }] : []
    }),
    ageBands: AGE_BANDS,
    townCells: townCellsWithin(basemap, extent),
    bounds: extent && [extent.west, extent.south, extent.east, extent.north],
    kitsOpenedWithinDays: OPENED_WITHIN_DAYS,
    ledTo: await whatReportsTold(trx),
  }
}

/** The reversals of the last year that was released to everybody, as they were released. */
async function whatReportsTold(trx: Trx): Promise<ReportPage['ledTo']> {
  const { rows } = await releasedTotals(trx, 'public', { kind: 'reversals' })
  const latest = rows
    .filter(({ group, slice, year }) => group === 'time' && slice === String(year))
    .sort((one, other) => other.year - one.year)
    .find(({ count }) => typeof count === 'number' && count > 0)
  return latest ? { reversals: latest.count as number, isRounded: latest.isRounded, year: latest.year } : null
}
