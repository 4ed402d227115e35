import { AgencyBoard, type AgencyReports } from '../contract/agency-board.ts'
import { route } from '../http/route.ts'
import { deathBoard, overdoseBoard } from './board.ts'

const rowsOf = ({ from, to, feeds }: AgencyBoard) => feeds.map((feed: AgencyReports) => ({ ...feed, from, to }))

export const agencyRoutes = [
  route({
    method: 'get',
    path: '/agencies/overdose-reports',
    summary:
      'How well each agency reports overdoses: completeness, what is unknown, delay, last report, rows to look at. An agency sees its own only',
    answer: AgencyBoard,
    policy: 'overdose:read',
    audit: 'read',
    output: { tier: 'panel', carries: ['counts', 'case text', 'office text'] },
    deed: ['read', 'how agencies report reversals'],
    csv: { fileName: 'overdose-reports-by-agency', rows: rowsOf },
    handle: (trx, { today }) => overdoseBoard(trx, today),
  }),
  route({
    method: 'get',
    path: '/agencies/death-reports',
    summary:
      'How well each agency notifies deaths: completeness, what is unknown, delay, last report, rows to look at. An agency sees its own only',
    answer: AgencyBoard,
    policy: 'death:read',
    audit: 'read',
    output: { tier: 'panel', carries: ['counts', 'case text'] },
    deed: ['read', 'how agencies report deaths'],
    csv: { fileName: 'death-reports-by-agency', rows: rowsOf },
    handle: (trx, { today }) => deathBoard(trx, today),
  }),
]
