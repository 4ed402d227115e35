import { type AuditEntry, AuditListQuery, AuditPage } from '../contract/audit.ts'
import { route } from '../http/route.ts'
import { listAudit, readChainHead } from './store.ts'

export const auditRoutes = [
  route({
    method: 'get',
    path: '/audit',
    summary: 'Who read, wrote and exported what, latest first; no personal detail stands in it',
    query: AuditListQuery,
    answer: AuditPage,
    policy: 'audit:read',
    audit: 'none',
    csv: { fileName: 'audit', rows: (page) => page.rows.map((entry: AuditEntry) => ({ ...entry })) },
    async handle(trx, { query }) {
      const { length } = await readChainHead(trx)
      const rows = await listAudit(trx, query)
      return {
        rows: rows.slice(0, query.limit),
        nextBefore: rows.length > query.limit ? (rows[query.limit - 1]?.entry ?? null) : null,
        length,
      }
    },
  }),
]
