import type { Knex } from 'knex'
import { Role, roleNames } from '../../contract/access.ts'
import type { SignInOptions } from '../../contract/session.ts'

/** The demonstration's accounts, one a role, for its sign-in page: everyday roles first. */
export async function listDemoAccounts(db: Knex): Promise<NonNullable<SignInOptions['demoAccounts']>> {
  const rows: { accountId: string; name: string; email: string; held: Role[]; partnership: string; slug: string }[] =
    await db('account')
      .join('membership', 'membership.account_id', 'account.account_id')
      .join('partnership', 'partnership.partnership_id', 'membership.partnership_id')
      .where({ is_demo: true, 'account.is_disabled': false, 'partnership.is_synthetic': true })
      .whereNotNull('accepted_at')
      .select({
        accountId: 'account.account_id',
        name: 'account.name',
        email: 'account.email',
        held: 'membership.roles',
        partnership: 'partnership.name',
        slug: 'partnership.slug',
      })
  const order: string[] = Role.options
  return rows
    .flatMap(({ held: [role], slug, ...row }) =>
      role ? [{ ...row, role, roleName: roleNames[role], partnershipSlug: slug }] : [],
    )
    .sort((a, b) => a.partnership.localeCompare(b.partnership) || order.indexOf(a.role) - order.indexOf(b.role))
}
