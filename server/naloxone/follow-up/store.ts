import { z } from 'zod'
import type { Day } from '../../contract/day.ts'
import { type FollowUpPage, type FollowUpQuery, ReportToFollowUp } from '../../contract/follow-up.ts'
import type { Trx } from '../../db/tenant.ts'
import { NOW } from '../../facts/deaths.ts'
import { DayAndId, fromCursor, toCursor } from '../../records/cursor.ts'
import { PUBLIC_REPORT } from '../reports/to-overdose.ts'

/**
 * Reports of which nobody knows how the person is, or only by hearsay, the oldest first. What the public sent is never among them: whoever sent
 * it was promised that nobody asks. Of several reports of one event only the one that speaks for it is asked about.
 */
export async function listToFollowUp(trx: Trx, query: FollowUpQuery, today: Day): Promise<FollowUpPage> {
  const after = fromCursor(query.cursor, DayAndId)
  const { rows } = await trx.raw(
    `with waiting as (
       select head.overdose_id as "overdoseId", head.reference, head.source, revision.reporter_kind as "reporterKind",
         coalesce(revision.agency_id, head.entered_by_agency_id) as agency_id, revision.event_day as "eventDay",
         to_char(revision.event_time, 'HH24:MI') as "eventTime", revision.town, :today::date - revision.event_day as "daysAgo", open.persons
       from overdose head
       join overdose_revision revision on revision.partnership_id = head.partnership_id and revision.overdose_id = head.overdose_id
         and revision.revision = head.current_revision
       cross join lateral (
         select jsonb_agg(jsonb_build_object('outcome', person.outcome, 'outcomeEvidence', person.outcome_evidence) order by person.person) as persons
         from overdose_person person
         where person.partnership_id = revision.partnership_id and person.overdose_id = revision.overdose_id
           and person.revision = revision.revision
           and (person.outcome = 'unknown' or person.outcome <> 'not_an_overdose' and person.outcome_evidence = 'told_by_third_party')) open
       where not revision.is_withdrawn and open.persons is not null and head.source <> :publicReport
         and (:within::integer is null or revision.event_day >= :today::date - :within::integer)
         and head.overdose_id not in (select elsewhere.overdose_id from overdose_counted_elsewhere(${NOW}) elsewhere))
     select waiting.*, agency.name as "agencyName", (select count(*)::int from waiting) as total
     from waiting
     left join agency on agency.agency_id = waiting.agency_id
     where :day::date is null or (waiting."eventDay", waiting."overdoseId") > (:day::date, :id::uuid)
     order by waiting."eventDay", waiting."overdoseId"
     limit :limit`,
    {
      today,
      publicReport: PUBLIC_REPORT,
      within: query.within ?? null,
      day: after?.[0] ?? null,
      id: after?.[1] ?? null,
      limit: query.limit + 1,
    },
  )
  const page = rows.slice(0, query.limit)
  const last = page.at(-1)
  const total = rows[0]?.total ?? 0
  return {
    rows: z
      .array(ReportToFollowUp)
      .parse(page.map(({ agency_id: _, total: __, ...row }: Record<string, unknown>) => row)),
    total:
      total === 0 && after
        ? (await listToFollowUp(trx, { ...query, cursor: undefined, limit: 1 }, today)).total
        : total,
    nextCursor: rows.length > query.limit ? toCursor(last.eventDay, last.overdoseId) : null,
  }
}
