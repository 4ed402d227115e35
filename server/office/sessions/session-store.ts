import { type SessionData, Store } from 'express-session'
import type { Knex } from 'knex'
import { hashToken } from '../../access/secrets.ts'
import type { NewSession, OpenSession } from '../../access/session.ts'
import { type Span, standingOn } from '../../access/standing.ts'
import type { Role } from '../../contract/access.ts'
import { type PartnershipRow, toPartnership } from '../../partnerships/store.ts'

/** For what leaves Vigil, says who somebody was or changes who may come in, the second factor must have been given so lately. */
export const SECOND_FACTOR = '10 minutes'

/** Sessions in the database, by the hash of their id. */
export class SessionStore extends Store {
  readonly #knex: Knex
  constructor(knex: Knex) {
    super()
    this.#knex = knex
  }

  override get(id: string, done: (error: unknown, session?: SessionData | null) => void): void {
    findSession(this.#knex, id).then(
      (open) => done(null, open ? ({ cookie: { originalMaxAge: null }, open } as SessionData) : null),
      (error) => done(error),
    )
  }

  override set(id: string, { begun }: SessionData, done: (error?: unknown) => void = () => undefined): void {
    const added = begun ? addSession(this.#knex, id, begun) : Promise.resolve()
    added.then(
      () => done(),
      (error) => done(error),
    )
  }

  override destroy(id: string, done: (error?: unknown) => void = () => undefined): void {
    this.#knex('session')
      .where({ session_hash: hashToken(id) })
      .delete()
      .then(
        () => done(),
        (error) => done(error),
      )
  }
}

/** Once: express-session saves a session again at the end of the request that began it. */
async function addSession(db: Knex, id: string, begun: NewSession): Promise<void> {
  const row = {
    session_hash: hashToken(id),
    account_id: begun.accountId,
    guest_partnership_id: begun.guest?.partnershipId ?? null,
    guest_link_id: begun.guest?.guestLinkId ?? null,
    stage: begun.stage,
    pending: begun.pending && JSON.stringify(begun.pending),
    second_factor_at: begun.hasSecondFactor ? db.fn.now() : null,
    device_id: begun.deviceId,
    browser: begun.browser.slice(0, 200),
    idle_minutes: begun.idleMinutes,
    ends_at: db.raw('least(now() + make_interval(mins => :minutes), :endsBy::timestamptz)', {
      minutes: begun.longestMinutes,
      endsBy: begun.endsBy,
    }),
  }
  await db('session').insert(row).onConflict('session_hash').ignore()
}

type Row = Omit<OpenSession, 'memberships' | 'guestCase'> & {
  guestCase: { partnership: PartnershipRow; deathId: string; guestName: string; purpose: string } | null
  partnerships: (PartnershipRow & {
    roles: Role[]
    agency_id: string | null
    agency_name: string | null
    agreements: Span[] | null
  })[]
}

/** One query a request, by the primary key: the session, its person, and what they may do where. */
async function findSession(db: Knex, id: string): Promise<OpenSession | undefined> {
  const asked = db.raw(
    `select session.session_id as "sessionId", session.stage, session.account_id as "accountId", session.pending, session.browser,
       case when session.second_factor_at > now() - interval '${SECOND_FACTOR}' then session.second_factor_at + interval '${SECOND_FACTOR}' end
         as "secondFactorUntil",
       session.last_seen_at < now() - interval '1 minute' as "isActivityDue", session.device_id as "deviceId", session.idle_minutes as "idleMinutes",
       session.ends_at as "endsAt", session.last_seen_at as "lastSeenAt",
       case when account.account_id is not null
         then jsonb_build_object('name', account.name, 'email', account.email, 'isDemo', account.is_demo) end as person,
       case when guest_link.guest_link_id is not null
         then jsonb_build_object('partnershipId', guest_link.partnership_id, 'guestLinkId', guest_link.guest_link_id) end as guest,
       case when guest_link.guest_link_id is not null
         then jsonb_build_object('deathId', guest_link.death_id, 'guestName', guest_link.guest_name, 'purpose', guest_link.purpose,
           'partnership', (select to_jsonb(here) from partnership here where here.partnership_id = guest_link.partnership_id)) end as "guestCase",
       coalesce((
         select jsonb_agg(to_jsonb(here) || jsonb_build_object('roles', membership.roles, 'agency_id', membership.agency_id, 'agency_name', agency.name,
           'agreements', case when membership.agency_id is not null then agreement_spans(membership.partnership_id, membership.agency_id) end)
           order by here.name)
         from membership
         join partnership here on here.partnership_id = membership.partnership_id
         left join agency on agency.partnership_id = membership.partnership_id and agency.agency_id = membership.agency_id
         where membership.account_id = account.account_id and membership.accepted_at is not null and not membership.is_disabled and cardinality(membership.roles) > 0), '[]') as partnerships
     from session
     left join account on account.account_id = session.account_id
     left join guest_link on guest_link.partnership_id = session.guest_partnership_id and guest_link.guest_link_id = session.guest_link_id
     where session.session_hash = :hash
       and session.ends_at > now()
       and session.last_seen_at > now() - make_interval(mins => session.idle_minutes)
       and account.is_disabled is not true
       and (guest_link.guest_link_id is null or guest_link.revoked_at is null and guest_link.expires_at > now())`,
    { hash: hashToken(id) },
  )
  const { rows } = await asked.options({ name: 'find session' })
  if (!rows.length) return undefined
  const { partnerships, guestCase, ...session } = rows[0] as Row
  const memberships = partnerships.map(({ roles, agency_id, agency_name, agreements, ...row }) => {
    const partnership = toPartnership(row)
    const agreement = agreements && standingOn(partnership.today, agreements)
    return { partnership, roles, agencyId: agency_id, agencyName: agency_name, agreement }
  })
  return {
    ...session,
    memberships,
    guestCase: guestCase && { ...guestCase, partnership: toPartnership(guestCase.partnership) },
  }
}

/** Somebody is at the keyboard: the time without activity begins again. Written once a minute at most. */
export async function noteActivity(db: Knex, { sessionId, isActivityDue }: OpenSession): Promise<void> {
  if (!isActivityDue) return
  await db('session').where({ session_id: sessionId }).update({ last_seen_at: db.fn.now() })
}
