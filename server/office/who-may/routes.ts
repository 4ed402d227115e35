import { z } from 'zod'
import { actions, everyone, policy, walledRoles } from '../../access/policy.ts'
import { listAudit, readChainHead } from '../../audit/store.ts'
import { Action, Role, roleNames } from '../../contract/access.ts'
import { AuditListQuery, AuditPage } from '../../contract/audit.ts'
import { PolicyTable, type Refusal, Refusals } from '../../contract/person.ts'
import { type Route, route } from '../../http/route.ts'
import { pageOfAudit } from '../audit/page.ts'

const held = Role.options

/** Who may see what, who has seen it, and who tried to. */
export function whoMayRoutes(routes: () => Route[]): Route[] {
  return [
    route({
      method: 'get',
      path: '/policy',
      summary: 'Who may see and do what: the table that the guards read',
      answer: PolicyTable,
      policy: 'policy:read',
      audit: 'none',
      output: { tier: 'reference', carries: [] },
      deed: ['read', 'who may do what'],
      csv: { fileName: 'who-may-do-what', rows: policyRows },
      handle: () => Promise.resolve(describePolicy(routes())),
    }),
    route({
      method: 'get',
      path: '/case-access',
      summary: 'Who has opened or changed one record, latest first',
      query: AuditListQuery.required({ record: true }),
      answer: AuditPage,
      policy: 'case-access:read',
      audit: 'none',
      output: { tier: 'office', carries: ['office text'] },
      deed: ['read', 'who has opened a record'],
      async handle(trx, { query }) {
        const rows = await listAudit(trx, query)
        const { length } = await readChainHead(trx)
        return { ...pageOfAudit(rows, query.limit, routes()), length }
      },
    }),
    route({
      method: 'get',
      path: '/refusals',
      summary: 'Who tried what their role does not include, or asked for records that are not there for them',
      query: z.strictObject({
        before: z.coerce.number().int().positive().optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
      answer: Refusals,
      policy: 'refusal:read',
      audit: 'none',
      output: { tier: 'office', carries: ['office text'] },
      deed: ['read', 'refused attempts'],
      csv: { fileName: 'refusals', rows: (page) => page.rows.map(({ operationName: _, ...row }: Refusal) => row) },
      async handle(trx, { query }) {
        const tried = await listAudit(trx, { ...query, action: 'refused' })
        const { rows, nextBefore } = pageOfAudit(tried, query.limit, routes())
        return {
          rows: rows.map(({ entry, at, userId, userName, operation, operationName }) => {
            return { entry, at, userId, userName, operation, operationName }
          }),
          nextBefore,
        }
      },
    }),
  ]
}

/** One row for each action, roles by their names. */
function policyRows({ roles, actions }: PolicyTable) {
  const nameOf = new Map(roles.map(({ role, name }) => [role, name]))
  return actions.map(({ roles: held, ...action }) => ({
    ...action,
    roles: held.map(({ role, scope }) => `${nameOf.get(role)}${scope === 'own agency' ? ' (own agency)' : ''}`),
  }))
}

export function describePolicy(routes: Route[]): PolicyTable {
  return {
    roles: held.map((role) => ({ role, name: roleNames[role], isWalled: walledRoles.includes(role) })),
    actions: Action.options.map((action) => ({
      action,
      ...actions[action],
      everyone: everyone.includes(action),
      roles: held.flatMap((role) => {
        const scope = policy[role][action]
        return scope ? [{ role, scope }] : []
      }),
      routes: routes
        .filter((route) => route.policy === action)
        .map(({ method, path }) => `${method.toUpperCase()} /api${path}`),
    })),
  }
}
