import type { Knex } from 'knex'
import { z } from 'zod'
import { appendAudit } from '../audit/store.ts'
import type { MailServer } from '../config.ts'
import type { Day } from '../contract/day.ts'
import { Email } from '../contract/person.ts'
import { partnershipOf, type Tenant, type Trx, withTenant } from '../db/tenant.ts'
import { type Keyring, seal, unseal } from '../keys/keyring.ts'
import { sealedMailLink, sealedReminder } from '../keys/sealed-columns.ts'
import type { WorkKind } from '../work/run-work.ts'
import { askForWork, finishWork, holdWork, type Piece, putOffWork } from '../work/store.ts'
import { subjects, textOf } from './message.ts'
import { MailPutOff, MailRefused, MailServerTrouble, sendMail } from './send-mail.ts'

/**
 * Mails as work: asked for in the transaction that has a reason for one, sent by whichever process gets to it, tried again while a server
 * puts it off, and given up with a sentence for whoever can do something.
 */

const AskedMail = z.discriminatedUnion('mail', [
  z.strictObject({ mail: z.literal('invitation'), accountId: z.uuid(), invitationId: z.uuid() }),
  z.strictObject({ mail: z.literal('notice'), accountId: z.uuid() }),
  z.strictObject({ mail: z.literal('reminder'), reminderId: z.uuid() }),
  z.strictObject({ mail: z.literal('stock'), accountId: z.uuid() }),
])
type AskedMail = z.infer<typeof AskedMail>

/** At a look: the rest at the next. */
const MOST_ASKED = 500
/** As the page of stock says “soon”. */
const SOON_DAYS = 60
/** With waits of up to an hour, about a day. */
const MOST_ATTEMPTS = 30

const REFUSED =
  'Their mail server does not take mail for this address. Look whether it is written rightly; or make a new link and hand it over.'
const NEVER_TAKEN =
  'It was tried for a day and not taken. Make a new link and hand it over, and ask whoever runs Vigil to look at its mail.'

/** Asks that the link of an invitation be sent to the address of its person. */
export async function askForInvitationMail(
  trx: Trx,
  keyring: Keyring,
  { accountId, invitationId, link }: { accountId: string; invitationId: string; link: string },
): Promise<void> {
  const partnershipId = await partnershipOf(trx)
  await trx('mail_link').insert({
    partnership_id: partnershipId,
    invitation_id: invitationId,
    sealed: seal(keyring, link, sealedMailLink.contextOf('sealed', partnershipId, invitationId)),
  })
  const asked: AskedMail = { mail: 'invitation', accountId, invitationId }
  await askForWork(trx, [{ kind: 'mail', subject: `invitation ${invitationId}`, asked }])
}

/**
 * Asks for a mail to everybody who has something new to be told of how they sign in: it is told in the transaction that changes it
 * (account_notice), and asked for from there, so that none is lost. At most one an hour to one person, whatever somebody else makes happen.
 * Asked as the owner of the database: a notice is its person's, wherever they belong.
 */
export async function askForNoticeMails(db: Knex): Promise<void> {
  const { rows } = await db.raw(
    `select distinct on (notice.account_id) notice.account_id as "accountId", member.partnership_id as "partnershipId"
     from account_notice notice
     join membership member on member.account_id = notice.account_id and member.accepted_at is not null and not member.is_disabled
       and member.partnership_id = coalesce(notice.happened_in, member.partnership_id)
     where notice.seen_at is null and notice.mailed_at is null and notice.noticed_at > now() - interval '1 day'
       and not exists (
         select from account_notice told
         where told.account_id = notice.account_id and told.mailed_at > now() - interval '1 hour')
     order by notice.account_id, member.granted_at, member.partnership_id`,
  )
  for (const { accountId, partnershipId } of rows as { accountId: string; partnershipId: string }[]) {
    const asked: AskedMail = { mail: 'notice', accountId }
    await withTenant(db, tenantOf(partnershipId), (trx) =>
      askForWork(trx, [{ kind: 'mail', subject: `notice ${accountId}`, asked }], { again: 'ended' }),
    )
  }
}

/** Asks for the reminders that are due, and once a day looks whose stock expires soon. None is asked for twice. */
export async function askForReminderMails(db: Knex, partnershipId: string, today: Day): Promise<void> {
  await withTenant(db, tenantOf(partnershipId), async (trx) => {
    const { rows: due } = await trx.raw(
      `select reminder_id as "reminderId" from expiry_reminder where remind_on <= :today
       order by reminder_id limit ${MOST_ASKED}`,
      { today },
    )
    const { rows: accounts } = await trx.raw(
      `with looked as (
         update stock_reminder set looked_on = :today where looked_on is distinct from :today::date
         returning holder_id, account_id)
       select distinct looked.account_id as "accountId"
       from looked
       join stock_on_hand('infinity') on_hand on on_hand.holder_id = looked.holder_id and on_hand.kits > 0
       join naloxone_batch batch on batch.batch_id = on_hand.batch_id
       where batch.expires_on <= :today::date + ${SOON_DAYS}`,
      { today },
    )
    const month = today.slice(0, 7)
    await askForWork(trx, [
      ...due.map(
        ({ reminderId }: { reminderId: string }) =>
          ({ kind: 'mail', subject: `reminder ${reminderId}`, asked: { mail: 'reminder', reminderId } }) as const,
      ),
      ...accounts.map(
        ({ accountId }: { accountId: string }) =>
          ({ kind: 'mail', subject: `stock ${month} ${accountId}`, asked: { mail: 'stock', accountId } }) as const,
      ),
    ])
  })
}

