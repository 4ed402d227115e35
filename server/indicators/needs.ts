import type { Need } from '../contract/indicator.ts'
import type { Trx } from '../db/tenant.ts'

/** Of what a partnership needs before there is anything to look at, that which is not there yet, in the order in which to bring it. */
export async function readNeeds(trx: Trx): Promise<Need[]> {
  const { rows } = await trx.raw(
    `select
       not exists (select from area where kind <> 'hexagon') as areas,
       not exists (select from area_population) as residents,
       not exists (select from death) as deaths,
       not exists (select from overdose) as reversals,
       not exists (select from toxicology_panel) as toxicology_panel`,
  )
  const lacks = rows[0] as Record<Need, boolean>
  return (Object.keys(lacks) as Need[]).filter((need) => lacks[need])
}
