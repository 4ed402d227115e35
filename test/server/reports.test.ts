import { latLngToCell } from 'h3-js'
import { pino } from 'pino'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { OverdosePage } from '../../server/contract/overdose.ts'
import { KitRequests, type NewReversalReport, ReportPage } from '../../server/contract/reversal-report.ts'
import { addDays } from '../../server/day.ts'
import { addKey } from '../../server/keys/keyring.ts'
import { takeInReports } from '../../server/naloxone/reports/take-in.ts'
import { keepAnonymous } from '../../server/serving/anonymous.ts'
import { useApi } from '../support/api.ts'
import { makeApp } from '../support/app.ts'
import { useDatabase } from '../support/database.ts'
import { testKeyring } from '../support/keyring.ts'
import { daysAgo, makeCode, makeKitRequest, makeReport } from '../support/reports.ts'

const lines: string[] = []
const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) })
const db = useDatabase({ basemap: 'south-west-england' })
const api = useApi(db, { role: 'naloxone_coordinator', log })

const TRURO = { latitude: 50.2632, longitude: -5.051 }
const MOOR = { latitude: 50.55, longitude: -4.6 }

const openPage = (contactNote: string | null = null) =>
  api.put('/api/report-page', { isOpen: true, contactNote }).expect(200)
const here = (path: string) => `${path}?partnership=${db.partnership.slug}`
const post = (path: string, body: object) =>
  api.bare().post(here(path)).set('Host', 'localhost').set('User-Agent', 'KanariPhone/7').send(body)
const send = (report: NewReversalReport) => post('/api/report', report)
const takeIn = (night = '2026-03-16') => takeInReports(db.knex, db.partnership, testKeyring(), night)
const list = async () => OverdosePage.parse((await api.get('/api/overdoses').expect(200)).body)
const onlyOne = async () => {
  const [row] = (await list()).rows
  return (await api.get(`/api/overdoses/${row?.overdoseId}`).expect(200)).body
}

