import supertest from 'supertest'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { countAllOnce } from '../../jobs/detection/reports/count-once.ts'
import { randomBelow, randomFor } from '../../jobs/stats/draws/random.ts'
import { Death, NewDeath } from '../../server/contract/death.ts'
import { agreeOnOneDeath } from '../../server/contract/rules/same-death.ts'
import { SameDeathPage, SameDeathPair, SameDeathPairs } from '../../server/contract/same-death.ts'
import { addDays, daysBetween } from '../../server/day.ts'
import { findPairs } from '../../server/deaths/same-deaths/compare.ts'
import { addDeaths } from '../../server/deaths/store.ts'
import { readAreaDeaths } from '../../server/figures/indicators/area-deaths.ts'
import { asKnownOn, readDeathHistories } from '../../server/figures/indicators/death-histories.ts'
import { countTable } from '../../server/figures/releases/counts.ts'
import { areasOf, slicesOf } from '../../server/figures/releases/grid.ts'
import { readSnapshot } from '../../server/surveillance/nights/snapshot.ts'
import { useApi } from '../support/api.ts'
import { addSignedIn, makeApp, type SignedIn } from '../support/app.ts'
import { useDatabase } from '../support/database.ts'

const db = useDatabase()
const api = useApi(db)
const today = '2026-03-15'
let app: ReturnType<typeof makeApp>
beforeAll(() => {
  app = makeApp({ database: db.database })
})

const facts = {
  status: 'notified',
  eventDay: '2026-03-01',
  ageYears: 34,
  sex: 'male',
  foundTown: 'Truro',
  foundPlace: { longitude: -5.05, latitude: 50.26, precision: 'exact' },
}
/** Known in February's figures as well as in March's: entered long before they are linked. */
const known = { ...facts, eventDay: '2026-02-01', knownOn: '2026-02-03' }

async function record(given: object): Promise<Death> {
  return Death.parse((await api.post('/api/deaths', { ...facts, ...given }).expect(201)).body)
}
const fromCoroner = (over: object = {}) => record({ source: 'coroner', reference: 'C-1', ...over })
const fromPolice = (over: object = {}) => record({ source: 'police', reference: 'P-1', ...over })
const list = async (query = '') => SameDeathPage.parse((await api.get(`/api/same-deaths${query}`).expect(200)).body)
const decide = (a: Death, b: Death, decided: string, reason?: string) =>
  api.post('/api/same-deaths', { deathId: a.deathId, otherId: b.deathId, decided, reason })
const link = async (a: Death, b: Death) =>
  SameDeathPair.parse((await decide(a, b, 'same', 'one ambulance call').expect(200)).body)
const deaths = async (query = '') => (await api.get(`/api/deaths${query}`).expect(200)).body
const snapshotOf = (night: string) =>
  db.within((trx) => readSnapshot(trx, db.partnership.partnershipId, night, undefined, 'infinity'))

