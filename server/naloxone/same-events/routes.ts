import { z } from 'zod'
import {
  EnteredSoFar,
  SameEventPage as Page,
  PossiblySame,
  ReportsOfEvent,
  SameEventDecision,
  type SameEventPage,
  SameEventPair,
  SameEventPairs,
  SameEventQuery,
  SpeakingReport,
} from '../../contract/same-event.ts'
import { route } from '../../http/route.ts'
import { notFound } from '../../problem.ts'
import { overdoses } from '../overdoses/store.ts'
import { compareWaitingReports } from './compare.ts'
import {
  chooseSpeakingReport,
  decideEventPair,
  eventPairsOf,
  listEventPairs,
  possiblySame,
  reportsOfEvent,
} from './store.ts'

/** One row a report, two to a pair. */
function rowsOf({ rows }: SameEventPage) {
  return rows.flatMap(({ state, probability, metresApart, weights, reports }, index) =>
    reports.map(({ persons, products, ...report }) => ({
      pair: index + 1,
      state,
      probability,
      metresApart: metresApart === null ? null : Math.round(metresApart),
      weights: weights.map(({ field, bits }) => `${field} ${bits.toFixed(1)}`).join(', '),
      ...report,
      persons: persons.length,
      outcomes: persons.map(({ outcome }) => outcome).join(', '),
      products: products.join(', '),
    })),
  )
}

const output = { tier: 'cases', carries: ['case text', 'office text'] } as const
const ofOne = { params: z.strictObject({ overdoseId: z.uuid() }), record: { path: 'overdoseId' } } as const

export const sameEventRoutes = [
  route({
    method: 'get',
    path: '/same-events',
    summary:
      'Pairs of reports that may be of one event, or were said to be or not to be, side by side with what speaks for it',
    query: SameEventQuery,
    answer: Page,
    policy: 'overdose:read',
    audit: 'read',
    output: { tier: 'cases', carries: ['case text', 'office text', 'counts'] },
    deed: ['read', 'possible reports of one event'],
    csv: { fileName: 'possible-reports-of-one-event', output, rows: rowsOf },
    async handle(trx, { query, tenant, today }) {
      // only of those who may see every report does anything of what others recorded become a question
      if (tenant.reach === 'all') await compareWaitingReports(trx, today)
      return listEventPairs(trx, query)
    },
  }),
  route({
    method: 'get',
    path: '/overdoses/:overdoseId/possible-same',
    summary: 'Reports that may be, or are, of the same event as this one, of those that you may see',
    ...ofOne,
    answer: SameEventPairs,
    policy: 'overdose:read',
    audit: 'read',
    output,
    deed: ['looked for other reports of', 'the same event'],
    async handle(trx, { params }) {
      if (!(await overdoses.has(trx, params.overdoseId))) notFound('overdose event')
      return eventPairsOf(trx, params.overdoseId)
    },
  }),
  route({
    method: 'get',
    path: '/overdoses/:overdoseId/reports',
    summary: 'The reports of the event that this one is of, the one that counts first; none where it is the only one',
    ...ofOne,
    answer: ReportsOfEvent,
    policy: 'overdose:read',
    audit: 'read',
    output,
    deed: ['read', 'the reports of one event'],
    async handle(trx, { params }) {
      if (!(await overdoses.has(trx, params.overdoseId))) notFound('overdose event')
      return reportsOfEvent(trx, params.overdoseId)
    },
  }),
  route({
    method: 'post',
    path: '/same-events/ask',
    summary: 'Which reports, of those that you may see, may be of the event that is being entered; nothing is kept',
    body: EnteredSoFar,
    answer: PossiblySame,
    status: 200,
    policy: 'overdose:read',
    audit: 'read',
    output,
    deed: ['asked for reports like', 'one being entered'],
    handle: (trx, { body }) => possiblySame(trx, body),
  }),
  route({
    method: 'post',
    path: '/same-events',
    summary:
      'Say that two reports are of one event (it then counts once, and each report is kept as it is), that they are not, or take that back',
    body: SameEventDecision,
    answer: SameEventPair,
    status: 200,
    policy: 'overdose:write',
    audit: 'write',
    record: { body: ['overdoseId', 'otherId'] },
    output,
    deed: ['decided whether two reports are of', 'one event'],
    handle: (trx, { body, today, tenant }) => decideEventPair(trx, body, { today, userId: tenant.userId }),
  }),
  route({
    method: 'post',
    path: '/same-events/speaking',
    summary: 'Say which of several reports of one event speaks for it in every figure, or let the rule say it again',
    body: SpeakingReport,
    answer: ReportsOfEvent,
    status: 200,
    policy: 'overdose:write',
    audit: 'write',
    record: { body: ['overdoseId'] },
    output,
    deed: ['chose which report speaks for', 'one event'],
    handle: (trx, { body, today, tenant }) => chooseSpeakingReport(trx, body, { today, userId: tenant.userId }),
  }),
]
