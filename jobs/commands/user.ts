import type { Command } from 'commander'
import { Option } from 'commander'
import type { Knex } from 'knex'
import { appendAudit } from '../../server/audit/store.ts'
import { Role, roleNames } from '../../server/contract/access.ts'
import { Email, Invite } from '../../server/contract/person.ts'
import { withTenant } from '../../server/db/tenant.ts'
import { addInvitation } from '../../server/office/people/invitations.ts'
import { tellEverywhere, tellIn } from '../../server/office/people/notices.ts'
import { endEverywhere } from '../../server/office/sessions/open-sessions.ts'
import { findAccount } from '../../server/office/sessions/sign-in.ts'
import { WrongInput } from '../wrong-input.ts'
import { choosePartnership, withDatabase } from './with-partnership.ts'

/** Under which name it stands in the audit. */
const BY = 'command line'

/** What the people who run Vigil can do for those who use it: the first account, and whoever is locked out. */
export function addUserCommand(program: Command): void {
  const user = program.command('user')
  user
    .command('add')
    .argument('<name>', 'as people call them: "Alex Smith"')
    .requiredOption('--email <address>', 'what they sign in with')
    .addOption(new Option('--role <role>', 'what they do').choices(Role.options).makeOptionMandatory())
    .option('--partnership <slug>', 'where there are several')
    .option('--agency <name>', 'for roles that report for an agency')
    .description('Add somebody with a role; prints a link with which they set a password and a second factor')
    .action((name: string, options: { email: string; role: Role; partnership?: string; agency?: string }) =>
      withDatabase(async (database, { publicUrl }) => {
        const { knex } = database
        const email = Email.safeParse(options.email)
        if (!email.success) throw new WrongInput(`--email ${options.email} does not look like an e-mail address.`)
        const called = Invite.shape.name.safeParse(name)
        if (!called.success) throw new WrongInput('The name has 1 to 120 characters.')
        const partnership = await choosePartnership(database, options.partnership)
        const { partnershipId } = partnership
        const agencyId = options.agency === undefined ? null : await findAgency(knex, partnershipId, options.agency)
        const link = await knex.transaction(async (trx) => {
          await trx('account').insert({ email: email.data, name: called.data }).onConflict('email').ignore()
          const accountId = ((await findAccount(trx, { email: email.data })) as { accountId: string }).accountId
          await trx('membership')
            .insert({
              partnership_id: partnershipId,
              account_id: accountId,
              roles: [options.role],
              agency_id: agencyId,
              invited_name: called.data,
              invited_email: email.data,
              sponsored_by: BY,
              lead_by: options.role === 'governance' ? BY : null,
              confirmed_at: options.role === 'administrator' ? trx.fn.now() : null,
            })
            .catch(explainMembership)
          const account = await findAccount(trx, { accountId })
          const setsPassword = !account?.passwordHash && !account?.hasSecondFactor
          return {
            ...(await addInvitation(trx, {
              partnershipId,
              accountId,
              setsPassword,
              createdBy: BY,
              isOfOperator: true,
            })),
            setsPassword,
          }
        })
        await auditPermission(knex, partnershipId, 'vigil user add')
        console.log(`${name} is invited as ${roleNames[options.role]} in ${partnership.name}.`)
        if (!link.setsPassword)
          console.log(
            'Somebody signs in with this address already: the role counts once they have accepted it, signed in.',
          )
        sayLink(publicUrl, link)
      }),
    )
  user
    .command('invite')
    .argument('<email>')
    .option('--partnership <slug>', 'where they are invited to several')
    .description('Print a new link for somebody whose first ran out, or who forgot their password')
    .action((email: string, options: { partnership?: string }) =>
      withDatabase(async ({ knex }, { publicUrl }) => {
        const { accountId, passwordHash, name, isDisabled } = await mustFind(knex, email)
        if (isDisabled)
          throw new WrongInput(`${name} is shut out, so that no link works: npm run vigil -- user enable ${email}`)
        const partnershipId = await findPlace(knex, accountId, options.partnership)
        const link = await addInvitation(knex, {
          partnershipId,
          accountId,
          setsPassword: true,
          createdBy: BY,
          isOfOperator: true,
        })
        if (passwordHash) await tellEverywhere(knex, accountId, 'password_link', BY)
        await auditEverywhere(knex, accountId, 'vigil user invite')
        sayLink(publicUrl, link)
      }),
    )
  user
    .command('list')
    .description('List the accounts')
    .option('--json', 'print the result as JSON')
    .action((options: { json?: boolean }) =>
      withDatabase(async ({ knex }) => {
        const accounts = await listAccounts(knex)
        if (options.json) console.log(JSON.stringify(accounts))
        else if (!accounts.length)
          console.log(
            'There is no account yet. Add one: npm run vigil -- user add "Name" --email … --role administrator',
          )
        for (const { email, name, isDisabled, places } of options.json ? [] : accounts)
          console.log([email, name, isDisabled ? 'disabled' : '', places].join('\t'))
      }),
    )
  user
    .command('confirm')
    .argument('<email>')
    .option('--partnership <slug>', 'where there are several')
    .description('Confirm a new administrator, who may then change how others sign in, where nobody else can')
    .action((email: string, options: { partnership?: string }) =>
      withDatabase(async (database) => {
        const { knex } = database
        const { accountId, name } = await mustFind(knex, email)
        const { partnershipId } = await choosePartnership(database, options.partnership)
        const confirmed = await knex('membership')
          .where({ partnership_id: partnershipId, account_id: accountId, confirmed_at: null })
          .whereNotNull('accepted_at')
          .whereRaw("'administrator' = any (roles)")
          .update({ confirmed_at: knex.fn.now() })
        if (!confirmed)
          throw new WrongInput(
            `${name} is no administrator there who has accepted the invitation and waits to be confirmed.`,
          )
        await tellIn(knex, accountId, 'administrator_confirmed', partnershipId, BY)
        await auditPermission(knex, partnershipId, 'vigil user confirm')
        console.log(`${name} may change how others sign in from now on.`)
      }),
    )
  for (const isDisabled of [true, false]) {
    user
      .command(isDisabled ? 'disable' : 'enable')
      .argument('<email>')
      .description(
        isDisabled ? 'Shut somebody out at once, in every partnership' : 'Let somebody in again who was shut out',
      )
      .action((email: string) =>
        withDatabase(async ({ knex }) => {
          const { accountId, name } = await mustFind(knex, email)
          await knex('account').where({ account_id: accountId }).update({ is_disabled: isDisabled })
          if (isDisabled) await endEverywhere(knex, accountId)
          await auditEverywhere(knex, accountId, `vigil user ${isDisabled ? 'disable' : 'enable'}`)
          console.log(isDisabled ? `${name} is shut out, and signed out everywhere.` : `${name} may sign in again.`)
        }),
      )
  }
  user
    .command('reset-second-factor')
    .argument('<email>')
    .description('Forget a lost authenticator and its recovery codes; a new one is set up at the next sign-in')
    .action((email: string) =>
      withDatabase(async ({ knex }) => {
        const { accountId, name } = await mustFind(knex, email)
        await knex.transaction(async (trx) => {
          await trx('credential')
            .where({ account_id: accountId })
            .update({ totp_secret: null, totp_last_step: null, second_factor_by: BY })
          await trx('account').where({ account_id: accountId }).update({ second_factor_set_at: null })
          await trx('recovery_code').where({ account_id: accountId }).delete()
          await endEverywhere(trx, accountId)
          await tellEverywhere(trx, accountId, 'second_factor_reset', BY)
        })
        await auditEverywhere(knex, accountId, 'vigil user reset-second-factor')
        console.log(`${name} is signed out everywhere, and sets up a new authenticator at the next sign-in.`)
      }),
    )
}

