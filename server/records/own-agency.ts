import type { Tenant, Trx } from '../db/tenant.ts'

type Entry = { source?: string; agencyId?: string | null }

/**
 * What somebody reports for their agency is kept under its name, whatever they wrote: so a reference of theirs can only meet one of their
 * own, and "there is already a record with this reference" tells nothing of what other agencies reported.
 */
export async function namingOwnAgency(
  trx: Trx,
  { reach, agencyId = null }: Tenant,
): Promise<<Given extends Entry>(entry: Given) => Given> {
  if (reach !== 'own_agency') return (entry) => entry
  const agency = await trx('agency').where({ agency_id: agencyId }).first('name')
  return (entry) => ({
    ...entry,
    ...('source' in entry ? { source: String(agency?.name).slice(0, 60) } : {}),
    ...('agencyId' in entry ? { agencyId } : {}),
  })
}

/** The same of one. */
export async function underOwnAgency<Given extends Entry>(trx: Trx, tenant: Tenant, entry: Given): Promise<Given> {
  return (await namingOwnAgency(trx, tenant))(entry)
}
