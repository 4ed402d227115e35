import type { LearntDelay } from '../../../jobs/stats/delay/reporting-delay.ts'
import type { Day } from '../../contract/day.ts'
import type { NowcastMeasure } from '../../contract/filters.ts'
import type { Nowcast } from '../../contract/nowcast.ts'
import { daysBetween } from '../../day.ts'
import type { Trx } from '../../db/tenant.ts'
import { forPanel } from '../../disclosure/panel.ts'
import { type Counted, figure } from '../figure.ts'
import { readDeathHistories } from './death-histories.ts'
import { estimateMonths, LOOK_BACK_DAYS } from './month-estimates.ts'
import { readBacktest } from './nowcast-store.ts'

const MONTHS = 24

const DEFINITIONS: Record<NowcastMeasure, string> = {
  deaths: 'People who died in each month, excluded deaths left out: those known, and how many there will be in the end',
  toxicology:
    'Deaths of each month whose toxicology is complete, excluded deaths left out: those known, and how many there will be in the end',
}

/** Deaths, or complete toxicology, by month of death: as known on a day, and what that points to. */
export const deathsByMonth = figure<Asked, Nowcast>({
  definition: ({ measure }) => DEFINITIONS[measure],
  basis: 'month of death; deaths known only by year, or by the day they were reported, stand apart',
  source: 'deaths of this partnership, with the day each fact became known',
  count: countByMonth,
  csv: {
    fileName: 'deaths-by-month',
    rows: ({ months, measure }) =>
      months.map(({ estimate, ...month }) => ({
        ...month,
        expected: estimate?.expected,
        median: estimate?.median,
        low50: estimate?.band50.low,
        high50: estimate?.band50.high,
        low90: estimate?.band90.low,
        high90: estimate?.band90.high,
        low95: estimate?.band95.low,
        high95: estimate?.band95.high,
        measure,
      })),
  },
})

/** Today is the day as known on which it is asked for. */
type Asked = { measure: NowcastMeasure; today: Day }

async function countByMonth(trx: Trx, { measure, today: asKnownOn }: Asked): Promise<Counted<Nowcast>> {
  const until = daysBetween('1970-01-01', asKnownOn)
  const histories = await readDeathHistories(trx, until - LOOK_BACK_DAYS, until)
  const { delay, shareEver, months, reports } = estimateMonths(histories, until, MONTHS)[measure]
  return {
    measure,
    delay: delay ? sayDelay(delay) : null,
    shareEver,
    months: months.map(({ distribution: _, ...month }) => ({ ...month, observed: forPanel(month.observed) })),
    withoutMonth: forPanel(reports.filter(({ hasMonth }) => !hasMonth).length),
    withoutKnownDay: forPanel(reports.filter(({ hasMonth, delay }) => hasMonth && delay === null).length),
    backtest: await readBacktest(trx, measure, asKnownOn),
  }
}

function sayDelay({ known, windowDays, events }: LearntDelay): NonNullable<Nowcast['delay']> {
  const daysUntil = (share: number) => known.findIndex((within) => within >= share)
  return { events, windowDays, medianDays: daysUntil(0.5), ninetyPercentDays: daysUntil(0.9) }
}