describe('a report of the public', () => {
  it('waits for the night, and is then a reversal that the night’s check knows', async () => {
    await openPage()
    const report = makeReport({
      hour: 14,
      cell: latLngToCell(TRURO.latitude, TRURO.longitude, 8),
      ambulanceCalled: 'yes',
      setting: 'car_park',
      product: 'nyxoid',
      persons: [
        { outcome: 'recovered_stayed', outcomeEvidence: 'seen_by_reporter', doses: 2, substanceCodes: ['heroin'] },
      ],
    })
    const { body } = await send(report).expect(202)
    expect(body).toEqual({ receivedOn: '2026-03-15' })
    expect((await list()).total).toBe(0)
    expect(await takeIn()).toEqual({ reports: 1, withdrawn: 0, kitRequests: 0 })
    expect(await onlyOne()).toMatchObject({
      ...{ source: 'public report', eventDay: '2026-03-15', eventTime: '14:00', timePrecision: 'hour' },
      ...{
        knownOn: '2026-03-15',
        setting: 'car_park',
        ambulanceCalled: 'yes',
        reporterKind: 'unknown',
        agencyId: null,
      },
      place: { precision: 'cell' },
      persons: [
        {
          ...{ outcome: 'recovered_stayed', naloxoneGiven: 'yes', substanceCodes: ['heroin'] },
          administrations: [{ productCode: 'nyxoid', doses: 2, givenBy: 'unknown' }],
        },
      ],
    })
    expect((await list()).rows).toMatchObject([{ reversals: 1, survivorsKnown: 1 }])
  })

  it('of which nothing was said but that it happened is a reversal whose outcome is unknown', async () => {
    await openPage()
    await send(makeReport()).expect(202)
    await takeIn()
    expect((await list()).rows).toMatchObject([{ reversals: 1, survivorsKnown: 0, outcomes: ['unknown'] }])
  })

  it('is one however often it is sent, before its batch and after', async () => {
    await openPage()
    const report = makeReport()
    await send(report).expect(202)
    await send(report).expect(202)
    await send({ ...report, setting: 'hostel_or_supported' }).expect(202)
    expect(await takeIn()).toMatchObject({ reports: 1 })
    await send(report).expect(202)
    expect(await takeIn('2026-03-17')).toMatchObject({ reports: 0 })
    expect((await list()).total).toBe(1)
  })

  it('sent anew after it was mended stands as it was sent last, before its batch and after', async () => {
    await openPage()
    const report = makeReport({ persons: [{ outcome: 'recovered_left' }] })
    const mended = makeReport({ ...report, persons: [{ outcome: 'died_at_scene' }] })
    await send(report).expect(202)
    await send(mended).expect(202)
    expect(await takeIn()).toMatchObject({ reports: 1 })
    expect(await onlyOne()).toMatchObject({ revision: 1, persons: [{ outcome: 'died_at_scene' }] })
    await send(mended).expect(202)
    await takeIn('2026-03-17')
    expect(await onlyOne()).toMatchObject({ revision: 1 })
    await send(report).expect(202)
    expect(await takeIn('2026-03-18')).toMatchObject({ reports: 0 })
    expect(await onlyOne()).toMatchObject({ revision: 2, persons: [{ outcome: 'recovered_left' }] })
    // what was amended here since stands
    await send(mended).expect(202)
    await takeIn('2026-03-19')
    expect(await onlyOne()).toMatchObject({ revision: 2, persons: [{ outcome: 'recovered_left' }] })
  })

  it('is taken in once a night', async () => {
    await openPage()
    await send(makeReport()).expect(202)
    await takeIn()
    await send(makeReport()).expect(202)
    expect(await takeIn()).toBeUndefined()
    expect((await list()).total).toBe(1)
  })

  it('is placed to its cell, and outside towns to a wider one whatever was sent', async () => {
    await openPage()
    const at = async ({ latitude, longitude }: typeof TRURO, night: string) => {
      await send(makeReport({ cell: latLngToCell(latitude, longitude, 8) })).expect(202)
      await takeIn(night)
      const { rows } = await list()
      const places = await Promise.all(
        rows.map(async ({ overdoseId }) => (await api.get(`/api/overdoses/${overdoseId}`)).body.place),
      )
      return places.map((place) => latLngToCell(place.latitude, place.longitude, 8))
    }
    const { townCells } = ReportPage.parse((await api.bare().get(here('/api/report')).set('Host', 'localhost')).body)
    expect(townCells).toContain(latLngToCell(TRURO.latitude, TRURO.longitude, 7))
    const inTown = latLngToCell(TRURO.latitude, TRURO.longitude, 8)
    expect(await at(TRURO, '2026-03-16')).toEqual([inTown])
    const onMoor = latLngToCell(MOOR.latitude, MOOR.longitude, 8)
    const { cellToLatLng, cellToParent } = await import('h3-js')
    const middle = latLngToCell(...(cellToLatLng(cellToParent(onMoor, 7)) as [number, number]), 8)
    const [one, other] = await at({ ...MOOR, latitude: MOOR.latitude }, '2026-03-17')
    expect([one, other].sort()).toEqual([inTown, middle].sort())
  })

  it('keeps as it was sent what no register holds, and finds a batch however it is spelt', async () => {
    await openPage()
    await api
      .post('/api/naloxone/batches', { productCode: 'prenoxad', batchNumber: 'PX1', expiresOn: '2027-02-28' })
      .expect(201)
    await send(makeReport({ product: 'prenoxad', batch: 'px1', expiry: '2027-02-28' })).expect(202)
    await takeIn()
    const known = await onlyOne()
    expect(known.persons[0].administrations[0]).toMatchObject({ productCode: 'prenoxad', asWritten: null })
    expect(known.persons[0].administrations[0].batchId).toEqual(expect.any(String))
    await send(makeReport({ code: makeCode(), product: 'of-tomorrow', batch: '0116917', expiry: '2025-08-31' })).expect(
      202,
    )
    await takeIn('2026-03-17')
    const kits = await db.within((trx) => trx('naloxone_administration').pluck('as_written'))
    expect(kits).toContain('of-tomorrow, batch 0116917, expires 2025-08-31')
  })

  it.each([
    ['day', { day: daysAgo(-2) }],
    ['day', { day: daysAgo(367) }],
    ['cell', { cell: '8ffffffffffffff' }],
    ['cell', { cell: '87fffffffffffff' }],
    ['persons.0.doses', { persons: [{ doses: 0 }] }],
    ['persons', { persons: [] }],
    ['code', { code: 'K7QP-2M9X-0V3T' }],
    ['partOfDay', { hour: 3, partOfDay: 'morning' as const }],
    ['persons.0.ageBand', { persons: [{ ageBand: '40-30' }] }],
  ])('that cannot be is refused while its sender can mend it, naming %s', async (path, given) => {
    await openPage()
    const { body } = await send(makeReport(given as object)).expect(422)
    expect(body.errors.map((error: { path: string }) => error.path)).toContain(path)
    expect(await takeIn()).toMatchObject({ reports: 0 })
  })

  it('of tomorrow is of today, at no hour, from a phone whose clock is ahead', async () => {
    await openPage()
    await send(makeReport({ day: daysAgo(-1), hour: 0 })).expect(202)
    expect(await takeIn()).toMatchObject({ reports: 1 })
    expect(await onlyOne()).toMatchObject({ eventDay: '2026-03-15', eventTime: null, timePrecision: 'unknown' })
  })

  it('is taken back by its code before the batch and until the end of the next day, and not later', async () => {
    await openPage()
    const [before, after, late] = [makeReport(), makeReport(), makeReport()]
    for (const report of [before, after, late]) await send(report).expect(202)
    const typed = before.code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o')
    await post('/api/report/withdrawals', { code: typed }).expect(202)
    expect(await takeIn()).toMatchObject({ reports: 2, withdrawn: 0 })
    await post('/api/report/withdrawals', { code: after.code }).expect(202)
    expect(await takeIn('2026-03-17')).toMatchObject({ withdrawn: 1 })
    expect((await list()).total).toBe(1)
    await db
      .knex('partnership')
      .where({ partnership_id: db.partnership.partnershipId })
      .update({ pinned_today: '2026-03-17' })
    await post('/api/report/withdrawals', { code: late.code }).expect(202)
    expect(await takeIn('2026-03-18')).toMatchObject({ withdrawn: 0 })
    // the same words whether there is such a report or not
    const { body } = await post('/api/report/withdrawals', { code: makeCode() }).expect(202)
    expect(body).toEqual({ receivedOn: '2026-03-17' })
  })

  it('is taken nowhere until a coordinator opens the page, nor after it is closed', async () => {
    await send(makeReport()).expect(404)
    await openPage('Ring 01234')
    const { body } = await api.bare().get(here('/api/report')).set('Host', 'localhost').expect(200)
    expect(ReportPage.parse(body)).toMatchObject({ contactNote: 'Ring 01234', ledTo: null })
    await api.put('/api/report-page', { isOpen: false, contactNote: null }).expect(200)
    await send(makeReport()).expect(404)
    await api.bare().get(here('/api/report')).set('Host', 'localhost').expect(404)
    await api.as('panel_member').put('/api/report-page', { isOpen: true, contactNote: null }).expect(403)
  })

  it('is one of many sent at once while two nodes run the night: none is lost, and none is two', async () => {
    await openPage()
    const reports = Array.from({ length: 12 }, () => makeReport())
    const sending = [...reports, ...reports].map((report) => send(report).expect(202))
    const nights = ['2026-03-16', '2026-03-16', '2026-03-17', '2026-03-17'].map((night) => takeIn(night))
    await Promise.all([...sending, ...nights])
    await takeIn('2026-03-18')
    expect((await list()).total).toBe(12)
  })

  it('is there after the keys were rotated between two that came, and is the same under its code', async () => {
    await openPage()
    const report = makeReport()
    await send(report).expect(202)
    addKey(testKeyring())
    await send(makeReport()).expect(202)
    expect(await takeIn()).toMatchObject({ reports: 2 })
    addKey(testKeyring())
    await send(report).expect(202)
    expect(await takeIn('2026-03-17')).toMatchObject({ reports: 0 })
    await post('/api/report/withdrawals', { code: report.code }).expect(202)
    expect(await takeIn('2026-03-18')).toMatchObject({ withdrawn: 1 })
  })

  it('is one that the database cannot hold: it waits, and holds up no other', async () => {
    await openPage()
    await send(makeReport()).expect(202)
    await send(makeReport()).expect(202)
    const before = await db.knex('overdose').max('created_at').first()
    expect(before).toBeDefined()
    await db.knex.raw(`create function refuse_one() returns trigger language plpgsql as $$ begin
      if (select count(*) from overdose where source = 'public report') > 1 then raise check_violation; end if; return new; end $$`)
    await db.knex.raw('create trigger refuse_one after insert on overdose for each row execute function refuse_one()')
    try {
      expect(await takeIn()).toMatchObject({ reports: 1 })
    } finally {
      await db.knex.raw('drop trigger refuse_one on overdose')
      await db.knex.raw('drop function refuse_one')
    }
    expect(await takeIn('2026-03-17')).toMatchObject({ reports: 1 })
    expect((await list()).total).toBe(2)
  })
})

