import { parse } from 'csv-parse/sync'
import { afterAll, describe, expect, it } from 'vitest'
import { startCompute } from '../../jobs/compute/compute.ts'
import { runNight } from '../../jobs/work/nightly.ts'
import { ReversalSignals, SignalDetail, SignalPage, SignalRegister } from '../../server/contract/signal.ts'
import type { Trx } from '../../server/db/tenant.ts'
import { addJudgement } from '../../server/surveillance/signals/store.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'
import { addYearOfReversals } from '../support/events.ts'

const db = useDatabase()
const api = useApi(db)
const compute = startCompute(2)
afterAll(() => compute.close())
const night = '2026-03-10'

async function flagged() {
  await addYearOfReversals(db, night)
  await runNight(db.knex, db.partnership.partnershipId, night, compute)
  const { body } = await api.get('/api/signals').expect(200)
  return SignalPage.parse(body)
}

/** Adds a row like the one that a signal has, but for what is changed. */
async function copyRow(trx: Trx, table: 'signal' | 'signal_version', signalId: string, changed: object) {
  await trx.raw(
    `insert into ${table}
     select (jsonb_populate_record(original, :changed::jsonb)).* from ${table} original where original.signal_id = :signalId limit 1`,
    { changed: JSON.stringify(changed), signalId },
  )
}

async function copySignal(signalId: string, copy: number, ofSignal: object, ofVersion: object) {
  const id = `00000000-0000-4000-8000-00000000000${copy}`
  await db.within(async (trx) => {
    await copyRow(trx, 'signal', signalId, { ...ofSignal, signal_id: id })
    await copyRow(trx, 'signal_version', signalId, { ...ofVersion, signal_id: id })
  })
  return id
}