describe('two records of one death', () => {
  it('are a question on the coordinator’s list, with what agrees and both side by side', async () => {
    const police = await fromPolice({ knownOn: '2026-03-02' })
    const coroner = await fromCoroner()
    await record({ source: 'coroner', reference: 'C-2', ageYears: 52 })
    const { rows, total } = await list()
    expect(total).toBe(1)
    expect(rows[0]).toMatchObject({
      state: 'open',
      agreements: ['same day', 'same age', 'same sex', 'same place'],
      records: [
        { deathId: police.deathId, reference: 'P-1', countedWith: null },
        { deathId: coroner.deathId, reference: 'C-1', countedWith: null },
      ],
      decisions: [{ decided: 'proposed', decidedByName: null, decidedOn: today }],
    })
    const csv = await api.get('/api/same-deaths.csv').expect(200)
    expect(csv.text.trim().split('\n')).toHaveLength(3)
  })

  it('count once in every figure from the day they are linked, and twice as known before it', async () => {
    await addArea()
    const coroner = await fromCoroner(known)
    const police = await fromPolice(known)
    const counts = async () => {
      const { steps } = (await api.get('/api/map/timeline?events=deaths').expect(200)).body
      const period = 'areaKind=square&from=2026-01-01&to=2026-03-01'
      const map = (await api.get(`/api/map/events?${period}&events=deaths`).expect(200)).body
      const layer = (await api.get(`/api/map/description?${period}&events=deaths&layer=density`).expect(200)).body
      const year = (await api.get('/api/indicators/deaths-by-year').expect(200)).body.years[0].deaths
      const overview = (await api.get('/api/overview').expect(200)).body
      return {
        list: (await deaths()).total,
        asKnownYesterday: (await deaths(`?asKnownOn=${addDays(today, -1)}`)).total,
        timeline: steps.reduce((sum: number, { events }: { events: number }) => sum + events, 0),
        map: map.total,
        layer: layer.events + layer.leftOut,
        areas: await areaDeaths(addDays(today, 1)),
        areasBefore: await areaDeaths(today),
        year,
        fourWeeksBefore: overview.last28Days.deathsBefore,
        awaitingToxicology: overview.awaitingToxicology,
        night: countAllOnce(await snapshotOf(addDays(today, 1))).deaths.length,
        nightBefore: (await snapshotOf(today)).deaths.filter(({ countedWith }) => !countedWith).length,
        released: await released(today),
        releasedBefore: await released(addDays(today, -1)),
        nowcast: await histories(today),
        nowcastBefore: await histories(addDays(today, -1)),
      }
    }
    const twice = await counts()
    expect(twice).toMatchObject({ list: 2, year: 2, awaitingToxicology: 2, nightBefore: 2, released: 2, nowcast: 2 })

    await link(coroner, police)
    const once = {
      ...Object.fromEntries(Object.keys(twice).map((name) => [name, 1])),
      fourWeeksBefore: twice.fourWeeksBefore === 2 ? 1 : twice.fourWeeksBefore,
      asKnownYesterday: 2,
      areasBefore: 2,
      nightBefore: 2,
      releasedBefore: 2,
      nowcastBefore: 2,
    }
    expect(await counts()).toEqual(once)

    await decide(coroner, police, 'undone', 'two brothers').expect(200)
    expect(await counts()).toEqual(twice)
  })

  it('stay both in the list, the one that does not count marked, and the total says so', async () => {
    const police = await fromPolice({ knownOn: '2026-03-02' })
    const coroner = await fromCoroner()
    await link(coroner, police)
    const page = await deaths()
    expect(page).toMatchObject({ total: 1, countedWithAnother: 1, excluded: 0 })
    const marked = page.rows.map(({ reference, countedWith }: never) => [reference, countedWith])
    expect(marked).toEqual(
      expect.arrayContaining([
        ['P-1', null],
        ['C-1', { deathId: police.deathId, reference: 'P-1' }],
      ]),
    )
    expect(Death.parse((await api.get(`/api/deaths/${coroner.deathId}`)).body)).toEqual(coroner)
    const { text } = await api.get('/api/deaths.csv').expect(200)
    expect(text.split('\n').find((line: string) => line.includes('C-1'))).toContain('P-1')
  })

  it('count as the one with complete toxicology, of equals the one known first, so that no drug is lost', async () => {
    const police = await fromPolice({ knownOn: '2026-03-02' })
    const coroner = await fromCoroner({
      knownOn: '2026-03-09',
      toxicologyCompleteOn: '2026-03-09',
      findings: [{ substanceCode: 'heroin', role: 'implicated' }],
    })
    await link(coroner, police)
    expect((await deaths()).rows.find(({ reference }: never) => reference === 'P-1').countedWith.reference).toBe('C-1')
    const night = countAllOnce(await snapshotOf(addDays(today, 1)))
    // joined, it was first known when the police knew it
    expect(night.deaths).toMatchObject([{ id: coroner.deathId, found: ['heroin'], knownOn: '2026-03-02' }])
  })

  it('count as the other when the one that counted is excluded', async () => {
    const police = await fromPolice({ knownOn: '2026-03-02' })
    const coroner = await fromCoroner()
    await link(coroner, police)
    await api
      .put(`/api/deaths/${police.deathId}`, { ...facts, status: 'excluded', exclusionReason: 'not a drug death' })
      .set('If-Match', '"1"')
      .expect(200)
    expect(await deaths()).toMatchObject({ total: 1, excluded: 1, countedWithAnother: 0 })
  })

  it('are three where three sources reported it, and two again when one link is undone', async () => {
    const police = await fromPolice()
    const coroner = await fromCoroner()
    const ambulance = await record({ source: 'ambulance', reference: 'A-1' })
    await link(police, coroner)
    await link(coroner, ambulance)
    expect(await deaths()).toMatchObject({ total: 1, countedWithAnother: 2 })
    await decide(coroner, ambulance, 'undone').expect(200)
    expect(await deaths()).toMatchObject({ total: 2, countedWithAnother: 1 })
  })

  it('that are not the same are not asked about again, and count as two at night too', async () => {
    const police = await fromPolice()
    const coroner = await fromCoroner()
    expect(countAllOnce(await snapshotOf(addDays(today, 1))).deaths).toHaveLength(1)
    await decide(police, coroner, 'not_same', 'twins').expect(200)
    expect((await list()).rows).toEqual([])
    await api
      .put(`/api/deaths/${police.deathId}`, { ...facts, ageYears: 35 })
      .set('If-Match', '"1"')
      .expect(200)
    expect((await list()).rows).toEqual([])
    expect((await list('?state=not_same')).total).toBe(1)
    await api.put(`/api/deaths/${police.deathId}`, facts).set('If-Match', '"2"').expect(200)
    expect(countAllOnce(await snapshotOf(addDays(today, 1))).deaths).toHaveLength(2)
    expect(countAllOnce(await snapshotOf(today)).deaths).toHaveLength(0)
  })

  it('leave the list when one is amended and they agree no longer, and come back', async () => {
    const police = await fromPolice()
    await fromCoroner()
    expect((await list()).total).toBe(1)
    await api
      .put(`/api/deaths/${police.deathId}`, { ...facts, ageYears: 50 })
      .set('If-Match', '"1"')
      .expect(200)
    expect((await list()).total).toBe(0)
    await api.put(`/api/deaths/${police.deathId}`, facts).set('If-Match', '"2"').expect(200)
    const [pair] = (await list()).rows
    expect(pair?.decisions.map(({ decided }) => decided)).toEqual(['proposed', 'lapsed', 'proposed'])
  })

  it('say who linked them, when and why, and who took it back; nothing of that is lost', async () => {
    const police = await fromPolice()
    const coroner = await fromCoroner()
    await link(police, coroner)
    await decide(police, coroner, 'same').expect(200)
    await decide(police, coroner, 'undone', 'two brothers').expect(200)
    const { body } = await api.get(`/api/deaths/${police.deathId}/possible-same`).expect(200)
    expect(SameDeathPairs.parse(body)[0]?.decisions.map(({ decided, reason }) => [decided, reason])).toEqual([
      ['undone', 'two brothers'],
      ['same', 'one ambulance call'],
    ])
    await decide(police, coroner, 'undone').expect(404)
  })

  it('may be joined by a person though nothing was proposed', async () => {
    const police = await fromPolice()
    const coroner = await fromCoroner({ eventDay: '2026-02-20', ageYears: 40 })
    expect(await link(police, coroner)).toMatchObject({ state: 'same', agreements: [] })
    expect(await deaths()).toMatchObject({ total: 1, countedWithAnother: 1 })
    await decide(police, police, 'same').expect(422)
  })
})

