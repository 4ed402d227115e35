import { z } from 'zod'
import type { Partnership } from '../../contract/partnership.ts'
import {
  AgencyReport,
  KitRequest,
  KitRequestAnswer,
  KitRequests,
  NewKitRequest,
  NewReversalReport,
  ReportPage,
  ReportPageSettings,
  ReportPageState,
  ReportReceived,
  ReportWithdrawal,
} from '../../contract/reversal-report.ts'
import { type Route, route } from '../../http/route.ts'
import type { Keyring } from '../../keys/keyring.ts'
import { notFound } from '../../problem.ts'
import { answerKitRequest, listKitRequests } from './kit-requests.ts'
import { describeReportPage, readReportPage, writeReportPage } from './page.ts'
import {
  receiveKitRequest,
  receiveReport,
  receiveWithdrawal,
  recordAgencyReport,
  refuseWhereClosed,
} from './receive.ts'

/** What the public sends leaves no entry in the audit, whose order and times would say more than the record does: the batch leaves one. */
const fromThePublic = { policy: 'report:send', audit: 'none', status: 202, isNeverRemembered: true } as const
const RECEIVED = { tier: 'oneself', carries: [] } as const

const addressOf = (publicUrl: string, { slug }: Pick<Partnership, 'slug'>) => `${publicUrl}/report/${slug}`

export function reportRoutes(keyring: Keyring): Route[] {
  return [
    route({
      method: 'get',
      path: '/report',
      summary: 'What the public page of reports must know: products, areas of towns, where a kit is to be had',
      answer: ReportPage,
      policy: 'report:send',
      audit: 'none',
      output: { tier: 'public', carries: ['office text'] },
      deed: ['read', 'what the page of reports says'],
      async handle(trx, { partnership, publicUrl }) {
        const { contactNote } = await refuseWhereClosed(trx)
        return describeReportPage(trx, partnership, { contactNote, address: addressOf(publicUrl, partnership) })
      },
    }),
    route({
      method: 'post',
      path: '/report',
      summary: 'Report a reversal, without an account; sent again with its code it is the same report',
      body: NewReversalReport,
      answer: ReportReceived,
      bodyLimit: '20kb',
      ...fromThePublic,
      output: RECEIVED,
      deed: ['sent', 'a report of a reversal'],
      handle: (trx, { body, partnership }) => receiveReport({ trx, keyring, partnership }, body),
    }),
    route({
      method: 'post',
      path: '/report/withdrawals',
      summary: 'Take a report back by the code of its receipt, until the end of the day after it was received',
      body: ReportWithdrawal,
      answer: ReportReceived,
      bodyLimit: '20kb',
      ...fromThePublic,
      output: RECEIVED,
      deed: ['took back', 'a report of a reversal'],
      handle: (trx, { body, partnership }) => receiveWithdrawal({ trx, keyring, partnership }, body),
    }),
    route({
      method: 'post',
      path: '/report/kit-requests',
      summary: 'Ask for a kit, without an account; opened with all others of its time',
      body: NewKitRequest,
      answer: ReportReceived,
      bodyLimit: '20kb',
      ...fromThePublic,
      output: RECEIVED,
      deed: ['sent', 'a request for a kit'],
      handle: (trx, { body, partnership }) => receiveKitRequest({ trx, keyring, partnership }, body),
    }),
    route({
      method: 'post',
      path: '/reports',
      summary:
        'Report a reversal as an agency: the questions of the public page, recorded at once; sent again with its code it is the same',
      body: NewReversalReport,
      answer: AgencyReport,
      policy: 'overdose:write',
      audit: 'write',
      record: { answer: 'overdoseId' },
      output: { tier: 'cases', carries: [] },
      deed: ['sent', 'a report of a reversal'],
      handle: (trx, { body, tenant, partnership }) => recordAgencyReport(trx, tenant, partnership, body),
    }),
    route({
      method: 'get',
      path: '/report-page',
      summary: 'Whether the public page of reports is open, what it says, and its address',
      answer: ReportPageState,
      policy: 'report-page:write',
      audit: 'none',
      output: { tier: 'office', carries: ['office text'] },
      deed: ['read', 'the settings of the page of reports'],
      handle: async (trx, { partnership, publicUrl }) => ({
        ...(await readReportPage(trx)),
        address: addressOf(publicUrl, partnership),
      }),
    }),
    route({
      method: 'put',
      path: '/report-page',
      summary: 'Open or close the public page of reports, and say where a kit is to be had at once',
      body: ReportPageSettings,
      answer: ReportPageState,
      policy: 'report-page:write',
      audit: 'write',
      record: 'none',
      output: { tier: 'office', carries: ['office text'] },
      deed: ['changed', 'the page of reports'],
      async handle(trx, { body, partnership, publicUrl }) {
        await writeReportPage(trx, partnership.partnershipId, body)
        return { ...body, address: addressOf(publicUrl, partnership) }
      },
    }),
    route({
      method: 'get',
      path: '/kit-requests',
      summary: 'Requests for a kit: those that wait, then those answered last',
      answer: KitRequests,
      policy: 'kit-request:read',
      audit: 'read',
      output: { tier: 'identity', carries: ['identity'] },
      deed: ['read', 'requests for a kit'],
      csv: { fileName: 'kit-requests', rows: (requests) => requests.map((request: KitRequest) => ({ ...request })) },
      handle: (trx, { tenant }) => listKitRequests(trx, tenant.partnershipId, keyring),
    }),
    route({
      method: 'put',
      path: '/kit-requests/:kitRequestId',
      summary: 'Say what became of a request for a kit, or that it waits again',
      params: z.object({ kitRequestId: z.uuid() }),
      body: KitRequestAnswer,
      answer: KitRequest,
      policy: 'kit-request:answer',
      audit: 'write',
      isNeverRemembered: true,
      record: { path: 'kitRequestId' },
      output: { tier: 'identity', carries: ['identity'] },
      deed: ['answered', 'a request for a kit'],
      async handle(trx, { params, body, tenant, today }) {
        const { partnershipId } = tenant
        return (
          (await answerKitRequest(trx, partnershipId, keyring, params.kitRequestId, body, today)) ??
          notFound('request for a kit')
        )
      },
    }),
  ]
}
