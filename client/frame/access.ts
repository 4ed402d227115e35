import type { RegisteredRouter, RouteIds } from '@tanstack/react-router'
import type { Action } from '../../server/contract/access.ts'
import type { Membership } from '../../server/contract/session.ts'

type RouteId = RouteIds<RegisteredRouter['routeTree']>

/** The pages of a partnership that one signs in for, by their route, as the router has them. */
export type Page = Exclude<Extract<RouteId, `/$partnership/${string}`>, '/$partnership/public'>

/** What somebody needs to see each page: an action, or one of several. `everybody` is whoever has a role in the partnership. */
export type PageNeeds = Readonly<Record<Page, Action | readonly Action[] | 'everybody'>>

/** A page of the router that is not here does not build (test/contract/access.test.ts). */
const needs: PageNeeds = {
  '/$partnership/': 'everybody',
  '/$partnership/map': 'figure:read',
  '/$partnership/signals': 'signal:read',
  '/$partnership/signals/$signalId': 'signal:read',
  '/$partnership/signals/over-borders/$borderClusterId': 'signal:read',
  '/$partnership/signals/register': 'signal:read',
  '/$partnership/deaths': 'death:read',
  '/$partnership/deaths/new': 'death:write',
  '/$partnership/deaths/$deathId': 'death:read',
  '/$partnership/deaths/$deathId/amend': 'death:write',
  '/$partnership/same-deaths': 'death:read',
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
  '/$partnership/to-look-at': ['death:read', 'overdose:read', 'supply:read'],
  '/$partnership/import': 'import:read',
  '/$partnership/import/$importId': 'import:read',
  '/$partnership/nights': 'night:read',
  '/$partnership/agency-reports': 'overdose:read',
  '/$partnership/registers': 'everybody',
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
  '/$partnership/access': 'everybody',
  '/$partnership/figures': 'everybody',
  '/$partnership/totals': 'everybody',
  '/$partnership/about': 'everybody',
}

function isPage(route: RouteId): route is Page {
  return Object.hasOwn(needs, route)
}

/** The action that this person lacks for a page; undefined where they may see it, or where it is the frame around the pages. */
export function lacking({ actions }: Membership, route: RouteId): Action | undefined {
  const need = isPage(route) ? needs[route] : 'everybody'
  if (need === 'everybody') return undefined
  const anyOf = typeof need === 'string' ? [need] : need
  return anyOf.some((action) => actions.includes(action)) ? undefined : anyOf[0]
}
