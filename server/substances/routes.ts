import { type Substance, Substances } from '../contract/substance.ts'
import { route } from '../http/route.ts'
import { listSubstances } from './store.ts'

export const substanceRoutes = [
  route({
    method: 'get',
    path: '/substances',
    summary: 'The substance tree with its aliases',
    answer: Substances,
    policy: 'substance:read',
    audit: 'none',
    handle: (trx) => listSubstances(trx),
    csv: { fileName: 'substances', rows: (substances) => substances.map((substance: Substance) => ({ ...substance })) },
  }),
]
