import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, expect, inject, it } from 'vitest'
import { computeHere } from '../../jobs/compute/compute.ts'
import { nightWork } from '../../jobs/work/nightly.ts'
import type { ImportReport } from '../../server/contract/import.ts'
import { addRun, findReport } from '../../server/import/writing/import-store.ts'
import { askForImport, importWork, keepImportFile } from '../../server/import/writing/import-work.ts'
import { runWork } from '../../server/work/run-work.ts'
import { askForWork } from '../../server/work/store.ts'
import { useDatabase } from '../support/database.ts'
import { addYearOfReversals } from '../support/events.ts'
import { testKeyring } from '../support/keyring.ts'

/** Two processes on one database, one of which is killed with -9 at any moment: no asked work is lost, and none is done twice. */
const db = useDatabase()
const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

async function startWorker(): Promise<ChildProcess> {
  const { rows } = await db.knex.raw('select current_database() as name')
  const url = inject('nativeServer').replace('/postgres?', `/${rows[0].name}?`)
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'test/support/worker.ts', url, db.partnership.partnershipId, testKeyring().file],
    { cwd: new URL('../..', import.meta.url).pathname, stdio: ['ignore', 'pipe', 'inherit'] },
  )
  children.push(child)
  await new Promise((ready) => child.stdout?.once('data', ready))
  return child
}

const asked = {
  subject: 'deaths',
  adapter: 'vigil',
  fileName: 'deaths.csv',
  mapping: null,
  standardPanelId: null,
  isDryRun: false,
  isAllOrNothing: false,
} as const
const rowsOf = (prefix: string, count: number) =>
  `reference,event_day\n${Array.from({ length: count }, (_, i) => `${prefix}${i},2026-01-05`).join('\n')}\n`

const askFor = (content: string, given: { isAllOrNothing?: boolean } = {}) =>
  db.withinAs({ purpose: 'import:write' }, async (trx) => {
    const ask = { ...asked, ...given }
    const { fileId } = await keepImportFile(trx, testKeyring(), { ...ask, content: Buffer.from(content) })
    const { importId } = await addRun(trx, db.partnership.partnershipId, ask)
    await askForImport(trx, importId, {
      ask,
      fileId,
      agencyId: null,
      today: '2026-03-15',
      country: 'GB',
      timeZone: 'Europe/London',
    })
    return importId
  })
const report = (importId: string) => db.within((trx) => findReport(trx, importId)) as Promise<ImportReport>
const letLeasesPass = () =>
  db.within((trx) =>
    trx('work')
      .where({ state: 'running' })
      .update({ lease_until: trx.raw("now() - interval '1 second'") }),
  )
const work = () => runWork(db.knex, db.partnership.partnershipId, importWork(testKeyring()))
const countDeaths = async () => Number((await db.within((trx) => trx('death').count({ deaths: '*' })))[0]?.deaths)

it.each([
  { isAllOrNothing: false, killedAfterMilliseconds: [0, 60, 250, 700] },
  { isAllOrNothing: true, killedAfterMilliseconds: [100, 500] },
])('does on an import whose process was killed, all or nothing $isAllOrNothing', async (given) => {
  let expected = 0
  for (const [round, milliseconds] of given.killedAfterMilliseconds.entries()) {
    const child = await startWorker()
    const importId = await askFor(rowsOf(`R${round}-`, 1_700), { isAllOrNothing: given.isAllOrNothing })
    expected += 1_700
    await wait(milliseconds)
    child.kill('SIGKILL')
    await new Promise((ended) => child.once('exit', ended))
    // its connection is gone with it, and what it had not committed
    await letLeasesPass()
    await work()
    expect(await report(importId)).toMatchObject({
      state: 'done',
      rowsRead: 1_700,
      recordsAdded: 1_700,
      recordsAlreadyThere: 0,
      rowsRefused: 0,
    })
    expect(await countDeaths()).toBe(expected)
  }
  expect(await db.within((trx) => trx('death_revision').max({ revision: 'revision' }))).toEqual([{ revision: 1 }])
  expect(await db.knex('document').where({ partnership_id: db.partnership.partnershipId })).toEqual([])
})

it('is done once where two processes look for it at a time', async () => {
  await startWorker()
  await startWorker()
  const ids = await Promise.all(Array.from({ length: 12 }, (_, i) => askFor(rowsOf(`T${i}-`, 40))))
  await work()
  for (const importId of ids) {
    for (let tries = 0; (await report(importId)).state === 'running' && tries < 500; tries++) await wait(20)
    expect(await report(importId)).toMatchObject({ state: 'done', recordsAdded: 40, recordsAlreadyThere: 0 })
  }
  expect(await countDeaths()).toBe(480)
  expect(await db.within((trx) => trx('work').distinct('attempts', 'state'))).toEqual([{ attempts: 1, state: 'done' }])
})

const nights = ['2026-03-10', '2026-03-11', '2026-03-12', '2026-03-13']
const askForNights = (asked: string[]) =>
  db.within((trx) =>
    askForWork(
      trx,
      asked.map((subject) => ({ kind: 'night', subject, asked: {} }) as const),
    ),
  )
const runNights = () =>
  runWork(
    db.knex,
    db.partnership.partnershipId,
    nightWork(computeHere(), async () => undefined),
  )
const judged = () =>
  db.within((trx) =>
    trx('night').select('night', 'snapshot_hash', 'result_hash').whereNotNull('finished_at').orderBy('night'),
  )
const publishedNights = () =>
  db.within((trx) => trx('audit_entry').where({ action: 'write', operation: 'nightly' }).count({ nights: '*' }))

it('judges each night once and in order, whichever process is killed', async () => {
  await addYearOfReversals(db, '2026-03-10')
  // before it is begun, while it freezes or judges, and after it has published
  for (const [round, milliseconds] of [0, 40, 150, 400].entries()) {
    const child = await startWorker()
    await askForNights(nights.slice(round, round + 1))
    await wait(milliseconds)
    child.kill('SIGKILL')
    await new Promise((ended) => child.once('exit', ended))
    await letLeasesPass()
    await runNights()
  }
  expect((await judged()).map(({ night }) => night)).toEqual(nights)
  expect(await publishedNights()).toEqual([{ nights: 4 }])
  expect(await db.within((trx) => trx('signal').count({ signals: '*' }))).toEqual([{ signals: 1 }])
  expect(await db.within((trx) => trx('signal_version').pluck('night').orderBy('version'))).toEqual(nights)
})

it('judges nights once where two processes look for them at a time, none before the one before it', async () => {
  await addYearOfReversals(db, '2026-03-10')
  await startWorker()
  await startWorker()
  await askForNights([...nights].reverse())
  for (let tries = 0; (await judged()).length < 4 && tries < 1500; tries++) await wait(20)
  const done = await db.within((trx) => trx('night').pluck('night').orderBy('finished_at'))
  expect(done).toEqual(nights)
  expect(await publishedNights()).toEqual([{ nights: 4 }])
  expect(await db.within((trx) => trx('work').where({ kind: 'night' }).distinct('attempts', 'state'))).toEqual([
    { attempts: 1, state: 'done' },
  ])
})