describe('whoever may not see the other record', () => {
  let officer: SignedIn
  beforeEach(async () => {
    officer = await addSignedIn(db, { roles: ['police'] })
  })
  const as = (method: 'get' | 'post', path: string) =>
    supertest(app)[method](path).set('Host', 'localhost').set('Cookie', officer.cookie)
  const enter = async (over: object = {}) =>
    as('post', '/api/deaths')
      .send({ ...facts, ...over })
      .expect(201)
  const without = ({ deathId, reference, recordedAt, ...rest }: Record<string, unknown>) => rest

  it('is answered alike by the same statements, while the pair goes to the coordinator’s list', async () => {
    const coroner = await fromCoroner()
    const statements = async (over: object) => {
      const run: string[] = []
      const listen = ({ sql }: { sql: string }) => run.push(sql)
      db.knex.on('query', listen)
      const { body, headers } = await enter(over)
      db.knex.off('query', listen)
      return { body, headers: Object.keys(headers), run }
    }
    const hit = await statements({})
    const miss = await statements({ sex: 'female' })
    expect(without(hit.body)).toEqual({ ...without(miss.body), sex: 'male' })
    expect([hit.headers, hit.run]).toEqual([miss.headers, miss.run])
    expect(hit.run.length).toBeGreaterThan(5)

    const own = `/api/deaths/${hit.body.deathId}`
    expect((await as('get', `${own}/possible-same`).expect(200)).body).toEqual([])
    expect((await as('get', '/api/same-deaths').expect(200)).body).toEqual({ rows: [], total: 0, nextCursor: null })
    expect((await list()).rows[0]?.records.map(({ deathId }) => deathId).sort()).toEqual(
      [coroner.deathId, hit.body.deathId].sort(),
    )
    // neither the list that now holds the pair, nor a link, says anything
    const police = Death.parse((await api.get(own)).body)
    const before = (await as('get', '/api/deaths').expect(200)).text
    await link(coroner, police)
    expect((await as('get', '/api/deaths').expect(200)).text).toBe(before)
    expect((await as('get', `${own}/possible-same`).expect(200)).body).toEqual([])
    expect((await as('get', '/api/same-deaths?state=same').expect(200)).body.rows).toEqual([])
  })

  it('cannot say anything of a record it may not see, nor learn that it is there', async () => {
    const coroner = await fromCoroner()
    const own = (await enter()).body
    const say = (otherId: string) =>
      as('post', '/api/same-deaths').send({ deathId: own.deathId, otherId, decided: 'same' })
    const theirs = await say(coroner.deathId).expect(404)
    const nowhere = await say('00000000-0000-4000-8000-000000000000').expect(404)
    expect(theirs.text).toBe(nowhere.text)
    await as('get', `/api/deaths/${coroner.deathId}/possible-same`).expect(404)
  })

  it('is asked of two of its own', async () => {
    const first = (await enter()).body
    const second = (await enter()).body
    const asked = SameDeathPairs.parse((await as('get', `/api/deaths/${second.deathId}/possible-same`)).body)
    expect(asked).toHaveLength(1)
    await as('post', '/api/same-deaths')
      .send({ deathId: first.deathId, otherId: second.deathId, decided: 'same' })
      .expect(200)
    expect((await as('get', '/api/deaths')).body).toMatchObject({ total: 1, countedWithAnother: 1 })
    expect(await deaths()).toMatchObject({ total: 1, countedWithAnother: 1 })
  })
})

