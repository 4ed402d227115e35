import type { Membership } from '../../server/contract/session.ts'

/** What a page needs, by its route: the action of server/http/policy.ts. A page that is not here is for everybody of the partnership. */
const needs: Readonly<Record<string, string>> = {
  '/$partnership/map': 'figure:read',
  '/$partnership/signals': 'signal:read',
  '/$partnership/signals/$signalId': 'signal:read',
  '/$partnership/signals/over-borders/$borderClusterId': 'signal:read',
  '/$partnership/signals/register': 'signal:read',
  '/$partnership/deaths': 'death:read',
  '/$partnership/deaths/new': 'death:write',
  '/$partnership/deaths/$deathId': 'death:read',
  '/$partnership/deaths/$deathId/amend': 'death:write',
  '/$partnership/deaths-by-month': 'figure:read',
  '/$partnership/areas-above-expected': 'figure:read',
  '/$partnership/reversals': 'overdose:read',
  '/$partnership/reversals/new': 'overdose:write',
  '/$partnership/reversals/$overdoseId': 'overdose:read',
  '/$partnership/reversals/$overdoseId/amend': 'overdose:write',
  '/$partnership/supplies': 'supply:read',
  '/$partnership/supplies/new': 'supply:write',
  '/$partnership/supplies/$supplyId': 'supply:read',
  '/$partnership/supplies/$supplyId/amend': 'supply:write',
  '/$partnership/import': 'import:read',
  '/$partnership/import/$importId': 'import:read',
  '/$partnership/nights': 'night:read',
  '/$partnership/agency-reports': 'overdose:read',
  '/$partnership/people': 'person:read',
  '/$partnership/people/invite': 'person:write',
  '/$partnership/people/$accountId': 'person:read',
  '/$partnership/api-keys': 'api-key:read',
  '/$partnership/agreements': 'agreement:read',
  '/$partnership/audit': 'audit:read',
  '/$partnership/refusals': 'refusal:read',
  '/$partnership/notices': 'audit:read',
  '/$partnership/retention': 'retention:read',
  '/$partnership/subject-requests': 'subject:write',
}

/** The action that this person lacks for a page; undefined where they may see it. */
export function lacking({ actions }: Membership, route: string) {
  const action = needs[route.replace(/(?<=.)\/$/, '')]
  return action && !actions.includes(action) ? action : undefined
}
