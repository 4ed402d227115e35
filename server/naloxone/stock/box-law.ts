import type { Day } from '../../contract/day.ts'
import type { BoxLaw } from '../../contract/public-box.ts'
import type { Trx } from '../../db/tenant.ts'
import { listSupplyLaws } from '../supplies/supply-laws.ts'

/**
 * Whether a box of naloxone may stand where anybody can open it, as this partnership's table of law has it on a day. As shipped it may not:
 * regulation 237A names who may supply and no box, and the Regulations of 2026 that would allow locked boxes are proposed.
 */
export async function publicBoxesAllowedOn(trx: Trx, day: Day): Promise<BoxLaw> {
  const laws = (await listSupplyLaws(trx)).filter(({ covers }) => covers === 'public_box')
  const standing = laws.find(
    ({ state, inForceOn, until }) =>
      state === 'in_force' && inForceOn !== null && inForceOn <= day && (until === null || until >= day),
  )
  const named = standing ?? laws[0]
  return {
    isAllowed: standing !== undefined,
    because: standing
      ? 'The law allows boxes that anybody can open: they are shown on the public page.'
      : 'Boxes that anybody can open are not allowed by a law in force: they are recorded here, and shown to nobody outside.',
    law: named?.title ?? 'No law on public boxes is known here',
    source: named?.source ?? null,
  }
}
