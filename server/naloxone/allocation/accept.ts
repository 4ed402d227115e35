import type { Day } from '../../contract/day.ts'
import type { AcceptAllocation } from '../../contract/naloxone-allocation.ts'
import type { Tenant, Trx } from '../../db/tenant.ts'
import { invalid } from '../../problem.ts'
import { lockHolders } from '../stock/holders.ts'
import { recordMovement } from '../stock/ledger.ts'
import { isSoon, listOnHand } from '../stock/on-hand.ts'

/** Moves the kits of an allocation from one holder, those that expire first before the others; what expires soon or is kept back stays. */
export async function acceptAllocation(
  trx: Trx,
  tenant: Tenant,
  { fromHolderId, productCode, lines }: AcceptAllocation,
  today: Day,
) {
  const wanted = new Map<string, number>()
  for (const { holderId, kits } of lines) wanted.set(holderId, (wanted.get(holderId) ?? 0) + kits)
  // what is already there stays there
  wanted.delete(fromHolderId)
  const all = [...wanted.values()].reduce((sum, kits) => sum + kits, 0)
  if (all === 0) invalid([{ path: 'lines', message: 'moves nothing: all of it is there already' }])
  await lockHolders(trx, [fromHolderId, ...wanted.keys()])
  const usable = (await listOnHand(trx, today, fromHolderId))
    .filter((row) => row.productCode === productCode && !isSoon(row.expiresOn, today))
    .map(({ batchId, kits, keptBack }) => ({ batchId, left: kits - keptBack }))
  const there = usable.reduce((sum, { left }) => sum + left, 0)
  if (there < all)
    invalid([
      {
        path: 'fromHolderId',
        message: `has ${there} of these kits that may go and do not expire soon, and ${all} are to be moved: order more, or accept fewer`,
      },
    ])
  const lineIds: string[] = []
  for (const [toHolderId, kits] of wanted) {
    const taken: { batchId: string; kits: number }[] = []
    for (let left = kits; left > 0; ) {
      const batch = usable.find((one) => one.left > 0) as { batchId: string; left: number }
      const count = Math.min(left, batch.left)
      taken.push({ batchId: batch.batchId, kits: count })
      batch.left -= count
      left -= count
    }
    const moved = await recordMovement(
      trx,
      tenant,
      {
        ...{ kind: 'move', fromHolderId, toHolderId, occurredOn: today, lines: taken },
        ...{ document: null, note: 'accepted from “the next kits”' },
      },
      today,
    )
    lineIds.push(...moved.lineIds)
  }
  return { kits: all, lineIds, firstLineId: lineIds[0] as string }
}