describe('an import', () => {
  it('leads to the pairs that its deaths are in', async () => {
    await fromCoroner()
    const importId = '11111111-1111-4111-8111-111111111111'
    await db.within((trx) =>
      addDeaths(trx, [NewDeath.parse({ ...facts, source: 'police', reference: 'P-1' })], today, importId),
    )
    await fromCoroner({ reference: 'C-9', eventDay: '2026-01-01' })
    await record({ source: 'police', reference: 'P-9', eventDay: '2026-01-01' })
    expect((await list()).total).toBe(2)
    expect((await list(`?import=${importId}`)).total).toBe(1)
    expect((await list('?limit=1')).rows).toHaveLength(1)
    const first = await list('?limit=1')
    const second = await list(`?limit=1&cursor=${first.nextCursor}`)
    expect(new Set([...first.rows, ...second.rows].map(({ records }) => records[0].deathId)).size).toBe(2)
  })
})

async function addArea() {
  await db.within(async (trx) => {
    const here = { partnership_id: db.partnership.partnershipId, source: 'test' }
    const [area] = await trx('area')
      .insert({
        ...here,
        ...{ kind: 'square', code: 'square', name: 'square', label_point: 'SRID=4326;POINT(-5 50.25)' },
        geom: 'SRID=4326;MULTIPOLYGON(((-5.5 50, -4.5 50, -4.5 50.5, -5.5 50.5, -5.5 50)))',
      })
      .returning('area_id')
    await trx('area_population').insert({ ...here, area_id: area.area_id, as_of: '2021-03-21', residents: 1000 })
  })
}

