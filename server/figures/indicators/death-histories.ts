import type { NowcastMeasure } from '../../contract/filters.ts'
import type { Trx } from '../../db/tenant.ts'

/** What was known of a death from a day on; days are counted from 1 January 1970. */
export type DeathRevision = {
  knownOn: number
  isKnownOnAssumed: boolean
  eventDay: number
  isDayExact: boolean
  /** `no month`: only the year, or only the day it was reported, is known. */
  standing: 'counted' | 'no month' | 'excluded'
  hasToxicology: boolean
}

/** Revisions in order; the latest that was known by a day is the death as it was known then. */
export type DeathHistory = readonly DeathRevision[]

/**
 * The deaths that happened from a day on, with all that was known of each until another. death_revision_day serves it where most deaths lie
 * earlier; where most are wanted the planner reads the table: 26,000 of 45,000 revisions in 43 ms (`explain analyze`).
 */
export async function readDeathHistories(trx: Trx, from: number, until: number): Promise<DeathHistory[]> {
  const { rows } = await trx.raw(
    `select death_id as "deathId", known_on - date '1970-01-01' as "knownOn", known_on_assumed as "isKnownOnAssumed",
       event_day - date '1970-01-01' as "eventDay", event_day_precision = 'day' as "isDayExact",
       case when not counts_as_death(status, underlying_cause_icd10) then 'excluded'
         when event_day_basis = 'reported' or event_day_precision = 'year' then 'no month'
         else 'counted' end as standing,
       toxicology_complete_on is not null as "hasToxicology"
     from death_revision
     where event_day >= date '1970-01-01' + :from::int and known_on <= date '1970-01-01' + :until::int
     order by death_id, revision`,
    { from, until },
  )
  const histories = new Map<string, DeathRevision[]>()
  for (const { deathId, ...revision } of rows as (DeathRevision & { deathId: string })[]) {
    const history = histories.get(deathId)
    if (history) history.push(revision)
    else histories.set(deathId, [revision])
  }
  const joined = await readJoined(trx, until)
  for (const members of joined) countOnce(histories, members)
  return [...histories.values()]
}

/** A record of a death that has others, between two days. */
type Member = { deathId: string; place: number; fromOn: number; untilOn: number | null }

async function readJoined(trx: Trx, until: number): Promise<Member[][]> {
  const { rows } = await trx.raw(
    `select jsonb_agg(jsonb_build_object('deathId', death_id, 'place', place_in_group, 'fromOn', from_on - date '1970-01-01',
       'untilOn', until_on - date '1970-01-01') order by place_in_group, death_id) as members
     from same_death_member
     where from_on <= date '1970-01-01' + :until::int and (until_on is null or until_on > from_on)
     group by group_id`,
    { until },
  )
  return rows.map(({ members }: { members: Member[] }) => members)
}

/**
 * Writes the records of one death anew, so that on each day one of them counts: as `counted_elsewhere` in the database, of the records that
 * were joined by then the one with complete toxicology, of equals the one known first (which drugs it names changes no figure of these).
 */
function countOnce(histories: Map<string, DeathRevision[]>, members: Member[]): void {
  const own = members.flatMap((member) => {
    const history = histories.get(member.deathId)
    return history ? [{ ...member, history }] : []
  })
  const days = [
    ...new Set(
      own.flatMap(({ fromOn, untilOn, history }) => [fromOn, untilOn ?? fromOn, ...history.map((one) => one.knownOn)]),
    ),
  ].sort((a, b) => a - b)
  const written = new Map<string, DeathRevision[]>(own.map(({ deathId }) => [deathId, []]))
  for (const day of days) {
    const states = own.map((member) => ({
      ...member,
      isJoined: member.fromOn <= day && (member.untilOn === null || member.untilOn > day),
      known: member.history.findLast(({ knownOn }) => knownOn <= day),
    }))
    const [counted] = states
      .filter(({ isJoined, known }) => isJoined && known && known.standing !== 'excluded')
      .toSorted((a, b) => Number(b.known?.hasToxicology) - Number(a.known?.hasToxicology) || a.place - b.place)
    for (const { deathId, isJoined, known } of states) {
      if (!known) continue
      const isElsewhere = isJoined && counted && counted.deathId !== deathId
      written.get(deathId)?.push({ ...known, knownOn: day, standing: isElsewhere ? 'excluded' : known.standing })
    }
  }
  for (const [deathId, history] of written) histories.set(deathId, history)
}

/** A death, or its complete toxicology, as it was known on a day; the delay is null where the day it was learnt was assumed. */
export type Report = { day: number; delay: number | null; hasMonth: boolean; hasToxicology: boolean }

export function asKnownOn(histories: readonly DeathHistory[], measure: NowcastMeasure, until: number): Report[] {
  return histories.flatMap((history) => {
    const latest = history.findLast(({ knownOn }) => knownOn <= until)
    if (!latest || latest.standing === 'excluded') return []
    const learnt = history.find(
      ({ knownOn, hasToxicology }) => knownOn <= until && (measure === 'deaths' || hasToxicology),
    )
    if (!learnt || (measure === 'toxicology' && !latest.hasToxicology)) return []
    const isDelayKnown = !learnt.isKnownOnAssumed && latest.isDayExact && latest.standing === 'counted'
    return [
      {
        day: latest.eventDay,
        delay: isDelayKnown ? learnt.knownOn - latest.eventDay : null,
        hasMonth: latest.standing === 'counted',
        hasToxicology: latest.hasToxicology,
      },
    ]
  })
}
