import { AgencyBoard } from '../../contract/agency-board.ts'
import { route } from '../../http/route.ts'
import { deathBoard, overdoseBoard } from './board.ts'

export const agencyRoutes = [
  route({
    method: 'get',
    path: '/agencies/overdose-reports',
    summary:
      'How well each agency reports overdoses: completeness, what is unknown, delay, last report, rows to look at. An agency sees its own only',
    answer: AgencyBoard,
    policy: 'overdose:read',
    audit: 'read',
    output: overdoseBoard.output,
    deed: ['read', 'how agencies report reversals'],
    csv: overdoseBoard.csv,
    handle: (trx, { today }) => overdoseBoard.read(trx, { today }),
  }),
  route({
    method: 'get',
    path: '/agencies/death-reports',
    summary:
      'How well each agency notifies deaths: completeness, what is unknown, delay, last report, rows to look at. An agency sees its own only',
    answer: AgencyBoard,
    policy: 'death:read',
    audit: 'read',
    output: deathBoard.output,
    deed: ['read', 'how agencies report deaths'],
    csv: deathBoard.csv,
    handle: (trx, { today }) => deathBoard.read(trx, { today }),
  }),
]
