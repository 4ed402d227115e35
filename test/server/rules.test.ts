import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { NewDeath } from '../../server/contract/death.ts'
import { toProblem } from '../../server/serving/problems.ts'
import { readSnapshot } from '../../server/surveillance/nights/snapshot.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'
import { addDeaths, makeDeath } from '../support/events.ts'

/** What a record may say, once a door: the rules themselves are tried in test/contract without a database. */

const db = useDatabase()
const api = useApi(db)
const today = '2026-03-15'
const death = { status: 'notified', eventDay: '2026-03-01' }
const square = (west: number, south: number) =>
  JSON.stringify({
    type: 'MultiPolygon',
    coordinates: [
      [
        [
          [west, south],
          [west + 1, south],
          [west + 1, south + 1],
          [west, south + 1],
          [west, south],
        ],
      ],
    ],
  })

async function addArea() {
  await db.within((trx) =>
    trx.raw(
      `insert into area (partnership_id, kind, code, name, geom, label_point, source)
       values (:partnershipId, 'square', 'S1', 'Cornwall', st_geomfromgeojson(:square), st_point(-5, 50.3, 4326), 'test')`,
      { partnershipId: db.partnership.partnershipId, square: square(-5.5, 50) },
    ),
  )
}

/** Stored before the rules stood: what the form of then sent. */
async function storeOddDeath(given: Partial<NewDeath> = {}): Promise<string> {
  const odd = { ...NewDeath.parse(death), eventDay: '0026-11-10', knownOn: '2026-03-10', ...given }
  const [added] = await db.within((trx) => addDeaths(trx, [odd], today))
  return added?.id as string
}

describe('a year of two digits', () => {
  it.each([
    ['/api/deaths', { ...death, eventDay: '0026-11-10' }, 'eventDay'],
    ['/api/deaths', { ...death, prisonReleaseOn: '0026-11-10' }, 'prisonReleaseOn'],
    ['/api/overdoses', { eventDay: '0026-11-10', persons: [{}] }, 'eventDay'],
    [
      '/api/supplies',
      { suppliedOn: '0026-11-10', recipientKind: 'at_risk', productCode: 'prenoxad', kits: 1 },
      'suppliedOn',
    ],
    ['/api/naloxone/batches', { productCode: 'prenoxad', batchNumber: 'PX1', expiresOn: '0026-11-10' }, 'expiresOn'],
    ['/api/toxicology-panels', { name: 'Standard', covers: ['opioids'], validFrom: '0026-11-10' }, 'validFrom'],
  ])('sent to %s is refused with what was meant', async (path, body, field) => {
    const { body: problem } = await api.post(path, body).expect(422)
    expect(problem.errors).toEqual([{ path: field, message: 'the year has two digits: did you mean 2026?' }])
  })

  it('of a birth is refused, and never guessed at', async () => {
    const { body: recorded } = await api.post('/api/deaths', death).expect(201)
    const path = `/api/deaths/${recorded.deathId}/identity`
    const { body } = await api.put(path, { dateOfBirth: '0067-11-10' }).expect(422)
    expect(body.errors).toEqual([{ path: 'dateOfBirth', message: 'the year has two digits: write four, 1967 or 2067' }])
    await api.put(path, { dateOfBirth: '1890-11-10' }).expect(200)
  })

  it('in an address is refused', async () => {
    await api.get('/api/deaths?from=0026-01-01').expect(422)
  })
})

