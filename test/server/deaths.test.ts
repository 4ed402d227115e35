import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { Death, DeathPage } from '../../server/contract/death.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'

const db = useDatabase()
const api = useApi(db)

const bodmin = { longitude: -4.72, latitude: 50.47, precision: 'town' }
const death = { status: 'notified', eventDay: '2026-03-01', foundTown: 'Bodmin', foundPlace: bodmin }

async function recordDeath(given: object = {}): Promise<Death> {
  const { body } = await api.post('/api/deaths', { ...death, ...given }).expect(201)
  return Death.parse(body)
}

describe('recording a death', () => {
  it('answers the death with its first revision, known today, and where it is', async () => {
    const { body, headers } = await api
      .post('/api/deaths', { ...death, findings: [{ substanceCode: 'heroin', role: 'implicated' }] })
      .expect(201)
    const recorded = Death.parse(body)
    expect(recorded).toMatchObject({ revision: 1, knownOn: '2026-03-15', foundPlace: bodmin, sex: 'unknown' })
    expect(recorded.findings).toMatchObject([
      { substanceCode: 'heroin', substanceName: 'Heroin', role: 'implicated', prescribed: 'unknown' },
    ])
    expect(headers.etag).toBe('"1"')
    expect(headers.location).toBe(`/api/deaths/${recorded.deathId}`)
  })

  it('keeps an ICD-10 code, with or without its fourth character', async () => {
    for (const underlyingCauseIcd10 of ['X42', 'F11.2'])
      expect(await recordDeath({ underlyingCauseIcd10 })).toMatchObject({ underlyingCauseIcd10 })
  })

  it('names every wrong field by its path', async () => {
    const { body } = await api
      .post('/api/deaths', { ...death, ageYears: 130, foundPlace: { ...bodmin, latitude: 150 }, sex: 'x' })
      .expect(422)
    expect(body.errors.map((error: { path: string }) => error.path).sort()).toEqual([
      'ageYears',
      'foundPlace.latitude',
      'sex',
    ])
  })

  it.each(['name', 'dateOfBirth', 'nhsNumber', 'address'])('accepts no %s', async (field) => {
    const { body } = await api.post('/api/deaths', { ...death, [field]: 'somebody' }).expect(422)
    expect(body.errors).toEqual([{ path: field, message: 'there is no such field' }])
  })

  it('is done once for one Idempotency-Key, and refuses the key for another body', async () => {
    const first = await api.post('/api/deaths', death).set('Idempotency-Key', 'key-1').expect(201)
    const again = await api.post('/api/deaths', death).set('Idempotency-Key', 'key-1').expect(201)
    expect(again.body).toEqual(first.body)
    expect(again.headers['idempotency-replayed']).toBe('true')
    await api
      .post('/api/deaths', { ...death, ageYears: 40 })
      .set('Idempotency-Key', 'key-1')
      .expect(422)
    const { body } = await api.get('/api/deaths').expect(200)
    expect(body.total).toBe(1)
  })
})

describe('the answer to an Idempotency-Key', () => {
  it('is forgotten after a day, for it holds what was recorded', async () => {
    await api.post('/api/deaths', death).set('Idempotency-Key', 'yesterday').expect(201)
    await db.knex('idempotency_key').update({ created_at: db.knex.raw("now() - interval '25 hours'") })
    await api.post('/api/deaths', death).set('Idempotency-Key', 'today').expect(201)
    const kept = await db.withinAs({ purpose: 'carry out the retention schedule' }, (trx) =>
      trx('idempotency_key').select('created_at'),
    )
    expect(kept).toHaveLength(1)
  })
})

