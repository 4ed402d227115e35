import type { z } from 'zod'
import { type Day, partialText, spanOf } from '../../contract/day.ts'
import { DeathDetails, NewDeath } from '../../contract/death.ts'
import {
  DeathNotice,
  type DeathNoticePage,
  type DeathNoticeQuery,
  type NewDeathNotice,
  type NoticeDecision,
  OpenedNotice,
} from '../../contract/death-notice.ts'
import { agreeOnOneDeath } from '../../contract/rules/same-death.ts'
import { fromColumns, toColumns } from '../../db/columns.ts'
import { partnershipOf, type Trx } from '../../db/tenant.ts'
import { addDeaths, amendDeath, asEntered, deaths, findDeath } from '../../deaths/store.ts'
import { substanceNames } from '../../deaths/substances/names.ts'
import { placedSpellings } from '../../deaths/substances/not-in-tree.ts'
import { listSubstances } from '../../deaths/substances/store.ts'
import { refuseImpossible } from '../../http/refuse.ts'
import { blind, findKeysOfDead } from '../../identity/find-again.ts'
import { recordIdentity } from '../../identity/store.ts'
import { type Keyring, seal, unseal } from '../../keys/keyring.ts'
import { sealedDeathNotice } from '../../keys/sealed-columns.ts'
import { invalid, notFound } from '../../problem.ts'
import { DayAndId, fromCursor, toCursor } from '../../records/cursor.ts'
import { askAgencies, withdrawOf } from '../requests/store.ts'

/** Below this age a child death review looks at the death. */
const ADULT_YEARS = 18
/** Of a death that was made from a notice. */
const SOURCE = 'notice'

type Sealed = Pick<NewDeathNotice, 'identity' | 'pasted'>

/** Adds a notice; undefined where the same agency sent one under this number before. */
export async function addNotice(
  trx: Trx,
  keyring: Keyring,
  today: Day,
  given: NewDeathNotice,
): Promise<string | undefined> {
  const { identity, pasted, receivedOn = today, involved, ...details } = withAge(given)
  const parts = [
    ...Object.entries(identity ?? {}).flatMap(([part, value]) => (value === null ? [] : [part])),
    ...(pasted ? ['pasted'] : []),
  ]
  const isChild = isUnder18(given) || (details.ageYears !== null && details.ageYears < ADULT_YEARS)
  const partnershipId = await partnershipOf(trx)
  if (details.reference !== null && (await isEnteredHere(trx, details.sentBy, details.reference))) return undefined
  const [row] = await trx('death_notice')
    .insert({
      ...toColumns({ ...details, receivedOn, sealedParts: parts, state: isChild ? 'routed' : 'waiting' }),
      involved: JSON.stringify(involved),
      partnership_id: partnershipId,
      ...(isChild ? { decided_at: trx.fn.now() } : {}),
    })
    .onConflict(trx.raw('(partnership_id, entered_by_agency_id, reference) where reference is not null'))
    .ignore()
    .returning('notice_id')
  if (!row) return undefined
  if (parts.length > 0)
    await trx('death_notice_sealed').insert({
      partnership_id: partnershipId,
      notice_id: row.notice_id,
      sealed: sealParts(keyring, partnershipId, row.notice_id, { identity, pasted }),
    })
  await stopReminders(trx, keyring, partnershipId, identity)
  if (isChild)
    await addDecision(trx, row.notice_id, { decided: 'routed', reason: 'under 18: for the child death review' })
  return row.notice_id
}

/** No mail about a kit goes to who died, or to their family by that address, from the moment at which anybody tells of it. */
async function stopReminders(
  trx: Trx,
  keyring: Keyring,
  partnershipId: string,
  identity: NewDeathNotice['identity'],
): Promise<void> {
  if (!identity) return
  const { name = null, dateOfBirth = null, nhsNumber = null } = identity
  const blinds = findKeysOfDead({ name, otherNames: [], dateOfBirth, nhsNumber }).map((key) =>
    blind(keyring, partnershipId, key),
  )
  if (blinds.length) await trx.raw('select stop_reminders_of_noticed(:blinds::bytea[])', { blinds })
}

