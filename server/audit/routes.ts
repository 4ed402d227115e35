import { type AuditEntry, AuditListQuery, WholeAudit } from '../contract/audit.ts'
import { type Route, route } from '../http/route.ts'
import type { Anchors } from './anchor.ts'
import { listAudit, readAnchored, readChainHead } from './store.ts'

export const auditRoutes = (anchors: Anchors | undefined): Route[] => [
  route({
    method: 'get',
    path: '/audit',
    summary: 'Who read, wrote and exported what, latest first; no personal detail stands in it',
    query: AuditListQuery,
    answer: WholeAudit,
    policy: 'audit:read',
    audit: 'none',
    output: { tier: 'office', carries: ['office text'] },
    csv: { fileName: 'audit', rows: (page) => page.rows.map((entry: AuditEntry) => ({ ...entry })) },
    async handle(trx, { query, tenant }) {
      const { length } = await readChainHead(trx)
      const rows = await listAudit(trx, query)
      return {
        rows: rows.slice(0, query.limit),
        nextBefore: rows.length > query.limit ? (rows[query.limit - 1]?.entry ?? null) : null,
        length,
        anchored: { ...(await readAnchored(trx)), problem: anchors?.problem(tenant.partnershipId) ?? null },
      }
    },
  }),
]
