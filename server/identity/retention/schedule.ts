/**
 * How long each kind of record is kept: the one table that the nightly job carries out, the page shows and docs/retention.md says. The
 * figures are a proposal: the controller decides them (UK GDPR, articles 5(1)(e) and 30(1)(f)); where there is guidance it is quoted.
 */
export type Unit = 'hours' | 'days' | 'years'
export type KeptFor = { amount: number; unit: Unit }

export type RetentionRecord = {
  kind: string
  what: string
  /** Undefined: kept without end. */
  keptFor?: KeptFor
  from: string
  because: string
  /** What removes it: one of the deeds of store.ts. Undefined: people review it. */
  removal?: Removal
  /** Records are held back by a legal hold; what only serves the running of Vigil is not. */
  isStoppedByHold: boolean
}

/** Rows of a table by the age of a moment, or what needs a rule of its own. */
export type Removal =
  | { by: 'age'; table: string; moment: string; isOfDeath?: boolean }
  | { by: 'identity'; subject: 'death' | 'living' }
  | {
      by: 'function'
      name:
        | 'remove_ended_sessions'
        | 'remove_ended_devices'
        | 'remove_ended_attempts'
        | 'remove_old_account_notices'
        | 'remove_unaccepted_invitations'
    }

const years = (amount: number): KeptFor => ({ amount, unit: 'years' })
const days = (amount: number): KeptFor => ({ amount, unit: 'days' })

const CLOSED_HERE =
  'the day it was recorded here that the death is closed or excluded, and not within 30 days of being recorded itself'

