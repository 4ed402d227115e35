import { stringify } from 'csv-stringify/sync'
import { describe, expect, it } from 'vitest'
import { findDeath } from '../../server/deaths/store.ts'
import { runImport } from '../../server/import/writing/run-import.ts'
import { useDatabase } from '../support/database.ts'
import { fixture, tell } from './reading.ts'

const db = useDatabase()

function importing(content: Buffer, given: Partial<Parameters<typeof runImport>[2]> = {}) {
  return runImport(db.knex, db.tenant, {
    subject: 'deaths',
    adapter: 'vigil',
    fileName: 'file.csv',
    content,
    isDryRun: false,
    isAllOrNothing: false,
    today: '2026-03-15',
    country: 'GB',
    timeZone: 'Europe/London',
    ...given,
  })
}

const counted = (table: string) =>
  db.within(async (trx) => Number((await trx(table).count({ rows: '*' }).first())?.rows))

const good = [
  { reference: 'A1', event_day: '2026-01-05', substances: 'heroin:implicated; bromazolam:implicated' },
  { reference: 'A2', event_day: '2026-01-06', substances: '' },
]
const csv = (rows: object[]) => Buffer.from(stringify(rows, { header: true }))

describe('an import', () => {
  it('adds what is good, refuses what is not, and keeps both in its report', async () => {
    const report = await importing(csv([...good, { reference: 'A3', event_day: '2026-02-31', substances: '' }]))
    expect(report).toMatchObject({
      state: 'done',
      rowsRead: 3,
      recordsAdded: 2,
      recordsAlreadyThere: 0,
      rowsRefused: 1,
      rowsDoubtful: 0,
      failure: null,
    })
    expect(tell(report.issues)).toEqual(['4 event_day refused: there is no such day'])
    expect([await counted('death'), await counted('death_substance'), await counted('import_issue')]).toEqual([2, 2, 1])
  })

  it('adds nothing when the same file comes a second time', async () => {
    await importing(csv(good))
    expect(await importing(csv(good))).toMatchObject({ recordsAdded: 0, recordsAlreadyThere: 2, rowsDoubtful: 0 })
    expect(await counted('death_revision')).toBe(2)
  })

  it('adds nothing twice where rows have no reference of their own', async () => {
    const file = csv([{ event_day: '2026-01-05' }, { event_day: '2026-01-05' }])
    expect(await importing(file)).toMatchObject({ recordsAdded: 2 })
    expect(await importing(file)).toMatchObject({ recordsAdded: 0, recordsAlreadyThere: 2 })
  })

  it('keeps toxicology as learnt on the day it was complete, where the file says that this was after the death was known', async () => {
    const row = { event_day: '2026-01-05', known_on: '2026-01-08', status: 'toxicology_in' }
    const substances = 'heroin:implicated; bromazolam:believed_taken'
    await importing(
      csv([
        { ...row, reference: 'later', substances, toxicology_complete_on: '2026-03-01' },
        { ...row, reference: 'same day', substances, toxicology_complete_on: '2026-01-08' },
      ]),
    )
    const readOn = async (reference: string, day: string) => {
      const { death_id } = await db.within((trx) => trx('death').where({ reference }).first('death_id'))
      const death = await db.within((trx) => findDeath(trx, death_id, day))
      return [death?.revision, death?.status, death?.toxicologyCompleteOn, death?.findings.length]
    }
    expect(await readOn('later', '2026-01-08')).toEqual([1, 'notified', null, 1])
    expect(await readOn('later', '2026-02-28')).toEqual([1, 'notified', null, 1])
    expect(await readOn('later', '2026-03-01')).toEqual([2, 'toxicology_in', '2026-03-01', 2])
    expect(await readOn('same day', '2026-01-08')).toEqual([1, 'toxicology_in', '2026-01-08', 2])
    await importing(csv([{ ...row, reference: 'later', substances, toxicology_complete_on: '2026-03-01' }]))
    expect(await counted('death_revision')).toBe(3)
  })

  it('leaves a record that is there with other content, and says so', async () => {
    await importing(csv(good))
    const report = await importing(csv([{ ...good[0], substances: 'heroin:detected; cocaine:implicated' }]))
    expect(report).toMatchObject({ recordsAdded: 0, recordsAlreadyThere: 1, rowsDoubtful: 1 })
    expect(tell(report.issues)).toEqual(['2 – doubtful: the record is there already, with other content'])
    expect(await counted('death_revision')).toBe(2)
  })

  it('writes nothing at all of a file with one refused row when it is to be taken whole', async () => {
    const report = await importing(csv([...good, { reference: 'A3', event_day: '', substances: '' }]), {
      isAllOrNothing: true,
    })
    expect(report).toMatchObject({ state: 'rolled_back', recordsAdded: 0, rowsRefused: 1 })
    expect(report.failure).toBe(
      '1 row was refused, and the file was to be taken whole or not at all: nothing was written.',
    )
    expect(await counted('death')).toBe(0)
  })

  it('takes a good file whole', async () => {
    expect(await importing(csv(good), { isAllOrNothing: true })).toMatchObject({ state: 'done', recordsAdded: 2 })
    expect(await counted('death')).toBe(2)
  })

  it.each([false, true])('tries it dry and says what would happen (taken whole: %s)', async (isAllOrNothing) => {
    await importing(csv(good.slice(0, 1)))
    const report = await importing(csv(good), { isDryRun: true, isAllOrNothing })
    expect(report).toMatchObject({ state: 'done', isDryRun: true, recordsAdded: 1, recordsAlreadyThere: 1 })
    expect(await counted('death')).toBe(1)
  })

  it('leaves out by the file’s column what the contract does not take, and keeps the row', async () => {
    const rows = [...good, { reference: 'A3', event_day: '2026-01-07', substances: '', found_town: 'x'.repeat(121) }]
    const report = await importing(csv(rows.map((row) => ({ found_town: '', ...row }))))
    expect(report).toMatchObject({ recordsAdded: 3, rowsRefused: 0, rowsDoubtful: 1 })
    expect(tell(report.issues)).toEqual(['4 found_town doubtful: longer than 120 characters'])
  })

  it('fails with a sentence on a file that is none, and remembers it', async () => {
    const report = await importing(Buffer.from('504b0304aaaa', 'hex'))
    expect(report).toMatchObject({ state: 'failed', rowsRead: 0, recordsAdded: 0 })
    expect(report.failure).toContain('spreadsheet')
    expect(report.issues[0]?.hint).toContain('Save as')
  })

  it('keeps the supplies and events of naloxone, with the batch made once', async () => {
    const report = await importing(fixture('vigil-naloxone.csv'), { subject: 'naloxone' })
    expect(report).toMatchObject({ state: 'done', rowsRead: 20, recordsAdded: 13 })
    expect([await counted('naloxone_supply'), await counted('overdose'), await counted('naloxone_batch')]).toEqual([
      7, 6, 1,
    ])
    expect(await importing(fixture('vigil-naloxone.csv'), { subject: 'naloxone' })).toMatchObject({
      recordsAdded: 0,
      recordsAlreadyThere: 13,
    })
  })

  it.each([
    ['connecticut', 'deaths', 23],
    ['tempe', 'naloxone', 12],
    ['odin', 'naloxone', 8],
    ['ambulance', 'naloxone', 8, 'GB' as string],
  ] as const)('stores what the adapter %s reads, once', async (adapter, subject, records, country = 'US') => {
    const file = fixture(`${adapter}.csv`)
    const first = await importing(file, { adapter, subject, country })
    const second = await importing(file, { adapter, subject, country })
    expect([first.recordsAdded, second.recordsAdded, second.recordsAlreadyThere]).toEqual([records, 0, records])
    expect(second.issues).toEqual(first.issues)
  })

  it('tells its progress', async () => {
    const told: number[] = []
    await runImport(
      db.knex,
      db.tenant,
      {
        subject: 'deaths',
        adapter: 'vigil',
        fileName: null,
        content: csv(Array.from({ length: 1100 }, (_, index) => ({ reference: `P${index}`, event_day: '2026-01-05' }))),
        isDryRun: false,
        isAllOrNothing: false,
        today: '2026-03-15',
        country: 'GB',
        timeZone: 'Europe/London',
      },
      ({ recordsDone }) => told.push(recordsDone),
    )
    expect(told).toEqual([0, 500, 1000, 1100])
  })
})

describe('a large file', () => {
  it('is read on a thread while others are answered, and says how far it is', async () => {
    const rows = Array.from(
      { length: 12_000 },
      (_, index) => `R${index},2026-01-${String(1 + (index % 28)).padStart(2, '0')},Truro`,
    )
    const content = Buffer.from(['reference,event_day,found_town', ...rows].join('\n'))
    const read: number[] = []
    let turns = 0
    const turning = setInterval(() => turns++, 5)
    const report = await runImport(
      db.knex,
      db.tenant,
      {
        subject: 'deaths',
        adapter: 'vigil',
        fileName: null,
        content,
        isDryRun: true,
        isAllOrNothing: false,
        today: '2026-03-15',
        country: 'GB',
        timeZone: 'Europe/London',
      },
      ({ rowsRead, records }) => records === 0 && read.push(rowsRead),
    )
    clearInterval(turning)
    expect(report).toMatchObject({ state: 'done', rowsRead: 12_000, recordsAdded: 12_000 })
    expect(read.filter((rowsRead) => rowsRead < 12_000).length).toBeGreaterThan(0)
    expect(turns).toBeGreaterThan(0)
  })
})
