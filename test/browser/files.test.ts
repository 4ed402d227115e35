import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { afterAll, expect, it } from 'vitest'
import { startCompute } from '../../jobs/compute/compute.ts'
import { runNight } from '../../jobs/work/nightly.ts'
import { useDatabase } from '../support/database.ts'
import { addDeaths, addYearOfReversals, makeDeath } from '../support/events.ts'
import { addSquares, useClient } from './client.ts'

const night = '2026-03-10'
const compute = startCompute(2)
afterAll(() => compute.close())

const db = useDatabase({ basemap: 'south-west-england' })
const client = useClient(db)

it('beside each table there is its file, with as many rows', async () => {
  await addSquares(db)
  await addYearOfReversals(db, night)
  const findings = [
    { substanceCode: 'heroin', role: 'implicated' },
    { substanceCode: 'diazepam', role: 'detected' },
  ]
  const death = { ...makeDeath({ eventDay: '2026-03-01', longitude: -5.29, latitude: 50.213 }), findings }
  const [added] = await db.within((trx) => addDeaths(trx, [death as never], '2026-03-15'))
  await runNight(db.knex, db.partnership.partnershipId, night, compute)
  const { signal_id: signalId } = await db.within((trx) => trx('signal').first('signal_id'))

  for (const [path, caption, file] of [
    ['', 'Areas with the most deaths and reversals', 'these areas'],
    [`/signals/${signalId}`, 'Observed and expected over time', 'this series'],
    [`/signals/${signalId}`, 'Records of this signal', 'these records'],
    [`/signals/${signalId}`, 'Versions of this signal', 'these nights'],
    [`/deaths/${added?.id}`, 'Substances of this death', 'these substances'],
    ['/signals/register', 'Signals', 'the register'],
  ] as const) {
    const { page } = client
    await client.go(path)
    const table = page.getByRole('table', { name: caption, includeHidden: true })
    await table.waitFor({ state: 'attached' })
    // some tables are folded away under their drawing
    if (!(await table.isVisible())) await page.locator('summary', { hasText: 'Show as a table' }).first().click()
    const rows = await table.locator('tbody tr').count()
    const link = page.getByRole('link', { name: `Download ${file} (CSV)` })
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
    const text = readFileSync(await download.path(), 'utf8')
    expect([caption, parse(text, { bom: true, columns: true }).length]).toEqual([caption, rows])
    expect(rows).toBeGreaterThan(0)
  }
})
