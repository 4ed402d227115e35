import type { Knex } from 'knex'
import type { Day } from '../../server/contract/day.ts'
import type { Partnership } from '../../server/contract/partnership.ts'
import { type Tenant, withTenant } from '../../server/db/tenant.ts'
import { listPartnerships } from '../../server/partnerships/store.ts'
import { type Held, takeUp } from '../../server/work/run-work.ts'
import { askForWork, finishWork, firstWaiting, type Piece, putOffWork } from '../../server/work/store.ts'
import type { Compute } from '../compute/compute.ts'
import { judgeNation, type NationalLine } from './judge-nation.ts'
import { tellOverBorders } from './over-borders.ts'
import { readNation } from './read-nation.ts'
import { tellPartnerships } from './tell.ts'

/**
 * The national run as work: that a partnership is to be told of a night is asked for within its own wall, and ends in the transaction that
 * tells it. The run holds the pieces of all while it computes; where it was killed the next one, by hand or by the timetable, tells those
 * who were not told. What was found stands nowhere between: it is worked out again.
 */

const tenantOf = ({ partnershipId }: Pick<Partnership, 'partnershipId'>): Tenant => ({
  partnershipId,
  userId: 'command line',
  purpose: 'national detection',
})

const MOST_ATTEMPTS = 3

/** What was told is not told again: its piece has ended. */
function putOff(db: Knex, piece: Piece, { name }: Error): Promise<void> {
  if (piece.attempt >= MOST_ATTEMPTS) return endFailed(db, piece)
  return withTenant(db, tenantOf(piece), (trx) => putOffWork(trx, piece, name))
}

function endFailed(db: Knex, piece: Piece): Promise<void> {
  return withTenant(db, tenantOf(piece), (trx) =>
    finishWork(trx, piece, { state: 'failed', failure: `It was tried ${MOST_ATTEMPTS} times.` }),
  )
}

export async function askForNational(db: Knex, partnerships: readonly Partnership[], night: Day): Promise<void> {
  for (const partnership of partnerships)
    await withTenant(db, tenantOf(partnership), (trx) =>
      askForWork(trx, [{ kind: 'national', subject: night, asked: {} }], { again: 'ended' }),
    )
}

export type NationalRun = { lines: NationalLine[]; told: string[] }

/** Judges what was asked for and tells who was to be told; undefined where another process is at it, or nothing waits. */
export async function runNational(
  db: Knex,
  partnerships: readonly Partnership[],
  night: Day,
  compute: Compute,
  { withSubgroups = false, say }: { withSubgroups?: boolean; say?: (done: number, total: number) => void } = {},
): Promise<NationalRun | undefined> {
  const held = new Map<string, Held>()
  try {
    for (const { partnershipId } of partnerships) {
      const one = await takeUp(db, partnershipId, 'national', night)
      if (!one) continue
      held.set(partnershipId, one)
      if (one.piece.attempt > MOST_ATTEMPTS) {
        await endFailed(db, one.piece)
        one.letGo()
        held.delete(partnershipId)
      }
    }
    if (held.size === 0) return undefined
    const nation = await readNation(db, partnerships, night, say)
    const lines = await judgeNation(nation, { withSubgroups }, compute)
    const found = tellOverBorders(nation, lines).filter(({ partnershipId }) => held.has(partnershipId))
    const told = await tellPartnerships(db, night, found, async (trx, partnershipId) => {
      const one = held.get(partnershipId)
      if (one) await finishWork(trx, one.piece, { state: 'done' })
    })
    return { lines, told }
  } catch (error) {
    for (const { piece } of held.values()) await putOff(db, piece, error as Error).catch(() => undefined)
    throw error
  } finally {
    for (const { letGo } of held.values()) letGo()
  }
}

/** Does what a run that was killed, or failed, has left. Gives the nights. */
export async function runLeftNational(db: Knex, compute: Compute, isStopping: () => boolean): Promise<Day[]> {
  const partnerships = realOnes(await listPartnerships(db))
  const nights = new Set<Day>()
  for (const partnership of partnerships) {
    const night = await withTenant(db, tenantOf(partnership), (trx) => firstWaiting(trx, 'national'))
    if (night) nights.add(night)
  }
  const done: Day[] = []
  for (const night of [...nights].sort())
    if (!isStopping() && (await runNational(db, partnerships, night, compute))) done.push(night)
  return done
}

/** Invented partnerships are left out as soon as there is a real one. */
export function realOnes(partnerships: Partnership[]): Partnership[] {
  const real = partnerships.filter(({ isSynthetic }) => !isSynthetic)
  return real.length ? real : partnerships
}