describe('whoever sends', () => {
  it('is nowhere: not in a log, a table, the audit, a session, nor what is remembered of requests', async () => {
    await openPage()
    const cookie = await api.cookie()
    await api.get('/api/overdoses')
    const sessions = () => db.knex('session').select().orderBy('session_id')
    const [before, auditBefore] = [await sessions(), await countAudit()]
    lines.length = 0
    const sendTelling = (path: string, body: object) =>
      post(path, body)
        .set({
          Cookie: cookie,
          'X-Forwarded-For': '203.0.113.77',
          Referer: 'https://kanari.example',
          'Idempotency-Key': 'KanariKey',
        })
        .expect(202)
    await sendTelling('/api/report', makeReport())
    await sendTelling('/api/report/kit-requests', makeKitRequest({ contact: '07700 900461' }))
    await sendTelling('/api/report/withdrawals', { code: makeCode() })
    expect(lines).toEqual([])
    expect(await sessions()).toEqual(before)
    expect(await countAudit()).toBe(auditBefore)
    await takeIn()
    expect(await countAudit()).toBe(auditBefore + 1)
    const held = await everything()
    for (const canary of ['KanariPhone', '203.0.113.77', 'kanari.example', 'KanariKey', '07700 900461'])
      expect(held.includes(canary), canary).toBe(false)
  })

  it('that sends without end is kept waiting, by what is forgotten within the hour', () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const guard = keepAnonymous()
    const ask = (ip: string) => {
      const request = { ip, method: 'POST', headers: { 'user-agent': 'x', cookie: 'y' } as Record<string, string> }
      guard(request as never, {} as never, () => undefined)
      return request.headers
    }
    for (let i = 0; i < 120; i += 1) expect(ask('198.51.100.1')).toEqual({})
    expect(() => ask('198.51.100.1')).toThrow('A great deal has been sent')
    expect(ask('198.51.100.2')).toEqual({})
    vi.advanceTimersByTime(3_600_000)
    expect(ask('198.51.100.1')).toEqual({})
  })

  it('that sends much at once is kept waiting sooner, by how much it is', () => {
    const guard = keepAnonymous()
    const ask = (headers: Record<string, string>, ip = '198.51.100.1') =>
      guard({ ip, method: 'POST', headers } as never, {} as never, () => undefined)
    for (let i = 0; i < 10; i += 1) ask({ 'content-length': '18000' })
    expect(() => ask({ 'content-length': '18000' })).toThrow('A great deal has been sent')
    for (let i = 0; i < 8; i += 1) ask({ 'transfer-encoding': 'chunked' }, '198.51.100.2')
    expect(() => ask({ 'transfer-encoding': 'chunked' }, '198.51.100.2')).toThrow('A great deal has been sent')
  })

  it('is told by no header that is not needed, whatever a proxy or a browser calls it', () => {
    const guard = keepAnonymous()
    const needed = { host: 'localhost', 'content-type': 'application/json', 'content-length': '700' }
    const headers = {
      ...needed,
      ...{ forwarded: 'for=203.0.113.77', 'x-real-ip': '203.0.113.77', 'cf-connecting-ip': '203.0.113.77' },
      ...{
        'sec-ch-ua-model': '"Kanari"',
        traceparent: '00-1-2-01',
        via: '1.1 kanari',
      },
    }
    guard({ ip: '203.0.113.77', method: 'POST', headers } as never, {} as never, () => undefined)
    expect(headers).toEqual(needed)
  })

  const countAudit = async () => Number((await db.within((trx) => trx('audit_entry').count('* as n').first()))?.n)
  /** Every row of every table, as text. */
  const everything = async () => {
    const { rows } = await db.knex.raw(
      "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
    )
    const texts = await Promise.all(
      rows.map(async ({ name }: { name: string }) => {
        const { rows: held } = await db.knex.raw(
          `select coalesce(string_agg(one::text, ' '), '') as text from "${name}" one`,
        )
        return held[0].text as string
      }),
    )
    return texts.join(' ')
  }
})

