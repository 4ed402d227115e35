import type { Knex } from 'knex'
import type { AccountNotice } from '../../contract/session.ts'
import type { Trx } from '../../db/tenant.ts'

/** What people are told of how they, or in the case of an information governance lead others, sign in. */
export type NoticeKind = AccountNotice['kind']

/** Told to a member of this partnership and to its information governance leads, in the name of whoever asks. */
export async function tellOfSignIn(trx: Trx, accountId: string, kind: NoticeKind): Promise<void> {
  await trx.raw('select tell_of_sign_in(:accountId, :kind)', { accountId, kind })
}

/** Told to a person and to the leads of every partnership of theirs. Asked as the owner of the database: nobody is signed in yet. */
export async function tellEverywhere(db: Knex, accountId: string, kind: NoticeKind, by: string): Promise<void> {
  await db.raw('select tell_of_sign_in(:accountId, :kind, null, :by)', { accountId, kind, by })
}

/** Told to a person and to the leads of one partnership. Asked as the owner of the database. */
export async function tellIn(
  db: Knex,
  accountId: string,
  kind: NoticeKind,
  partnershipId: string,
  by: string,
): Promise<void> {
  await db.raw('select tell_of_sign_in(:accountId, :kind, :partnershipId, :by)', { accountId, kind, partnershipId, by })
}

/** What somebody was told in the last ninety days, the newest first; what they have not seen among it. Served by account_notice_account. */
export async function listAccountNotices(db: Knex, accountId: string): Promise<AccountNotice[]> {
  const { rows } = await db.raw(
    `select notice_id as "noticeId", kind, noticed_at as "noticedAt", seen_at as "seenAt", about.name as "aboutName",
       coalesce(by_account.name, by_user) as "byName", partnership.name as partnership
     from account_notice
     left join account about on about.account_id = about_account_id
     left join account by_account on by_account.account_id::text = by_user
     left join partnership on partnership.partnership_id = account_notice.happened_in
     where account_notice.account_id = :accountId and noticed_at > now() - interval '90 days'
     order by noticed_at desc
     limit 50`,
    { accountId },
  )
  return rows
}

export async function markNoticesSeen(db: Knex, accountId: string): Promise<void> {
  await db('account_notice').where({ account_id: accountId }).whereNull('seen_at').update({ seen_at: db.fn.now() })
}
