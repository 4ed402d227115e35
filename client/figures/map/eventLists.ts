import type { EventKind } from '../../../server/contract/map.ts'

/** The list of each kind of event, where its place is seen and amended, and who may open it. */
export const eventLists = {
  deaths: { to: '/$partnership/deaths', action: 'death:read' },
  reversals: { to: '/$partnership/reversals', action: 'overdose:read' },
  overdoses: { to: '/$partnership/reversals', action: 'overdose:read' },
  supplies: { to: '/$partnership/supplies', action: 'supply:read' },
} as const satisfies Record<EventKind, object>

/** Deaths alone are listed as known on an earlier day: another list would show other numbers than the map. */
export function isListedAsKnown(events: string, asKnownOn: string | undefined) {
  return asKnownOn === undefined || events === 'deaths'
}