describe('amending a death', () => {
  it('appends a revision and keeps the one before', async () => {
    const { deathId, ...first } = await recordDeath()
    const { body } = await api
      .put(`/api/deaths/${deathId}`, { ...death, ageYears: 44 })
      .set('If-Match', '"1"')
      .expect(200)
    expect(body).toMatchObject({ revision: 2, ageYears: 44 })
    const history = await api.get(`/api/deaths/${deathId}/history`).expect(200)
    expect(history.body.map((revision: Death) => revision.ageYears)).toEqual([44, first.ageYears])
  })

  it('asks for If-Match with 428, and answers a version that has passed with 412 and both versions', async () => {
    const { deathId } = await recordDeath()
    await api.put(`/api/deaths/${deathId}`, death).expect(428)
    await api
      .put(`/api/deaths/${deathId}`, { ...death, ageYears: 44 })
      .set('If-Match', '"1"')
      .expect(200)
    const { body } = await api
      .put(`/api/deaths/${deathId}`, { ...death, ageYears: 45 })
      .set('If-Match', '"1"')
      .expect(412)
    expect(body.current).toMatchObject({ revision: 2, ageYears: 44 })
    expect(body.yours).toMatchObject({ ageYears: 45 })
  })

  it('makes a revision of the whole death when a substance is added, and amends that substance', async () => {
    const { deathId } = await recordDeath()
    const added = await api
      .post(`/api/deaths/${deathId}/substances`, { substanceCode: 'heroin', role: 'detected' })
      .set('If-Match', '"1"')
      .expect(201)
    expect(added.body).toMatchObject({ revision: 2, findings: [{ finding: 1, role: 'detected' }] })
    const amended = await api
      .put(`/api/deaths/${deathId}/substances/1`, { substanceCode: 'heroin', role: 'implicated' })
      .set('If-Match', '"2"')
      .expect(200)
    expect(amended.body).toMatchObject({ revision: 3, findings: [{ role: 'implicated' }] })
    await api
      .put(`/api/deaths/${deathId}/substances/7`, { substanceCode: 'heroin', role: 'implicated' })
      .set('If-Match', '"3"')
      .expect(404)
  })
})

