import type { Anchors } from '../../audit/anchor.ts'
import { listAudit, readAnchored, readChainHead } from '../../audit/store.ts'
import { type AuditEntry, AuditListQuery, WholeAudit } from '../../contract/audit.ts'
import { type Route, route } from '../../http/route.ts'
import { pageOfAudit } from './page.ts'

export const auditRoutes = (routes: () => Route[], anchors: Anchors | undefined): Route[] => [
  route({
    method: 'get',
    path: '/audit',
    summary: 'Who read, wrote and exported what, latest first; no personal detail stands in it',
    query: AuditListQuery,
    answer: WholeAudit,
    policy: 'audit:read',
    audit: 'none',
    output: { tier: 'office', carries: ['office text'] },
    deed: ['read', 'the audit'],
    csv: { fileName: 'audit', rows: (page) => page.rows.map(({ operationName: _, ...entry }: AuditEntry) => entry) },
    async handle(trx, { query, tenant }) {
      const { length } = await readChainHead(trx)
      return {
        ...pageOfAudit(await listAudit(trx, query), query.limit, routes()),
        length,
        anchored: { ...(await readAnchored(trx)), problem: anchors?.problem(tenant.partnershipId) ?? null },
      }
    },
  }),
]
