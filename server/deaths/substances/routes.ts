import { NotInTreeList, Placed, PlaceSubstance, UnplaceSubstance } from '../../contract/not-in-tree.ts'
import { type Substance, Substances } from '../../contract/substance.ts'
import { refuseUnknown } from '../../http/refuse.ts'
import { route } from '../../http/route.ts'
import { notFound } from '../../problem.ts'
import { listNotInTree, placeSubstance, unplaceSubstance } from './not-in-tree.ts'
import { listSubstances } from './store.ts'

export const substanceRoutes = [
  route({
    method: 'get',
    path: '/substances',
    summary: 'The substance tree with its aliases',
    answer: Substances,
    policy: 'substance:read',
    audit: 'none',
    output: { tier: 'reference', carries: [] },
    deed: ['read', 'the substance tree'],
    handle: (trx) => listSubstances(trx),
    csv: { fileName: 'substances', rows: (substances) => substances.map((substance: Substance) => ({ ...substance })) },
  }),
  route({
    method: 'get',
    path: '/substances/not-in-tree',
    summary: 'Drugs that records name and the tree does not hold, and those that people have placed',
    answer: NotInTreeList,
    policy: 'substance:place',
    audit: 'read',
    output: { tier: 'cases', carries: ['case text', 'counts'] },
    deed: ['read', 'drugs that are not in the tree'],
    csv: { fileName: 'drugs-not-in-the-tree', rows: ({ unplaced }) => unplaced.map(({ near: _, ...one }) => one) },
    handle: (trx) => listNotInTree(trx),
  }),
  route({
    method: 'post',
    path: '/substances/not-in-tree/place',
    summary: 'Say which drug of the tree a name means: a new revision of each record that names it, known today',
    body: PlaceSubstance,
    answer: Placed,
    policy: 'substance:place',
    audit: 'write',
    output: { tier: 'cases', carries: ['counts'] },
    deed: ['placed in the tree', 'a drug that was not in it'],
    async handle(trx, { body, today, tenant }) {
      await refuseUnknown(trx, [{ path: 'substanceCode', to: 'substance', value: body.substanceCode }])
      return placeSubstance(trx, body, { today, userId: tenant.userId })
    },
  }),
  route({
    method: 'post',
    path: '/substances/not-in-tree/unplace',
    summary: 'Take a placing back: the records name the drug as it was written again, known from today',
    body: UnplaceSubstance,
    answer: Placed,
    policy: 'substance:place',
    audit: 'write',
    output: { tier: 'cases', carries: ['counts'] },
    deed: ['took back the placing of', 'a drug'],
    handle: async (trx, { body, today }) =>
      (await unplaceSubstance(trx, body.written, today)) ?? notFound('placed drug'),
  }),
]