/** Where they are invited or belong: the link is of one partnership. */
async function findPlace(db: Knex, accountId: string, slug: string | undefined): Promise<string> {
  const places = await db('membership')
    .join('partnership', 'partnership.partnership_id', 'membership.partnership_id')
    .where({ account_id: accountId })
    .orderByRaw('membership.is_disabled, accepted_at is null, partnership.slug')
    .select('membership.partnership_id', 'partnership.slug', 'accepted_at', 'membership.is_disabled')
  const named = slug === undefined ? places : places.filter((place) => place.slug === slug)
  if (!named[0]) throw new WrongInput('They have no place there: add them with a role first.')
  if (named[0].is_disabled)
    throw new WrongInput(
      `They are shut out of ${named[0].slug}, so that no link of it works: an administrator lets them in on the page People.`,
    )
  return named[0].partnership_id
}

async function mustFind(db: Knex, email: string) {
  const account = await findAccount(db, { email })
  if (!account) throw new WrongInput(`There is no account with the address ${email}. See: npm run vigil -- user list`)
  return account
}

async function findAgency(db: Knex, partnershipId: string, name: string): Promise<string> {
  const agencies = await db('agency')
    .where({ partnership_id: partnershipId })
    .select('agency_id', 'name')
    .orderBy('name')
  const found = agencies.find((agency) => agency.name.toLowerCase() === name.toLowerCase())
  if (found) return found.agency_id
  throw new WrongInput(
    agencies.length
      ? `There is no agency ${name}. There are: ${agencies.map((agency) => agency.name).join(', ')}.`
      : 'There is no agency yet: an administrator adds them on the page Registers.',
  )
}

function explainMembership(error: { code?: string; constraint?: string }): never {
  if (error.code === '23505')
    throw new WrongInput(
      'They have a place in this partnership already: an administrator changes their roles on the page People. Where there is none any more, add one by an address that has no place there.',
    )
  if (error.constraint === 'agency_role_has_agency')
    throw new WrongInput('This role reports for an agency: name it with --agency.')
  throw error
}

async function auditPermission(db: Knex, partnershipId: string, operation: string): Promise<void> {
  const tenant = { partnershipId, userId: BY, purpose: 'person:write', reach: 'none' } as const
  await withTenant(db, tenant, (trx) =>
    appendAudit(trx, { action: 'permission', operation, recordId: null, fields: [], records: 1 }),
  )
}

async function auditEverywhere(db: Knex, accountId: string, operation: string): Promise<void> {
  const partnerships: string[] = await db('membership').where({ account_id: accountId }).pluck('partnership_id')
  for (const partnershipId of partnerships) await auditPermission(db, partnershipId, operation)
}

async function listAccounts(db: Knex): Promise<{ email: string; name: string; isDisabled: boolean; places: string }[]> {
  const { rows } = await db.raw(
    `select account.email, account.name, account.is_disabled as "isDisabled",
       coalesce(string_agg(partnership.slug || ': ' || array_to_string(membership.roles, ', ')
         || case when membership.accepted_at is null then ' (not accepted yet)' else '' end, '; ' order by partnership.slug), '') as places
     from account
     left join membership on membership.account_id = account.account_id
     left join partnership on partnership.partnership_id = membership.partnership_id
     group by account.account_id
     order by account.email`,
  )
  return rows
}

function sayLink(publicUrl: string, { token, expiresAt }: { token: string; expiresAt: string }): void {
  console.log(`Hand this link over by a safe way; it works once, until ${expiresAt.slice(0, 10)}:`)
  console.log(`${publicUrl}/invitation#${token}`)
  console.error('It opens while Vigil runs (npm start); whoever opens it needs a phone with an authenticator app.')
}