describe('a request for a kit', () => {
  const ask = (given = {}) => post('/api/report/kit-requests', makeKitRequest(given)).expect(202)
  const requests = async () => KitRequests.parse((await api.get('/api/kit-requests').expect(200)).body)

  it('is opened on a Monday with all others of its time, once there are reports to be among', async () => {
    await openPage()
    await ask({ contact: 'ring me', town: 'Truro' })
    for (let i = 0; i < 4; i += 1) await send(makeReport()).expect(202)
    expect(await takeIn('2026-03-16')).toMatchObject({ reports: 4, kitRequests: 0 })
    await send(makeReport()).expect(202)
    expect(await takeIn('2026-03-17')).toMatchObject({ kitRequests: 0 })
    await ask({ contact: 'by the bridge' })
    expect(await requests()).toEqual([])
    expect(await takeIn('2026-03-23')).toMatchObject({ kitRequests: 2 })
    const opened = await requests()
    expect(opened.map(({ contact, openedOn, state }) => [contact, openedOn, state]).sort()).toEqual([
      ['by the bridge', '2026-03-23', 'asked'],
      ['ring me', '2026-03-23', 'asked'],
    ])
    expect(await takeIn('2026-03-30')).toMatchObject({ kitRequests: 0 })
  })

  it('waits no longer than was said, however few report', async () => {
    await openPage()
    await ask()
    expect(await takeIn('2026-03-16')).toMatchObject({ kitRequests: 0 })
    const nights = Array.from({ length: 14 }, (_, i) => addDays('2026-03-17', i))
    const opened: string[] = []
    for (const night of nights) if ((await takeIn(night))?.kitRequests) opened.push(night)
    expect(opened).toEqual(['2026-03-23'])
    expect(opened[0] && opened[0] <= addDays('2026-03-15', 14)).toBe(true)
  })

  it('is opened on the next night that is run where that of the Monday was missed, and once', async () => {
    await openPage()
    await ask()
    for (let i = 0; i < 5; i += 1) await send(makeReport()).expect(202)
    expect(await takeIn('2026-03-15')).toMatchObject({ reports: 5, kitRequests: 0 })
    expect(await takeIn('2026-03-18')).toMatchObject({ kitRequests: 1 })
    await ask()
    for (let i = 0; i < 5; i += 1) await send(makeReport()).expect(202)
    expect(await takeIn('2026-03-19')).toMatchObject({ reports: 5, kitRequests: 0 })
  })

  it('is answered, and put back where that was a mistake; others may not see it', async () => {
    await openPage()
    await ask()
    await takeIn('2026-03-23')
    const [request] = await requests()
    const path = `/api/kit-requests/${request?.kitRequestId}`
    expect((await api.put(path, { state: 'answered' }).expect(200)).body).toMatchObject({
      state: 'answered',
      closedOn: '2026-03-15',
    })
    expect((await api.put(path, { state: 'asked' }).expect(200)).body).toMatchObject({ state: 'asked', closedOn: null })
    await api.as('panel_coordinator').get('/api/kit-requests').expect(403)
    await api.as('police').get('/api/kit-requests').expect(404)
    await api.put('/api/kit-requests/00000000-0000-4000-8000-000000000000', { state: 'answered' }).expect(404)
  })
})