/** Whether the partnership's own people entered it before; numbers of two kinds of agencies may be alike. */
async function isEnteredHere(trx: Trx, sentBy: string, reference: string): Promise<boolean> {
  await trx.raw(
    "select pg_advisory_xact_lock(hashtextextended('notice ' || current_partnership_id() || :reference, 0))",
    {
      reference,
    },
  )
  const { rows } = await trx.raw(
    `select from death_notice
     where current_agency_id() is null and entered_by_agency_id is null and sent_by = :sentBy and reference = :reference`,
    { sentBy, reference },
  )
  return rows.length > 0
}

function sealParts(keyring: Keyring, partnershipId: string, noticeId: string, parts: Sealed): Buffer {
  return seal(keyring, JSON.stringify(parts), sealedDeathNotice.contextOf('sealed', partnershipId, noticeId))
}

/** An age that was not told follows from a whole date of birth; one that was must fit it. */
function withAge(notice: NewDeathNotice): NewDeathNotice {
  const birth = notice.identity?.dateOfBirth
  if (!birth) return notice
  const { first, last } = spanOf(notice.eventDay, notice.eventDayPrecision)
  if (birth > last) invalid([{ path: 'identity.dateOfBirth', message: 'is after the death' }])
  const [youngest, oldest] = [ageOn(birth, first), ageOn(birth, last)]
  if (notice.ageYears === null) return { ...notice, ageYears: Math.max(0, youngest) }
  if (notice.ageYears < youngest - 1 || notice.ageYears > oldest + 1)
    invalid([{ path: 'ageYears', message: 'does not fit the date of birth' }])
  return notice
}

/** By the date of birth, whatever age was told beside it. */
function isUnder18({ identity, eventDay, eventDayPrecision }: NewDeathNotice): boolean {
  const birth = identity?.dateOfBirth
  return birth ? ageOn(birth, spanOf(eventDay, eventDayPrecision).last) < ADULT_YEARS : false
}

function ageOn(birth: Day, day: Day): number {
  return Number(day.slice(0, 4)) - Number(birth.slice(0, 4)) - (day.slice(5) < birth.slice(5) ? 1 : 0)
}

/** What a notice cannot say of its days, by their paths. */
export function refuseImpossibleNotice(notice: NewDeathNotice, today: Day, at = ''): void {
  const { receivedOn = today, eventDay, eventDayPrecision } = notice
  const wrong = [
    ...(receivedOn > today ? [{ path: `${at}receivedOn`, message: 'is in the future' }] : []),
    ...(spanOf(eventDay, eventDayPrecision).first > receivedOn
      ? [{ path: `${at}eventDay`, message: 'is after the notice came' }]
      : []),
  ]
  if (wrong.length > 0) invalid(wrong)
}

type Asker = { reach?: string | undefined; today: Day }

const NOTICE = `select notice.notice_id, notice.sent_by, agency.name as agency_name, notice.passed_from, notice.reference, notice.event_day,
    notice.event_day_basis, notice.event_day_precision, notice.age_years, notice.sex, notice.found_town, notice.residence_town,
    notice.setting, notice.believed_taken, notice.circumstances, notice.involved, notice.received_on, notice.recorded_at,
    case when notice.state = 'waiting' then :today::date - notice.received_on end as waiting_days, notice.state, notice.sealed_parts,
    case when notice.state in ('accepted', 'merged') and death.death_id is not null then jsonb_build_object('deathId', death.death_id, 'reference', death.reference) end as death,
    coalesce((
      select jsonb_agg(jsonb_build_object('decided', decision.decided, 'reason', decision.reason,
        'decidedByName', (select account.name from account where account.account_id::text = decision.decided_by),
        'decidedAt', to_char(decision.decided_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by decision.decision desc)
      from death_notice_decision decision
      where decision.partnership_id = notice.partnership_id and decision.notice_id = notice.notice_id), '[]') as decisions
  from death_notice notice
  left join agency on agency.partnership_id = notice.partnership_id and agency.agency_id = notice.entered_by_agency_id
  left join death on death.partnership_id = notice.partnership_id and death.death_id = notice.death_id`

