import { Agencies, Agency, NewAgency, Partnerships } from '../contract/partnership.ts'
import { route } from '../http/route.ts'
import { invalid } from '../problem.ts'
import { addAgency, listAgencies } from './store.ts'

export const partnershipRoutes = [
  route({
    method: 'get',
    path: '/partnerships',
    summary: 'The partnerships you belong to',
    answer: Partnerships,
    policy: 'partnership:read',
    audit: 'none',
    output: { tier: 'reference', carries: [] },
    isTenant: false,
    handle: (_trx, { actor }) =>
      Promise.resolve(actor.kind === 'person' ? actor.memberships.map(({ partnership }) => partnership) : []),
  }),
  route({
    method: 'get',
    path: '/agencies',
    summary: 'The agencies of the partnership',
    answer: Agencies,
    policy: 'agency:read',
    audit: 'none',
    output: { tier: 'reference', carries: ['office text'] },
    deed: ['read', 'agencies'],
    csv: { fileName: 'agencies', rows: (agencies) => agencies.map((agency: Agency) => ({ ...agency })) },
    handle: (trx) => listAgencies(trx),
  }),
  route({
    method: 'post',
    path: '/agencies',
    summary: 'Add an agency',
    body: NewAgency,
    answer: Agency,
    policy: 'agency:write',
    audit: 'write',
    record: { answer: 'agencyId' },
    output: { tier: 'reference', carries: ['office text'] },
    deed: ['added', 'an agency'],
    async handle(trx, { tenant, body }) {
      const added = await addAgency(trx, tenant.partnershipId, body)
      return added ?? invalid([{ path: 'name', message: 'there is already an agency of this name' }])
    },
  }),
]
