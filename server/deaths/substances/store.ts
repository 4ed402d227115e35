import { Substance } from '../../contract/substance.ts'
import { fromColumns } from '../../db/columns.ts'
import type { Trx } from '../../db/tenant.ts'

/** The substance tree, classes first, with the spellings of each. */
export async function listSubstances(trx: Trx): Promise<Substance[]> {
  const { rows } = await trx.raw(`
    select substance.*, coalesce((
      select jsonb_agg(alias order by alias) from substance_alias where substance_alias.substance_code = substance.code), '[]') as aliases
    from substance
    order by array_position(array['class', 'family', 'drug'], level), name`)
  return rows.map((row: Record<string, unknown>) => Substance.parse(fromColumns(row)))
}