/** What an agency is told of where its notice stands. */
const STATE_TOLD = "case when state in ('merged', 'passed_on') then 'accepted' else state end"

/** A page of notices, the oldest first; of those that wait, with the records that may be of the same death. */
export async function listNotices(
  trx: Trx,
  query: DeathNoticeQuery,
  { reach, today }: Asker,
): Promise<z.input<typeof DeathNoticePage>> {
  const after = fromCursor(query.cursor, DayAndId)
  // what became of it is not told to the agency in so many words, and so cannot be asked for
  const state = query.state ?? null
  const shown = reach === 'all' ? 'state' : `(${STATE_TOLD})`
  const { rows } = await trx.raw(
    `${NOTICE}
     where (:state::text is null or ${shown} = :state) and (:death::uuid is null or notice.death_id = :death)
       and (:day::date is null or (notice.received_on, notice.notice_id) > (:day::date, :id::uuid))
     order by notice.received_on, notice.notice_id
     limit :limit`,
    {
      today,
      state,
      death: reach === 'all' ? (query.death ?? null) : null,
      day: after?.[0] ?? null,
      id: after?.[1] ?? null,
      limit: query.limit + 1,
    },
  )
  const { rows: counts } = await trx.raw(
    `select count(*) filter (where (:state::text is null or ${shown} = :state) and (:death::uuid is null or death_id = :death))::int as total,
       count(*) filter (where state = 'waiting')::int as waiting,
       max(:today::date - received_on) filter (where state = 'waiting') as "oldestDays"
     from death_notice`,
    { today, state, death: reach === 'all' ? (query.death ?? null) : null },
  )
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  return {
    rows: await complete(trx, page, reach),
    ...counts[0],
    nextCursor: rows.length > query.limit ? toCursor(last.received_on, last.notice_id) : null,
  }
}

export async function findNotice(
  trx: Trx,
  noticeId: string,
  { reach, today }: Asker,
): Promise<DeathNotice | undefined> {
  const { rows } = await trx.raw(`${NOTICE} where notice.notice_id = :noticeId`, { noticeId, today })
  return (await complete(trx, rows, reach))[0]
}

async function complete(trx: Trx, rows: Record<string, unknown>[], reach: string | undefined): Promise<DeathNotice[]> {
  const read = rows.map((row) => ({ possible: [], ...fromColumns(row) }) as unknown as DeathNotice)
  // whether another agency told of the same death is nothing that the sender is told
  if (reach !== 'all')
    return read.map((notice) =>
      DeathNotice.parse({
        ...notice,
        state: { merged: 'accepted', passed_on: 'accepted' }[notice.state as string] ?? notice.state,
        death: null,
        decisions: [],
      }),
    )
  const waiting = read.filter(({ state }) => state === 'waiting')
  const candidates = waiting.length > 0 ? await deathsAround(trx, waiting) : []
  return read.map((notice) =>
    DeathNotice.parse({
      ...notice,
      possible:
        notice.state === 'waiting'
          ? candidates.flatMap((death) => {
              const agreements = agreeOnOneDeath(
                { ...notice, source: 'a notice', foundPlace: null },
                { ...death, foundPlace: null },
              )
              return agreements ? [{ ...death, agreements }] : []
            })
          : [],
    }),
  )
}

type Candidate = Omit<DeathNotice['possible'][number], 'agreements'>

/** Deaths of the days that these notices tell of, in one question. Served by death_revision_day. */
async function deathsAround(trx: Trx, notices: readonly DeathNotice[]): Promise<Candidate[]> {
  const spans = notices.map(({ eventDay, eventDayPrecision }) => spanOf(eventDay, eventDayPrecision))
  const { rows } = await trx.raw(
    `select distinct head.death_id as "deathId", head.reference, head.source, revision.event_day as "eventDay",
       revision.event_day_precision as "eventDayPrecision", revision.age_years as "ageYears", revision.sex,
       revision.found_town as "foundTown", revision.status
     from jsonb_to_recordset(:spans::jsonb) as span (first date, last date)
     join death_revision revision on revision.event_day between span.first - 366 and span.last + 1
       and last_possible_day(revision.event_day, revision.event_day_precision) >= span.first - 1
     join death head on head.partnership_id = revision.partnership_id and head.death_id = revision.death_id
       and head.current_revision = revision.revision
     where counts_as_death(revision.status)
     order by "eventDay", "deathId"`,
    { spans: JSON.stringify(spans) },
  )
  return rows
}

