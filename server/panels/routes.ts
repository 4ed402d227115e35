import { NewPanel, Panel, Panels } from '../contract/panel.ts'
import { invalid } from '../http/problem.ts'
import { route } from '../http/route.ts'
import { addPanel, listPanels, unknownCodes } from './store.ts'

export const panelRoutes = [
  route({
    method: 'get',
    path: '/toxicology-panels',
    summary: 'What each laboratory looks for; a substance not on the panel is not tested, never negative',
    answer: Panels,
    policy: 'death:read',
    audit: 'none',
    csv: { fileName: 'toxicology-panels', rows: (panels) => panels.map((panel: Panel) => ({ ...panel })) },
    handle: (trx) => listPanels(trx),
  }),
  route({
    method: 'post',
    path: '/toxicology-panels',
    summary: 'Add a toxicology panel',
    body: NewPanel,
    answer: Panel,
    policy: 'death:write',
    audit: 'write',
    async handle(trx, { tenant, body }) {
      const unknown = await unknownCodes(trx, body.covers)
      if (unknown.length) invalid(unknown.map((code) => ({ path: 'covers', message: `there is no substance ${code}` })))
      const added = await addPanel(trx, tenant.partnershipId, body)
      return added ?? invalid([{ path: 'name', message: 'there is already a panel of this name' }])
    },
  }),
]