describe('an agency', () => {
  it('reports by the same questions, and has a record of its own at once', async () => {
    const report = makeReport({ persons: [{ outcome: 'recovered_left' }], day: '2026-03-14' })
    const outreach = api.as('agency_reporter')
    const { body } = await outreach.post('/api/reports', report).expect(201)
    expect(body).toMatchObject({ isNew: true })
    expect((await outreach.post('/api/reports', report).expect(201)).body).toMatchObject({
      overdoseId: body.overdoseId,
      isNew: false,
    })
    await outreach.post('/api/reports', { ...report, setting: 'hotel' }).expect(422)
    expect((await outreach.get('/api/overdoses').expect(200)).body.total).toBe(1)
    await api.bare().post(here('/api/reports')).set('Host', 'localhost').send(report).expect(401)
  })
})

describe('a form without a script', () => {
  const postForm = (query: string, answers: Record<string, string> = { when: 'now' }) =>
    api.bare().post(`/report/${db.partnership.slug}${query}`).set('Host', 'localhost').type('form').send(answers)

  it.each([
    '?product=nyxoid&expiry=08%2F25',
    '?product=nyxoid&expiry=25-08-31',
    '?product=nyxoid&expiry=2025-13',
    `?product=nyxoid&batch=${'1'.repeat(41)}`,
    '?product=nyxoid&batch=1%002',
    '?product=nyxoid&batch=%E2%80%AE1',
    '?product=nyxoid&outcome=died_at_scene&ageBand=0-17&substanceCodes=heroin&batch[a]=1',
  ])('is taken whatever the code on the kit held: %s', async (query) => {
    await openPage()
    await postForm(query)
    expect(await takeIn()).toMatchObject({ reports: 1 })
    expect((await onlyOne()).persons).toMatchObject([
      {
        ...{ outcome: 'unknown', ageBand: null, substanceCodes: [], substancesNotInTree: [] },
        administrations: [{ productCode: 'nyxoid', asWritten: null }],
      },
    ])
  })

  it('posted again from the same page is the same report, and with other answers another', async () => {
    await openPage()
    const once = makeCode()
    for (const outcome of ['unknown', 'unknown', 'recovered_left']) await postForm('', { when: 'now', outcome, once })
    await postForm('', { when: 'now', outcome: 'unknown', once: makeCode() })
    expect(await takeIn()).toMatchObject({ reports: 3 })
    for (let i = 0; i < 2; i += 1) await postForm('', { when: 'now', once: '{{once}}' })
    const asks = { asks: 'kit', how: 'collect', contact: 'a number', once }
    for (let i = 0; i < 2; i += 1) await postForm('', asks)
    expect(await takeIn('2026-03-17')).toMatchObject({ reports: 2, kitRequests: 0 })
    expect(await takeIn('2026-03-23')).toMatchObject({ kitRequests: 1 })
  })

  it('keeps the last day of a month from the code on the kit', async () => {
    await openPage()
    await postForm('?product=nyxoid&batch=9&expiry=2026-02-00')
    await takeIn()
    expect((await onlyOne()).persons[0].administrations[0].asWritten).toBe('batch 9, expires 2026-02-28')
  })

  it('is not taken for today where its day was left open, nor for a report where it is none', async () => {
    await openPage()
    await postForm('', { when: 'earlier', day: '' })
    await api
      .bare()
      .post(`/report/${db.partnership.slug}`)
      .set('Host', 'localhost')
      .type('json')
      .send({ outcome: 'unknown' })
    expect(await takeIn()).toMatchObject({ reports: 0 })
  })

  it('holds nothing that the database could not keep', async () => {
    await openPage()
    await postForm('?product=a%00b', { when: 'now', substanceCodes: 'a\u0000b' })
    expect(await takeIn()).toMatchObject({ reports: 0 })
    await postForm('?product=a%00b')
    expect(await takeIn('2026-03-17')).toMatchObject({ reports: 1 })
  })
})

it('a page of reports answers a form without a script where no page is built or open', async () => {
  const app = makeApp({ database: db.database, log })
  expect(app).toBeDefined()
  await api.bare().get(`/report/${db.partnership.slug}/manifest.webmanifest`).set('Host', 'localhost').expect(200)
  await api.bare().get('/report/nowhere/manifest.webmanifest').set('Host', 'localhost').expect(404)
})
