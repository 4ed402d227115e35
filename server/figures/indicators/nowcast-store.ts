import { z } from 'zod'
import type { Day } from '../../contract/day.ts'
import type { NowcastMeasure } from '../../contract/filters.ts'
import { NowcastLag } from '../../contract/nowcast.ts'
import type { Trx } from '../../db/tenant.ts'

/** Keeps the back-test of a night; that of a night which is run again takes the place of the one before. */
export async function keepBacktest(
  trx: Trx,
  partnershipId: string,
  night: Day,
  measure: NowcastMeasure,
  lags: NowcastLag[],
): Promise<void> {
  await trx('nowcast_backtest')
    .insert({ partnership_id: partnershipId, night, measure, lags: JSON.stringify(lags) })
    .onConflict(['partnership_id', 'measure', 'night'])
    .merge(['lags'])
}

/** The back-test of the latest night up to a day; null before the first. */
export async function readBacktest(
  trx: Trx,
  measure: NowcastMeasure,
  until: Day,
): Promise<{ night: Day; lags: NowcastLag[] } | null> {
  const row = await trx('nowcast_backtest')
    .where({ measure })
    .andWhere('night', '<=', until)
    .orderBy('night', 'desc')
    .first('night', 'lags')
  return row ? { night: row.night, lags: z.array(NowcastLag).parse(row.lags) } : null
}
