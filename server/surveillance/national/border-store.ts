import { z } from 'zod'
import {
  BorderCluster,
  type BorderClusterDetail,
  type BorderClusters,
  type BorderStream,
  BorderClusterDetail as Detail,
} from '../../contract/border-cluster.ts'
import { Day } from '../../contract/day.ts'
import { addDays } from '../../day.ts'
import { fromColumns } from '../../db/columns.ts'
import { partnershipOf, type Trx } from '../../db/tenant.ts'
import { stickTo } from '../../disclosure/bands.ts'
import { listCases } from '../signals/store.ts'

/** What a partnership is told of a cluster that crosses its border, before it is known whether it has been told before. */
export type BorderNotice = {
  stream: BorderStream
  tier: 'notify' | 'watch'
  firstDay: Day
  lastDay: Day
  /** Own events, as the check counts them, and the records they are made of. */
  ownCases: number
  caseIds: string[]
  areaNames: string[]
  neighbours: Neighbour[]
  /** Where all have agreed. */
  exactPooled: number | null
}

const Neighbour = z.strictObject({ name: z.string(), low: z.int(), high: z.int() })
type Neighbour = z.infer<typeof Neighbour>

const Earlier = z.strictObject({
  borderClusterId: z.uuid(),
  stream: z.string(),
  night: Day,
  caseIds: z.array(z.string()),
  areaNames: z.array(z.string()),
  neighbours: z.array(Neighbour),
})
type Earlier = z.infer<typeof Earlier>

/** A cluster is the one told of before if they share a record within so many nights, or an area within so many. */
const SAME_BY_RECORD_NIGHTS = 28
const SAME_BY_AREA_NIGHTS = 7

/**
 * Writes what the national check found for this partnership on a night in place of what it wrote for that night before: said twice is said once,
 * by the same ids. A band that was told for that night or an earlier one of the same story is not taken back.
 */
export async function writeBorderNight(
  trx: Trx,
  night: Day,
  notices: readonly BorderNotice[],
  notJudged: readonly BorderStream[],
): Promise<void> {
  const partnership_id = await partnershipOf(trx)
  // two runs at a time would tell of one cluster twice
  await trx.raw(`select pg_advisory_xact_lock(hashtextextended('border clusters ' || current_partnership_id(), 0))`)
  await trx('border_look')
    .insert({ partnership_id, night, not_judged: notJudged })
    .onConflict(['partnership_id', 'night'])
    .merge(['not_judged'])
  const earlier = await listEarlier(trx, night)
  await trx('border_cluster_night').where({ night }).delete()
  const taken = new Set<string>()
  for (const notice of notices) {
    const known = findSame(notice, earlier, night, taken)
    const border_cluster_id = known ?? (await addCluster(trx, partnership_id, notice.stream))
    taken.add(border_cluster_id)
    const story = earlier.filter((before) => before.borderClusterId === border_cluster_id)
    const neighbours = notice.neighbours.map((neighbour) => ({ ...neighbour, ...mostTold(neighbour, story) }))
    const sum = (of: (band: Neighbour) => number) =>
      neighbours.reduce((whole, band) => whole + of(band), notice.ownCases)
    await trx('border_cluster_night').insert({
      partnership_id,
      border_cluster_id,
      night,
      tier: notice.tier,
      first_day: notice.firstDay,
      last_day: notice.lastDay,
      case_ids: await keepOwn(trx, notice),
      own_cases: notice.ownCases,
      area_names: notice.areaNames,
      neighbours: JSON.stringify(neighbours),
      pooled_low: notice.exactPooled ?? sum(({ low }) => low),
      pooled_high: notice.exactPooled ?? sum(({ high }) => high),
      is_exact: notice.exactPooled !== null,
    })
  }
  await trx.raw(
    `delete from border_cluster told where not exists (
       select from border_cluster_night night
       where night.partnership_id = told.partnership_id and night.border_cluster_id = told.border_cluster_id)`,
  )
}

/** What was told of the nights up to this one, itself with them, latest first. */
async function listEarlier(trx: Trx, night: Day): Promise<Earlier[]> {
  const { rows } = await trx.raw(
    `select border_cluster_id, stream, night, case_ids, area_names, neighbours
     from border_cluster_night join border_cluster using (partnership_id, border_cluster_id)
     where night <= :night
     order by night desc, border_cluster_id`,
    { night },
  )
  return Earlier.array().parse(rows.map(fromColumns))
}

