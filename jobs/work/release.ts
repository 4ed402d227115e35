import type { Knex } from 'knex'
import { appendAudit } from '../../server/audit/store.ts'
import type { ReleaseKind } from '../../server/contract/filters.ts'
import type { Partnership } from '../../server/contract/partnership.ts'
import type { ReleaseRun } from '../../server/contract/release.ts'
import { type Trx, withTenant } from '../../server/db/tenant.ts'
import {
  AskedRelease,
  addRelease,
  askForQuarter,
  MAKING_RELEASES,
  prepareRelease,
} from '../../server/figures/releases/store.ts'
import { runWork, type WorkKind } from '../../server/work/run-work.ts'
import { finishWork } from '../../server/work/store.ts'
import type { Compute } from '../compute/compute.ts'

/** Late notices, toxicology and inquests reach a year for a long time; after so many years it is released again only when asked for. */
const YEARS_RELEASED_AGAIN = 2

const tenantOf = ({ partnershipId }: Pick<Partnership, 'partnershipId'>, userId: string) => ({
  partnershipId,
  userId,
  purpose: MAKING_RELEASES,
})

type Outcome = NonNullable<ReleaseRun['outcome']>

/**
 * Releases one kind of event in one year, as known today: reads in one transaction, passes the gate on a thread, writes in another. What
 * is not new is not released again.
 */
export async function makeReleaseOf(
  db: Knex,
  partnership: Partnership,
  { kind, year, userId }: { kind: ReleaseKind; year: number; userId: string },
  compute: Compute,
  atEnd: (trx: Trx, outcome: Outcome) => Promise<void> = async () => undefined,
): Promise<Outcome> {
  const { partnershipId, name, today } = partnership
  const tenant = tenantOf(partnership, userId)
  const prepared = await withTenant(db, tenant, (trx) =>
    prepareRelease(trx, { kind, year, knownOn: today, partnershipName: name }),
  )
  if (typeof prepared === 'string') {
    await withTenant(db, tenant, (trx) => atEnd(trx, prepared))
    return prepared
  }
  const made = await compute.run('makeRelease', prepared.table, prepared.context)
  return withTenant(db, tenant, async (trx) => {
    const reached = await addRelease(trx, partnershipId, prepared, made)
    await appendAudit(trx, {
      action: 'write',
      operation: `release ${kind} ${year}`,
      recordId: null,
      fields: reached,
      records: reached.reduce((sum, tier) => sum + made[tier].cells.length, 0),
    })
    const outcome = reached.length ? 'released' : 'held_back'
    await atEnd(trx, outcome)
    return outcome
  })
}

/** Makes what was asked for; and once a quarter, of the last years that have ended, what has become known since. */
export async function runAskedReleases(
  db: Knex,
  partnership: Partnership,
  compute: Compute,
  isStopping: () => boolean = () => false,
): Promise<(AskedRelease & { outcome: Outcome; milliseconds: number })[]> {
  const tenant = tenantOf(partnership, 'timetable')
  const lastYear = Number(partnership.today.slice(0, 4)) - 1
  const years = Array.from({ length: YEARS_RELEASED_AGAIN }, (_, before) => lastYear - before)
  await withTenant(db, tenant, (trx) => askForQuarter(trx, partnership.today, years))
  const done: (AskedRelease & { outcome: Outcome; milliseconds: number })[] = []
  const releases: WorkKind = {
    kind: 'release',
    mostAttempts: 3,
    async work(_db, piece) {
      const startedAt = performance.now()
      const asked = AskedRelease.parse(piece.asked)
      const outcome = await makeReleaseOf(db, partnership, { ...asked, userId: 'timetable' }, compute, (trx, outcome) =>
        finishWork(trx, piece, { state: 'done', result: { outcome } }),
      )
      done.push({ ...asked, outcome, milliseconds: Math.round(performance.now() - startedAt) })
    },
  }
  await runWork(db, partnership.partnershipId, releases, isStopping)
  return done
}
