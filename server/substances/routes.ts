import { Substance, Substances } from '../contract/substance.ts'
import { fromColumns } from '../db/columns.ts'
import type { Trx } from '../db/tenant.ts'
import { route } from '../http/route.ts'

export async function listSubstances(trx: Trx): Promise<Substance[]> {
  const { rows } = await trx.raw(`
    select substance.*, coalesce((
      select jsonb_agg(alias order by alias) from substance_alias where substance_alias.substance_code = substance.code), '[]') as aliases
    from substance
    order by array_position(array['class', 'family', 'drug'], level), name`)
  return rows.map((row: Record<string, unknown>) => Substance.parse(fromColumns(row)))
}

export const substanceRoutes = [
  route({
    method: 'get',
    path: '/substances',
    summary: 'The substance tree with its aliases',
    answer: Substances,
    policy: 'substance:read',
    audit: 'none',
    handle: (trx) => listSubstances(trx),
    csv: { fileName: 'substances', rows: (substances) => substances.map((substance: Substance) => ({ ...substance })) },
  }),
]
