import { z } from 'zod'
import {
  type AgencyRequest,
  AgencyRequestQuery,
  AgencyRequests,
  NewAgencyRequest,
  OneAgencyRequest,
  RequestAnswer,
  WithdrawRequest,
} from '../../contract/agency-request.ts'
import { findDeath } from '../../deaths/store.ts'
import { refuseUnknown } from '../../http/refuse.ts'
import { route } from '../../http/route.ts'
import { invalid, notFound } from '../../problem.ts'
import { answerRequest, askAgencies, findRequest, listRequests, withdrawRequest } from './store.ts'

const OneRequest = z.strictObject({ requestId: z.uuid() })
const output = { tier: 'cases', carries: ['case text', 'office text'] } as const

export const agencyRequestRoutes = [
  route({
    method: 'get',
    path: '/agency-requests',
    summary:
      'What agencies were asked to tell of the life before a death, the soonest due first; an agency sees what it owes',
    query: AgencyRequestQuery,
    answer: AgencyRequests,
    policy: 'request:read',
    audit: 'read',
    output,
    deed: ['read', 'requests to agencies'],
    csv: {
      fileName: 'agency-requests',
      rows: ({ rows }) => rows.map(({ death, ...row }: AgencyRequest) => ({ ...row, death: death?.reference ?? null })),
    },
    handle: (trx, { query, today, tenant }) => listRequests(trx, query, today, tenant.reach),
  }),
  route({
    method: 'post',
    path: '/deaths/:deathId/agency-requests',
    summary: 'Ask an agency or a service for what it knows; due in five working days',
    params: z.strictObject({ deathId: z.uuid() }),
    body: NewAgencyRequest,
    answer: OneAgencyRequest,
    policy: 'request:write',
    audit: 'write',
    record: { path: 'deathId' },
    output,
    deed: ['asked an agency about', 'a death'],
    async handle(trx, { params, body, today }) {
      const death = (await findDeath(trx, params.deathId)) ?? notFound('death')
      await refuseUnknown(trx, [{ path: 'agencyId', to: 'agency', value: body.agencyId }])
      const { deathId, eventDay, eventDayPrecision, ageYears, sex } = death
      const [asked] = await askAgencies(trx, { deathId, eventDay, eventDayPrecision, ageYears, sex }, [body], today)
      if (!asked) invalid([{ path: 'service', message: 'is asked already, and has not answered' }])
      return (await findRequest(trx, today, asked)) ?? notFound('request')
    },
  }),
  route({
    method: 'get',
    path: '/agency-requests/:requestId',
    summary: 'A request, with what its agency has told so far and nothing else of the case',
    params: OneRequest,
    answer: OneAgencyRequest,
    policy: 'request:read',
    audit: 'read',
    record: { path: 'requestId' },
    output,
    deed: ['opened', 'a request to an agency'],
    handle: async (trx, { params, today }) => (await findRequest(trx, today, params.requestId)) ?? notFound('request'),
  }),
  route({
    method: 'post',
    path: '/agency-requests/:requestId/answers',
    summary: 'Answer a request: entries of the chronology under the agency’s name, and whether that is all',
    params: OneRequest,
    body: RequestAnswer,
    answer: OneAgencyRequest,
    status: 200,
    policy: 'request:answer',
    audit: 'write',
    record: { path: 'requestId' },
    output,
    deed: ['answered', 'a request to an agency'],
    handle: async (trx, { params, body, today }) =>
      (await answerRequest(trx, params.requestId, body, today)) ?? notFound('request'),
  }),
  route({
    method: 'put',
    path: '/agency-requests/:requestId/withdrawn',
    summary: 'Withdraw a request: nothing is asked any more, at once',
    params: OneRequest,
    body: WithdrawRequest,
    answer: OneAgencyRequest,
    policy: 'request:write',
    audit: 'write',
    record: { path: 'requestId' },
    output,
    deed: ['withdrew', 'a request to an agency'],
    handle: async (trx, { params, body, today }) =>
      (await withdrawRequest(trx, params.requestId, body.reason, today)) ?? notFound('request'),
  }),
]
