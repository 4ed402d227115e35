import {
  AnswerSubject,
  NewSubjectRequest,
  SubjectErasure,
  SubjectExport,
  SubjectRequest,
  SubjectRequests,
} from '../../contract/subject.ts'
import { type Route, route } from '../../http/route.ts'
import type { Keyring } from '../../keys/keyring.ts'
import { invalid } from '../../problem.ts'
import { statePurpose } from '../store.ts'
import { addSubjectRequest, answerRequest, collectHeld, eraseHeld, listSubjectRequests } from './store.ts'

export function subjectRoutes(keyring: Keyring): Route[] {
  return [
    route({
      method: 'get',
      path: '/subject-requests',
      summary: 'Requests of living people about what is held of them, unanswered first, with the day they are due',
      answer: SubjectRequests,
      policy: 'subject:write',
      audit: 'none',
      output: { tier: 'office', carries: ['office text'] },
      deed: ['read', 'living people’s requests'],
      csv: {
        fileName: 'subject-requests',
        rows: (requests) =>
          requests.map(({ outcome, ...request }: SubjectRequest) => ({
            ...request,
            outcome: outcome.map(({ what, deed, count, why }) => [deed, count, what, why].filter(Boolean).join(' ')),
          })),
      },
      handle: (trx, { today }) => listSubjectRequests(trx, today),
    }),
    route({
      method: 'post',
      path: '/subject-requests',
      summary: 'Enter a request: it is due one month after it was received',
      body: NewSubjectRequest,
      answer: SubjectRequest,
      policy: 'subject:write',
      audit: 'write',
      record: { answer: 'requestId' },
      output: { tier: 'office', carries: ['office text'] },
      deed: ['added', 'a living person’s request'],
      async handle(trx, { body, tenant, today }) {
        if (body.receivedOn > today) invalid([{ path: 'receivedOn', message: 'is in the future' }])
        return addSubjectRequest(trx, tenant.userId, body, today)
      },
    }),
    route({
      method: 'post',
      path: '/subject-requests/export',
      summary: 'Everything held about a living person, as an answer to their request',
      body: AnswerSubject,
      answer: SubjectExport,
      status: 200,
      policy: 'subject:write',
      audit: 'identity',
      record: { answer: 'requestId' },
      output: { tier: 'identity', carries: ['identity', 'office text'] },
      deed: ['answered by an export', 'a living person’s request'],
      isNeverRemembered: true,
      async handle(trx, { body: { requestId, sought }, tenant }) {
        await statePurpose(trx, 'answer a subject access request')
        const found = await collectHeld(trx, keyring, sought)
        if (!(await answerRequest(trx, tenant.userId, { requestId, kind: 'export', outcome: found.outcome })))
          noneWaiting()
        return { requestId, madeAt: new Date().toISOString(), ...found.export }
      },
    }),
    route({
      method: 'post',
      path: '/subject-requests/erase',
      summary: 'Erase what is held about a living person, as an answer to their request; says what stays and why',
      body: AnswerSubject,
      answer: SubjectErasure,
      status: 200,
      policy: 'subject:write',
      audit: 'identity',
      record: { answer: 'requestId' },
      output: { tier: 'identity', carries: [] },
      deed: ['answered by erasure', 'a living person’s request'],
      isNeverRemembered: true,
      async handle(trx, { body: { requestId, sought }, tenant, today }) {
        await statePurpose(trx, 'answer a request for erasure')
        const outcome = await eraseHeld(trx, keyring, sought, today)
        if (!(await answerRequest(trx, tenant.userId, { requestId, kind: 'erase', outcome }))) noneWaiting()
        return { requestId, outcome }
      },
    }),
  ]
}

function noneWaiting(): never {
  invalid([{ path: 'requestId', message: 'no request of this kind is waiting for an answer' }])
}
