import type { Action, Reach, Role } from '../contract/access.ts'

type Meaning = { does: string; reachesCases: boolean }

const onCases = (does: string): Meaning => ({ does, reachesCases: true })
const apartFromCases = (does: string): Meaning => ({ does, reachesCases: false })

/** What may be done, and what it means. A route that names no action of this table does not start. */
export const actions: Readonly<Record<Action, Meaning>> = {
  'health:read': apartFromCases('see whether Vigil is running'),
  'session:use': apartFromCases('sign in, and manage your own account'),
  'public:read': apartFromCases('read public figures'),
  'policy:read': apartFromCases('see who may do what'),
  'partnership:read': apartFromCases('see which partnerships they belong to'),
  'agency:read': apartFromCases('see the agencies of the partnership'),
  'agency:write': apartFromCases('add an agency'),
  'substance:read': apartFromCases('see the substance tree'),
  'substance:place': onCases('say which drug of the tree a name in the records means'),
  'area:read': apartFromCases('see areas and their populations'),
  'product:read': apartFromCases('see naloxone products and batches'),
  'product:write': apartFromCases('add naloxone batches, and enter how the law of supply stands'),
  'death:read': onCases('read deaths without identity'),
  'death:write': onCases('record and amend deaths'),
  'definition:read': apartFromCases('read by which definitions deaths count'),
  'definition:write': onCases('propose and sign changes of definitions'),
  'panel:write': onCases('add and retire toxicology panels'),
  'notice:send': onCases('send the first notice of a death'),
  'notice:read': onCases('see first notices of deaths'),
  'notice:decide': onCases('accept, merge, pass on or reject first notices of deaths'),
  'chronology:read': onCases('read the chronology before a death'),
  'chronology:write': onCases('write the chronology before a death'),
  'request:read': onCases('see what agencies are asked about a death'),
  'request:answer': onCases('answer what an agency is asked about a death'),
  'request:write': onCases('ask agencies about a death, and withdraw that'),
  'overdose:read': onCases('read overdose events'),
  'overdose:write': onCases('record and amend overdose events'),
  'supply:read': onCases('read naloxone supplies and the register of training'),
  'supply:write': onCases('record and amend naloxone supplies, and record training'),
  'stock:read': onCases('see who holds how many kits in stock'),
  'stock:write': onCases('record what happens to kits in stock'),
  'stock-alert:write': onCases('give out a safety alert about a batch of kits, and end it'),
  'report:send': apartFromCases('report a reversal, or ask for a kit, without signing in'),
  'report-page:write': apartFromCases('open and close the public page of reports'),
  'kit-request:read': apartFromCases('see who asked for a kit'),
  'kit-request:answer': apartFromCases('answer requests for a kit'),
  'signal:read': onCases('read signals and their cases'),
  'signal:judge': onCases('record what a signal turned out to be'),
  'figure:read': onCases('read maps, indicators and other exact figures'),
  'night:read': onCases('see the nightly runs'),
  'night:write': onCases('ask for a nightly run'),
  'import:read': onCases('see imports and what they refused'),
  'import:write': onCases('import files of reversals and supplies'),
  'death-import:write': onCases('import files of deaths, areas and postcodes'),
  'release:read': apartFromCases('read released figures of areas, small counts hidden'),
  'total:read': apartFromCases('read released totals of the partnership, small counts hidden'),
  'release:write': onCases('make a release of figures'),
  'audit:read': apartFromCases('see who read and wrote what'),
  'case-access:read': apartFromCases('see who has opened a record'),
  'refusal:read': apartFromCases('see attempts that were refused'),
  'person:read': apartFromCases('see accounts and their roles'),
  'person:write': apartFromCases('invite people, give and take roles, disable accounts'),
  'administrator:confirm': apartFromCases('confirm a new administrator, who may then change how others sign in'),
  'api-key:read': apartFromCases('see API keys'),
  'api-key:write': apartFromCases('make, renew and revoke API keys'),
  'guest:write': onCases('give a guest one case by an expiring link'),
  'guest:read': onCases('read the one case a guest link is for'),
  'agreement:read': apartFromCases('see sharing agreements'),
  'agreement:write': apartFromCases('record sharing agreements'),
  'identity:read': onCases('open an identity for a stated purpose'),
  'identity:write': onCases('record an identity'),
  'identity:break-glass': onCases(
    'open an identity in an emergency, with a reason that the information governance lead is told',
  ),
  'retention:read': apartFromCases('see the retention schedule and what it did'),
  'hold:write': onCases('put a record under legal hold, or lift it'),
  'subject:write': onCases('answer a living person who asks for their data or its erasure'),
}

export function isAction(name: string): name is Action {
  return Object.hasOwn(actions, name)
}

/** On which records a role may do something. */
export type Scope = 'partnership' | 'own agency'
type Permissions = { readonly [action in Action]?: Scope }

const may = (scope: Scope, ...names: Action[]): Permissions => Object.fromEntries(names.map((name) => [name, scope]))

/** Without signing in. */
export const everyone: readonly Action[] = ['health:read', 'session:use', 'public:read', 'report:send']

