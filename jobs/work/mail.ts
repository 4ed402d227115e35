import type { Knex } from 'knex'
import type { Logger } from 'pino'
import { dayIn } from '../../server/day.ts'
import {
  askForNoticeMails,
  askForReminderMails,
  describeMailTrouble,
  type MailParts,
  mailWork,
} from '../../server/mail/mail-work.ts'
import { listPartnerships } from '../../server/partnerships/store.ts'
import { runWork } from '../../server/work/run-work.ts'

/** Sends what waits, in every partnership. Where our own mail server is in trouble the rest waits with it, until the next look. */
export async function sendMails(
  db: Knex,
  mail: MailParts,
  log: Logger,
  isStopping: () => boolean = () => false,
): Promise<void> {
  await askForNoticeMails(db)
  for (const { partnershipId, slug, timeZone } of await listPartnerships(db)) {
    try {
      await askForReminderMails(db, partnershipId, dayIn(timeZone))
      const sent = await runWork(db, partnershipId, mailWork(mail), isStopping)
      if (sent > 0) log.info({ partnership: slug, mails: sent }, 'mail')
    } catch (error) {
      log.error({ partnership: slug, reason: describeMailTrouble(error) }, 'mail not sent')
      return
    }
  }
}
