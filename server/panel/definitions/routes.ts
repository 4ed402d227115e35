import { z } from 'zod'
import { mayAlso } from '../../access/may.ts'
import type { Day } from '../../contract/day.ts'
import {
  Compared,
  ComparedQuery,
  DefinedCounts,
  DefinedCountsQuery,
  DefinedRates,
  DefinedRatesQuery,
  DefinitionChange,
  DefinitionDecision,
  DefinitionList,
  DefinitionPage,
  type Judged,
  JudgedDeathAnswer,
  JudgedDeathQuery,
  NewDefinitionChange,
  RevisedCount,
  RevisedQuery,
} from '../../contract/death-definition.ts'
import { sayRule } from '../../contract/rules/death-definition.ts'
import { readDefinitions } from '../../facts/definitions/rulebook.ts'
import { route } from '../../http/route.ts'
import { invalid, notFound } from '../../problem.ts'
import { decideChange, proposeChange, readDefinitionPage, toAnswer } from './changes.ts'
import { because, comparedDefinitions, judgeOne, revisedCount } from './compare.ts'
import { definedCounts } from './counts.ts'
import { definedRates } from './rates.ts'

function refuseTheFuture(today: Day, asked: Record<string, Day | undefined>): void {
  const ahead = Object.entries(asked).filter(([, day]) => day && day > today)
  if (ahead.length) invalid(ahead.map(([path]) => ({ path, message: 'is in the future' })))
}

export const definitionRoutes = [
  route({
    method: 'get',
    path: '/definitions',
    summary: 'The definitions of a drug-related death, as data: rules, sources and versions',
    answer: DefinitionList,
    policy: 'definition:read',
    audit: 'none',
    output: { tier: 'reference', carries: [] },
    deed: ['read', 'the definitions of a death'],
    csv: {
      fileName: 'death-definitions',
      rows: (definitions) => definitions.map(({ rule, ...definition }) => ({ ...definition, rule: sayRule(rule) })),
    },
    handle: async (trx) => (await readDefinitions(trx)).map(toAnswer),
  }),
  route({
    method: 'get',
    path: '/definition',
    summary: 'One definition: its rule, its cases tried now, its versions and what was proposed',
    query: z.strictObject({ code: z.string().max(60) }),
    answer: DefinitionPage,
    policy: 'definition:read',
    audit: 'none',
    output: { tier: 'reference', carries: ['office text'] },
    deed: ['read', 'a definition of a death'],
    handle: (trx, { query, tenant }) => readDefinitionPage(trx, query.code, tenant.userId),
  }),
  route({
    method: 'post',
    path: '/definition-changes',
    summary: 'Propose a change of a definition; it counts from the day a second person signs it',
    body: NewDefinitionChange,
    answer: DefinitionChange,
    policy: 'definition:write',
    audit: 'write',
    record: { answer: 'changeId' },
    output: { tier: 'reference', carries: ['office text'] },
    deed: ['proposed to change', 'a definition of a death'],
    handle: (trx, { body, tenant, today }) => proposeChange(trx, body, { userId: tenant.userId, today }),
  }),
  route({
    method: 'post',
    path: '/definition-changes/:changeId/decision',
    summary: 'Sign a proposed change, or refuse it; nobody signs their own',
    params: z.strictObject({ changeId: z.uuid() }),
    body: DefinitionDecision,
    answer: DefinitionChange,
    status: 200,
    policy: 'definition:write',
    audit: 'write',
    record: { path: 'changeId' },
    output: { tier: 'reference', carries: ['office text'] },
    deed: ['signed or refused', 'a change of a definition'],
    handle: (trx, { params, body, tenant, today }) =>
      decideChange(trx, params.changeId, body, { userId: tenant.userId, today }),
  }),
  route({
    method: 'get',
    path: '/deaths-by-definition',
    summary: 'How many died by each definition, year by year, as known on a day',
    query: DefinedCountsQuery,
    answer: DefinedCounts,
    policy: 'figure:read',
    audit: 'none',
    output: definedCounts.output,
    deed: ['read', 'deaths by definition'],
    csv: definedCounts.csv,
    handle(trx, { query, today }) {
      refuseTheFuture(today, { asKnownOn: query.asKnownOn, rulesOn: query.rulesOn })
      return definedCounts.read(trx, { ...query, today })
    },
  }),
  route({
    method: 'get',
    path: '/deaths-by-definition/rates',
    summary: 'Death rates by each definition, crude and age-standardised, of one to ten years',
    query: DefinedRatesQuery,
    answer: DefinedRates,
    policy: 'figure:read',
    audit: 'none',
    output: definedRates.output,
    deed: ['read', 'death rates by definition'],
    csv: definedRates.csv,
    handle(trx, { query, today }) {
      refuseTheFuture(today, { asKnownOn: query.asKnownOn, rulesOn: query.rulesOn })
      return definedRates.read(trx, { ...query, today })
    },
  }),
  route({
    method: 'get',
    path: '/deaths-by-definition/compared',
    summary: 'Two definitions: how many are in both, and the deaths of which they do not say the same, with the facts',
    query: ComparedQuery,
    answer: Compared,
    policy: 'figure:read',
    audit: 'read',
    output: comparedDefinitions.output,
    deed: ['compared', 'two definitions of a death'],
    csv: comparedDefinitions.csv,
    handle(trx, { query, today, actor, partnership }) {
      refuseTheFuture(today, { asKnownOn: query.asKnownOn, rulesOn: query.rulesOn })
      return comparedDefinitions.read(trx, { ...query, today, mayOpen: mayAlso(actor, partnership, 'death:read') })
    },
  }),
  route({
    method: 'get',
    path: '/deaths-by-definition/revised',
    summary: 'Why the figure of a year changed between two days of knowing: the deaths that came in and went out',
    query: RevisedQuery,
    answer: RevisedCount,
    policy: 'figure:read',
    audit: 'read',
    output: revisedCount.output,
    deed: ['read', 'why a figure changed'],
    csv: revisedCount.csv,
    handle(trx, { query, today, actor, partnership }) {
      refuseTheFuture(today, { from: query.from, to: query.to })
      if (query.from > query.to) invalid([{ path: 'from', message: 'is after the later day' }])
      return revisedCount.read(trx, { ...query, today, mayOpen: mayAlso(actor, partnership, 'death:read') })
    },
  }),
  route({
    method: 'get',
    path: '/deaths/:deathId/definitions',
    summary: 'By which definitions a death counts, and the facts that decided it',
    params: z.strictObject({ deathId: z.uuid() }),
    query: JudgedDeathQuery,
    answer: JudgedDeathAnswer,
    policy: 'death:read',
    audit: 'read',
    record: { path: 'deathId' },
    output: { tier: 'cases', carries: ['case text'] },
    deed: ['read by which definitions counts', 'a death'],
    csv: {
      fileName: 'death-by-definition',
      rows: ({ definitions }) =>
        definitions.map((one: Judged) => ({
          ...{ code: one.code, version: one.version, title: one.title, verdict: one.verdict },
          because: because(one),
        })),
    },
    async handle(trx, { params, query, today }) {
      refuseTheFuture(today, { asKnownOn: query.asKnownOn, rulesOn: query.rulesOn })
      return (await judgeOne(trx, params.deathId, { ...query, today })) ?? notFound('death')
    },
  }),
]
