import { z } from 'zod'
import {
  NewOverdose,
  Overdose,
  OverdoseChange,
  OverdoseHistory,
  OverdoseListQuery,
  OverdosePage,
  type OverdoseRow,
} from '../contract/overdose.ts'
import { invalid, notFound } from '../http/problem.ts'
import { route } from '../http/route.ts'
import { addOverdoses, amendOverdose, findOverdose, listOverdoseRevisions, listOverdoses } from './store.ts'

const OneOverdose = z.strictObject({ overdoseId: z.uuid() })

export const overdoseRoutes = [
  route({
    method: 'get',
    path: '/overdoses',
    summary: 'Overdose events, latest first; status "reversal" lists those with a reversal',
    query: OverdoseListQuery,
    answer: OverdosePage,
    policy: 'overdose:read',
    audit: 'read',
    csv: { fileName: 'overdoses', rows: (page) => page.rows.map((row: OverdoseRow) => ({ ...row })) },
    handle: (trx, { query }) => listOverdoses(trx, query),
  }),
  route({
    method: 'post',
    path: '/overdoses',
    summary: 'Record an overdose event: its persons, and the naloxone each was given',
    body: NewOverdose,
    answer: Overdose,
    policy: 'overdose:write',
    audit: 'write',
    location: (overdose) => `/overdoses/${overdose.overdoseId}`,
    async handle(trx, { body, today }) {
      if (body.eventDay > today) invalid([{ path: 'eventDay', message: 'is in the future' }])
      if ((body.knownOn ?? today) < body.eventDay)
        invalid([{ path: 'knownOn', message: 'an event cannot be known before its day' }])
      const [added] = await addOverdoses(trx, [body], today)
      if (added?.outcome !== 'added')
        invalid([{ path: 'reference', message: 'there is already an event with this source and reference' }])
      return (await findOverdose(trx, added.id)) ?? notFound('overdose event')
    },
  }),
  route({
    method: 'get',
    path: '/overdoses/:overdoseId',
    summary: 'An overdose event as it stands now',
    params: OneOverdose,
    answer: Overdose,
    policy: 'overdose:read',
    audit: 'read',
    handle: async (trx, { params }) => (await findOverdose(trx, params.overdoseId)) ?? notFound('overdose event'),
  }),
  route({
    method: 'put',
    path: '/overdoses/:overdoseId',
    summary: 'Amend or withdraw an overdose event: a new revision, from the version named in If-Match',
    params: OneOverdose,
    body: OverdoseChange,
    answer: Overdose,
    policy: 'overdose:write',
    audit: 'write',
    amends: true,
    async handle(trx, { params, body, ifMatch, today }) {
      if (body.eventDay > today) invalid([{ path: 'eventDay', message: 'is in the future' }])
      return (await amendOverdose(trx, params.overdoseId, ifMatch, body, today)) ?? notFound('overdose event')
    },
  }),
  route({
    method: 'get',
    path: '/overdoses/:overdoseId/history',
    summary: 'Every revision of an overdose event, newest first',
    params: OneOverdose,
    answer: OverdoseHistory,
    policy: 'overdose:read',
    audit: 'read',
    async handle(trx, { params }) {
      const revisions = await listOverdoseRevisions(trx, params.overdoseId)
      return revisions.length ? revisions : notFound('overdose event')
    },
  }),
]
