import type { Knex } from 'knex'

/** For whom and for what a transaction runs. Every request, job and command states it; the database enforces it. */
export type Tenant = {
  partnershipId: string
  /** Who asks; until there is sign-in, the process itself. */
  userId: string
  purpose: string
}

export type Trx = Knex.Transaction

/**
 * Runs `work` in one transaction as the application's role, which row-level security cannot let out of its partnership.
 * Settings are local to the transaction: connections are shared, behind pgbouncer as on the embedded engine.
 */
export function withTenant<T>(
  db: Knex,
  tenant: Tenant,
  work: (trx: Trx) => Promise<T>,
  timeoutMilliseconds = 0,
): Promise<T> {
  return db.transaction(async (trx) => {
    await trx.raw(
      `select
        set_config('role', 'vigil_app', true),
        set_config('vigil.partnership_id', :partnershipId, true),
        set_config('vigil.user_id', :userId, true),
        set_config('vigil.purpose', :purpose, true),
        set_config('statement_timeout', :timeout, true),
        set_config('lock_timeout', :timeout, true)`,
      { ...tenant, timeout: String(timeoutMilliseconds) },
    )
    return work(trx)
  })
}

/** The partnership this transaction works for. */
export async function partnershipOf(trx: Trx): Promise<string> {
  const { rows } = await trx.raw('select current_partnership_id() as partnership_id')
  return rows[0].partnership_id
}
