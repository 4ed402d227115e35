import type { listAudit } from '../../audit/store.ts'
import type { AuditEntry } from '../../contract/audit.ts'
import type { Route } from '../../http/route.ts'

type Found = Awaited<ReturnType<typeof listAudit>>

/** Entries as pages show them, and where to go on: of `found`, which is one more than `limit` where there are more. */
export function pageOfAudit(found: Found, limit: number, routes: readonly Route[]) {
  const nameOf = nameOperations(routes)
  return {
    rows: found.slice(0, limit).map((entry): AuditEntry => ({ ...entry, operationName: nameOf(entry.operation) })),
    nextBefore: found.length > limit ? (found[limit - 1]?.entry ?? null) : null,
  }
}

/**
 * What operations are called where people read the audit: `get /deaths/:deathId` is "opened a death", its file "took a file of a death".
 * What is no route (signing in, nights, commands) stands as it was written, and so does a route that is gone.
 */
export function nameOperations(routes: readonly Route[]): (operation: string) => string {
  const names = new Map<string, string>()
  for (const { method, path, deed, csv } of routes) {
    if (!deed) continue
    const [did, what] = deed
    names.set(`${method} ${path}`, `${did} ${what}`)
    if (csv) names.set(`${method} ${path}.csv`, `took a file of ${what}`)
  }
  return (operation) => names.get(operation) ?? operation
}
