import type { LearntDelay } from '../../jobs/stats/reporting-delay.ts'
import type { Day } from '../contract/day.ts'
import type { Nowcast, NowcastMeasure } from '../contract/nowcast.ts'
import { daysBetween } from '../day.ts'
import type { Trx } from '../db/tenant.ts'
import { forPanel } from '../disclosure/panel.ts'
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
export async function nowcastByMonth(trx: Trx, measure: NowcastMeasure, asKnownOn: Day): Promise<Nowcast> {
  const until = daysBetween('1970-01-01', asKnownOn)
  const histories = await readDeathHistories(trx, until - LOOK_BACK_DAYS, until)
  const { delay, shareEver, months, reports } = estimateMonths(histories, until, MONTHS)[measure]
  return {
    provenance: {
      definition: DEFINITIONS[measure],
      dateBasis: 'month of death; deaths known only by year, or by the day they were reported, stand apart',
      asKnownOn,
      tier: 'panel',
      source: 'deaths of this partnership, with the day each fact became known',
    },
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
