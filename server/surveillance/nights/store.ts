import type { OutcomeKind } from '../../contract/check-outcome.ts'
import type { Day } from '../../contract/day.ts'
import type { Partnership } from '../../contract/partnership.ts'
import { PlainNotice, PlainNoticeRule, type PlainNotices, plainNoticeRules } from '../../contract/plain-notice.ts'
import { FeedProblem, Night, NightCheck, type Nights } from '../../contract/signal.ts'
import { addDays, daysBetween } from '../../day.ts'
import { fromColumns } from '../../db/columns.ts'
import type { Trx } from '../../db/tenant.ts'
import { invalid } from '../../problem.ts'
import { askForNightWork, RUNS_SET_ASIDE } from './night-work.ts'

/** The nightly job runs at 02:45 in the partnership's time zone; an hour later it is late. */
export const NIGHTLY_AT = { hour: 2, minute: 45 }
const GRACE_MINUTES = 60

/** The latest night that should have been run by now: today's from 02:45 on, before that yesterday's. */
export function nightDue(partnership: Pick<Partnership, 'timeZone' | 'today'>, now: Date, graceMinutes = 0): Day {
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: partnership.timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(now)
  const [hour = 0, minute = 0] = clock.split(':').map(Number)
  const isPast = hour * 60 + minute >= NIGHTLY_AT.hour * 60 + NIGHTLY_AT.minute + graceMinutes
  return isPast ? partnership.today : addDays(partnership.today, -1)
}

/** The latest night that is done; null before the first. */
export async function readLastNight(trx: Trx): Promise<Day | null> {
  const { rows } = await trx.raw('select max(night) as last_done from night where finished_at is not null')
  return rows[0].last_done
}

export type Lateness = { due: Day; lastDone: Day | null; isLate: boolean; sentence: string | null }

export async function readLateness(trx: Trx, partnership: Partnership, now = new Date()): Promise<Lateness> {
  const lastDone = await readLastNight(trx)
  const due = nightDue(partnership, now)
  const late = nightDue(partnership, now, GRACE_MINUTES)
  if (lastDone && lastDone >= late) return { due, lastDone, isLate: false, sentence: null }
  const nights = lastDone ? daysBetween(lastDone, late) : null
  return {
    due,
    lastDone,
    isLate: true,
    sentence: nights
      ? `The nightly check is late: ${nights === 1 ? 'last night' : `the last ${nights} nights`} has not been run. What is below may be out of date.`
      : 'The nightly check has not been run yet, so there are no signals to show.',
  }
}

/** What whoever watches the machine is told of the nights of their partnership. */
export async function readNightHealth(trx: Trx, partnership: Partnership) {
  const { lastDone, isLate } = await readLateness(trx, partnership)
  const done = lastDone && (await trx('night').where({ night: lastDone }).first('finished_at'))
  return { night: lastDone, finishedAt: done ? done.finished_at : null, isLate }
}

/** Of the last night done. */
export async function readFeedProblems(trx: Trx): Promise<FeedProblem[]> {
  const last = await trx('night').whereNotNull('finished_at').orderBy('night', 'desc').first('feeds')
  return FeedProblem.array().parse(last?.feeds ?? [])
}

/** Of the last night done: how many checks could judge, and how many had too little to. Where nothing new came in there was nothing to. */
export async function readLastChecks(
  trx: Trx,
): Promise<{ judged: number; couldNotJudge: number; isBlindToSome: boolean } | null> {
  const last = await trx('night').whereNotNull('finished_at').orderBy('night', 'desc').first('summary')
  if (!last) return null
  const checks = NightCheck.array().parse(last.summary ?? [])
  const saying = (...kinds: OutcomeKind[]) =>
    checks.filter(({ outcome }) => outcome.some(({ kind }) => kinds.includes(kind))).length
  return {
    judged: saying('found', 'quiet'),
    couldNotJudge: saying('too little'),
    isBlindToSome: saying('blind') > 0,
  }
}

/** Of the last night done, and which rules are on. */
export async function readPlainNotices(trx: Trx): Promise<PlainNotices> {
  const last = await trx('night').whereNotNull('finished_at').orderBy('night', 'desc').first('night', 'plain_notices')
  const { plain_notice_rules: on } = await trx('partnership').first('plain_notice_rules')
  return {
    night: last?.night ?? null,
    notices: PlainNotice.array().parse(last?.plain_notices ?? []),
    rules: PlainNoticeRule.options.map((rule) => ({ rule, inWords: plainNoticeRules[rule], isOn: on.includes(rule) })),
  }
}

/** What was asked for and what came of it. One that was put off after a failure is told as failed until it is taken up again. */
const NIGHTS = `
  select work.subject::date as night, case when work.state = 'asked' and work.failure is not null then 'failed' else work.state end as state,
    work.asked_at, work.started_at, work.finished_at, work.attempts + ${RUNS_SET_ASIDE} as attempts,
    case when work.state in ('asked', 'failed') then work.failure end as failure, night.snapshot_hash, night.result_hash,
    coalesce(night.summary, '[]') as checks, coalesce(night.feeds, '[]') as feeds
  from work
  left join night on night.partnership_id = work.partnership_id and night.night = work.subject::date
  where work.kind = 'night'`

export async function listNights(trx: Trx, partnership: Partnership): Promise<Nights> {
  const { due, lastDone, isLate } = await readLateness(trx, partnership)
  const { rows } = await trx.raw(`${NIGHTS} order by work.subject desc limit 60`)
  return { due, lastDone, isLate, nights: rows.map(toNight) }
}

function toNight(row: Record<string, unknown>): Night {
  return Night.parse(fromColumns(row))
}

/**
 * A night is asked for as work; the timetable takes it up. Asking twice is asking once, and of what is done its row is given, unless it ran
 * before anything was recorded.
 */
export async function askForNight(trx: Trx, night: Day): Promise<Night> {
  if ((await askForNightWork(trx, night)) === 'passed')
    invalid([
      {
        path: 'night',
        message: `is before the last night that was done (${await readLastNight(trx)}): it could change nothing`,
      },
    ])
  const { rows } = await trx.raw(`${NIGHTS} and work.subject = :night`, { night })
  return toNight(rows[0])
}
