import { type NewReachAssumption, ReachAssumption } from '../../contract/naloxone-reach.ts'
import { fromColumns } from '../../db/columns.ts'
import { partnershipOf, type Trx } from '../../db/tenant.ts'
import { readNames } from '../../office/people/names.ts'

/** Until a partnership enters its own: how many people are at risk here is not known to Vigil. */
const SHIPPED: ReachAssumption = {
  ...{ peopleAtRisk: null, peopleAtRiskLow: null, peopleAtRiskHigh: null },
  ...{ lossAYear: 0.25, lossAYearLow: 0.1, lossAYearHigh: 0.5 },
  source: 'a judgement, to begin with; no study was found',
  ...{ enteredAt: null, enteredByName: null },
}

export async function readAssumption(trx: Trx): Promise<ReachAssumption> {
  const row = await trx('reach_assumption')
    .orderBy('entry', 'desc')
    .first(
      ...['people_at_risk', 'people_at_risk_low', 'people_at_risk_high', 'loss_a_year', 'loss_a_year_low'],
      ...['loss_a_year_high', 'source', 'entered_by', 'entered_at'],
    )
  if (!row) return SHIPPED
  const { entered_by, ...known } = row as Record<string, unknown>
  const names = await readNames(trx, [String(entered_by)])
  return ReachAssumption.parse({ ...fromColumns(known), enteredByName: names.get(String(entered_by)) ?? null })
}

/** Enters what is assumed; what was entered before stays. */
export async function enterAssumption(trx: Trx, userId: string, given: NewReachAssumption): Promise<ReachAssumption> {
  // one after the other: of two who enter at once the second stands
  await trx.raw(
    "select pg_advisory_xact_lock(hashtextextended('what reach is worked out with ' || current_partnership_id(), 0))",
  )
  const { rows } = await trx.raw('select coalesce(max(entry), 0) + 1 as entry from reach_assumption')
  await trx('reach_assumption').insert({
    ...{ partnership_id: await partnershipOf(trx), entry: rows[0].entry, entered_by: userId, source: given.source },
    people_at_risk: given.peopleAtRisk,
    people_at_risk_low: given.peopleAtRiskLow,
    people_at_risk_high: given.peopleAtRiskHigh,
    loss_a_year: given.lossAYear,
    loss_a_year_low: given.lossAYearLow,
    loss_a_year_high: given.lossAYearHigh,
  })
  return readAssumption(trx)
}
