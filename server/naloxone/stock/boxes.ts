import type { Day } from '../../contract/day.ts'
import {
  type BoxEvent,
  type BoxState,
  type NewBoxEvent,
  PublicBox,
  type PublicBoxDetails,
  ShownBox,
} from '../../contract/public-box.ts'
import { judgeDay, known } from '../../contract/rules/days.ts'
import { daysBetween } from '../../day.ts'
import type { Trx } from '../../db/tenant.ts'
import { refuseImpossible } from '../../http/refuse.ts'
import { invalid } from '../../problem.ts'

/** A box that nobody has looked at for longer is to be looked at. */
const CHECK_EVERY_DAYS = 31

const MOST_EVENTS = 50

/** Every holder that is a box, with what is written of it and what happened to it. */
export async function listBoxes(trx: Trx, today: Day, holderId: string | null = null): Promise<PublicBox[]> {
  const { rows } = await trx.raw(
    `select holder.holder_id as "holderId", holder.name, agency.name as "agencyName",
       case when holder.place is not null then jsonb_build_object(
         'longitude', st_x(holder.place), 'latitude', st_y(holder.place), 'precision', holder.place_precision) end as place,
       box.guardian, box.address, box.surroundings, box.hours, box.make_and_serial as "makeAndSerial", holder.closed_on as "closedOn",
       coalesce(stock.kits, 0) as kits, stock.expires_on as "expiresOn",
       (select count(*)::int from public_box_event event where event.holder_id = holder.holder_id and event.kind = 'opened') as openings,
       coalesce((
         select jsonb_agg(jsonb_build_object('eventId', event.event_id, 'kind', event.kind, 'happenedOn', event.happened_on,
           'kitsLeft', event.kits_left, 'note', event.note) order by event.happened_on desc, event.recorded_at desc)
         from (
           select * from public_box_event latest where latest.holder_id = holder.holder_id
           order by latest.happened_on desc, latest.recorded_at desc limit ${MOST_EVENTS}) event), '[]') as events
     from stock_holder holder
     left join public_box box on box.partnership_id = holder.partnership_id and box.holder_id = holder.holder_id
     left join agency on agency.partnership_id = holder.partnership_id and agency.agency_id = holder.agency_id
     left join lateral (
       select sum(on_hand.kits)::int as kits, min(batch.expires_on) as expires_on
       from stock_on_hand('infinity') on_hand join naloxone_batch batch on batch.batch_id = on_hand.batch_id
       where on_hand.holder_id = holder.holder_id) stock on true
     where holder.kind = 'box' and (holder.holder_id = :holderId::uuid or :holderId::uuid is null)
     order by holder.closed_on is not null, name_key(holder.name)`,
    { holderId },
  )
  return rows.map((row: { events: BoxEvent[] }) => PublicBox.parse({ ...row, ...stateOf(row.events, today) }))
}

/** The newest event says it: an opening puts a box out of service until somebody has looked. */
export function stateOf(events: readonly BoxEvent[], today: Day) {
  const newest = events[0]
  const state: BoxState = !newest ? 'not_checked' : newest.kind === 'opened' ? 'out_of_service' : newest.kind
  const checkedOn = events.find(({ kind }) => kind === 'ready' || kind === 'not_ready')?.happenedOn ?? null
  const isCheckDue = !checkedOn || newest?.kind === 'opened' || daysBetween(checkedOn, today) > CHECK_EVERY_DAYS
  return { state, stateSince: newest?.happenedOn ?? null, checkedOn, isCheckDue }
}

async function findBox(trx: Trx, today: Day, holderId: string): Promise<PublicBox | undefined> {
  return (await listBoxes(trx, today, holderId))[0]
}

/** Undefined where there is no such box. */
export async function describeBox(
  trx: Trx,
  partnershipId: string,
  holderId: string,
  details: PublicBoxDetails,
  today: Day,
): Promise<PublicBox | undefined> {
  if (!(await findBox(trx, today, holderId))) return undefined
  const { makeAndSerial, ...columns } = details
  const row = { ...columns, make_and_serial: makeAndSerial }
  await trx('public_box')
    .insert({ partnership_id: partnershipId, holder_id: holderId, ...row })
    .onConflict(['partnership_id', 'holder_id'])
    .merge(row)
  return findBox(trx, today, holderId)
}

/** Undefined where there is no such box. */
export async function recordBoxEvent(
  trx: Trx,
  partnershipId: string,
  holderId: string,
  { kind, happenedOn, kitsLeft, note }: NewBoxEvent,
  today: Day,
): Promise<PublicBox | undefined> {
  const box = await findBox(trx, today, holderId)
  if (!box) return undefined
  refuseImpossible(judgeDay('happenedOn', known(happenedOn), today))
  if (box.closedOn && happenedOn > box.closedOn)
    invalid([{ path: 'happenedOn', message: `the box was closed on ${box.closedOn}` }])
  const key = { partnership_id: partnershipId, holder_id: holderId }
  await trx('public_box').insert(key).onConflict(['partnership_id', 'holder_id']).ignore()
  await trx('public_box_event').insert({ ...key, kind, happened_on: happenedOn, kits_left: kitsLeft, note })
  return findBox(trx, today, holderId)
}

/** Those that anybody could open now, as anybody sees them. */
export async function listShownBoxes(trx: Trx, today: Day): Promise<ShownBox[]> {
  return (await listBoxes(trx, today))
    .filter(({ closedOn }) => closedOn === null)
    .map(({ name, address, surroundings, hours, state }) =>
      ShownBox.parse({ name, address, surroundings, hours, isReady: state === 'ready' }),
    )
}
