import { z } from 'zod'
import {
  NewToxicologyPanel,
  RetireToxicologyPanel,
  ToxicologyPanel,
  ToxicologyPanels,
} from '../../contract/toxicology-panel.ts'
import { route } from '../../http/route.ts'
import { invalid, notFound } from '../../problem.ts'
import { addToxicologyPanel, listToxicologyPanels, retireToxicologyPanel, unknownCodes } from './store.ts'

export const toxicologyPanelRoutes = [
  route({
    method: 'get',
    path: '/toxicology-panels',
    summary: 'What each laboratory looks for; a substance not on the panel is not tested, never negative',
    answer: ToxicologyPanels,
    policy: 'death:read',
    audit: 'none',
    output: { tier: 'reference', carries: ['office text'] },
    deed: ['read', 'toxicology panels'],
    csv: { fileName: 'toxicology-panels', rows: (panels) => panels.map((panel: ToxicologyPanel) => ({ ...panel })) },
    handle: (trx) => listToxicologyPanels(trx),
  }),
  route({
    method: 'post',
    path: '/toxicology-panels',
    summary: 'Add a toxicology panel',
    body: NewToxicologyPanel,
    answer: ToxicologyPanel,
    policy: 'panel:write',
    audit: 'write',
    record: { answer: 'panelId' },
    output: { tier: 'reference', carries: ['office text'] },
    deed: ['added', 'a toxicology panel'],
    async handle(trx, { tenant, body }) {
      const unknown = await unknownCodes(trx, body.covers)
      if (unknown.length) invalid(unknown.map((code) => ({ path: 'covers', message: `there is no substance ${code}` })))
      const added = await addToxicologyPanel(trx, tenant.partnershipId, body)
      return added ?? invalid([{ path: 'name', message: 'there is already a panel of this name' }])
    },
  }),
  route({
    method: 'put',
    path: '/toxicology-panels/:panelId/retired',
    summary: 'Retire a panel, which can then no longer be chosen, or bring it back; the deaths that name it keep it',
    params: z.strictObject({ panelId: z.uuid() }),
    body: RetireToxicologyPanel,
    answer: ToxicologyPanel,
    policy: 'panel:write',
    audit: 'write',
    record: { path: 'panelId' },
    output: { tier: 'reference', carries: ['office text'] },
    deed: ['retired or brought back', 'a toxicology panel'],
    handle: async (trx, { params, body }) =>
      (await retireToxicologyPanel(trx, params.panelId, body.isRetired)) ?? notFound('toxicology panel'),
  }),
]
