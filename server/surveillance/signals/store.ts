import { z } from 'zod'
import { exactBinomialInterval } from '../../../jobs/stats/counts/rates.ts'
import type { Day } from '../../contract/day.ts'
import {
  Detector,
  type NewJudgement,
  NightSignal,
  type ReversalSignals,
  Signal,
  SignalCase,
  SignalDetail,
  type SignalJudgement,
  type SignalListQuery,
  SignalRegister,
  type SignalVerdict,
  SignalVersion,
} from '../../contract/signal.ts'
import { fromColumns } from '../../db/columns.ts'
import type { Trx } from '../../db/tenant.ts'
import { type AskedPlace, bindingsOfPlace, liesNear } from '../../facts/places.ts'
import { DayAndId, fromCursor, toCursor } from '../../records/cursor.ts'

const SIGNAL = `
  signal.signal_id, signal.detector, signal.stream, signal.state, signal.first_night, signal.peak_p_value, signal.merged_into,
  version.version, version.night, version.tier, version.is_renotified, version.sentence, version.observed, version.expected,
  version.p_value, version.recurrence_interval_days, version.first_day, version.last_day, version.radius_metres,
  st_x(version.centre) as longitude, st_y(version.centre) as latitude,
  coalesce((
    select jsonb_agg(jsonb_build_object('areaId', area.area_id, 'name', area.name) order by array_position(version.area_ids, area.area_id))
    from area_edition area where area.partnership_id = version.partnership_id and area.area_id = any (version.area_ids)), '[]') as areas,
  coalesce((
    select jsonb_agg(jsonb_build_object('code', substance.code, 'name', substance.name) order by array_position(version.substance_codes, substance.code))
    from substance where substance.code = any (version.substance_codes)), '[]') as substances,
  before.night as night_before, version.changes, judged.verdict,
  coalesce(judged.verdict in ('explained', 'false') and not exists (
    select from signal_version later
    where later.partnership_id = signal.partnership_id and later.signal_id = signal.signal_id
      and later.version > judged.version and later.is_renotified), false) as is_dismissed,
  version.night >= coalesce((select max(run.night) from night run where run.finished_at is not null), version.night) as is_of_last_night
  from signal
  join signal_version version
    on version.partnership_id = signal.partnership_id and version.signal_id = signal.signal_id and version.version = signal.current_version
  left join signal_version before
    on before.partnership_id = signal.partnership_id and before.signal_id = signal.signal_id and before.version = signal.current_version - 1
  left join lateral (
    select verdict, version from signal_judgement judgement
    where judgement.partnership_id = signal.partnership_id and judgement.signal_id = signal.signal_id
    order by judgement.judgement desc limit 1) judged on true`

/** Of a version, as a night wrote them down. */
const Changes = z.object({
  casesAdded: z.array(z.string()).default([]),
  casesLeft: z.array(z.string()).default([]),
  isReopened: z.boolean().default(false),
  reasons: z.array(z.string()).default([]),
})

const TIER_ORDER = `array_position(array['notify', 'watch', 'notice'], version.tier)`

function toSignal({
  longitude,
  latitude,
  night_before,
  changes,
  total: _,
  loudness: __,
  ...row
}: Record<string, unknown>): Signal {
  const change = night_before ? Changes.parse(changes ?? {}) : null
  return Signal.parse({
    ...fromColumns(row),
    centre: longitude === null ? null : { longitude, latitude },
    change: change && {
      ...change,
      sinceNight: night_before,
      casesAdded: change.casesAdded.length,
      casesLeft: change.casesLeft.length,
    },
  })
}

/** A page of signals, latest night first and of a night the loudest first; open ones unless asked otherwise. */
export async function listSignals(trx: Trx, query: SignalListQuery) {
  const after = fromCursor(query.cursor, DayAndId)
  const states = {
    open: ['new', 'updated', 'quiet'],
    closed: ['closed', 'merged'],
    all: ['new', 'updated', 'quiet', 'closed', 'merged'],
  }[query.state]
  const { rows } = await trx.raw(
    `with matching as (
       select row (${TIER_ORDER}, version.p_value, signal.signal_id) as loudness, ${SIGNAL}
       where signal.state = any (:states)
         and (:tier::text is null or version.tier = :tier)
         and version.last_day >= :from and version.first_day <= :to
     )
     select matching.*, (select count(*)::int from matching) as total
     from matching
     where :afterDay::date is null or night < :afterDay::date or (night = :afterDay::date and loudness > (
       select row (${TIER_ORDER}, version.p_value, version.signal_id) from signal
       join signal_version version
         on version.partnership_id = signal.partnership_id and version.signal_id = signal.signal_id and version.version = signal.current_version
       where signal.signal_id = :afterId::uuid))
     order by night desc, loudness
     limit :limit`,
    {
      states,
      tier: query.tier ?? null,
      from: query.from ?? '-infinity',
      to: query.to ?? 'infinity',
      afterDay: after?.[0] ?? null,
      afterId: after?.[1] ?? null,
      limit: query.limit + 1,
    },
  )
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  return {
    rows: page.map(toSignal),
    nextCursor: rows.length > query.limit ? toCursor(last.night, last.signal_id) : null,
    total: rows[0]?.total ?? 0,
  }
}