describe('signals', () => {
  it('are listed while they are open, overlap the period asked for, and stand on the map', async () => {
    const { rows, total } = await flagged()
    expect([total, rows[0]?.stream, rows[0]?.tier]).toEqual([1, 'reversals', 'notify'])
    const count = async (given: string) => (await api.get(`/api/signals?${given}`).expect(200)).body.total
    expect([await count('from=2026-03-20'), await count('state=closed'), await count('tier=notify')]).toEqual([0, 0, 1])
    const { body: onMap } = await api.get('/api/map/signals?from=2026-03-01&to=2026-03-15').expect(200)
    expect(onMap.map(({ signalId }: { signalId: string }) => signalId)).toEqual([rows[0]?.signalId])
    const { body: home } = await api.get('/api/overview').expect(200)
    expect(home.openSignals).toHaveLength(1)
  })

  it('tell a naloxone coordinator where reversals cluster, by place, days and count, and nothing that leads to a case', async () => {
    const { rows } = await flagged()
    const coordinator = api.as('naloxone_coordinator')
    const { body, text } = await coordinator.get('/api/signals/reversals').expect(200)
    const [signal] = rows
    expect(ReversalSignals.parse(body)).toMatchObject([
      { stream: 'reversals', firstDay: signal?.firstDay, lastDay: signal?.lastDay, observed: signal?.observed },
    ])
    expect(text).not.toContain(signal?.signalId)
    expect(text).not.toMatch(/longitude|case|sentence/)
    await coordinator.get('/api/signals').expect(403)
    await coordinator.get(`/api/signals/${signal?.signalId}`).expect(403)
    await db.within((trx) =>
      addJudgement(trx, db.partnership.partnershipId, 'test', signal?.signalId as string, {
        verdict: 'false',
        explanation: 'a drill of the ambulance service',
      }),
    )
    expect((await coordinator.get('/api/signals/reversals').expect(200)).body).toEqual([])
    await api.as('police').get('/api/signals/reversals').expect(404)
  })

  it('are not in the overview of those who read figures but no signals, nor is what was wrong with the feeds', async () => {
    await flagged()
    const { body: home, text } = await api.as('naloxone_coordinator').get('/api/overview').expect(200)
    expect([home.openSignals, home.feeds]).toEqual([null, null])
    expect(text).not.toContain('statistical flag')
  })

  it('stand with the loudest of the latest night first, over pages too', async () => {
    const signalId = (await flagged()).rows[0]?.signalId ?? ''
    const later = { night: '2026-03-11' }
    await copySignal(signalId, 1, {}, { ...later, tier: 'watch', p_value: 0.004 })
    await copySignal(signalId, 2, {}, { ...later, tier: 'notice', p_value: 1 })
    await copySignal(signalId, 3, {}, { ...later, tier: 'watch', p_value: 0.002 })
    await copySignal(signalId, 4, {}, { ...later, tier: 'notify', p_value: 0.003 })
    const seen: (string | number)[] = []
    let cursor: string | null = ''
    while (cursor !== null) {
      const { body } = await api.get(`/api/signals?limit=1${cursor && `&cursor=${cursor}`}`).expect(200)
      const page = SignalPage.parse(body)
      seen.push(...page.rows.map(({ night: of, pValue }) => (of === night ? 'the night before' : pValue)))
      cursor = page.nextCursor
    }
    expect(seen).toEqual([0.003, 0.002, 0.004, 1, 'the night before'])
  })

  it('say what the latest night changed, and that they were dismissed until people are told again', async () => {
    const [first] = (await flagged()).rows
    expect(first).toMatchObject({ change: null, verdict: null, isDismissed: false })
    const path = `/api/signals/${first?.signalId}`
    const again = async () => SignalDetail.parse((await api.get(path).expect(200)).body)
    await api.post(`${path}/judgements`, { verdict: 'false', explanation: 'A training exercise' }).expect(201)
    expect(await again()).toMatchObject({ verdict: 'false', isDismissed: true })
    const changes = { casesAdded: ['a', 'b'], casesLeft: ['c'], isReopened: false, reasons: [] }
    const addVersion = (version: number, isRenotified: boolean) =>
      db.within(async (trx) => {
        const changed = { version, night: `2026-03-1${version}`, is_renotified: isRenotified, changes }
        await copyRow(trx, 'signal_version', first?.signalId ?? '', changed)
        await trx('signal').where({ signal_id: first?.signalId }).update({ current_version: version })
      })
    await addVersion(2, false)
    expect(await again()).toMatchObject({
      isDismissed: true,
      change: { sinceNight: night, casesAdded: 2, casesLeft: 1, reasons: [] },
    })
    await addVersion(3, true)
    expect(await again()).toMatchObject({ verdict: 'false', isDismissed: false, change: { sinceNight: '2026-03-12' } })
    await api.post(`${path}/judgements`, { verdict: 'real', explanation: 'It was one after all' }).expect(201)
    expect(await again()).toMatchObject({ verdict: 'real', isDismissed: false })
  })

  it('name in a record what they are about, where it was found without being implicated', async () => {
    const [signal] = (await flagged()).rows
    const made = await api
      .post('/api/deaths', {
        status: 'toxicology_in',
        eventDay: '2026-03-01',
        findings: [
          { substanceCode: 'heroin', role: 'implicated' },
          { substanceCode: 'isotonitazene', role: 'detected' },
          { substanceCode: 'cocaine', role: 'detected' },
        ],
      })
      .expect(201)
    const about = { case_ids: [made.body.deathId], substance_codes: ['nitazenes'] }
    const copy = await copySignal(signal?.signalId ?? '', 1, { stream: 'toxicology', detector: 'D3' }, about)
    const { body } = await api.get(`/api/signals/${copy}`).expect(200)
    expect(SignalDetail.parse(body).cases).toMatchObject([{ substances: ['Heroin'], alsoFound: ['Isotonitazene'] }])
  })

  it('open to their records, evidence and versions, and give the records as CSV', async () => {
    const [signal] = (await flagged()).rows
    const { body } = await api.get(`/api/signals/${signal?.signalId}`).expect(200)
    const detail = SignalDetail.parse(body)
    expect(detail.cases).toHaveLength(detail.observed)
    const read = await db.knex('audit_entry').where({ operation: 'get /signals/:signalId' }).orderBy('entry', 'desc')
    expect(read[0]?.records, 'the records it shows are what was read').toBe(detail.cases.length)
    expect(detail.versions).toHaveLength(1)
    expect(detail.evidence).toMatchObject({ check: 'place', seed: expect.any(String), replicates: expect.any(Number) })
    const { text } = await api.get(`/api/signals/${signal?.signalId}.csv`).expect(200)
    expect(text.split('\r\n')[0]).toContain('caseId,kind,day,town,substances')
    expect(text.trim().split('\r\n')).toHaveLength(detail.observed + 1)
  })

  it('give what each night said of them, and what was observed beside what was expected, as CSV too', async () => {
    const [signal] = (await flagged()).rows
    const path = `/api/signals/${signal?.signalId}`
    const detail = SignalDetail.parse((await api.get(path).expect(200)).body)
    const copy = (table: string, changed: object) =>
      db.within((trx) =>
        trx.raw(
          `insert into ${table}
           select (jsonb_populate_record(original, :changed::jsonb)).* from ${table} original where original.signal_id = :signalId`,
          { changed: JSON.stringify(changed), signalId: detail.signalId },
        ),
      )
    const earlier = '00000000-0000-4000-8000-000000000001'
    await copy('signal', { signal_id: earlier })
    await copy('signal_version', { signal_id: earlier, evidence: {} })
    await copy('signal_version', { version: 2, night: '2026-03-11', changes: { casesAdded: 2 } })
    const fileOf = async (name: string) =>
      parse((await api.get(`${path}/${name}.csv`).expect(200)).text, { bom: true, columns: true }) as Record<
        string,
        string
      >[]
    const { body: nights } = await api.get(`${path}/versions`).expect(200)
    expect(nights).toEqual({
      signalId: detail.signalId,
      versions: [
        { ...detail.versions[0], version: 2, night: '2026-03-11', changes: { casesAdded: 2 } },
        detail.versions[0],
      ],
    })
    expect(await fileOf('versions')).toMatchObject([
      { version: '2', night: '2026-03-11', observed: String(detail.observed), changes: '{"casesAdded":2}' },
      { version: '1', night, changes: '' },
    ])
    const { body: series } = await api.get(`${path}/series`).expect(200)
    expect(series).toEqual({ signalId: detail.signalId, series: detail.evidence.series })
    expect((await fileOf('series')).map(({ observed }) => Number(observed))).toEqual(
      detail.evidence.series?.points.map(({ observed }) => observed),
    )
    // a signal of an earlier version of Vigil
    const { body: without } = await api.get(`/api/signals/${earlier}/series`).expect(200)
    expect(without).toEqual({ signalId: earlier, series: null })
    await api.get(`/api/signals/${earlier}/series.csv`).expect(200)
  })

  it('answer 404 where there is none', async () => {
    for (const of of ['', '/versions', '/series'])
      await api.get(`/api/signals/00000000-0000-4000-8000-000000000000${of}`).expect(404)
  })
})

