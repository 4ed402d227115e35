import type { z } from 'zod'
import { estimateByChapman, LEAST_RECAPTURES } from '../../../jobs/stats/counts/chapman.ts'
import type { Day } from '../../contract/day.ts'
import { type MissingEvents, type MissingEventsQuery, SOURCES_DEPEND } from '../../contract/missing-events.ts'
import type { Trx } from '../../db/tenant.ts'
import { forPanel } from '../../disclosure/panel.ts'
import { NOW } from '../../facts/deaths.ts'
import { figure } from '../figure.ts'

type Asked = { from: Day; to: Day; today: Day } & Pick<z.infer<typeof MissingEventsQuery>, 'one' | 'other'>

/** Overdose events in all, reported or not, from how many two kinds of reporters both reported (capture and recapture). */
export const missingEvents = figure<Asked, MissingEvents>({
  definition: ({ one, other }) =>
    `Overdose events in all, reported or not, estimated by Chapman from those that ${one.replaceAll('_', ' ')} and ${other.replaceAll('_', ' ')} reports tell of, and those that both do once they are said to be of one event; not under ${LEAST_RECAPTURES} told of by both. ${SOURCES_DEPEND}`,
  basis: 'day of the event',
  source: 'overdose events of this partnership',
  count: countMissingEvents,
  csv: {
    fileName: 'events-nobody-reported',
    rows: ({ from, to, one, other, state, reportedByOne, reportedByOther, reportedByBoth, estimate }) => [
      {
        ...{ from, to, one, other, state, reportedByOne, reportedByOther, reportedByBoth },
        ...{
          total: estimate?.total ?? null,
          low: estimate?.interval.low ?? null,
          high: estimate?.interval.high ?? null,
        },
      },
    ],
  },
})

async function countMissingEvents(trx: Trx, { from, to, one, other }: Asked) {
  const { estimates_missing_events: isOn } = await trx('partnership').first('estimates_missing_events')
  const asked = { from, to, one, other, caution: SOURCES_DEPEND }
  if (!isOn)
    return {
      ...asked,
      ...{ state: 'off' as const, estimate: null },
      ...{ reportedByOne: forPanel(null), reportedByOther: forPanel(null), reportedByBoth: forPanel(null) },
    }
  const { rows } = await trx.raw(
    `with told as (
       select event.overdose_id, bool_or(said.reporter_kind = :one) as by_one, bool_or(said.reporter_kind = :other) as by_other
       from counted_overdose(${NOW}) event
       cross join lateral (
         select event.overdose_id
         union
         select beside.overdose_id from same_event_member own
         join same_event_member beside on beside.partnership_id = own.partnership_id and beside.group_id = own.group_id
           and beside.until_at is null
         where own.partnership_id = event.partnership_id and own.overdose_id = event.overdose_id and own.until_at is null) report
       join overdose head on head.partnership_id = event.partnership_id and head.overdose_id = report.overdose_id
       join overdose_revision said on said.partnership_id = head.partnership_id and said.overdose_id = head.overdose_id
         and said.revision = head.current_revision and not said.is_withdrawn
       where event.event_day between :from and :to
       group by event.overdose_id)
     select count(*) filter (where by_one)::int as one, count(*) filter (where by_other)::int as other,
       count(*) filter (where by_one and by_other)::int as both
     from told`,
    { from, to, one, other },
  )
  const found = rows[0] as { one: number; other: number; both: number }
  const estimate = estimateByChapman(found.one, found.other, found.both)
  return {
    ...asked,
    state: estimate ? ('estimated' as const) : ('refused' as const),
    reportedByOne: forPanel(found.one),
    reportedByOther: forPanel(found.other),
    reportedByBoth: forPanel(found.both),
    estimate: estimate ? { total: estimate.total, interval: estimate.interval } : null,
  }
}