describe('a day that stands in the database although it cannot be', () => {
  it('breaks no figure, and each says how many it leaves out', async () => {
    await storeOddDeath()
    await storeOddDeath({ eventDay: '1900-01-01' })
    await db.within((trx) =>
      addDeaths(trx, [makeDeath({ eventDay: '2025-05-01' }), makeDeath({ eventDay: '2026-02-01' })], today),
    )
    const { body } = await api.get('/api/indicators/deaths-by-year').expect(200)
    expect(body.years.map(({ year, deaths }: { year: number; deaths: number }) => [year, deaths])).toEqual([
      [2025, 1],
      [2026, 1],
    ])
    expect(body.provenance.dateBasis).toContain('2 deaths have a day that cannot be and are in no year: see To look at')
    const { body: timeline } = await api.get('/api/map/timeline?events=deaths').expect(200)
    expect(timeline.inDoubt).toBe(2)
    expect(timeline.step).toBe('week')
    expect(timeline.steps.length).toBeLessThan(60)
    for (const path of ['/api/deaths', '/api/overview', '/api/indicators/nowcast', '/api/deaths.csv'])
      await api.get(path).expect(200)
  })

  it('is shown, and does not stop anybody from amending another field', async () => {
    const deathId = await storeOddDeath()
    const { body: stored } = await api.get(`/api/deaths/${deathId}`).expect(200)
    expect(stored.eventDay).toBe('0026-11-10')
    const change = { status: 'notified', eventDay: '0026-11-10', ageYears: 41 }
    await api.put(`/api/deaths/${deathId}`, change).set('If-Match', '"1"').expect(200)
    const worse = { ...change, registeredOn: '2027-01-01' }
    const { body } = await api.put(`/api/deaths/${deathId}`, worse).set('If-Match', '"2"').expect(422)
    expect(body.errors).toEqual([{ path: 'registeredOn', message: 'is in the future' }])
    await api
      .post(`/api/deaths/${deathId}/substances`, { substanceCode: 'heroin', role: 'detected' })
      .set('If-Match', '"2"')
      .expect(201)
    await api
      .put(`/api/deaths/${deathId}`, { ...change, eventDay: '2026-01-10' })
      .set('If-Match', '"3"')
      .expect(200)
  })
})

describe('a day that cannot be', () => {
  it.each([
    ['knownOn', '2027-10-01', 'is in the future'],
    ['notifiedOn', '2026-02-28', 'is before the day of death'],
    ['registeredOn', '2026-02-28', 'is before the day of death'],
    ['prisonReleaseOn', '2026-03-02', 'is after the day of death'],
    ['hospitalDischargeOn', '2026-03-02', 'is after the day of death'],
    ['toxicologyCompleteOn', '2026-03-16', 'is in the future'],
    ['toxicologyCompleteOn', '2026-02-28', 'toxicology cannot be complete before the day of death'],
  ])('as %s %s is refused at its field, recorded or amended', async (path, day, message) => {
    const { body } = await api.post('/api/deaths', { ...death, [path]: day }).expect(422)
    expect(body.errors).toEqual([{ path, message }])
    const { body: recorded } = await api.post('/api/deaths', death).expect(201)
    const amended = await api.put(`/api/deaths/${recorded.deathId}`, { ...death, [path]: day }).set('If-Match', '"1"')
    expect(amended.status).toBe(422)
    expect(amended.body.errors).toEqual([{ path, message }])
  })

  it('is a birth after the last day that the death may have been', async () => {
    const { body } = await api.post('/api/deaths', { ...death, eventDay: '2026-02' }).expect(201)
    const path = `/api/deaths/${body.deathId}/identity`
    await api.put(path, { dateOfBirth: '2026-02-20' }).expect(200)
    await api.put(path, { dateOfBirth: '2026-03-01' }).expect(422)
  })
})