describe('the signal register', () => {
  it('keeps every judgement, counts the latest of each signal, and gives the share that was real with its interval', async () => {
    const [signal] = (await flagged()).rows
    const judge = (verdict: string, explanation = 'Two reports of the hostel agreed') =>
      api.post(`/api/signals/${signal?.signalId}/judgements`, { verdict, explanation })
    const register = async () => SignalRegister.parse((await api.get('/api/signals/register').expect(200)).body)
    const ofPlaces = async () => (await register()).detectors.find(({ detector }) => detector === 'D2')
    expect(await ofPlaces()).toMatchObject({ signals: 1, notJudged: 1, predictiveValue: null, interval: null })
    await judge('real', 'short').expect(422)
    await judge('unknown').expect(201)
    expect(await ofPlaces()).toMatchObject({ unknown: 1, notJudged: 0, predictiveValue: null })
    await judge('real').expect(201)
    const { body } = await api.get(`/api/signals/${signal?.signalId}`).expect(200)
    expect(SignalDetail.parse(body).judgements).toMatchObject([
      { judgement: 2, verdict: 'real', version: 1, judgedBy: 'Panel coordinator' },
      { judgement: 1, verdict: 'unknown' },
    ])
    expect(await ofPlaces()).toMatchObject({ real: 1, unknown: 0, predictiveValue: 1 })
    expect((await ofPlaces())?.interval?.low).toBeCloseTo(0.025, 4)
    expect((await register()).rows).toMatchObject([{ signalId: signal?.signalId, verdict: 'real' }])
    const { text } = await api.get('/api/signals/register.csv').expect(200)
    expect(text).toContain(',real,')
    const { text: checks } = await api.get('/api/signals/register/detectors.csv').expect(200)
    const rows: Record<string, string>[] = parse(checks, { bom: true, columns: true })
    expect(rows.map(({ detector, real, predictiveValue }) => [detector, real, predictiveValue])).toEqual([
      ['D1', '0', ''],
      ['D2', '1', '1'],
      ['D3', '0', ''],
      ['D6', '0', ''],
    ])
    expect(Number(rows[1]?.low)).toBeCloseTo(0.025, 4)
  })

  it('says of a check that it is too often wrong, once 20 signals were judged and surely fewer than 3 in 10 were real', async () => {
    const [signal] = (await flagged()).rows
    const ofPlaces = async () =>
      SignalRegister.parse((await api.get('/api/signals/register').expect(200)).body).detectors.find(
        ({ detector }) => detector === 'D2',
      )
    const judgeCopies = (from: number, to: number) =>
      db.within(async (trx) => {
        for (const table of ['signal', 'signal_version'])
          await trx.raw(
            `insert into ${table}
             select (jsonb_populate_record(original, jsonb_build_object('signal_id', '00000000-0000-4000-8000-' || lpad(copy::text, 12, '0')))).*
             from ${table} original, generate_series(:from::int, :to::int) copy where original.signal_id = :signalId`,
            { from, to, signalId: signal?.signalId ?? '' },
          )
        for (let copy = from; copy <= to; copy++)
          await addJudgement(
            trx,
            db.partnership.partnershipId,
            'someone',
            `00000000-0000-4000-8000-${String(copy).padStart(12, '0')}`,
            {
              verdict: copy === 1 ? 'real' : 'false',
              explanation: 'Looked into with the outreach team.',
            },
          )
      })
    await judgeCopies(1, 19)
    expect(await ofPlaces()).toMatchObject({ real: 1, false: 18, isTooOftenWrong: false, proposal: null })
    await judgeCopies(20, 20)
    // three are rarer than twice the others
    await db.knex.raw(
      `update signal_version set recurrence_interval_days = case when signal_id::text ~ '00(01|02|03)$' then 900 else 210 end
       where partnership_id = :partnershipId and signal_id <> :signalId`,
      { partnershipId: db.partnership.partnershipId, signalId: signal?.signalId ?? '' },
    )
    expect(await ofPlaces()).toMatchObject({
      real: 1,
      false: 19,
      isTooOftenWrong: true,
      interval: { high: expect.closeTo(0.24873, 5) },
      proposal:
        'Proposed: a recurrence interval of 420 days; the shortest of those judged is 210. It would have left out 17 of 19 that were not real, and 0 of 1 that were.',
    })
  })

  it('is added to by those who may judge, and changed by nobody', async () => {
    const [signal] = (await flagged()).rows
    const verdict = { verdict: 'false', explanation: 'Nothing was there' }
    await api.as('panel_member').post(`/api/signals/${signal?.signalId}/judgements`, verdict).expect(403)
    await api.post('/api/signals/00000000-0000-4000-8000-000000000000/judgements', verdict).expect(404)
    await api.as('consultant').post(`/api/signals/${signal?.signalId}/judgements`, verdict).expect(201)
    const rewrite = db.within((trx) => trx('signal_judgement').update({ verdict: 'real' }))
    await expect(rewrite).rejects.toThrow(/permission denied/)
  })
})
