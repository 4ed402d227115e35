import {
  AgencyRequest,
  type AgencyRequestQuery,
  type AgencyRequests,
  type NewAgencyRequest,
  type OneAgencyRequest,
  type RequestAnswer,
} from '../../contract/agency-request.ts'
import type { Day, DayPrecision } from '../../contract/day.ts'
import { addDays } from '../../day.ts'
import { fromColumns, toColumns } from '../../db/columns.ts'
import { partnershipOf, type Trx } from '../../db/tenant.ts'
import { invalid } from '../../problem.ts'
import { addEntry, listEntriesOf, refuseImpossibleEntry } from '../chronology/store.ts'

const DUE_WORKING_DAYS = 5
const ESCALATED_WORKING_DAYS = 5
const MOST_ROWS = 1000

/** Monday to Friday; days on which banks are closed are working days here, and the page says so. */
export function addWorkingDays(day: Day, days: number): Day {
  let [at, left] = [day, days]
  while (left > 0) {
    at = addDays(at, 1)
    const weekday = new Date(at).getUTCDay()
    if (weekday !== 0 && weekday !== 6) left--
  }
  return at
}

type About = { deathId: string; eventDay: Day; eventDayPrecision: DayPrecision; ageYears: number | null; sex: string }

/** Asks each service once; one that is asked already, and has not answered, is not asked again. */
export async function askAgencies(
  trx: Trx,
  about: About,
  services: readonly NewAgencyRequest[],
  today: Day,
): Promise<string[]> {
  if (services.length === 0) return []
  const partnershipId = await partnershipOf(trx)
  const rows = await trx('agency_request')
    .insert(
      services.map((service) => ({
        partnership_id: partnershipId,
        ...toColumns({ ...about, ...service, askedOn: today, dueOn: addWorkingDays(today, DUE_WORKING_DAYS) }),
      })),
    )
    .onConflict(trx.raw("(partnership_id, death_id, name_key(service)) where state = 'open'"))
    .ignore()
    .returning('request_id')
  return rows.map(({ request_id }: { request_id: string }) => request_id)
}

/** Nobody is asked any more about a death that was taken back. */
export async function withdrawOf(trx: Trx, deathId: string, reason: string, today: Day): Promise<void> {
  await trx('agency_request')
    .where({ death_id: deathId, state: 'open' })
    .update({ state: 'withdrawn', ended_on: today, withdrawn_reason: reason.slice(0, 400) })
}

async function readRequests(trx: Trx, today: Day, which: string, bindings: object): Promise<AgencyRequest[]> {
  const escalatedBefore = subtractWorkingDays(today, ESCALATED_WORKING_DAYS)
  const { rows } = await trx.raw(
    `select request.request_id, request.agency_id, request.agency_kind, request.service, request.contact, request.role, request.event_day,
       request.event_day_precision, request.age_years, request.sex, request.asked_on, request.due_on, request.ended_on,
       request.withdrawn_reason,
       case when request.state <> 'open' then request.state
         when request.due_on < :escalatedBefore then 'escalate'
         when request.due_on < :today then 'overdue'
         when request.due_on <= :soon then 'due_soon'
         else 'open' end as standing,
       case when death.death_id is not null then jsonb_build_object('deathId', death.death_id, 'reference', death.reference) end as death
     from agency_request request
     left join death on death.partnership_id = request.partnership_id and death.death_id = request.death_id
     where ${which}`,
    { today, soon: addWorkingDays(today, 1), escalatedBefore, ...bindings },
  )
  return rows.map((row: Record<string, unknown>) => AgencyRequest.parse(fromColumns(row)))
}

function subtractWorkingDays(day: Day, days: number): Day {
  let [at, left] = [day, days]
  while (left > 0) {
    at = addDays(at, -1)
    const weekday = new Date(at).getUTCDay()
    if (weekday !== 0 && weekday !== 6) left--
  }
  return at
}

/** What was asked, the soonest due first; an agency sees what it owes. */
export async function listRequests(
  trx: Trx,
  query: AgencyRequestQuery,
  today: Day,
  reach?: string,
): Promise<AgencyRequests> {
  const rows = await readRequests(
    trx,
    today,
    `${query.show === 'all' ? 'true' : "request.state = 'open'"} ${query.show === 'late' ? 'and request.due_on < :today' : ''}
     and (:death::uuid is null or request.death_id = :death)
     order by request.due_on, request.request_id limit ${MOST_ROWS + 1}`,
    { death: reach === 'all' ? (query.death ?? null) : null },
  )
  return { rows: rows.slice(0, MOST_ROWS), isCut: rows.length > MOST_ROWS }
}

/** One request with the entries of its agency on that death, and nobody else's. */
export async function findRequest(trx: Trx, today: Day, requestId: string): Promise<OneAgencyRequest | undefined> {
  const [request] = await readRequests(trx, today, 'request.request_id = :requestId', { requestId })
  if (!request) return undefined
  const { death_id: deathId } = await trx('agency_request').where({ request_id: requestId }).first('death_id')
  return {
    request,
    entries: await listEntriesOf(trx, deathId, { agencyId: request.agencyId, service: request.service }),
  }
}

/** Each entry goes into the chronology under the name of who was asked, whatever it says of itself. */
export async function answerRequest(
  trx: Trx,
  requestId: string,
  { entries, isDone }: RequestAnswer,
  today: Day,
): Promise<OneAgencyRequest | undefined> {
  const request = await trx('agency_request')
    .where({ request_id: requestId })
    .forNoKeyUpdate()
    .first('death_id', 'agency_id', 'service', 'state')
  if (!request) return undefined
  if (request.state === 'withdrawn')
    invalid([{ path: 'isDone', message: 'this request was withdrawn: nothing is asked any more' }])
  for (const [index, entry] of entries.entries()) {
    const attributed = {
      ...entry,
      agencyId: request.agency_id,
      givenBy: request.agency_id === null ? request.service : null,
    }
    refuseImpossibleEntry(attributed, today, `entries.${index}.`)
    await addEntry(trx, request.death_id, attributed)
  }
  if (isDone && request.state === 'open')
    await trx('agency_request').where({ request_id: requestId }).update({ state: 'answered', ended_on: today })
  return findRequest(trx, today, requestId)
}

export async function withdrawRequest(
  trx: Trx,
  requestId: string,
  reason: string,
  today: Day,
): Promise<OneAgencyRequest | undefined> {
  await trx('agency_request')
    .where({ request_id: requestId, state: 'open' })
    .update({ state: 'withdrawn', ended_on: today, withdrawn_reason: reason })
  return findRequest(trx, today, requestId)
}