describe('a death known only by its month or year', () => {
  it('is entered, answered, listed and written as it is', async () => {
    const { body } = await api.post('/api/deaths', { ...death, eventDay: '2024-03' }).expect(201)
    expect(body).toMatchObject({ eventDay: '2024-03-01', eventDayPrecision: 'month' })
    await api.post('/api/deaths', { ...death, eventDay: '2023' }).expect(201)
    const { body: list } = await api.get('/api/deaths').expect(200)
    expect(list.rows).toMatchObject([
      { eventDay: '2024-03-01', eventDayPrecision: 'month' },
      { eventDay: '2023-01-01', eventDayPrecision: 'year' },
    ])
    const { text } = await api.get('/api/deaths.csv').expect(200)
    expect(text).toContain(',2024-03,')
    expect(text).toContain(',2023,')
    const { body: years } = await api.get('/api/indicators/deaths-by-year').expect(200)
    expect(years.years).toMatchObject([{ year: 2023, deaths: 1 }, { year: 2024, deaths: 1 }, {}, {}].slice(0, 2))
  })

  it('is found in every period that holds a day of it', async () => {
    await api.post('/api/deaths', { ...death, eventDay: '2024-03' }).expect(201)
    await api.post('/api/deaths', { ...death, eventDay: '2024' }).expect(201)
    const found = async (from: string, to: string) =>
      (await api.get(`/api/deaths?from=${from}&to=${to}`).expect(200)).body.total
    expect(await found('2024-03-20', '2024-03-25')).toBe(2)
    expect(await found('2024-04-01', '2024-04-30')).toBe(1)
    expect(await found('2024-12-31', '2025-01-31')).toBe(1)
    expect(await found('2025-01-01', '2025-01-31')).toBe(0)
  })

  it('is counted on the map where the period holds all of it, and in no week', async () => {
    await addArea()
    const foundPlace = { longitude: -5.05, latitude: 50.26, precision: 'exact' }
    await api.post('/api/deaths', { ...death, foundPlace, eventDay: '2026-02' }).expect(201)
    await api.post('/api/deaths', { ...death, foundPlace, eventDay: '2026-03' }).expect(201)
    const total = async (from: string, to: string) =>
      (await api.get(`/api/map/events?areaKind=square&from=${from}&to=${to}`).expect(200)).body.total
    expect(await total('2026-02-01', '2026-02-28')).toBe(1)
    expect(await total('2026-02-15', '2026-03-15')).toBe(1)
    expect(await total('2026-01-01', '2026-03-15')).toBe(2)
    expect(await total('2026-02-01', '2026-02-27')).toBe(0)
    const { body } = await api.get('/api/map/timeline?events=deaths').expect(200)
    expect(body.inexact).toBe(2)
    expect(body.steps.every(({ events }: { events: number }) => events === 0)).toBe(true)
    for (const layer of ['density', 'groups_in_time'])
      await api.get(`/api/map/description?layer=${layer}&from=2026-01-01&to=2026-03-15&areaKind=square`).expect(200)
    const { body: overview } = await api.get('/api/overview').expect(200)
    expect(overview.last28Days).toMatchObject({ deaths: 1, deathsBefore: 0 })
  })

  it('keeps its precision until the day is known', async () => {
    const { body } = await api.post('/api/deaths', { ...death, eventDay: '2024-03' }).expect(201)
    const amend = (change: object, revision: number) =>
      api.put(`/api/deaths/${body.deathId}`, change).set('If-Match', `"${revision}"`).expect(200)
    const asRead = { status: 'notified', eventDay: '2024-03-01', eventDayPrecision: 'month', ageYears: 40 }
    expect((await amend(asRead, 1)).body).toMatchObject({ eventDay: '2024-03-01', eventDayPrecision: 'month' })
    expect((await amend({ ...death, eventDay: '2024-03-17' }, 2)).body).toMatchObject({
      eventDay: '2024-03-17',
      eventDayPrecision: 'day',
    })
  })

  it('stands in the snapshot of a night with its precision, and says nothing of delay', async () => {
    await db.within((trx) =>
      addDeaths(
        trx,
        [makeDeath({ eventDay: '2026-01', knownOn: '2026-02-10' }), makeDeath({ eventDay: '2026-01-05' })],
        today,
      ),
    )
    const { partnershipId } = db.partnership
    const { deaths } = await db.within((trx) => readSnapshot(trx, partnershipId, '2026-03-10', undefined, 'infinity'))
    expect(deaths).toMatchObject([{ day: '2026-01-01', dayPrecision: 'month', knownOn: null }, { day: '2026-01-05' }])
    expect(deaths[1]).not.toHaveProperty('dayPrecision')
  })
})

