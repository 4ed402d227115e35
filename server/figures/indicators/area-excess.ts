import { type AreaExcess, AreaExcessPeriod } from '../../contract/area-excess.ts'
import type { Day } from '../../contract/day.ts'
import { addDays } from '../../day.ts'
import { readMonthlyReport } from '../../surveillance/nights/monthly-store.ts'
import { figure } from '../figure.ts'

/** The latest monthly report of areas with more deaths than expected (D5). */
export const areaExcess = figure<{ today: Day }, AreaExcess>({
  definition:
    'Deaths by area, excluded deaths left out, and how many its residents would have at the rates of the whole partnership',
  basis: 'day of death; by where the person lived, or where they were found if that is not known',
  source: 'deaths of this partnership, latest published residents',
  async count(trx, { today }) {
    const latest = await readMonthlyReport(trx, 'area_excess')
    return {
      said: { asKnownOn: latest ? addDays(latest.night, -1) : today },
      periods: latest ? AreaExcessPeriod.array().parse(latest.report) : [],
    }
  },
  csv: {
    fileName: 'areas-above-expected',
    rows: ({ periods }) =>
      periods.flatMap(({ years, firstDay, lastDay, standardisedBy, areas }) =>
        areas.map(({ areaId, name, observed, expected, ratio, interval: { low, high } }) => ({
          ...{ areaId, name, observed, expected, ratio, low, high },
          ...{ years, firstDay, lastDay, standardisedBy },
        })),
      ),
  },
})
