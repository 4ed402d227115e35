import type { Tenant, Trx } from '../db/tenant.ts'

/**
 * What somebody reports for their agency is kept under its name, whatever they wrote: so a reference of theirs can only meet one of their
 * own, and "there is already a record with this reference" tells nothing of what other agencies reported.
 */
export async function underOwnAgency<Entry extends { source?: string; agencyId?: string | null }>(
  trx: Trx,
  { reach, agencyId = null }: Tenant,
  entry: Entry,
): Promise<Entry> {
  if (reach !== 'own_agency') return entry
  const agency = await trx('agency').where({ agency_id: agencyId }).first('name')
  return {
    ...entry,
    ...('source' in entry ? { source: String(agency?.name).slice(0, 60) } : {}),
    ...('agencyId' in entry ? { agencyId } : {}),
  }
}
