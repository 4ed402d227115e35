import { NaloxoneReach, NewReachAssumption, ReachAssumption, ReachQuery } from '../../contract/naloxone-reach.ts'
import { route } from '../../http/route.ts'
import { invalid } from '../../problem.ts'
import { enterAssumption } from './assumptions.ts'
import { naloxoneReach } from './reach.ts'

export const reachRoutes = [
  route({
    method: 'get',
    path: '/naloxone/reach',
    summary: 'Live kits and whom they reach, beside cumulative reach, benchmarks and reported uses',
    query: ReachQuery,
    answer: NaloxoneReach,
    policy: 'figure:read',
    audit: 'none',
    output: naloxoneReach.output,
    deed: ['read', 'the reach of naloxone'],
    csv: naloxoneReach.csv,
    handle(trx, { query: { on = undefined, by }, today }) {
      if (on && on > today) invalid([{ path: 'on', message: 'is in the future' }])
      return naloxoneReach.read(trx, { on: on ?? today, by, today })
    },
  }),
  route({
    method: 'put',
    path: '/naloxone/reach/assumption',
    summary: 'Enter how many people are at risk here and how fast kits are lost; what was entered before is kept',
    body: NewReachAssumption,
    answer: ReachAssumption,
    policy: 'product:write',
    audit: 'write',
    record: 'none',
    output: { tier: 'office', carries: ['office text'] },
    deed: ['entered', 'what reach is worked out with'],
    handle: (trx, { body, tenant }) => enterAssumption(trx, tenant.userId, body),
  }),
]
