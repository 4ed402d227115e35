import { z } from 'zod'
import { joinOutcome } from '../../contract/check-outcome.ts'
import { Day } from '../../contract/day.ts'
import { LatestPreview, NightPreview } from '../../contract/night-preview.ts'
import { NoticeableSize, NoticeableSizes } from '../../contract/noticeable-size.ts'
import { UsualNumbers } from '../../contract/partnership.ts'
import { type PlainNotice, PlainNotices } from '../../contract/plain-notice.ts'
import { Night, NightAsk, NightSignals, Nights } from '../../contract/signal.ts'
import { addDays } from '../../day.ts'
import type { Trx } from '../../db/tenant.ts'
import { route } from '../../http/route.ts'
import { readUsualNumbers, stateUsualNumbers } from '../../partnerships/store.ts'
import { invalid } from '../../problem.ts'
import { listSignalsOfNight } from '../signals/store.ts'
import { readMonthlyReport } from './monthly-store.ts'
import { askForPreview, findPreview } from './previews.ts'
import { askForNight, listNights, readPlainNotices } from './store.ts'

export const nightRoutes = (wake: () => void = () => undefined) => [
  route({
    method: 'get',
    path: '/nights',
    summary: 'The nightly runs: what each could judge, and whether the last is late',
    answer: Nights,
    policy: 'night:read',
    audit: 'none',
    output: { tier: 'panel', carries: ['counts'] },
    deed: ['read', 'nights'],
    csv: {
      fileName: 'nights',
      rows: (answer) =>
        answer.nights.map(({ checks, feeds, ...night }: Night) => ({
          ...night,
          feeds: feeds.map(({ sentence }) => sentence),
          checks: checks.map((check) => `${check.detector} ${check.stream}: ${joinOutcome(check.outcome)}`),
        })),
    },
    handle: (trx, { partnership }) => listNights(trx, partnership),
  }),
  route({
    method: 'get',
    path: '/nights/signals',
    summary: 'The signals that a night found, as it left them, and which of its checks spoke of each',
    query: z.strictObject({ night: Day }),
    answer: NightSignals,
    policy: 'signal:read',
    audit: 'read',
    output: { tier: 'panel', carries: ['counts', 'office text'] },
    deed: ['read', 'the signals of a night'],
    handle: async (trx, { query: { night } }) => ({ night, signals: await listSignalsOfNight(trx, night) }),
  }),
  route({
    method: 'post',
    path: '/nights',
    summary:
      'Ask for the run of a night; the timetable takes it up within a minute. One that is done is given as it is, unless it ran before anything was recorded',
    body: NightAsk,
    answer: Night,
    status: 202,
    policy: 'night:write',
    audit: 'write',
    output: { tier: 'panel', carries: ['counts'] },
    deed: ['asked for', 'a night'],
    async handle(trx, { body, today }) {
      if (body.night > today) invalid([{ path: 'night', message: 'is in the future' }])
      const asked = await askForNight(trx, body.night)
      wake()
      return asked
    },
  }),
  route({
    method: 'get',
    path: '/nights/usual',
    summary:
      'What the partnership stated to be usual in a year: the check for rises uses it while there is little history',
    answer: UsualNumbers,
    policy: 'night:read',
    audit: 'none',
    output: { tier: 'panel', carries: [] },
    deed: ['read', 'what is usual in a year'],
    handle: (trx) => readUsualNumbers(trx),
  }),
  route({
    method: 'put',
    path: '/nights/usual',
    summary: 'State what is usual in a year, from annual reports; null takes it back. The next night uses it',
    body: UsualNumbers,
    answer: UsualNumbers,
    policy: 'night:write',
    audit: 'write',
    output: { tier: 'panel', carries: [] },
    deed: ['stated', 'what is usual in a year'],
    async handle(trx, { tenant, body }) {
      const { deathsAYear: deaths, reversalsAYear: reversals } = body
      await stateUsualNumbers(trx, tenant.partnershipId, { deaths, reversals })
      return readUsualNumbers(trx)
    },
  }),
  route({
    method: 'get',
    path: '/nights/preview',
    summary: 'The latest preview asked for: how far it is, and what tonight’s run would find',
    answer: LatestPreview,
    policy: 'signal:read',
    audit: 'read',
    output: { tier: 'panel', carries: ['counts', 'office text'] },
    deed: ['read', 'the preview of a night'],
    handle: async (trx) => ({ preview: await findPreview(trx) }),
  }),
  route({
    method: 'post',
    path: '/nights/preview',
    summary:
      'Ask what tonight’s run would find if nothing more came in, with today included. It tells nobody and writes no signal',
    body: z.strictObject({}),
    answer: NightPreview,
    status: 202,
    policy: 'night:write',
    audit: 'write',
    output: { tier: 'panel', carries: [] },
    deed: ['asked for', 'the preview of a night'],
    async handle(trx, { today }) {
      const asked = await askForPreview(trx, addDays(today, 1))
      wake()
      return asked
    },
  }),
  route({
    method: 'get',
    path: '/signals/noticeable-sizes',
    summary:
      'The smallest cluster that the nightly checks would notice here most of the time, from simulation on local records',
    answer: NoticeableSizes,
    policy: 'signal:read',
    audit: 'none',
    output: { tier: 'panel', carries: ['counts'] },
    deed: ['read', 'noticeable sizes of a cluster'],
    csv: {
      fileName: 'noticeable-sizes',
      rows: ({ night, sizes }) =>
        sizes.flatMap(({ stream, days, tier, tried }: NoticeableSize) =>
          tried.map((one) => ({ night, stream, days, tier, ...one })),
        ),
    },
    handle: (trx) => readNoticeableSizes(trx),
  }),
  route({
    method: 'get',
    path: '/signals/plain-notices',
    summary:
      'What the rules of plain notices list of the last night, each rule in words and whether it is on; no signals, without a test of chance',
    answer: PlainNotices,
    policy: 'signal:read',
    audit: 'read',
    output: { tier: 'panel', carries: ['counts', 'office text'] },
    deed: ['read', 'plain notices'],
    csv: {
      fileName: 'plain-notices',
      rows: ({ night, notices }) => notices.map((notice: PlainNotice) => ({ night, ...notice })),
    },
    handle: (trx) => readPlainNotices(trx),
  }),
]

async function readNoticeableSizes(trx: Trx): Promise<NoticeableSizes> {
  const latest = await readMonthlyReport(trx, 'noticeable_size')
  return { night: latest?.night ?? null, sizes: NoticeableSize.array().parse(latest?.report ?? []) }
}