describe('a point', () => {
  it('that was exchanged is refused with what was probably meant', async () => {
    await addArea()
    const foundPlace = { longitude: 50.26, latitude: -5.05, precision: 'exact' }
    const { body } = await api.post('/api/deaths', { ...death, foundPlace }).expect(422)
    expect(body.errors).toEqual([
      {
        path: 'foundPlace.longitude',
        message:
          'longitude and latitude seem to be exchanged: as written the point is far from the partnership’s areas; exchanged they fit: longitude -5.05, latitude 50.26',
      },
    ])
  })

  it.each(['/api/deaths', '/api/overdoses', '/api/supplies'])('of 0, 0 is refused by %s', async (path) => {
    const nowhere = { longitude: 0, latitude: 0, precision: 'exact' }
    const bodies: Record<string, object> = {
      '/api/deaths': { ...death, residence: nowhere },
      '/api/overdoses': { eventDay: '2026-03-01', place: nowhere, persons: [{}] },
      '/api/supplies': {
        suppliedOn: '2026-03-01',
        place: nowhere,
        recipientKind: 'at_risk',
        productCode: 'prenoxad',
        kits: 1,
      },
    }
    const { body } = await api.post(path, bodies[path]).expect(422)
    expect(body.errors).toMatchObject([{ path: expect.stringMatching(/\.longitude$/) }])
  })
})

describe('a batch', () => {
  const supply = { suppliedOn: '2026-03-01', recipientKind: 'at_risk', productCode: 'prenoxad', kits: 1 }
  const addBatch = async (given: object = {}) =>
    (
      await api
        .post('/api/naloxone/batches', { productCode: 'prenoxad', batchNumber: 'PX1', expiresOn: '09/2026', ...given })
        .expect(201)
    ).body

  it('printed with a month is good to its last day, and says so', async () => {
    const batch = await addBatch()
    expect(batch).toMatchObject({ expiresOn: '2026-09-30', expiresPrecision: 'month' })
    const { body } = await api.post('/api/supplies', { ...supply, batchId: batch.batchId }).expect(201)
    expect(body).toMatchObject({ expiresOn: '2026-09-30', expiresPrecision: 'month', expiredReason: null })
  })

  it.each(['px1', ' PX1', 'ＰＸ１'])('typed %j is the one that is there', async (batchNumber) => {
    await addBatch()
    const again = { productCode: 'prenoxad', batchNumber, expiresOn: '2026-09-30' }
    const { body } = await api.post('/api/naloxone/batches', again).expect(422)
    expect(body.errors).toEqual([
      { path: 'batchNumber', message: 'there is already a batch of this product with this number' },
    ])
    await api.post('/api/naloxone/batches', { ...again, productCode: 'nyxoid' }).expect(201)
  })

  it('of another product is refused', async () => {
    const { batchId } = await addBatch({ productCode: 'nyxoid' })
    const { body } = await api.post('/api/supplies', { ...supply, batchId }).expect(422)
    expect(body.errors).toMatchObject([{ path: 'batchId' }])
  })

  it('that had expired on the day of supply asks why, and keeps the answer', async () => {
    const { batchId } = await addBatch({ expiresOn: '2021-12' })
    const { body } = await api.post('/api/supplies', { ...supply, batchId }).expect(422)
    expect(body.errors).toMatchObject([{ path: 'expiredReason' }])
    const expiredReason = 'nothing else was left that night'
    const { body: kept } = await api.post('/api/supplies', { ...supply, batchId, expiredReason }).expect(201)
    expect(kept.expiredReason).toBe(expiredReason)
  })
})

describe('a name', () => {
  it('of an agency is one in every spelling', async () => {
    const { body } = await api.post('/api/agencies', { name: 'St Petroc’s ', kind: 'housing' }).expect(201)
    expect(body.name).toBe("St Petroc's")
    for (const name of ["St Petroc's", 'ST  PETROC’S', ' st petroc`s'])
      expect((await api.post('/api/agencies', { name, kind: 'housing' }).expect(422)).body.errors).toEqual([
        { path: 'name', message: 'there is already an agency of this name' },
      ])
    await api.post('/api/toxicology-panels', { name: 'Cafe\u0301', covers: ['opioids'] }).expect(201)
    await api.post('/api/toxicology-panels', { name: 'Café ', covers: ['opioids'] }).expect(422)
  })
})