export const schedule: readonly RetentionRecord[] = [
  {
    kind: 'identity_of_dead',
    what: 'Names, date of birth, NHS number and addresses of people who died',
    keptFor: years(3),
    from: CLOSED_HERE,
    because: 'Inquests and registration end before; later questions are answered by the record without identity',
    removal: { by: 'identity', subject: 'death' },
    isStoppedByHold: true,
  },
  {
    kind: 'identity_of_kin',
    what: 'Next of kin: names, contact and wishes of living people',
    keptFor: years(1),
    from: CLOSED_HERE,
    because: 'Needed while the family is spoken to about the review; living people have the rights of the UK GDPR',
    removal: { by: 'identity', subject: 'living' },
    isStoppedByHold: true,
  },
  {
    kind: 'notice_identity',
    what: 'First notices of deaths: who they are about and the text they were read from, sealed with the key file',
    keptFor: days(90),
    from: 'the decision about the notice. One that waits keeps them',
    because:
      'Time to put a mistake right. Once a notice is accepted its identity is the death’s, and kept with it; what else it says stays with the record',
    removal: {
      by: 'age',
      table: 'death_notice_sealed',
      moment:
        '(select decided_at from death_notice where death_notice.partnership_id = death_notice_sealed.partnership_id and death_notice.notice_id = death_notice_sealed.notice_id)',
    },
    isStoppedByHold: true,
  },
  {
    kind: 'identity_openings',
    what: 'Who opened an identity and for what',
    keptFor: years(8),
    from: 'the opening',
    because: 'As long as the audit, which says the same',
    removal: { by: 'age', table: 'identity_opening', moment: 'opened_at', isOfDeath: true },
    isStoppedByHold: true,
  },
  {
    kind: 'governance_notices',
    what: 'Notices to the information governance lead',
    keptFor: years(8),
    from: 'the notice',
    because: 'As long as the audit',
    removal: { by: 'age', table: 'governance_notice', moment: 'noticed_at', isOfDeath: true },
    isStoppedByHold: true,
  },
  {
    kind: 'subject_requests',
    what: 'Requests of living people about what is held of them',
    keptFor: years(3),
    from: 'the answer',
    because: 'A complaint to the Information Commissioner may follow',
    removal: { by: 'age', table: 'subject_request', moment: 'answered_at' },
    isStoppedByHold: true,
  },
  {
    kind: 'legal_holds',
    what: 'Legal holds that were lifted',
    keptFor: years(8),
    from: 'the lifting',
    because: 'Says why something was kept longer than here',
    removal: { by: 'age', table: 'legal_hold', moment: 'lifted_at' },
    isStoppedByHold: true,
  },
  {
    kind: 'import_files',
    what: 'Files that were sent to be imported: their rows, without what identifies people, sealed with the key file',
    keptFor: { amount: 24, unit: 'hours' },
    from: 'its being sent',
    because:
      'Time to look at it, try it and import it. It goes as soon as it is imported, and the clock looks each minute',
    removal: { by: 'age', table: 'document', moment: 'added_at' },
    isStoppedByHold: false,
  },
  {
    kind: 'kit_requests',
    what: 'Requests of the public for a kit: how to reach whoever asked, sealed with the key file',
    keptFor: days(30),
    from: 'the day it was answered',
    because: 'Time to put a mistake right. One that was never answered stays until it is',
    removal: { by: 'age', table: 'kit_request', moment: 'closed_on' },
    isStoppedByHold: false,
  },
  {
    kind: 'expiry_reminders',
    what: 'Reminders before a kit expires: where to write, sealed with the key file',
    keptFor: days(30),
    from: 'the day it was to be sent, or its being sent',
    because: 'Time for mail that stood still. It goes as soon as it is sent, or its person is known to have died',
    removal: { by: 'age', table: 'expiry_reminder', moment: 'remind_on' },
    isStoppedByHold: false,
  },
  {
    kind: 'report_batches',
    what: 'Which nights have taken in the reports of the public',
    keptFor: years(1),
    from: 'the night',
    because: 'So that a night that is run again takes nothing in twice',
    removal: { by: 'age', table: 'report_batch', moment: 'night' },
    isStoppedByHold: false,
  },
  {
    kind: 'work',
    what: 'Imports and mails as work: who asked for them, how columns were to be read, to which account a mail went',
    keptFor: days(30),
    from: 'its end',
    because: 'Says why something was not done; what came of it stands with what it made',
    removal: { by: 'age', table: 'work', moment: "case when kind in ('import', 'mail') then finished_at end" },
    isStoppedByHold: false,
  },
  {
    kind: 'import_issues',
    what: 'Rows and cells that an import refused or doubted',
    keptFor: days(90),
    from: 'the import',
    because: 'Time to put the file right and send it again',
    removal: {
      by: 'age',
      table: 'import_issue',
      moment:
        '(select finished_at from import_run where import_run.partnership_id = import_issue.partnership_id and import_run.import_id = import_issue.import_id)',
    },
    isStoppedByHold: true,
  },
  {
    kind: 'import_runs',
    what: 'Which file was imported when, and how many rows it gave',
    keptFor: years(8),
    from: 'the import',
    because: 'Says where records came from, as long as the audit says who brought them',
    removal: { by: 'age', table: 'import_run', moment: 'finished_at' },
    isStoppedByHold: true,
  },
  {
    kind: 'guest_links',
    what: 'Links that gave a guest one case',
    keptFor: years(8),
    from: 'its expiry',
    because: 'The audit names a guest by their link',
    removal: { by: 'age', table: 'guest_link', moment: 'expires_at', isOfDeath: true },
    isStoppedByHold: true,
  },
  {
    kind: 'api_keys',
    what: 'API keys that were revoked or expired (their hashes)',
    keptFor: years(8),
    from: 'its end',
    because: 'The audit names an API key by its id',
    removal: { by: 'age', table: 'api_key', moment: 'least(revoked_at, expires_at)' },
    isStoppedByHold: true,
  },
  {
    kind: 'unaccepted_invitations',
    what: 'Names and addresses of people who were invited and did not accept',
    keptFor: days(30),
    from: 'the expiry of their last link',
    because: 'Time to send a new link. An account that nobody has ever used goes too',
    removal: { by: 'function', name: 'remove_unaccepted_invitations' },
    isStoppedByHold: false,
  },
  {
    kind: 'invitations',
    what: 'Invitations',
    keptFor: days(30),
    from: 'its expiry',
    because: 'Says why a link no longer works',
    removal: { by: 'age', table: 'invitation', moment: 'expires_at' },
    isStoppedByHold: false,
  },
  {
    kind: 'sessions',
    what: 'Sessions that ended',
    keptFor: days(1),
    from: 'its end',
    because: 'Not needed once nobody can come back to it',
    removal: { by: 'function', name: 'remove_ended_sessions' },
    isStoppedByHold: false,
  },
  {
    kind: 'devices',
    what: 'Registered devices whose time has run out',
    keptFor: days(1),
    from: 'its end',
    because: 'Not needed once nobody can come back to it',
    removal: { by: 'function', name: 'remove_ended_devices' },
    isStoppedByHold: false,
  },
  {
    kind: 'account_notices',
    what: 'What people were told of changes to how they, or others, sign in',
    keptFor: years(1),
    from: 'the notice',
    because: 'Its person looks back at it for ninety days; the audit keeps who did it',
    removal: { by: 'function', name: 'remove_old_account_notices' },
    isStoppedByHold: false,
  },
  {
    kind: 'request_answers',
    what: 'Answers kept for a request that is sent again (Idempotency-Key)',
    keptFor: { amount: 24, unit: 'hours' },
    from: 'the answer',
    because: 'They hold what was recorded, and retries come within minutes. None holds an identity',
    removal: { by: 'age', table: 'idempotency_key', moment: 'created_at' },
    isStoppedByHold: false,
  },
  {
    kind: 'sign_in_attempts',
    what: 'Counts of attempts to sign in, by account and by address',
    keptFor: days(1),
    from: 'the end of what they count: a quarter of an hour, of codes a day, of locks thirty days',
    because: 'Not needed once they no longer keep anybody waiting',
    removal: { by: 'function', name: 'remove_ended_attempts' },
    isStoppedByHold: false,
  },
  {
    kind: 'audit',
    what: 'The audit: who read, wrote and exported what',
    keptFor: years(8),
    from: 'the entry',
    because:
      'NHS Records Management Code of Practice 2021: audit trails as long as the records. Entries are chained, so removing the oldest needs a new beginning of the chain, which people decide',
    isStoppedByHold: true,
  },
  {
    kind: 'accounts',
    what: 'Accounts of people who no longer have a role',
    keptFor: years(8),
    from: 'the last role',
    because: 'The audit names people by their account',
    isStoppedByHold: true,
  },
  {
    kind: 'deaths',
    what: 'Records of deaths, without identity',
    from: 'the death',
    because: 'The series is what surveillance is for; the partnership reviews every 8 years whether it still needs it',
    isStoppedByHold: true,
  },
  {
    kind: 'chronologies',
    what: 'Chronologies: what agencies were asked and told of the life before a death, without identity',
    from: 'the death',
    because: 'As the record of the death, with which it goes',
    isStoppedByHold: true,
  },
  {
    kind: 'death_notices',
    what: 'First notices of deaths, without identity: who told what and when, whom they named as involved, and what was decided',
    keptFor: years(8),
    from: 'the decision',
    because: 'As long as the audit; one that became a death says where its record came from, so people decide',
    isStoppedByHold: true,
  },
  {
    kind: 'trainings',
    what: 'Who was trained in naloxone, by a code of their service',
    keptFor: years(8),
    from: 'the day of the session',
    because:
      'As long as the supplies that rest on it. The code of a person is of no use once nobody asks whether they are competent',
    removal: { by: 'age', table: 'naloxone_training', moment: 'trained_on' },
    isStoppedByHold: true,
  },
  {
    kind: 'overdoses_and_supplies',
    what: 'Records of overdoses, reversals and naloxone supplies, without identity',
    keptFor: years(8),
    from: 'the event',
    because:
      'NHS Records Management Code of Practice 2021: 8 years for care of adults. Signals and figures hang on them, so people decide',
    isStoppedByHold: true,
  },
  {
    kind: 'reports_of_one_event',
    what: 'Which reports of overdoses may be of one event, what weighed for it, and what people said of them',
    keptFor: years(8),
    from: 'the event',
    because: 'As long as the reports, with which it goes: it says why several count as one, and how to take them apart',
    isStoppedByHold: true,
  },
  {
    kind: 'stock',
    what: 'The ledger of naloxone in stock, its holders (workers by the name the service knows them by), safety alerts with their answers, and public boxes',
    keptFor: years(8),
    from: 'the line, the answer or the day that the holder closed',
    because:
      'NHS Records Management Code of Practice 2021: as long as the supplies that were taken from it. A line that went would change every balance after it, so people decide',
    isStoppedByHold: true,
  },
  {
    kind: 'signals_and_nights',
    what: 'Signals, nightly runs, monthly reports and what each night knew',
    keptFor: years(8),
    from: 'the night',
    because: 'A past night can be checked again only with what it knew; they point at records, so people decide',
    isStoppedByHold: true,
  },
  {
    kind: 'releases',
    what: 'Released figures, small counts hidden',
    from: 'the release',
    because: 'They are public or with partners already, and a later release must not be told apart from them',
    isStoppedByHold: true,
  },
  {
    kind: 'backups',
    what: 'Backups of the database and of the key file',
    keptFor: days(35),
    from: 'the backup',
    because: 'Made and removed by the operator; a backup keeps what was erased since, so it must be short',
    isStoppedByHold: true,
  },
]

