/**
 * What may be done, and what it means. Until there is sign-in everybody who can reach this machine's own address may do all of it;
 * a route that names no action of this table does not start.
 */
export const actions = {
  'health:read': 'see whether Vigil is running',
  'partnership:read': 'see which partnerships there are',
  'agency:read': 'see the agencies of the partnership',
  'agency:write': 'add an agency',
  'substance:read': 'see the substance tree',
  'area:read': 'see areas and their populations',
  'death:read': 'read deaths without identity',
  'death:write': 'record and amend deaths',
  'overdose:read': 'read overdose events',
  'overdose:write': 'record and amend overdose events',
  'supply:read': 'read naloxone supplies',
  'supply:write': 'record and amend naloxone supplies',
  'signal:read': 'read signals and their cases',
  'figure:read': 'read maps, indicators and other aggregates',
  'night:read': 'see the nightly runs',
  'night:write': 'ask for a nightly run',
  'import:read': 'see imports and what they refused',
  'import:write': 'import files',
  'audit:read': 'see who read and wrote what',
} as const

export type Action = keyof typeof actions

export function isAction(name: string): name is Action {
  return Object.hasOwn(actions, name)
}