describe('the pairs that are found', () => {
  it('are those that the rule asks about, whatever is known of each', async () => {
    const random = randomFor('same deaths', 0)
    const oneOf = <Value>(...values: Value[]) => values[randomBelow(random, values.length)] as Value
    const many = Array.from({ length: 120 }, () =>
      NewDeath.parse({
        source: oneOf('police', 'coroner'),
        status: 'notified',
        knownOn: '2026-03-10',
        ...oneOf(
          { eventDay: '2026-02-01' },
          { eventDay: '2026-02-02' },
          { eventDay: '2026-02-01', eventDayPrecision: 'month' },
          { eventDay: '2026-01-01', eventDayPrecision: 'year' },
        ),
        ageYears: oneOf(null, 33, 34, 36),
        sex: oneOf('unknown', 'male', 'male', 'female'),
        foundTown: oneOf(null, 'Truro', 'truro', 'Camborne'),
        foundPlace: oneOf(null, facts.foundPlace, { longitude: -5.3, latitude: 50.21, precision: 'town' }),
      }),
    )
    const added = await db.within((trx) => addDeaths(trx, many, today))
    const ids = added.map(({ id }) => id)
    const asked = many.flatMap((one, i) =>
      many.slice(i + 1).flatMap((other, j) => {
        const agreements = agreeOnOneDeath(one, other)
        return agreements ? [[...[ids[i], ids[i + 1 + j]].sort(), ...agreements].join(' ')] : []
      }),
    )
    const found = await db.within((trx) => findPairs(trx, ids))
    expect(asked.length).toBeGreaterThan(50)
    expect(found.map(({ deathId, otherId, agreements }) => [deathId, otherId, ...agreements].join(' ')).sort()).toEqual(
      asked.sort(),
    )
  })
})

async function released(knownOn: string): Promise<number> {
  const asked = { kind: 'deaths', year: 2026, knownOn, recordedUntil: 'infinity' } as const
  const { cells } = await db.within(async (trx) => {
    const grid = { areas: await areasOf(trx, 'Test'), ...slicesOf('deaths', 2026) }
    return countTable(trx, grid, asked)
  })
  return cells.find(({ isPartnershipYear }) => isPartnershipYear)?.count ?? 0
}

async function histories(until: string): Promise<number> {
  const number = daysBetween('1970-01-01', until)
  const read = await db.within((trx) => readDeathHistories(trx, number - 365, daysBetween('1970-01-01', today)))
  return asKnownOn(read, 'deaths', number).length
}

async function areaDeaths(night: string): Promise<number> {
  const { areas, withoutArea } = await db.within((trx) => readAreaDeaths(trx, night, '2026-01-01'))
  return areas.reduce((sum, area) => sum + area.deaths.length, withoutArea)
}