const signedIn = may(
  'partnership',
  ...everyone,
  'policy:read',
  'partnership:read',
  'agency:read',
  'substance:read',
  'area:read',
  'product:read',
  'total:read',
  'definition:read',
)
const readsCases = may(
  'partnership',
  'death:read',
  'overdose:read',
  'supply:read',
  'signal:read',
  'figure:read',
  'night:read',
  'release:read',
  'case-access:read',
)
const ownReports = may('own agency', 'overdose:read', 'overdose:write')
const ownDeaths = may('own agency', 'death:read', 'death:write')
const ownNotices = may('own agency', 'notice:send', 'notice:read', 'request:read', 'request:answer')
const ownSupplies = may('own agency', 'supply:read', 'supply:write', 'stock:read', 'stock:write')

/**
 * Who may do what, and on which records: the one table that the guards, the database's wall, the interface, the API's description, the
 * page "who can see this" and the tests read. The names of actions and roles are the contract's.
 */
export const policy: { readonly [role in Role]: Permissions } = {
  agency_reporter: { ...signedIn, ...ownReports, ...ownSupplies },
  agency_contributor: {
    ...signedIn,
    ...ownReports,
    ...ownDeaths,
    ...ownNotices,
    ...ownSupplies,
    ...may('own agency', 'import:read', 'import:write'),
  },
  stock_holder: { ...signedIn, ...ownSupplies },
  trainer: { ...signedIn, ...ownSupplies },
  police: { ...signedIn, ...ownReports, ...ownDeaths, ...ownNotices, ...ownSupplies },
  prison: { ...signedIn, ...ownReports, ...ownDeaths, ...ownNotices, ...ownSupplies },
  panel_member: { ...signedIn, ...readsCases, ...may('partnership', 'notice:read', 'chronology:read') },
  panel_coordinator: {
    ...signedIn,
    ...readsCases,
    ...may('partnership', 'death:write', 'overdose:write', 'supply:write', 'product:write', 'agency:write'),
    ...may('partnership', 'substance:place', 'panel:write', 'definition:write'),
    ...may('partnership', 'import:read', 'import:write', 'death-import:write', 'night:write', 'release:write'),
    ...may('partnership', 'guest:write', 'signal:judge', 'notice:send', 'notice:read', 'notice:decide'),
    ...may('partnership', 'chronology:read', 'chronology:write'),
    ...may('partnership', 'request:read', 'request:answer', 'request:write'),
    ...may('partnership', 'identity:read', 'identity:write', 'hold:write', 'subject:write', 'retention:read'),
  },
  analyst: {
    ...signedIn,
    ...readsCases,
    ...may('partnership', 'import:read', 'import:write', 'death-import:write', 'night:write', 'release:write'),
    ...may('partnership', 'signal:judge', 'panel:write', 'definition:write'),
  },
  consultant: {
    ...signedIn,
    ...readsCases,
    ...may('partnership', 'signal:judge', 'night:write', 'release:write', 'refusal:read', 'identity:break-glass'),
    ...may('partnership', 'definition:write'),
  },
  naloxone_coordinator: {
    ...signedIn,
    ...may('partnership', 'overdose:read', 'overdose:write', 'supply:read', 'supply:write', 'product:write'),
    ...may('partnership', 'stock:read', 'stock:write', 'stock-alert:write'),
    ...may('partnership', 'figure:read', 'release:read', 'agency:write', 'case-access:read'),
    ...may('partnership', 'report-page:write', 'kit-request:read', 'kit-request:answer'),
    ...may('partnership', 'import:read', 'import:write'),
  },
  commissioner: { ...signedIn, ...may('partnership', 'release:read') },
  expert: { ...signedIn, ...may('partnership', 'release:read') },
  governance: {
    ...signedIn,
    ...may('partnership', 'audit:read', 'refusal:read', 'case-access:read', 'person:read', 'api-key:read'),
    ...may('partnership', 'agreement:read', 'agreement:write', 'retention:read', 'administrator:confirm'),
  },
  administrator: {
    ...signedIn,
    ...may('partnership', 'person:read', 'person:write', 'api-key:read', 'api-key:write', 'agency:write'),
    ...may('partnership', 'agreement:read', 'retention:read', 'administrator:confirm'),
  },
}

/**
 * Behind the wall that keeps what peers report from police and prisons (docs/domain.md, “Who sees what”): whatever these roles may not see answers exactly
 * like what is not there. An account holds no other role beside one of these.
 */
export const walledRoles: readonly Role[] = ['police', 'prison']

/** The widest scope in which someone of these roles may do this; undefined: not at all. */
export function scopeOf(held: readonly Role[], action: Action): Scope | undefined {
  const scopes = held.map((role) => (policy[role] as Permissions)[action])
  return scopes.includes('partnership') ? 'partnership' : scopes.includes('own agency') ? 'own agency' : undefined
}

/**
 * What opens an identity, or decides who may come in: whoever does one of these has given the second factor lately, whichever route it is
 * by. Reading who may is not among them.
 */
const provenAnew: readonly Action[] = [
  'identity:read',
  'identity:write',
  'identity:break-glass',
  'subject:write',
  'guest:write',
  'person:write',
  'administrator:confirm',
  'api-key:write',
]

export function isProvenAnew({ method, policy: action }: { method: string; policy: Action }): boolean {
  return method !== 'get' && provenAnew.includes(action)
}

/** What the database shows to a request that does this. */
export function reachOf(action: Action, scope: Scope): Reach {
  if (!actions[action].reachesCases) return 'none'
  return scope === 'partnership' ? 'all' : 'own_agency'
}