export type MailParts = { server: MailServer; publicUrl: string; keyring: Keyring }

export function mailWork({ server, publicUrl, keyring }: MailParts): WorkKind {
  return {
    kind: 'mail',
    mostAttempts: MOST_ATTEMPTS,
    async work(db, piece) {
      const asked = AskedMail.parse(piece.asked)
      const tenant = tenantOf(piece.partnershipId)
      const found = await withTenant(db, tenant, async (trx) => {
        await holdWork(trx, piece)
        return findRecipient(trx, asked)
      })
      if (!found) return end(db, piece, { state: 'done', result: { outcome: 'not needed' } })
      const to = Email.safeParse(found.address)
      if (!to.success) return end(db, piece, { state: 'failed', failure: REFUSED })
      try {
        await sendMail(server, {
          to: to.data,
          subject: subjects[asked.mail],
          text: textOf(asked.mail, found.link),
          messageId: `<${piece.workId}@${new URL(publicUrl).hostname}>`,
        })
      } catch (error) {
        if (error instanceof MailRefused) return end(db, piece, { state: 'failed', failure: REFUSED })
        if (!(error instanceof MailPutOff)) throw error
        if (piece.attempt >= MOST_ATTEMPTS) return end(db, piece, { state: 'failed', failure: NEVER_TAKEN })
        return withTenant(db, tenant, (trx) => putOffWork(trx, piece, error.name))
      }
      await end(db, piece, { state: 'done', result: { outcome: 'sent' } })
    },
    giveUp: (db, piece) => end(db, piece, { state: 'failed', failure: NEVER_TAKEN }),
  }

  async function findRecipient(trx: Trx, asked: AskedMail): Promise<{ address: string; link: string } | undefined> {
    if (asked.mail === 'reminder') return findReminded(trx, asked.reminderId)
    if (asked.mail === 'stock') {
      const { rows } = await trx.raw(
        `select mail_address(:accountId) as address where exists (select from stock_reminder where account_id = :accountId)`,
        { accountId: asked.accountId },
      )
      const address = rows[0]?.address as string | null | undefined
      return address ? { address, link: `${publicUrl}/sign-in` } : undefined
    }
    const { rows } = await trx.raw(
      `select mail_address(:accountId) as address,
         case when :invitationId::uuid is null then notices_wait(:accountId) else invitation_stands(:invitationId) end as "isWanted"`,
      { accountId: asked.accountId, invitationId: asked.mail === 'invitation' ? asked.invitationId : null },
    )
    const { address, isWanted } = rows[0] as { address: string | null; isWanted: boolean }
    if (address === null || !isWanted) return undefined
    if (asked.mail === 'notice') return { address, link: `${publicUrl}/sign-in` }
    const kept = await trx('mail_link').where({ invitation_id: asked.invitationId }).first('sealed')
    if (!kept) return undefined
    const context = sealedMailLink.contextOf('sealed', await partnershipOf(trx), asked.invitationId)
    return { address, link: unseal(keyring, Buffer.from(kept.sealed), context) }
  }

  /** Nobody where it was stopped meanwhile, or where its person is known to have died. */
  async function findReminded(trx: Trx, reminderId: string): Promise<{ address: string; link: string } | undefined> {
    const { rows } = await trx.raw(
      `select reminder.sealed, reminder_standing(reminder_id) as standing, partnership.slug
       from expiry_reminder reminder join partnership using (partnership_id) where reminder_id = :reminderId`,
      { reminderId },
    )
    const [kept] = rows as { sealed: Buffer; standing: 'stands' | 'died' | 'unsure'; slug: string }[]
    if (!kept || kept.standing === 'died') return undefined
    if (kept.standing === 'unsure') throw new KeysDiffer()
    const context = sealedReminder.contextOf('sealed', await partnershipOf(trx), reminderId)
    const address = unseal(keyring, Buffer.from(kept.sealed), context).trim()
    return { address, link: `${publicUrl}/${kept.slug}/public/reminder` }
  }
}

/** Whether a person has died is not known, since identities and reminders were made findable with different keys: nothing is sent. */
class KeysDiffer extends Error {
  override name = 'KeysDiffer'
}

/** A mail that was sent stands in the audit; one that was not leaves its reason. Either way its link is kept no longer. */
async function end(db: Knex, piece: Piece, ended: Parameters<typeof finishWork>[2]): Promise<void> {
  const asked = AskedMail.parse(piece.asked)
  await withTenant(db, tenantOf(piece.partnershipId), async (trx) => {
    await finishWork(trx, piece, ended)
    if (asked.mail === 'invitation') await trx('mail_link').where({ invitation_id: asked.invitationId }).delete()
    else if (asked.mail === 'notice')
      await trx.raw('select note_notices_mailed(:accountId)', { accountId: asked.accountId })
    else if (asked.mail === 'reminder') await trx('expiry_reminder').where({ reminder_id: asked.reminderId }).delete()
    if (ended.state === 'done' && (ended.result as { outcome?: string })?.outcome === 'sent')
      await appendAudit(trx, {
        action: 'write',
        operation: `mail: ${asked.mail}`,
        // of a reminder nothing is left but that one was sent
        recordId: asked.mail === 'reminder' ? null : asked.accountId,
        fields: [],
        records: 1,
      })
  })
}

/** In a log: which server trouble it was. An error of another kind says its name alone. */
export function describeMailTrouble(error: unknown): string {
  return error instanceof MailServerTrouble ? `${error.name}: ${error.message}` : (error as Error).name
}

const tenantOf = (partnershipId: string): Tenant => ({ partnershipId, userId: 'mail', purpose: 'send mail' })
