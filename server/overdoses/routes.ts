import { z } from 'zod'
import { extentOfAreas } from '../areas/store.ts'
import {
  NewOverdose,
  Overdose,
  OverdoseChange,
  OverdoseHistory,
  OverdoseListQuery,
  OverdosePage,
  type OverdoseRow,
} from '../contract/overdose.ts'
import { judgeOverdose } from '../contract/rules/overdose.ts'
import { invalid, notFound } from '../http/problem.ts'
import { type Reference, refuseImpossible, refuseUnknown } from '../http/refuse.ts'
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
    output: { tier: 'cases', carries: ['case text'] },
    deed: ['read', 'reversals'],
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
    record: { answer: 'overdoseId' },
    output: { tier: 'cases', carries: ['case text', 'exact place'] },
    deed: ['added', 'a reversal'],
    location: (overdose) => `/overdoses/${overdose.overdoseId}`,
    async handle(trx, { body, today, tenant }) {
      refuseImpossible(judgeOverdose({ knownOn: today, ...body }, { today, extent: await extentOfAreas(trx) }))
      await refuseUnknown(trx, referencesOf(body))
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
    record: { path: 'overdoseId' },
    output: { tier: 'cases', carries: ['case text', 'exact place'] },
    deed: ['opened', 'a reversal'],
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
    record: { path: 'overdoseId' },
    output: { tier: 'cases', carries: ['case text', 'exact place'] },
    deed: ['changed', 'a reversal'],
    amends: true,
    async handle(trx, { params, body, ifMatch, today, tenant }) {
      await refuseUnknown(trx, referencesOf(body))
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
    record: { path: 'overdoseId' },
    output: { tier: 'cases', carries: ['case text', 'exact place'] },
    deed: ['opened', 'the history of a reversal'],
    async handle(trx, { params }) {
      const revisions = await listOverdoseRevisions(trx, params.overdoseId)
      return revisions.length ? revisions : notFound('overdose event')
    },
  }),
]

function referencesOf({ agencyId, persons }: Pick<NewOverdose, 'agencyId' | 'persons'>): Reference[] {
  return [
    { path: 'agencyId', to: 'agency', value: agencyId },
    ...persons.flatMap(({ deathId, substanceCodes, administrations }, at): Reference[] => [
      { path: `persons.${at}.deathId`, to: 'death', value: deathId },
      ...substanceCodes.map(
        (value, index): Reference => ({ path: `persons.${at}.substanceCodes.${index}`, to: 'substance', value }),
      ),
      ...administrations.flatMap(({ productCode, kitId }, index): Reference[] => [
        { path: `persons.${at}.administrations.${index}.productCode`, to: 'product', value: productCode },
        { path: `persons.${at}.administrations.${index}.kitId`, to: 'kit', value: kitId },
      ]),
    ]),
  ]
}