async function addDecision(
  trx: Trx,
  noticeId: string,
  { decided, deathId = null, reason = null }: { decided: string; deathId?: string | null; reason?: string | null },
): Promise<void> {
  await trx.raw(
    `insert into death_notice_decision (partnership_id, notice_id, decision, decided, death_id, reason)
     select current_partnership_id(), :noticeId::uuid, 1 + count(*), :decided, :deathId, :reason
     from death_notice_decision where notice_id = :noticeId`,
    { noticeId, decided, deathId, reason },
  )
}

type Row = { notice_id: string; state: string; death_id: string | null }

/** Decides about a notice. Of two who do so at once the second is told what the first decided. */
export async function decideNotice(
  trx: Trx,
  keyring: Keyring,
  noticeId: string,
  decision: NoticeDecision,
  asker: Asker,
): Promise<DeathNotice | undefined> {
  // the row lock has to be a plain one: the application may change three columns and no others
  const row: Row | undefined = await trx('death_notice')
    .where({ notice_id: noticeId })
    .forNoKeyUpdate()
    .first('notice_id', 'state', 'death_id')
  const notice = row && (await findNotice(trx, noticeId, asker))
  if (!row || !notice) return undefined
  if (decision.decided === 'undone') {
    if (row.state === 'waiting') invalid([{ path: 'decided', message: 'nothing is decided of this notice yet' }])
    if (row.state === 'passed_on')
      invalid([{ path: 'decided', message: 'it lies with the other partnership: ask them' }])
    if (row.state === 'routed') invalid([{ path: 'decided', message: 'under 18: the child death review looks at it' }])
    if (row.state === 'accepted' && row.death_id) {
      await setAside(trx, row.death_id, decision.reason, asker.today)
      await waitAgain(trx, row.death_id, noticeId)
    }
    if (row.state === 'merged' && row.death_id) await askNoMore(trx, row.death_id, notice, asker.today)
    await settle(trx, row, { state: 'waiting', decided: 'undone', reason: decision.reason })
    return findNotice(trx, noticeId, asker)
  }
  if (row.state !== 'waiting')
    invalid([
      { path: 'decided', message: `somebody has decided about this notice already: ${row.state.replace('_', ' ')}` },
    ])
  if (decision.decided === 'rejected') await settle(trx, row, { state: 'rejected', ...decision })
  if (decision.decided === 'merged') {
    const death = await findDeath(trx, decision.deathId)
    if (!death) invalid([{ path: 'deathId', message: 'there is no such death' }])
    if (death.status === 'excluded')
      invalid([
        {
          path: 'deathId',
          message: 'is excluded, so this would count nowhere: take that death up again, or reject the notice',
        },
      ])
    await askInvolved(trx, death, notice, asker.today)
    await settle(trx, row, { state: 'merged', ...decision })
  }
  if (decision.decided === 'passed_on') await passOn(trx, keyring, row, decision.partnership)
  if (decision.decided === 'accepted') {
    const deathId = await accept(trx, keyring, notice, asker.today)
    await askInvolved(trx, { ...notice, deathId }, notice, asker.today)
    await settle(trx, row, { state: 'accepted', decided: 'accepted', deathId })
  }
  return findNotice(trx, noticeId, asker)
}

type AskedAbout = Parameters<typeof askAgencies>[1]