export function sayKeptFor({ amount, unit }: KeptFor): string {
  return `${amount} ${amount === 1 ? unit.slice(0, -1) : unit}`
}

/** docs/retention.md, made from the schedule. */
export function scheduleAsMarkdown(): string {
  const rows = schedule.map(({ what, keptFor, from, because, removal, isStoppedByHold }) =>
    [
      what,
      keptFor ? sayKeptFor(keptFor) : 'without end',
      from,
      removal ? 'every night' : 'by people',
      isStoppedByHold ? 'yes' : 'no',
      because,
    ].join(' | '),
  )
  return `# How long Vigil keeps what

A proposal for the controller to decide. Made from \`server/identity/retention/schedule.ts\` (\`npm run vigil -- retention schedule\`); the same
table is on the page "Retention", with what each night removed and, for those who may place a hold, the day on which each record's identity
will go. Amending a closed death does not begin its time anew; opening and closing it again does. A legal hold on a death, or on everything of a partnership, stops the
removal of what is marked so until it is lifted. Every removal leaves its count in the audit. When an identity goes, the record of the
death stays under its pseudonym.

| What | Kept for | Counted from | Removed | Stopped by a legal hold | Why |
| --- | --- | --- | --- | --- | --- |
${rows.map((row) => `| ${row} |`).join('\n')}
`
}