/** Signals whose days overlap a period, most surprising first; merged ones left out. Served by signal_version_night. */
export async function listSignalsBetween(trx: Trx, from: Day, to: Day): Promise<Signal[]> {
  const { rows } = await trx.raw(
    `select ${SIGNAL}
     where signal.state <> 'merged' and version.last_day >= :from and version.first_day <= :to
     order by ${TIER_ORDER}, version.p_value, signal.signal_id`,
    { from, to },
  )
  return rows.map(toSignal)
}

/**
 * Of these, those whose place overlaps one that is asked about: by their own circle, or where they have none by their areas. Those of the
 * whole partnership have no place.
 */
export async function listSignalsNear(trx: Trx, from: Day, to: Day, place: AskedPlace): Promise<Signal[]> {
  const ofAreas =
    place.kind === 'area'
      ? ':areaId = any (version.area_ids)'
      : `version.centre is null and exists (
          select from area_edition area where area.area_id = any (version.area_ids) and ${liesNear(place, 'area.geom', '0')})`
  const { rows } = await trx.raw(
    `select ${SIGNAL}
     where signal.state <> 'merged' and version.last_day >= :from and version.first_day <= :to
       and (${ofAreas} or ${liesNear(place, 'version.centre', 'version.radius_metres')})
     order by ${TIER_ORDER}, version.p_value, signal.signal_id`,
    { from, to, ...bindingsOfPlace(place) },
  )
  return rows.map(toSignal)
}

const STREAM_OF_KIND: Readonly<Record<string, string>> = { substances: 'toxicology', believed: 'overdoses' }

/** The signals that a night found, as it left them, the loudest first. */
export async function listSignalsOfNight(trx: Trx, night: Day): Promise<NightSignal[]> {
  const { rows } = await trx.raw(
    `select signal.signal_id, version.version, version.tier, version.is_renotified, version.sentence, signal.merged_into, signal.stream,
       version.evidence ->> 'check' as judged_by, coalesce(version.evidence -> 'alsoFoundBy', '[]') as also_found_by
     from signal_version version
     join signal on signal.partnership_id = version.partnership_id and signal.signal_id = version.signal_id
     where version.night = :night
     order by ${TIER_ORDER}, version.p_value, version.signal_id`,
    { night },
  )
  return rows.map(({ judged_by: judgedBy, also_found_by: others, stream, ...row }: Record<string, unknown>) => {
    const detector = DETECTOR_OF[judgedBy as keyof typeof DETECTOR_OF] ?? 'D3'
    return NightSignal.parse({
      ...fromColumns(row),
      detector,
      // its stream is that of its latest version: toxicology can only have named what was found in deaths
      stream:
        detector !== 'D3'
          ? stream === 'toxicology'
            ? 'deaths'
            : stream
          : stream === 'overdoses'
            ? stream
            : 'toxicology',
      alsoFoundBy: (others as { detector: string; kind: string }[]).map((other) => ({
        detector: other.detector,
        stream: STREAM_OF_KIND[other.kind] ?? other.kind,
      })),
    })
  })
}

const DETECTOR_OF = { rise: 'D1', place: 'D2', excess: 'D6', substance: 'D3', first_detection: 'D3' } as const

/** Open signals, most surprising first. */
export async function listOpenSignals(trx: Trx): Promise<Signal[]> {
  const { rows } = await trx.raw(
    `select ${SIGNAL} where signal.state in ('new', 'updated') order by ${TIER_ORDER}, version.p_value, signal.signal_id limit 20`,
  )
  return rows.map(toSignal)
}