/** Asks whom the notice names; those who have told already of this death are not asked the same again. */
async function askInvolved(
  trx: Trx,
  { deathId, eventDay, eventDayPrecision, ageYears, sex }: AskedAbout,
  { involved }: DeathNotice,
  today: Day,
): Promise<void> {
  const { rows } = await trx.raw(
    `select asked.at - 1 as at from jsonb_array_elements_text(:services::jsonb) with ordinality asked (service, at)
     where not exists (
       select from agency_request
       where death_id = :deathId and state = 'answered' and name_key(agency_request.service) = name_key(asked.service))`,
    { deathId, services: JSON.stringify(involved.map(({ service }) => service)) },
  )
  const left = new Set(rows.map(({ at }: { at: string | number }) => Number(at)))
  const services = involved.filter((_, index) => left.has(index))
  await askAgencies(trx, { deathId, eventDay, eventDayPrecision, ageYears, sex }, services, today)
}

/** Who was asked about a death for this notice alone is asked no more when it proves to be of another. */
async function askNoMore(trx: Trx, deathId: string, { noticeId, involved }: DeathNotice, today: Day): Promise<void> {
  await trx.raw(
    `update agency_request set state = 'withdrawn', ended_on = :today, withdrawn_reason = 'the notice proved to be of another death'
     where death_id = :deathId and state = 'open'
       and name_key(service) in (select name_key(one) from jsonb_array_elements_text(:services::jsonb) one)
       and not exists (
         select from death_notice other
         cross join jsonb_array_elements(other.involved) named
         where other.death_id = :deathId and other.notice_id <> :noticeId
           and name_key(named ->> 'service') = name_key(agency_request.service))`,
    { deathId, noticeId, today, services: JSON.stringify(involved.map(({ service }) => service)) },
  )
}

/** What was merged into a death that is set aside would count nowhere: it waits for somebody to decide again. */
async function waitAgain(trx: Trx, deathId: string, noticeId: string): Promise<void> {
  const merged: Row[] = await trx('death_notice')
    .where({ death_id: deathId, state: 'merged' })
    .whereNot({ notice_id: noticeId })
    .orderBy('notice_id')
    .forNoKeyUpdate()
    .select('notice_id', 'state', 'death_id')
  for (const one of merged)
    await settle(trx, one, {
      ...{ state: 'waiting', decided: 'undone' },
      reason: 'the notice of the death that it was merged into was taken back',
    })
}

async function settle(
  trx: Trx,
  { notice_id }: Row,
  { state, ...decision }: { state: string; decided: string; deathId?: string | null; reason?: string | null },
): Promise<void> {
  await trx('death_notice')
    .where({ notice_id })
    .update({ state, death_id: decision.deathId ?? null, decided_at: state === 'waiting' ? null : trx.fn.now() })
  await addDecision(trx, notice_id, decision)
}

/** A notice becomes a death; one that was accepted before, and taken back, the same death again. */
async function accept(trx: Trx, keyring: Keyring, notice: DeathNotice, today: Day): Promise<string> {
  const made = await trx('death_notice_decision')
    .where({ notice_id: notice.noticeId, decided: 'accepted' })
    .orderBy('decision', 'desc')
    .first('death_id')
  const earlier = made && (await findDeath(trx, made.death_id))
  if (earlier && earlier.status === 'excluded') {
    const { revision, findings, ...rest } = earlier
    const status = await statusBefore(trx, earlier.deathId)
    const details = { ...DeathDetails.parse(rest), status, exclusionReason: null }
    await amendDeath(
      trx,
      earlier.deathId,
      revision,
      { ...details, findings: asEntered(findings), changeReason: 'the first notice was accepted again' },
      today,
    )
    return earlier.deathId
  }
  const names = substanceNames(await listSubstances(trx), await placedSpellings(trx))
  const death = NewDeath.safeParse({
    source: SOURCE,
    // short enough to be read out
    reference: `N-${notice.receivedOn.slice(0, 4)}-${notice.noticeId.slice(0, 8)}`,
    knownOn: notice.receivedOn,
    status: 'accepted_suspected',
    eventDay: partialText(notice.eventDay, notice.eventDayPrecision),
    eventDayBasis: notice.eventDayBasis,
    notifiedOn: notice.receivedOn,
    ageYears: notice.ageYears,
    sex: notice.sex,
    foundTown: notice.foundTown,
    residenceTown: notice.residenceTown,
    setting: notice.setting,
    findings: notice.believedTaken.map((name) => {
      const substanceCode = names.codeOf(name) ?? null
      return { substanceCode, notInTree: substanceCode ? null : name, role: 'believed_taken', asWritten: name }
    }),
  })
  if (!death.success) invalid(death.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })))
  refuseImpossible((await deaths.definition.judge(trx, today, [death.data]))(death.data))
  const [added] = await addDeaths(trx, [death.data], today)
  if (added?.outcome !== 'added') invalid([{ path: 'decided', message: 'there is already a death from this notice' }])
  const { identity } = await openSealed(trx, keyring, notice.noticeId)
  if (identity) {
    const held = Object.fromEntries(Object.entries(identity).filter(([, value]) => value !== null))
    if (Object.keys(held).length > 0) await recordIdentity(trx, keyring, added.id, held, today)
  }
  return added.id
}

