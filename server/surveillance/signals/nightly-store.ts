import { z } from 'zod'
import { Day } from '../../contract/day.ts'
import { Detector, SignalTier, type Stream } from '../../contract/signal.ts'
import type { SignalSentence } from '../../contract/signal-sentence.ts'
import type { Trx } from '../../db/tenant.ts'

/** What the nightly job reads of the signals before it, and writes: versions are appended, never changed. */

export type VersionToWrite = {
  signalId: string
  version: number
  detector: Detector
  stream: Stream
  tier: SignalTier
  isRenotified: boolean
  pValue: number
  recurrenceIntervalDays: number | null
  statistic: number | null
  observed: number
  expected: number
  firstDay: Day
  lastDay: Day
  caseIds: string[]
  areaIds: string[]
  substanceCodes: string[]
  centre: { longitude: number; latitude: number } | null
  radiusMetres: number | null
  sentence: SignalSentence
  evidence: object
  changes: object | null
  identity: object
}

const Told = z.object({
  tier: SignalTier,
  /** Neither was kept before there were rises (D1): then every signal was as specific as a place. */
  detector: Detector.default('D2'),
  expected: z.number().default(0),
  observed: z.number(),
  areaIds: z.array(z.string()),
  nodes: z.array(z.string()),
  hasDeath: z.boolean(),
})

/** What a signal is known by from night to night, as it was kept with its version. */
export const KeptIdentity = z.object({
  id: z.string(),
  /** Not kept before a rise could go on as a cluster. */
  detector: Detector.default('D2'),
  kinds: z.array(z.string()),
  cases: z.array(z.object({ id: z.string(), isDeath: z.boolean() })),
  areaIds: z.array(z.string()),
  firstDay: Day,
  lastDay: Day,
  nodes: z.array(z.string()),
  tier: SignalTier,
  observed: z.number(),
  p: z.number(),
  peakP: z.number(),
  recurrenceIntervalDays: z.number(),
  firstSeen: Day,
  lastFound: Day,
  version: z.number(),
  lastNotified: Told.nullable(),
  dismissed: z.object({ observed: z.number(), recurrenceIntervalDays: z.number() }).nullable(),
  closedOn: Day.nullable(),
})
export type KeptIdentity = z.infer<typeof KeptIdentity>

/**
 * Each signal as the nights before this one left it, oldest first; those merged away before are left out. One judged explained or false
 * before the night's first run is dismissed: silent until it has clearly grown, and people were told that.
 */
export async function readIdentities(trx: Trx, night: Day): Promise<KeptIdentity[]> {
  const { rows } = await trx.raw(
    `select latest.identity || jsonb_build_object('dismissed', judged.dismissed) as identity
     from signal
     join lateral (
       select identity, version from signal_version version
       where version.partnership_id = signal.partnership_id and version.signal_id = signal.signal_id and version.night < :night
       order by version.version desc limit 1) latest on true
     left join lateral (
       select case when judgement.verdict in ('explained', 'false')
         then jsonb_build_object('observed', version.observed, 'recurrenceIntervalDays', version.identity -> 'recurrenceIntervalDays') end as dismissed
       from signal_judgement judgement
       join signal_version version
         on version.partnership_id = judgement.partnership_id and version.signal_id = judgement.signal_id and version.version = judgement.version
       where judgement.partnership_id = signal.partnership_id and judgement.signal_id = signal.signal_id
         and not exists (
           select from signal_version told
           where told.partnership_id = version.partnership_id and told.signal_id = version.signal_id
             and told.version > version.version and told.is_renotified and told.night < :night)
         and judgement.judged_at <= coalesce((select run.first_started_at from night run where run.night = :night), now())
       order by judgement.judgement desc limit 1) judged on true
     where signal.merged_on is null or signal.merged_on >= :night
     order by signal.first_night, signal.signal_id`,
    { night },
  )
  return rows.map((row: { identity: unknown }) => KeptIdentity.parse(row.identity))
}

/** Appends a version; the signal's check and stream are those of its latest, for a rise that is located goes on as the cluster. */
export async function writeVersion(
  trx: Trx,
  partnershipId: string,
  night: Day,
  version: VersionToWrite,
): Promise<void> {
  await trx.raw(
    `insert into signal (partnership_id, signal_id, detector, stream, first_night, peak_p_value, peak_tier, state, last_found_night, current_version)
     values (:partnershipId, :signalId, :detector, :stream, :night, :pValue, :tier, 'new', :night, :version)
     on conflict (partnership_id, signal_id) do update
     set detector = excluded.detector, stream = excluded.stream,
       peak_p_value = least(signal.peak_p_value, excluded.peak_p_value),
       peak_tier = (array['notify', 'watch', 'notice'])[least(
         array_position(array['notify', 'watch', 'notice'], signal.peak_tier), array_position(array['notify', 'watch', 'notice'], excluded.peak_tier))],
       last_found_night = greatest(signal.last_found_night, excluded.last_found_night),
       current_version = greatest(signal.current_version, excluded.current_version)`,
    {
      partnershipId,
      signalId: version.signalId,
      detector: version.detector,
      stream: version.stream,
      night,
      pValue: version.pValue,
      tier: version.tier,
      version: version.version,
    },
  )
  await trx('signal_version').insert({
    partnership_id: partnershipId,
    signal_id: version.signalId,
    version: version.version,
    night,
    tier: version.tier,
    is_renotified: version.isRenotified,
    p_value: version.pValue,
    recurrence_interval_days: version.recurrenceIntervalDays,
    statistic: version.statistic,
    observed: version.observed,
    expected: version.expected,
    first_day: version.firstDay,
    last_day: version.lastDay,
    case_ids: version.caseIds,
    area_ids: version.areaIds,
    substance_codes: version.substanceCodes,
    centre: version.centre ? `SRID=4326;POINT(${version.centre.longitude} ${version.centre.latitude})` : null,
    radius_metres: version.centre ? version.radiusMetres : null,
    sentence: JSON.stringify(version.sentence),
    evidence: JSON.stringify(version.evidence),
    changes: version.changes ? JSON.stringify(version.changes) : null,
    identity: JSON.stringify(version.identity),
  })
}

export async function mergeSignal(trx: Trx, signalId: string, into: string, night: Day): Promise<void> {
  await trx('signal').where({ signal_id: signalId }).update({ merged_into: into, merged_on: night, state: 'merged' })
}

export async function writeStates(
  trx: Trx,
  states: { signalId: string; state: 'new' | 'updated' | 'quiet' | 'closed' }[],
): Promise<void> {
  await trx.raw(
    `update signal set state = now_is.state
     from jsonb_to_recordset(:states::jsonb) as now_is ("signalId" uuid, state text)
     where signal.signal_id = now_is."signalId" and signal.state <> 'merged'`,
    { states: JSON.stringify(states) },
  )
}
