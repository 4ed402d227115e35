import { Night, NightAsk, Nights } from '../contract/signal.ts'
import { invalid } from '../http/problem.ts'
import { route } from '../http/route.ts'
import { askForNight, listNights } from './store.ts'

export const nightRoutes = [
  route({
    method: 'get',
    path: '/nights',
    summary: 'The nightly runs: what each could judge, and whether the last is late',
    answer: Nights,
    policy: 'night:read',
    audit: 'none',
    csv: {
      fileName: 'nights',
      rows: (answer) =>
        answer.nights.map(({ checks, feeds, ...night }: Night) => ({
          ...night,
          feeds: feeds.map(({ sentence }) => sentence),
          checks: checks.map((check) => `${check.detector} ${check.stream}: ${check.outcome}`),
        })),
    },
    handle: (trx, { partnership }) => listNights(trx, partnership),
  }),
  route({
    method: 'post',
    path: '/nights',
    summary: 'Ask for the run of a night; the timetable takes it up within a minute',
    body: NightAsk,
    answer: Night,
    status: 202,
    policy: 'night:write',
    audit: 'write',
    handle(trx, { tenant, body, today }) {
      if (body.night > today) invalid([{ path: 'night', message: 'is in the future' }])
      return askForNight(trx, tenant.partnershipId, body.night)
    },
  }),
]
