import { type FollowUpPage, FollowUpQuery, FollowUpPage as Page } from '../../contract/follow-up.ts'
import { route } from '../../http/route.ts'
import { listToFollowUp } from './store.ts'

const rowsOf = ({ rows }: FollowUpPage) =>
  rows.map(({ persons, ...row }) => ({
    ...row,
    outcomes: persons.map(({ outcome }) => outcome).join(', '),
    evidence: persons.map(({ outcomeEvidence }) => outcomeEvidence).join(', '),
  }))

export const followUpRoutes = [
  route({
    method: 'get',
    path: '/follow-up',
    summary:
      'Reports with an outcome that is not known or was told by somebody else, the oldest first; never what the public sent',
    query: FollowUpQuery,
    answer: Page,
    policy: 'overdose:read',
    audit: 'read',
    output: { tier: 'cases', carries: ['case text', 'office text', 'counts'] },
    deed: ['read', 'reports to follow up'],
    csv: { fileName: 'to-follow-up', output: { tier: 'cases', carries: ['case text', 'office text'] }, rows: rowsOf },
    handle: (trx, { query, today }) => listToFollowUp(trx, query, today),
  }),
]