describe('text that cannot be read as it is written', () => {
  it.each([
    ['turns the line', '\u202e'],
    ['is NUL', '\u0000'],
    ['is half a sign', '\ud800'],
  ])('that %s is refused at its field, recorded or amended', async (_, sign) => {
    const { body } = await api.post('/api/deaths', { ...death, causeOfDeath: `a${sign}b` }).expect(422)
    expect(body.errors).toMatchObject([{ path: 'causeOfDeath' }])
    const { body: recorded } = await api.post('/api/deaths', death).expect(201)
    const { body: amended } = await api
      .put(`/api/deaths/${recorded.deathId}`, { ...death, changeReason: `a${sign}b` })
      .set('If-Match', '"1"')
      .expect(422)
    expect(amended.errors).toMatchObject([{ path: 'changeReason' }])
    await api.post('/api/agencies', { name: `a${sign}b`, kind: 'other' }).expect(422)
  })
})

describe('an error', () => {
  it.each<[string, object, string]>([
    ['/api/deaths', { ...death, toxicologyPanelId: randomUUID() }, 'toxicologyPanelId'],
    [
      '/api/deaths',
      { ...death, findings: [{ substanceCode: 'no-such', role: 'detected' }] },
      'findings.0.substanceCode',
    ],
    ['/api/overdoses', { eventDay: '2026-03-01', agencyId: randomUUID(), persons: [{}] }, 'agencyId'],
    [
      '/api/overdoses',
      { eventDay: '2026-03-01', persons: [{ substanceCodes: ['heroin', 'no-such'] }] },
      'persons.0.substanceCodes.1',
    ],
    [
      '/api/overdoses',
      { eventDay: '2026-03-01', persons: [{ outcome: 'died_later', deathId: randomUUID() }] },
      'persons.0.deathId',
    ],
    [
      '/api/overdoses',
      { eventDay: '2026-03-01', persons: [{ naloxoneGiven: 'yes', administrations: [{ productCode: 'no-such' }] }] },
      'persons.0.administrations.0.productCode',
    ],
    [
      '/api/overdoses',
      { eventDay: '2026-03-01', persons: [{ naloxoneGiven: 'yes', administrations: [{ kitId: randomUUID() }] }] },
      'persons.0.administrations.0.kitId',
    ],
    [
      '/api/supplies',
      { suppliedOn: '2026-03-01', recipientKind: 'at_risk', productCode: 'no-such', kits: 1 },
      'productCode',
    ],
    [
      '/api/supplies',
      { suppliedOn: '2026-03-01', recipientKind: 'at_risk', productCode: 'prenoxad', kits: 1, batchId: randomUUID() },
      'batchId',
    ],
    [
      '/api/supplies',
      { suppliedOn: '2026-03-01', recipientKind: 'at_risk', productCode: 'prenoxad', kits: 1, agencyId: randomUUID() },
      'agencyId',
    ],
    ['/api/naloxone/batches', { productCode: 'no-such', batchNumber: 'PX1', expiresOn: '2026-09' }, 'productCode'],
  ])('of %s for what does not exist names its field', async (path, body, field) => {
    const { body: problem } = await api.post(path, body).expect(422)
    expect(problem.errors).toMatchObject([{ path: field, message: expect.stringMatching(/^there is no such /) }])
  })

  it('never tells a name or a code of the database, whichever of its rules is broken', async () => {
    const { rows } = await db.knex.raw(
      `select conname as constraint, relname as table, contype as kind from pg_constraint
       join pg_class on pg_class.oid = conrelid join pg_namespace on pg_namespace.oid = pg_class.relnamespace
       where nspname = 'public' and contype in ('c', 'f', 'u', 'p')
       union all
       select indexname, tablename, 'u' from pg_indexes where schemaname = 'public'`,
    )
    expect(rows.length).toBeGreaterThan(300)
    const codes: Record<string, string> = { c: '23514', f: '23503', u: '23505', p: '23505' }
    for (const { constraint, table, kind } of rows) {
      const error = Object.assign(new Error(`violates constraint "${constraint}" of "${table}"`), {
        code: codes[kind],
        constraint,
        table,
        detail: `Key (${constraint}) already exists.`,
      })
      const said = JSON.stringify(toProblem(error).problem)
      expect(said).not.toContain(constraint)
      expect(said).not.toMatch(/"[a-z]+_[a-z_]+"|\b\d{5}\b|constraint|violat|_fkey|_check/i)
    }
  })
})