/** The story it goes on with: the one told last, and of those of one night the one with most records in common. */
function findSame(
  { stream, caseIds, areaNames }: BorderNotice,
  earlier: readonly Earlier[],
  night: Day,
  taken: ReadonlySet<string>,
): string | undefined {
  const shared = (of: readonly string[], with_: readonly string[]) => of.filter((each) => with_.includes(each)).length
  const [same] = earlier
    .filter((before) => before.stream === stream && !taken.has(before.borderClusterId))
    .map((before) => ({
      ...before,
      records: shared(before.caseIds, caseIds),
      areas: shared(before.areaNames, areaNames),
    }))
    .filter(
      (before) =>
        (before.records > 0 && before.night >= addDays(night, -SAME_BY_RECORD_NIGHTS)) ||
        (before.areas > 0 && before.night >= addDays(night, -SAME_BY_AREA_NIGHTS)),
    )
    .sort((a, b) => (a.night < b.night ? 1 : a.night > b.night ? -1 : b.records - a.records || b.areas - a.areas))
  return same?.borderClusterId
}

function mostTold({ name, low, high }: Neighbour, story: readonly Earlier[]): { low: number; high: number } {
  return story
    .flatMap(({ neighbours }) => neighbours.filter((before) => before.name === name))
    .reduce((most, before) => stickTo({ low: before.low, high: before.high }, most), { low, high })
}

async function addCluster(trx: Trx, partnership_id: string, stream: BorderStream): Promise<string> {
  const [{ border_cluster_id }] = await trx('border_cluster')
    .insert({ partnership_id, stream })
    .returning('border_cluster_id')
  return border_cluster_id
}

/** Ids that this partnership's wall holds: no other's can be written here, whatever is handed over. */
async function keepOwn(trx: Trx, { stream, caseIds }: BorderNotice): Promise<string[]> {
  const { rows } = await trx.raw(
    stream === 'deaths'
      ? 'select death_id as id from death where death_id = any (:caseIds) order by death_id'
      : 'select overdose_id as id from overdose where overdose_id = any (:caseIds) order by overdose_id',
    { caseIds },
  )
  return rows.map(({ id }: { id: string }) => id)
}

const NIGHT = `told.night, told.tier, told.first_day, told.last_day, told.own_cases, told.area_names,
  array(select jsonb_array_elements(told.neighbours) ->> 'name') as neighbours, told.pooled_low, told.pooled_high, told.is_exact`

/** A cluster as `told` stands, which is quiet once a later night judged its stream and did not find it. */
const CLUSTER = `cluster.border_cluster_id, cluster.stream, ${NIGHT},
  (select min(night) from border_cluster_night first
   where first.partnership_id = cluster.partnership_id and first.border_cluster_id = cluster.border_cluster_id) as first_night,
  case when exists (
    select from border_look look
    where look.partnership_id = cluster.partnership_id and look.night > told.night and not cluster.stream = any (look.not_judged))
  then 'quiet' else 'found' end as state`

/** Those told last are enough for a page; every one keeps its own address. */
const MOST_LISTED = 60

/** As they were last told, latest first; of one night, as that night told them. */
export async function readBorderClusters(trx: Trx, night?: Day): Promise<BorderClusters> {
  const look = await trx('border_look')
    .where(night === undefined ? {} : { night })
    .orderBy('night', 'desc')
    .first('night', 'not_judged')
  const { rows } = await trx.raw(
    `select ${CLUSTER}
     from border_cluster cluster
     join border_cluster_night told using (partnership_id, border_cluster_id)
     where case when :night::date is null then not exists (
         select from border_cluster_night later
         where later.partnership_id = told.partnership_id and later.border_cluster_id = told.border_cluster_id and later.night > told.night)
       else told.night = :night::date end
     order by told.night desc, told.tier, cluster.border_cluster_id
     limit :most`,
    { night: night ?? null, most: MOST_LISTED },
  )
  return {
    night: look?.night ?? null,
    notJudged: look?.not_judged ?? [],
    clusters: BorderCluster.array().parse(rows.map(fromColumns)),
  }
}

/** One, as it was last told, with its nights and its own records; undefined where there is none. */
export async function findBorderCluster(trx: Trx, borderClusterId: string): Promise<BorderClusterDetail | undefined> {
  const { rows } = await trx.raw(
    `select ${CLUSTER}, told.case_ids
     from border_cluster cluster
     join border_cluster_night told using (partnership_id, border_cluster_id)
     where cluster.border_cluster_id = :borderClusterId
     order by told.night desc
     limit 1`,
    { borderClusterId },
  )
  if (!rows.length) return undefined
  const { case_ids: caseIds, ...cluster } = rows[0]
  const { rows: nights } = await trx.raw(
    `select ${NIGHT} from border_cluster_night told where told.border_cluster_id = :borderClusterId order by told.night desc`,
    { borderClusterId },
  )
  return Detail.parse({
    ...fromColumns(cluster),
    nights: nights.map(fromColumns),
    cases: await listCases(trx, cluster.stream === 'deaths' ? 'death' : 'overdose', caseIds),
  })
}
