import type { Knex } from 'knex'
import { Role } from '../../server/contract/access.ts'
import type { AgencyKind } from '../../server/contract/partnership.ts'
import { type Keyring, seal } from '../../server/keys/keyring.ts'
import { newSecondFactor } from '../../server/office/sessions/second-factor.ts'

/** Invented people, one a role. */
const PEOPLE: Record<Role, { name: string; agency?: (typeof AgencyKind.options)[number] }> = {
  panel_coordinator: { name: 'Morwenna Tregear' },
  panel_member: { name: 'Jago Penrose' },
  analyst: { name: 'Priya Nair' },
  consultant: { name: 'Dr Hester Lowe' },
  naloxone_coordinator: { name: 'Kit Hambly' },
  agency_reporter: { name: 'Sam Trevail', agency: 'outreach' },
  agency_contributor: { name: 'Ruth Angove', agency: 'drug_service' },
  stock_holder: { name: 'Omar Siddiq', agency: 'pharmacy' },
  trainer: { name: 'Bea Nance', agency: 'peer_network' },
  police: { name: 'Sgt Ellis Cole', agency: 'police' },
  prison: { name: 'Fay Okoro', agency: 'prison' },
  commissioner: { name: 'Gwen Pascoe' },
  expert: { name: 'Danny Rowe' },
  governance: { name: 'Iris Marlow' },
  administrator: { name: 'Tom Vivian' },
}

/** One account a role, without a password: the demonstration's sign-in page lets anybody be any of them. */
export async function addDemoAccounts(db: Knex, partnershipId: string, slug: string, keyring: Keyring): Promise<void> {
  const agencies = await db('agency').where({ partnership_id: partnershipId }).select('agency_id', 'kind')
  for (const role of Role.options) {
    const { name, agency } = PEOPLE[role]
    const email = `${role.replaceAll('_', '-')}@${slug}.example`
    const [{ account_id }] = await db('account')
      .insert({ email, name, is_demo: true, second_factor_set_at: db.fn.now() })
      .returning('account_id')
    await db('membership').insert({
      partnership_id: partnershipId,
      account_id,
      roles: [role],
      accepted_at: db.fn.now(),
      confirmed_at: role === 'administrator' ? db.fn.now() : null,
      agency_id: agencies.find(({ kind }) => kind === agency)?.agency_id ?? null,
    })
    const { secret } = newSecondFactor(email)
    await db('credential').insert({ account_id, totp_secret: seal(keyring, secret, `credential.totp/${account_id}`) })
  }
}