describe('listing deaths', () => {
  it('pages from the latest without losing or repeating one', async () => {
    for (const day of ['2026-01-03', '2026-02-01', '2026-02-01', '2026-03-02', '2026-01-20'])
      await recordDeath({ eventDay: day })
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const { body } = await api.get(`/api/deaths?limit=2${cursor ? `&cursor=${cursor}` : ''}`).expect(200)
      const page = DeathPage.parse(body)
      expect(page.total).toBe(5)
      seen.push(...page.rows.map((row) => row.eventDay))
      cursor = page.nextCursor
    } while (cursor)
    expect(seen).toEqual(['2026-03-02', '2026-02-01', '2026-02-01', '2026-01-20', '2026-01-03'])
  })

  it('narrows to those whose toxicology is awaited, as many as the overview says', async () => {
    await recordDeath({ eventDay: '2026-01-03' })
    await recordDeath({ eventDay: '2026-01-04', status: 'inquest' })
    await recordDeath({ eventDay: '2026-01-05', status: 'toxicology_in', toxicologyCompleteOn: '2026-02-03' })
    await recordDeath({ eventDay: '2026-01-06', status: 'excluded', exclusionReason: 'Not drug-related' })
    const { body } = await api.get('/api/deaths?toxicology=awaited').expect(200)
    const { body: overview } = await api.get('/api/overview').expect(200)
    expect([body.total, overview.awaitingToxicology]).toEqual([2, 2])
  })

  it('counts as every figure does: excluded deaths are listed, and said apart', async () => {
    await recordDeath({ eventDay: '2025-01-03' })
    await recordDeath({ eventDay: '2025-02-03' })
    await recordDeath({ eventDay: '2025-03-03', status: 'excluded', exclusionReason: 'Not drug-related' })
    const { body } = await api.get('/api/deaths?from=2025-01-01&to=2025-12-31&limit=1').expect(200)
    const { body: byYear } = await api.get('/api/indicators/deaths-by-year').expect(200)
    expect(body).toMatchObject({ total: 2, excluded: 1, rows: [{ status: 'excluded' }] })
    expect(byYear.years[0]).toMatchObject({ year: 2025, deaths: body.total })
    const { body: onlyExcluded } = await api.get('/api/deaths?status=excluded').expect(200)
    expect(onlyExcluded).toMatchObject({ total: 0, excluded: 1 })
    const { body: beyond } = await api.get(`/api/deaths?limit=2&cursor=${body.nextCursor}`).expect(200)
    expect(beyond).toMatchObject({ total: 2, excluded: 1 })
  })

  it('says when a death was first known beside the day of its last revision', async () => {
    const { deathId } = await recordDeath({ eventDay: '2026-01-03', knownOn: '2026-01-05' })
    await api
      .put(`/api/deaths/${deathId}`, { ...death, eventDay: '2026-01-03', status: 'inquest', knownOn: '2026-02-20' })
      .set('If-Match', '"1"')
      .expect(200)
    const { body } = await api.get('/api/deaths').expect(200)
    expect(body.rows).toMatchObject([{ firstKnownOn: '2026-01-05', knownOn: '2026-02-20' }])
  })

  it('narrows by day range, status and any level of the substance tree', async () => {
    await recordDeath({ eventDay: '2026-01-03', findings: [{ substanceCode: 'heroin', role: 'implicated' }] })
    await recordDeath({
      eventDay: '2026-02-03',
      status: 'toxicology_in',
      findings: [{ substanceCode: 'heroin', role: 'not_detected' }],
    })
    const totals = await Promise.all(
      [
        'from=2026-02-01',
        'to=2026-01-31',
        'status=toxicology_in',
        'substance=opioids',
        'substance=heroin',
        'from=2026-02-01&substance=opioids',
      ].map(async (filter) => [filter, (await api.get(`/api/deaths?${filter}`).expect(200)).body.total]),
    )
    expect(Object.fromEntries(totals)).toEqual({
      'from=2026-02-01': 1,
      'to=2026-01-31': 1,
      'status=toxicology_in': 1,
      'substance=opioids': 1,
      'substance=heroin': 1,
      'from=2026-02-01&substance=opioids': 0,
    })
  })

  it('gives the deaths as known on a day: what was learnt later is not there yet', async () => {
    const { deathId } = await recordDeath({ knownOn: '2026-03-02' })
    await api
      .put(`/api/deaths/${deathId}`, { ...death, status: 'toxicology_in', knownOn: '2026-03-10' })
      .set('If-Match', '"1"')
      .expect(200)
    const statusOn = async (day: string) =>
      (await api.get(`/api/deaths?asKnownOn=${day}`)).body.rows.map((row: { status: string }) => row.status)
    expect(await statusOn('2026-03-01')).toEqual([])
    expect(await statusOn('2026-03-09')).toEqual(['notified'])
    expect(await statusOn('2026-03-10')).toEqual(['toxicology_in'])
  })

  it('gives the substances of a death as CSV', async () => {
    const findings = [
      { substanceCode: 'heroin', role: 'detected', matrix: 'femoral_blood', concentration: 0.31, unit: 'mg/L' },
      { substanceCode: 'diazepam', role: 'not_detected' },
    ]
    const { deathId } = await recordDeath({ findings })
    const { text } = await api.get(`/api/deaths/${deathId}/substances.csv`).expect(200)
    const rows: Record<string, string>[] = parse(text, { bom: true, columns: true })
    expect(rows).toMatchObject([
      { finding: '1', substanceCode: 'heroin', substanceName: 'Heroin', concentration: '0.31', unit: 'mg/L' },
      { finding: '2', substanceCode: 'diazepam', role: 'not_detected', concentration: '' },
    ])
    await api.get('/api/deaths/00000000-0000-4000-8000-000000000000/substances.csv').expect(404)
  })

  it('answers the same list as CSV, stamped, with formulas defused', async () => {
    await recordDeath({ foundTown: '=HYPERLINK("x")' })
    const { text, headers } = await api.get('/api/deaths.csv').expect(200)
    expect(headers['content-type']).toContain('text/csv')
    expect(text).toContain(`'=HYPERLINK`)
    expect(text).toContain('Synthetic data')
  })
})
