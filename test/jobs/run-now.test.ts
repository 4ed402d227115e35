import { pino } from 'pino'
import { afterAll, describe, expect, it } from 'vitest'
import { startCompute } from '../../jobs/compute/compute.ts'
import { runDueNights } from '../../jobs/index.ts'
import { runNight } from '../../jobs/work/nightly.ts'
import { runAskedPreview } from '../../jobs/work/preview.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'
import { addOverdoses, addYearOfReversals, makeReversal } from '../support/events.ts'
import { testKeyring } from '../support/keyring.ts'

const db = useDatabase()
const api = useApi(db)
const compute = startCompute(2)
afterAll(() => compute.close())

/** The partnership's day in tests is 15 March 2026; tonight's run is that of the 16th. */
const today = '2026-03-15'
const tonight = '2026-03-16'
const partnership = () => ({ partnershipId: db.partnership.partnershipId, today })
const run = (night: string) => runNight(db.knex, db.partnership.partnershipId, night, compute)
const versions = () => db.within((trx) => trx('signal_version').select('night', 'version').orderBy('night'))

describe('run now', () => {
  it('sees what was entered today, which no night of today does, writes no version, and is taken up once by tonight’s run', async () => {
    await addYearOfReversals(db, today, { clustered: 0 })
    expect(await run(today)).toMatchObject({ outcome: 'done', result: { versions: [] } })
    const entered = Array.from({ length: 9 }, () => makeReversal({ day: '2026-03-14', knownOn: today }))
    await db.within((trx) => addOverdoses(trx, entered, today))

    const asked = await api.post('/api/nights/preview', {}).expect(202)
    expect(asked.body).toMatchObject({ state: 'asked', night: tonight, result: null })
    expect((await api.post('/api/nights/preview', {}).expect(202)).body.previewId).toBe(asked.body.previewId)
    expect(await runAskedPreview(db.knex, partnership(), compute)).toBe(true)
    const { body } = await api.get('/api/nights/preview').expect(200)
    expect(body.preview).toMatchObject({ state: 'done', checksDone: 6, checksTotal: 6, failure: null })
    const [found] = body.preview.result.signals
    expect(found).toMatchObject({ signalId: null, wouldBeTold: true, tier: 'notify', stream: 'reversals' })
    expect(found.observed).toBeGreaterThanOrEqual(9)
    expect([await versions(), (await api.get('/api/signals').expect(200)).body.total]).toEqual([[], 0])

    const ran = await run(tonight)
    expect(ran).toMatchObject({ outcome: 'done', result: { versions: [{ sentence: found.sentence, version: 1 }] } })
    expect(await versions()).toEqual([{ night: tonight, version: 1 }])
    expect((await api.get('/api/nights/preview').expect(200)).body.preview).toBeNull()
    expect(await runAskedPreview(db.knex, partnership(), compute)).toBe(false)
  })

  it('says in a sentence that it failed, and can be asked for again', async () => {
    await addYearOfReversals(db, today)
    await api.post('/api/nights/preview', {}).expect(202)
    const broken = { ...compute, run: () => Promise.reject(new Error('thread died')) }
    await expect(runAskedPreview(db.knex, partnership(), broken)).rejects.toThrow('thread died')
    const { body } = await api.get('/api/nights/preview').expect(200)
    expect(body.preview).toMatchObject({ state: 'failed', failure: expect.stringContaining('ask for it again') })
    expect((await api.post('/api/nights/preview', {}).expect(202)).body.state).toBe('asked')
  })

  it('is for those who may ask for a night', async () => {
    await api.as('panel_member').post('/api/nights/preview', {}).expect(403)
    await api.as('panel_member').get('/api/nights/preview').expect(200)
    await api.as('naloxone_coordinator').get('/api/nights/preview').expect(403)
  })
})

describe('a night that ran before anything was recorded', () => {
  const kept = () =>
    db.within((trx) => trx('night_before').select('night', 'snapshot_gzip', 'snapshot_hash', 'result_hash'))

  it('runs anew once something is that it would see, and keeps the bytes of the run it had', async () => {
    expect(await run(today)).toMatchObject({ outcome: 'done' })
    const before = await db.within((trx) =>
      trx('night').first('night', 'snapshot_gzip', 'snapshot_hash', 'result_hash'),
    )
    // nothing is recorded yet: it is given as it is
    expect((await api.post('/api/nights', { night: today }).expect(202)).body.state).toBe('done')
    await addYearOfReversals(db, today)
    expect((await api.post('/api/nights', { night: today }).expect(202)).body.state).toBe('asked')
    expect(await kept()).toEqual([before])

    const anew = await run(today)
    expect(anew).toMatchObject({ outcome: 'done', result: { versions: [{ stream: 'reversals' }] } })
    expect(await run(today)).toMatchObject({ outcome: 'done before', isSame: true })
    expect((await api.post('/api/nights', { night: today }).expect(202)).body).toMatchObject({
      state: 'done',
      attempts: 2,
    })
    expect(await kept()).toHaveLength(1)
  })

  it('is found by the timetable itself', async () => {
    await db.knex('partnership').update({ pinned_today: today, is_synthetic: true })
    const at = new Date(`${today}T12:00:00Z`)
    const due = () =>
      runDueNights(
        db.knex,
        { threads: 2, home: '/tmp/vigil-run-now', keyring: testKeyring() },
        pino({ level: 'silent' }),
        () => false,
        at,
      )
    await due()
    expect((await api.get('/api/nights').expect(200)).body.nights).toMatchObject([
      { night: today, state: 'done', attempts: 1 },
    ])
    await addYearOfReversals(db, today)
    await due()
    expect((await api.get('/api/nights').expect(200)).body.nights).toMatchObject([
      { night: today, state: 'done', attempts: 2 },
    ])
    expect((await api.get('/api/signals').expect(200)).body.total).toBe(1)
    await due()
    expect(await kept()).toHaveLength(1)
  })

  it('stays as it is where what was recorded since was known too late for it', async () => {
    await run(today)
    await db.within((trx) => addOverdoses(trx, [makeReversal({ day: '2026-03-14', knownOn: today })], today))
    expect((await api.post('/api/nights', { night: today }).expect(202)).body.state).toBe('done')
    expect(await kept()).toEqual([])
  })
})

describe('the signals of a night', () => {
  it('are given with the checks that spoke of them, so that a finding that became no signal of its own can say why', async () => {
    await addYearOfReversals(db, today, { clustered: 14 })
    await run(today)
    const { body } = await api.get(`/api/nights/signals?night=${today}`).expect(200)
    expect(body).toMatchObject({
      night: today,
      signals: [
        {
          version: 1,
          detector: 'D2',
          stream: 'reversals',
          alsoFoundBy: [{ detector: 'D1', stream: 'reversals' }],
          mergedInto: null,
        },
      ],
    })
    await api.as('naloxone_coordinator').get(`/api/nights/signals?night=${today}`).expect(403)
  })
})