/** Where a death stood before it was excluded: what had been found out of it by then still holds. */
async function statusBefore(trx: Trx, deathId: string): Promise<NewDeath['status']> {
  const before = await trx('death_revision')
    .where({ death_id: deathId })
    .whereNot({ status: 'excluded' })
    .orderBy('revision', 'desc')
    .first('status')
  return before?.status ?? 'accepted_suspected'
}

/** A death that was accepted by mistake is excluded with the reason; nothing of it is lost. */
async function setAside(trx: Trx, deathId: string, reason: string, today: Day): Promise<void> {
  await withdrawOf(trx, deathId, 'the notice of the death was taken back', today)
  const death = await findDeath(trx, deathId)
  if (!death || death.status === 'excluded') return
  const { revision, findings, ...rest } = death
  await amendDeath(
    trx,
    deathId,
    revision,
    {
      ...DeathDetails.parse(rest),
      findings: asEntered(findings),
      status: 'excluded',
      exclusionReason: `its first notice waits again: ${reason}`.slice(0, 400),
      changeReason: 'the first notice was accepted by mistake',
    },
    today,
  )
}

/** The other partnerships that use this Vigil. */
export async function listBeside(trx: Trx): Promise<{ partnershipId: string; slug: string; name: string }[]> {
  const { rows } = await trx.raw(`select partnership_id as "partnershipId", slug, name from partnerships_beside()`)
  return rows
}

async function passOn(trx: Trx, keyring: Keyring, row: Row, slug: string): Promise<void> {
  const to = (await listBeside(trx)).find((partnership) => partnership.slug === slug)
  if (!to) invalid([{ path: 'partnership', message: 'is no other partnership of this Vigil' }])
  const asNotice = crypto.randomUUID()
  const parts = await openSealed(trx, keyring, row.notice_id)
  const isSealed = parts.identity !== null || parts.pasted !== null
  await trx.raw('select pass_death_notice(:notice::uuid, :to::uuid, :as::uuid, :sealed::bytea)', {
    notice: row.notice_id,
    to: to.partnershipId,
    as: asNotice,
    sealed: isSealed ? sealParts(keyring, to.partnershipId, asNotice, parts) : null,
  })
  await settle(trx, row, { state: 'passed_on', decided: 'passed_on', reason: `to ${to.name}` })
}

/** What was sealed beside a notice; nothing where it was removed, or nothing was told. */
export async function openSealed(
  trx: Trx,
  keyring: Keyring,
  noticeId: string,
): Promise<Pick<OpenedNotice, 'identity' | 'pasted'>> {
  const row = await trx('death_notice_sealed').where({ notice_id: noticeId }).first('sealed', 'partnership_id')
  if (!row) return { identity: null, pasted: null }
  const context = sealedDeathNotice.contextOf('sealed', row.partnership_id, noticeId)
  return OpenedNotice.omit({ noticeId: true }).parse(JSON.parse(unseal(keyring, Buffer.from(row.sealed), context)))
}

export async function hasNotice(trx: Trx, noticeId: string): Promise<void> {
  if (!(await trx('death_notice').where({ notice_id: noticeId }).first('notice_id'))) notFound('notice')
}
