import { type AreaExcess, AreaExcessPeriod } from '../contract/area-excess.ts'
import type { Day } from '../contract/day.ts'
import { addDays } from '../day.ts'
import type { Trx } from '../db/tenant.ts'
import { readMonthlyReport } from '../nights/monthly-store.ts'

/** The latest monthly report of areas with more deaths than expected (D5). */
export async function readAreaExcess(trx: Trx, today: Day): Promise<AreaExcess> {
  const latest = await readMonthlyReport(trx, 'area_excess')
  return {
    provenance: {
      definition:
        'Deaths by area, excluded deaths left out, and how many its residents would have at the rates of the whole partnership',
      dateBasis: 'day of death; by where the person lived, or where they were found if that is not known',
      asKnownOn: latest ? addDays(latest.night, -1) : today,
      tier: 'panel',
      source: 'deaths of this partnership, latest published residents',
    },
    periods: latest ? AreaExcessPeriod.array().parse(latest.report) : [],
  }
}
