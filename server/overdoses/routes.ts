import { z } from 'zod'
import {
  NewOverdose,
  Overdose,
  OverdoseChange,
  OverdoseHistory,
  OverdoseListQuery,
  OverdosePage,
  type OverdosePerson,
  type OverdoseRow,
} from '../contract/overdose.ts'
import type { Trx } from '../db/tenant.ts'
import { invalid, notFound } from '../http/problem.ts'
import { route } from '../http/route.ts'
import { underOwnAgency } from '../partnerships/own-agency.ts'
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
    async handle(trx, { body, today, tenant }) {
      if (body.eventDay > today) invalid([{ path: 'eventDay', message: 'is in the future' }])
      if ((body.knownOn ?? today) < body.eventDay)
        invalid([{ path: 'knownOn', message: 'an event cannot be known before its day' }])
      await refuseUnseenDeaths(trx, body.persons)
      const [added] = await addOverdoses(trx, [await underOwnAgency(trx, tenant, body)], today)
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
    async handle(trx, { params, body, ifMatch, today, tenant }) {
      if (body.eventDay > today) invalid([{ path: 'eventDay', message: 'is in the future' }])
      await refuseUnseenDeaths(trx, body.persons)
      return (
        (await amendOverdose(trx, params.overdoseId, ifMatch, await underOwnAgency(trx, tenant, body), today)) ??
        notFound('overdose event')
      )
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

/** Whether a death exists is not told to whom it is not shown: the foreign key alone would. */
async function refuseUnseenDeaths(trx: Trx, persons: OverdosePerson[]): Promise<void> {
  for (const [index, { deathId }] of persons.entries()) {
    if (deathId && !(await trx('death').where({ death_id: deathId }).first('death_id')))
      invalid([{ path: `persons.${index}.deathId`, message: 'there is no such death' }])
  }
}