/** A signal with its cases, its evidence and its versions; undefined when there is none. */
/** Of the open ones, those of reversals and overdoses that nobody has dismissed, without what leads to a case. */
export async function listReversalSignals(trx: Trx): Promise<ReversalSignals> {
  const open = await listOpenSignals(trx)
  return open
    .filter(({ stream, isDismissed }) => (stream === 'reversals' || stream === 'overdoses') && !isDismissed)
    .map(({ tier, stream, firstDay, lastDay, observed, expected, areas, radiusMetres, isOfLastNight }) => ({
      ...{ tier, stream, firstDay, lastDay, observed, expected, areas, radiusMetres, isOfLastNight },
    }))
}

export async function findSignal(trx: Trx, signalId: string): Promise<SignalDetail | undefined> {
  const { rows } = await trx.raw(
    `select ${SIGNAL.replace('version.sentence,', 'version.sentence, version.evidence, version.case_ids,')} where signal.signal_id = :signalId`,
    { signalId },
  )
  const found = rows[0]
  if (!found) return undefined
  const { evidence, case_ids: caseIds, ...signal } = found
  const kind = signal.stream === 'reversals' || signal.stream === 'overdoses' ? 'overdose' : 'death'
  return SignalDetail.parse({
    ...toSignal(signal),
    judgements: await listJudgements(trx, signalId),
    evidence,
    cases: await listCases(
      trx,
      kind,
      caseIds,
      toSignal(signal).substances.map(({ code }) => code),
    ),
    versions: await listVersions(trx, signalId),
  })
}

/** The records of these ids that are there, by day; `codes` are the substances to say of a death that they were found though not implicated. */
export async function listCases(
  trx: Trx,
  kind: SignalCase['kind'],
  caseIds: string[],
  codes: string[] = [],
): Promise<SignalCase[]> {
  const { rows } = await trx.raw(CASES[kind], { caseIds, codes })
  return SignalCase.array().parse(rows.map(fromColumns))
}

/** What each night said of a signal, latest first; none where there is no such signal. */
export async function listVersions(trx: Trx, signalId: string): Promise<SignalVersion[]> {
  const { rows } = await trx.raw(
    `select version, night, tier, is_renotified, sentence, observed, expected, p_value, recurrence_interval_days, changes
     from signal_version where signal_id = :signalId order by version desc`,
    { signalId },
  )
  return rows.map((version: Record<string, unknown>) => SignalVersion.parse(fromColumns(version)))
}

async function listJudgements(trx: Trx, signalId: string): Promise<SignalJudgement[]> {
  const { rows } = await trx.raw(
    `select judgement, version, verdict, explanation, account.name as "judgedBy", judged_at as "judgedAt"
     from signal_judgement
     left join account on account.account_id::text = judged_by
     where signal_id = :signalId
     order by judgement desc`,
    { signalId },
  )
  return rows
}

/** Adds what a signal turned out to be, as of its current version; undefined when there is no such signal. */
export async function addJudgement(
  trx: Trx,
  partnershipId: string,
  userId: string,
  signalId: string,
  { verdict, explanation }: NewJudgement,
): Promise<SignalJudgement | undefined> {
  const { rows } = await trx.raw('select current_version from signal where signal_id = :signalId for update', {
    signalId,
  })
  if (!rows.length) return undefined
  await trx.raw(
    `insert into signal_judgement (partnership_id, signal_id, judgement, version, verdict, explanation, judged_by)
     select :partnershipId, :signalId, coalesce(max(judgement), 0) + 1, :version, :verdict, :explanation, :userId
     from signal_judgement where signal_id = :signalId`,
    { partnershipId, signalId, version: rows[0].current_version, verdict, explanation, userId },
  )
  const [latest] = await listJudgements(trx, signalId)
  return latest
}

/** From so many judged signals on, a check of which surely fewer than this were real is said to be too loud (docs/statistics.md 7). */
const JUDGED_TO_PROPOSE = 20
const LEAST_REAL_SHARE = 0.3

