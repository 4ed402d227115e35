import { describe, expect, it } from 'vitest'
import { ImportReport, ImportUndone } from '../../server/contract/import.ts'
import { amendDeath, findDeath, listDeathRevisions } from '../../server/deaths/store.ts'
import { runImport } from '../../server/import/writing/run-import.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'
import { fixture } from './reading.ts'

const db = useDatabase()
const api = useApi(db)

const importing = (content: Buffer, subject: 'deaths' | 'naloxone' = 'deaths') =>
  runImport(db.knex, db.tenant, {
    subject,
    adapter: 'vigil',
    fileName: 'list of March.csv',
    content,
    isDryRun: false,
    isAllOrNothing: false,
    today: '2026-03-15',
    country: 'GB',
    timeZone: 'Europe/London',
  })

const FILE = Buffer.from(
  'reference,event_day,known_on,status,substances,toxicology_complete_on\n' +
    'A1,2026-01-05,2026-01-06,notified,heroin:implicated,\n' +
    'A2,2026-01-06,2026-01-07,toxicology_in,heroin:implicated,2026-02-01\n' +
    'A3,2026-01-07,2026-01-08,notified,,\n',
)

const deathId = (reference: string) =>
  db.within(async (trx) => (await trx('death').where({ reference }).first('death_id')).death_id as string)
async function reading(reference: string, asKnownOn?: string) {
  const id = await deathId(reference)
  return db.within((trx) => findDeath(trx, id, asKnownOn))
}
const statusOf = async (reference: string) => (await reading(reference))?.status
async function revisionsOf(reference: string) {
  const id = await deathId(reference)
  return db.within((trx) => listDeathRevisions(trx, id))
}

describe('undoing an import', () => {
  it('withdraws what nobody touched since by a new revision that says why, and lists the rest', async () => {
    const { importId } = await importing(FILE)
    const touched = await deathId('A1')
    await db.within(async (trx) => {
      const {
        source: _s,
        reference: _r,
        ...death
      } = (await findDeath(trx, touched)) as NonNullable<Awaited<ReturnType<typeof findDeath>>>
      const {
        deathId: _,
        revision,
        knownOn: _k,
        knownOnAssumed: _a,
        recordedAt: _t,
        findings: _f,
        changeReason: _c,
        ...details
      } = death
      await amendDeath(trx, touched, revision, { ...details, status: 'accepted_suspected' }, '2026-03-15')
    })
    const { body } = await api.post(`/api/imports/${importId}/undo`, {}).expect(200)
    expect(ImportUndone.parse(body)).toEqual({
      importId,
      withdrawn: 2,
      left: [{ kind: 'death', recordId: touched, reference: 'A1' }],
    })
    expect([await statusOf('A1'), await statusOf('A2'), await statusOf('A3')]).toEqual([
      'accepted_suspected',
      'excluded',
      'excluded',
    ])
    const revisions = await revisionsOf('A2')
    expect(
      revisions.map(({ revision, status, exclusionReason, findings }) => [
        revision,
        status,
        exclusionReason,
        findings.length,
      ]),
    ).toEqual([
      [3, 'excluded', 'withdrawn: the import of list of March.csv was undone', 1],
      [2, 'toxicology_in', null, 1],
      [1, 'notified', null, 0],
    ])
    // as known before, the figures stay what they were
    expect((await reading('A2', '2026-02-10'))?.status).toBe('toxicology_in')
    expect(ImportReport.parse((await api.get(`/api/imports/${importId}`).expect(200)).body).undoneAt).not.toBeNull()
  })

  it('leaves room for the mended file: the same references go in again, as the next revision', async () => {
    const { importId } = await importing(FILE)
    await api.post(`/api/imports/${importId}/undo`, {}).expect(200)
    const mended = Buffer.from(FILE.toString().replace('A3,2026-01-07', 'A3,2026-01-08'))
    expect(await importing(mended)).toMatchObject({ recordsAdded: 3, recordsAlreadyThere: 0 })
    expect([await statusOf('A1'), await statusOf('A2'), await statusOf('A3')]).toEqual([
      'notified',
      'toxicology_in',
      'notified',
    ])
    expect(await importing(mended)).toMatchObject({ recordsAdded: 0, recordsAlreadyThere: 3 })
    const revisions = await revisionsOf('A3')
    expect(revisions.map(({ revision, eventDay }) => [revision, eventDay])).toEqual([
      [3, '2026-01-08'],
      [2, '2026-01-07'],
      [1, '2026-01-07'],
    ])
  })

  it('takes back supplies and events of naloxone with all that belongs to them', async () => {
    const { importId, recordsAdded } = await importing(fixture('vigil-naloxone.csv'), 'naloxone')
    const { body } = await api.post(`/api/imports/${importId}/undo`, {}).expect(200)
    expect(body).toMatchObject({ withdrawn: recordsAdded, left: [] })
    const counted = (table: string) =>
      db.within(async (trx) => Number((await trx(table).where({ revision: 2 }).count({ rows: '*' }).first())?.rows))
    expect(await counted('overdose_person')).toBeGreaterThan(0)
    expect(await counted('naloxone_administration')).toBeGreaterThan(0)
    const listed = await api.get('/api/overdoses').expect(200)
    expect(listed.body.rows.every(({ isWithdrawn }: { isWithdrawn: boolean }) => isWithdrawn)).toBe(true)
  })

  it('asked for twice at a moment is done once, and the second is told so', async () => {
    const { importId } = await importing(FILE)
    const asked = () => api.post(`/api/imports/${importId}/undo`, {})
    const answers = await Promise.all([asked(), asked()])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409])
    expect(answers.find(({ status }) => status === 409)?.body.title).toBe('This import was undone before.')
    expect((await revisionsOf('A1')).map(({ revision }) => revision)).toEqual([2, 1])
  })

  it('is not done while the import is going on, and says that', async () => {
    const { importId } = await importing(FILE)
    await db.within((trx) =>
      trx('import_run').where({ import_id: importId }).update({ state: 'running', records_added: 0 }),
    )
    const { body } = await api.post(`/api/imports/${importId}/undo`, {}).expect(409)
    expect(body.title).toBe('This import is still going on.')
  })

  it('is done once, and not of a trial, of areas, or of what added nothing', async () => {
    const { importId } = await importing(FILE)
    await api.post(`/api/imports/${importId}/undo`, {}).expect(200)
    const again = await api.post(`/api/imports/${importId}/undo`, {}).expect(409)
    expect(again.body.title).toBe('This import was undone before.')
    const empty = await importing(Buffer.from('reference,event_day\nA9,\n'))
    await api.post(`/api/imports/${empty.importId}/undo`, {}).expect(409)
    await api.post('/api/imports/00000000-0000-4000-8000-000000000000/undo', {}).expect(404)
  })
})
