import { createReadStream, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Knex } from 'knex'
import { startCompute } from '../../jobs/compute/compute.ts'
import { buildDemo } from '../../jobs/demo/build-demo.ts'
import { makeMonthlyReports } from '../../jobs/work/monthly.ts'
import { runNight } from '../../jobs/work/nightly.ts'
import { runAskedReleases } from '../../jobs/work/release.ts'
import { type Database, openDatabase } from '../../server/db/connection.ts'
import { runImport } from '../../server/import/writing/run-import.ts'
import { addPartnership, listPartnerships } from '../../server/partnerships/store.ts'
import { testKeyring } from '../support/keyring.ts'

export const TODAY = '2026-03-15'

/** A real public file, which the repository does not hold: where it is not there, Connecticut is left out, and said to be. */
const CONNECTICUT = resolve(process.env.VIGIL_DATA ?? resolve('../shared/data'), 'connecticut/ct_2012-2018.csv')
const CONNECTICUT_TODAY = '2018-12-31'

export type Made = { database: Database; slugs: string[]; close: () => Promise<void> }

/** The demo as of a fixed day, with its releases and monthly reports, and Connecticut's deaths with one night; the same ids each time. */
export async function makePartnerships(tell: (message: string) => void): Promise<Made> {
  const home = mkdtempSync(join(tmpdir(), 'vigil-same-answers-'))
  const database = await openDatabase({ databaseUrl: undefined, home }, { tell })
  const compute = startCompute(availableParallelism())
  try {
    await countIds(database.knex)
    await buildDemo(database.knex, { today: TODAY, threads: availableParallelism(), keyring: testKeyring() }, tell)
    if (existsSync(CONNECTICUT)) await addConnecticut(database.knex, compute)
    const partnerships = await listPartnerships(database.knex)
    for (const [index, partnership] of partnerships.entries()) {
      // by it the gate chooses among hidings of equal cost
      const secret = Buffer.alloc(32, index + 1)
      await database.knex('release_secret').insert({ partnership_id: partnership.partnershipId, secret })
      tell(`${partnership.name}: releases and monthly reports`)
      await runAskedReleases(database.knex, partnership, compute)
      await makeMonthlyReports(database.knex, partnership.partnershipId, compute)
    }
    return {
      database,
      slugs: partnerships.map(({ slug }) => slug).sort(),
      async close() {
        await database.close()
        rmSync(home, { recursive: true, force: true })
      },
    }
  } finally {
    await compute.close()
  }
}

async function addConnecticut(db: Knex, compute: ReturnType<typeof startCompute>): Promise<void> {
  const { partnershipId } = await addPartnership(db, {
    name: 'Connecticut',
    slug: 'connecticut',
    country: 'US',
    timeZone: 'America/New_York',
    isSynthetic: true,
    pinnedToday: CONNECTICUT_TODAY,
  })
  await runImport(
    db,
    { partnershipId, userId: 'test', purpose: 'test' },
    {
      subject: 'deaths',
      adapter: 'connecticut',
      fileName: 'ct_2012-2018.csv',
      content: createReadStream(CONNECTICUT),
      isDryRun: false,
      isAllOrNothing: false,
      today: CONNECTICUT_TODAY,
      country: 'US',
      timeZone: 'America/New_York',
    },
  )
  await runNight(db, partnershipId, CONNECTICUT_TODAY, compute)
}

/**
 * Has each table give its rows the same ids in every run: an id is the seed of some of the randomisations, and the last word of the order of
 * a list. Only in this database, which nobody else sees.
 */
async function countIds(db: Knex): Promise<void> {
  const { rows } = await db.raw<{ rows: { table: string; column: string }[] }>(
    `select table_name as table, column_name as column from information_schema.columns
     where table_schema = 'public' and column_default like '%gen_random_uuid()%'
     order by table_name, column_name`,
  )
  for (const { table, column } of rows) {
    const sequence = `counted_${table}_${column}`
    await db.raw(`create sequence ${sequence}`)
    await db.raw(`grant usage on sequence ${sequence} to vigil_app`)
    await db.raw(
      `alter table ${table} alter column ${column} set default (overlay(overlay(md5('${sequence} ' || nextval('${sequence}')) placing '4' from 13) placing 'a' from 17))::uuid`,
    )
  }
}