/** Every signal but those merged into another, latest first, with its latest judgement; and each detector's predictive value so far. */
export async function readRegister(trx: Trx): Promise<SignalRegister> {
  const { rows } = await trx.raw(
    `select signal.signal_id as "signalId", signal.detector, signal.stream, signal.peak_tier as tier, signal.state,
       signal.first_night as "firstNight", signal.last_found_night as "lastNight", version.sentence, latest.verdict,
       latest.judged_at as "judgedAt", (
         select max(recurrence_interval_days) from signal_version rarest
         where rarest.partnership_id = signal.partnership_id and rarest.signal_id = signal.signal_id) as "rarestDays"
     from signal
     join signal_version version
       on version.partnership_id = signal.partnership_id and version.signal_id = signal.signal_id and version.version = signal.current_version
     left join lateral (
       select verdict, judged_at from signal_judgement judged
       where judged.partnership_id = signal.partnership_id and judged.signal_id = signal.signal_id
       order by judgement desc limit 1) latest on true
     where signal.state <> 'merged'
     order by signal.last_found_night desc, signal.signal_id`,
  )
  const { rows: registered } = SignalRegister.pick({ rows: true }).parse({
    rows: rows.map(({ rarestDays: _, ...row }: Rareness) => row),
  })
  const detectors = Detector.options.map((detector) => {
    const of = (verdict: SignalVerdict | null) =>
      registered.filter((row) => row.detector === detector && row.verdict === verdict).length
    const [real, explained, wrong] = [of('real'), of('explained'), of('false')]
    const judged = real + explained + wrong
    const interval = judged ? exactBinomialInterval(real, judged) : null
    const isTooOftenWrong = judged >= JUDGED_TO_PROPOSE && interval !== null && interval.high < LEAST_REAL_SHARE
    return {
      detector,
      signals: registered.filter((row) => row.detector === detector).length,
      real,
      explained,
      false: wrong,
      unknown: of('unknown'),
      notJudged: of(null),
      predictiveValue: judged ? real / judged : null,
      interval,
      isTooOftenWrong,
      proposal: isTooOftenWrong ? proposeInterval(rows.filter((row: Rareness) => row.detector === detector)) : null,
    }
  })
  return { detectors, rows: registered }
}

type Rareness = { detector: Detector; verdict: SignalVerdict | null; rarestDays: number | null }

/** A longer recurrence interval for a check, and what it would have left out of those judged; null where none of them has one. */
function proposeInterval(signals: readonly Rareness[]): string | null {
  const judged = signals.flatMap(({ verdict, rarestDays }) =>
    verdict === null || verdict === 'unknown' || rarestDays === null
      ? []
      : [{ isReal: verdict === 'real', rarestDays }],
  )
  if (!judged.length) return null
  const least = Math.min(...judged.map(({ rarestDays }) => rarestDays))
  const proposed = Math.round(2 * least)
  const leftOut = (isReal: boolean) => {
    const all = judged.filter((signal) => signal.isReal === isReal)
    return `${all.filter(({ rarestDays }) => rarestDays < proposed).length} of ${all.length}`
  }
  return `Proposed: a recurrence interval of ${proposed} days; the shortest of those judged is ${Math.round(least)}. It would have left out ${leftOut(false)} that were not real, and ${leftOut(true)} that were.`
}

const CASES = {
  death: `
    with recursive about as (
      select code from substance where code = any (:codes)
      union select beneath.code from substance beneath join about on beneath.parent_code = about.code
    )
    select head.death_id as case_id, 'death' as kind, revision.event_day as day, revision.found_town as town,
      coalesce((select jsonb_agg(distinct coalesce(substance.name, 'not in the tree: ' || finding.not_in_tree)) from death_substance finding
        left join substance on substance.code = finding.substance_code
        where finding.death_id = head.death_id and finding.revision = head.current_revision and finding.role = 'implicated'), '[]') as substances,
      coalesce((select jsonb_agg(distinct substance.name) from death_substance finding
        join substance on substance.code = finding.substance_code
        where finding.death_id = head.death_id and finding.revision = head.current_revision and finding.role in ('detected', 'metabolite')
          and finding.substance_code in (select code from about) and not exists (
            select from death_substance blamed
            where blamed.death_id = head.death_id and blamed.revision = head.current_revision and blamed.role = 'implicated'
              and blamed.substance_code = finding.substance_code)), '[]') as also_found
    from death head
    join death_revision revision on revision.death_id = head.death_id and revision.revision = head.current_revision
    where head.death_id = any (:caseIds)
    order by revision.event_day, head.death_id`,
  overdose: `
    select head.overdose_id as case_id, 'overdose' as kind, event.event_day as day, event.town,
      coalesce((select jsonb_agg(distinct coalesce(substance.name, 'not in the tree: ' || taken.not_in_tree)) from overdose_person_substance taken
        left join substance on substance.code = taken.substance_code
        where taken.overdose_id = head.overdose_id and taken.revision = head.current_revision), '[]') as substances,
      '[]'::jsonb as also_found
    from overdose head
    join overdose_revision event on event.overdose_id = head.overdose_id and event.revision = head.current_revision
    where head.overdose_id = any (:caseIds)
    order by event.event_day, head.overdose_id`,
}
