import type { Knex } from 'knex'
import type { Reach } from '../contract/access.ts'

/** For whom and for what a transaction runs. Every request, job and command states it; the database enforces it. */
export type Tenant = {
  partnershipId: string
  /** Who asks: an account, an API key or a guest's link by its id, or the process itself by its name. */
  userId: string
  purpose: string
  /** Which cases it may reach; a process of the machine itself, which says nothing, reaches them all. */
  reach?: Reach
  /** The agency that what is recorded comes from, and that 'own_agency' reaches. */
  agencyId?: string | null
  /** The one case that 'one_case' reaches. */
  caseId?: string | null
}

export type Trx = Knex.Transaction

/**
 * Runs `work` in one transaction as the application's role, which row-level security cannot let out of its partnership.
 * Settings are local to the transaction: connections are shared, behind pgbouncer as on the embedded engine. They are said by the login
 * role, in the statement that ends with becoming vigil_app: that role has no set_config, so that no SQL of a request can say them again.
 */
export function withTenant<T>(
  db: Knex,
  tenant: Tenant,
  work: (trx: Trx) => Promise<T>,
  timeoutMilliseconds = 0,
): Promise<T> {
  return db.transaction(async (trx) => {
    const context = trx.raw(
      `select
        set_config('vigil.partnership_id', :partnershipId, true),
        set_config('vigil.user_id', :userId, true),
        set_config('vigil.purpose', :purpose, true),
        set_config('vigil.reach', :reach, true),
        set_config('vigil.agency_id', :agencyId, true),
        set_config('vigil.case_id', :caseId, true),
        set_config('statement_timeout', :timeout, true),
        set_config('lock_timeout', :timeout, true),
        -- compiling would take longer than running what is compiled, which is tens of milliseconds at most
        set_config('jit', 'off', true),
        set_config('role', 'vigil_app', true)`,
      {
        ...tenant,
        reach: tenant.reach ?? 'all',
        agencyId: tenant.agencyId ?? '',
        caseId: tenant.caseId ?? '',
        timeout: String(timeoutMilliseconds),
      },
    )
    await context.options({ name: 'context' })
    return work(trx)
  })
}

/** The partnership this transaction works for. */
export async function partnershipOf(trx: Trx): Promise<string> {
  const { rows } = await trx.raw('select current_partnership_id() as partnership_id')
  return rows[0].partnership_id
}
