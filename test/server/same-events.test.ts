import supertest from 'supertest'
import { beforeAll, describe, expect, it } from 'vitest'
import { countAllOnce } from '../../jobs/detection/reports/count-once.ts'
import { MissingEvents } from '../../server/contract/missing-events.ts'
import { NewOverdose, Overdose } from '../../server/contract/overdose.ts'
import {
  PossiblySame,
  ReportsOfEvent,
  SameEventPage,
  SameEventPair,
  SameEventPairs,
} from '../../server/contract/same-event.ts'
import { addDays } from '../../server/day.ts'
import { countTable } from '../../server/figures/releases/counts.ts'
import { areasOf, slicesOf } from '../../server/figures/releases/grid.ts'
import { runImport } from '../../server/import/writing/run-import.ts'
import { addOverdoses } from '../../server/naloxone/overdoses/store.ts'
import { compareWaitingReports } from '../../server/naloxone/same-events/compare.ts'
import { estimateMissingEvents } from '../../server/partnerships/store.ts'
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

const person = { ageBand: '25-34', sex: 'male', naloxoneGiven: 'yes', outcome: 'unknown' }
const place = (metresNorth = 0) => ({ longitude: -4.9, latitude: 50.3 + metresNorth / 111_195, precision: 'exact' })
const event = { eventDay: '2026-03-01', timePrecision: 'minute', place: place(), persons: [person] }
async function report(given: object): Promise<Overdose> {
  return Overdose.parse((await api.post('/api/overdoses', { ...event, ...given }).expect(201)).body)
}
/** Of domain.md I7, 6: 14:05, 14:20 and 14:31, within 200 m. */
const fromPeer = (over: object = {}) =>
  report({ source: 'peer', reference: 'P-1', eventTime: '14:05', reporterKind: 'peer', ...over })
const fromAmbulance = (over: object = {}) =>
  report({
    source: 'ambulance',
    reference: 'A-1',
    eventTime: '14:20',
    reporterKind: 'ambulance',
    place: place(120),
    ...over,
  })
const fromPolice = (over: object = {}) =>
  report({ source: 'police', reference: 'C-1', eventTime: '14:31', reporterKind: 'police', place: place(190), ...over })

const amend = ({ overdoseId }: Overdose, change: object, revision: number) =>
  api.put(`/api/overdoses/${overdoseId}`, change).set('If-Match', `"${revision}"`).expect(200)
const list = async (query = '') => SameEventPage.parse((await api.get(`/api/same-events${query}`).expect(200)).body)
const decide = (a: Overdose, b: Overdose, decided: string, reason?: string) =>
  api.post('/api/same-events', { overdoseId: a.overdoseId, otherId: b.overdoseId, decided, reason })
const link = async (a: Overdose, b: Overdose) =>
  SameEventPair.parse((await decide(a, b, 'same', 'one call to 999').expect(200)).body)
const reportsOf = async ({ overdoseId }: Overdose) =>
  ReportsOfEvent.parse((await api.get(`/api/overdoses/${overdoseId}/reports`).expect(200)).body)
const reversals = async () =>
  (await api.get('/api/indicators/saved-lives?from=2026-01-01&to=2026-12-31').expect(200)).body
const countReversals = async (): Promise<number> => (await reversals()).reversals

/** Every row of the records and of what counts of them, as bytes. */
async function dump(): Promise<string> {
  const tables = [
    'overdose_revision',
    'overdose_person',
    'overdose_person_substance',
    'naloxone_administration',
    'counted_event',
  ]
  const rows: unknown[] = []
  for (const table of tables) {
    const found = await db.within((trx) => trx.raw(`select to_jsonb(one)::text as row from ${table} one order by 1`))
    rows.push(found.rows)
  }
  return JSON.stringify(rows)
}

describe('reports of one event', () => {
  it('are suggested as one: a peer’s, the ambulance’s and the police’s at 14:05, 14:20 and 14:31 within 200 m', async () => {
    const [peer, ambulance, police] = [await fromPeer(), await fromAmbulance(), await fromPolice()]
    await report({ source: 'peer', reference: 'P-2', eventTime: '21:00' })
    const { rows, total } = await list()
    expect(total).toBe(3)
    const pairs = rows.map(({ reports }) =>
      reports
        .map(({ overdoseId }) => overdoseId)
        .sort()
        .join(),
    )
    expect(pairs.sort()).toEqual(
      [
        [peer, ambulance],
        [peer, police],
        [ambulance, police],
      ]
        .map((pair) =>
          pair
            .map(({ overdoseId }) => overdoseId)
            .sort()
            .join(),
        )
        .sort(),
    )
    for (const { probability, weights, decisions, metresApart } of rows) {
      expect(probability).toBeGreaterThan(0.9)
      expect(metresApart).toBeLessThan(200)
      const bits = weights.reduce((sum, weight) => sum + weight.bits, 0)
      expect(1 / (1 + 2 ** -bits)).toBeCloseTo(probability ?? 0, 9)
      expect(decisions).toMatchObject([{ decided: 'proposed', decidedByName: null, decidedOn: today }])
    }
    const csv = await api.get('/api/same-events.csv').expect(200)
    expect(csv.text.trim().split('\n')).toHaveLength(7)
  })

  it('count once everywhere from the day they are joined, as often as reported before it, and again when it is taken back', async () => {
    await addSquare()
    const [peer, ambulance, police] = [await fromPeer(), await fromAmbulance(), await fromPolice()]
    const counts = async () => {
      const { steps } = (await api.get('/api/map/timeline?events=reversals').expect(200)).body
      const period = 'areaKind=square&from=2026-01-01&to=2026-03-15'
      const map = (await api.get(`/api/map/events?${period}&events=reversals`).expect(200)).body
      const overdoses = (await api.get(`/api/map/events?${period}&events=overdoses`).expect(200)).body
      const snapshot = (night: string) =>
        db.within((trx) => readSnapshot(trx, db.partnership.partnershipId, night, undefined, 'infinity'))
      return {
        savedLives: await countReversals(),
        timeline: steps.reduce((sum: number, step: { events: number }) => sum + step.events, 0),
        map: map.total,
        overdoses: overdoses.total,
        night: (await snapshot(addDays(today, 1))).reversals.length,
        nightBefore: (await snapshot(today)).reversals.length,
        released: await released(today),
        releasedBefore: await released(addDays(today, -1)),
      }
    }
    const thrice = await counts()
    expect(thrice).toMatchObject({ savedLives: 3, timeline: 3, map: 3, overdoses: 3, night: 3 })
    await link(peer, ambulance)
    expect(await counts()).toMatchObject({ savedLives: 2, timeline: 2, map: 2 })
    await link(ambulance, police)
    const once = Object.fromEntries(Object.keys(thrice).map((name) => [name, 1]))
    expect(await counts()).toEqual({ ...once, nightBefore: thrice.nightBefore, releasedBefore: thrice.releasedBefore })
    // the third pair is no question any more
    expect((await list()).total).toBe(0)
    await decide(peer, ambulance, 'undone').expect(200)
    expect(await counts()).toMatchObject({ savedLives: 2 })
    await decide(ambulance, police, 'undone').expect(200)
    expect(await counts()).toEqual(thrice)
  })

  it('come back byte for byte when they are taken apart, whatever they said', async () => {
    const notes = { town: 'Truro', changeReason: 'noted later' }
    const [peer, ambulance] = [
      await fromPeer({ town: 'Truro' }),
      await fromAmbulance({ persons: [{ ...person, sex: 'female', substanceCodes: ['heroin'] }] }),
    ]
    await amend(peer, { ...event, eventTime: '14:06', ...notes }, 1)
    const before = await dump()
    await link(peer, ambulance)
    expect(await dump()).not.toBe(before)
    await decide(peer, ambulance, 'undone', 'two men').expect(200)
    expect(await dump()).toBe(before)
  })

  it('count two people in one event as two, whoever reported one of them', async () => {
    const peer = await fromPeer({ persons: [person, { ...person, sex: 'female' }] })
    const ambulance = await fromAmbulance()
    await link(peer, ambulance)
    expect(await countReversals()).toBe(2)
    await link(ambulance, await fromPolice())
    expect(await countReversals()).toBe(2)
  })

  it('count as the one that knows the outcome, of equals the first, and as another where a person says so', async () => {
    const peer = await fromPeer()
    const ambulance = await fromAmbulance({
      persons: [{ ...person, outcome: 'taken_by_ambulance_alive', outcomeEvidence: 'confirmed_by_service' }],
    })
    await link(peer, ambulance)
    const first = async () => (await reportsOf(peer)).map(({ reference, countedWith }) => [reference, countedWith])
    expect(await first()).toEqual([
      ['A-1', null],
      ['P-1', ambulance.overdoseId],
    ])
    expect((await reversals()).survivorsKnown).toBe(1)
    const speak = (of: Overdose, speaks: string) =>
      api.post('/api/same-events/speaking', { overdoseId: of.overdoseId, speaks })
    await speak(peer, 'this').expect(200)
    expect((await first())[0]).toEqual(['P-1', null])
    await speak(ambulance, 'by_rule').expect(200)
    expect((await first())[0]).toEqual(['A-1', null])
    // a choice falls when what was chosen is withdrawn
    await speak(peer, 'this').expect(200)
    await amend(peer, { ...event, eventTime: '14:05', isWithdrawn: true }, 1)
    expect((await first())[0]).toEqual(['A-1', null])
    expect(await countReversals()).toBe(1)
    await speak(await report({ source: 'alone', reference: 'X', eventTime: '03:00' }), 'this').expect(404)
  })

  it('are not all of one event when two of them were said to be of two: that is taken back first', async () => {
    const [peer, ambulance, police] = [await fromPeer(), await fromAmbulance(), await fromPolice()]
    await decide(peer, police, 'not_same').expect(200)
    await link(peer, ambulance)
    const { body } = await decide(ambulance, police, 'same').expect(422)
    expect(JSON.stringify(body)).toContain('take that back first')
    expect(await countReversals()).toBe(2)
    await decide(peer, police, 'undone').expect(200)
    await link(ambulance, police)
    expect(await countReversals()).toBe(1)
    // and the other way round
    await decide(peer, police, 'not_same').expect(422)
    expect(await countReversals()).toBe(1)
  })

  it('are asked about again when amended so that they agree, and not when they no longer do; what a person said stays', async () => {
    const [peer, ambulance, police] = [await fromPeer(), await fromAmbulance(), await fromPolice()]
    expect((await list()).total).toBe(3)
    await decide(ambulance, police, 'not_same').expect(200)
    await amend(peer, { ...event, eventTime: '20:00' }, 1)
    expect((await list()).total).toBe(0)
    expect((await list('?state=not_same')).total).toBe(1)
    await amend(peer, { ...event, eventTime: '14:00' }, 2)
    const { rows, total } = await list()
    expect(total).toBe(2)
    expect(rows[0]?.decisions.map(({ decided }) => decided)).toEqual(['proposed', 'lapsed', 'proposed'])
  })

  it('are counted by another when the import that brought the one that spoke is undone, and nothing of what was said is lost', async () => {
    const peer = await fromPeer()
    const { importId } = await runImport(db.knex, db.tenant, {
      ...{
        subject: 'naloxone',
        adapter: 'vigil',
        fileName: 'ambulance.csv',
        isDryRun: false,
        isAllOrNothing: false,
        today,
      },
      ...{ country: 'GB', timeZone: 'Europe/London' },
      content: Buffer.from(
        'record,reference,day,time,person,naloxone_given,outcome,outcome_evidence\n' +
          'overdose,F-1,2026-03-01,14:20,1,yes,taken_by_ambulance_alive,confirmed_by_service\n',
      ),
    })
    const { rows } = (await api.get('/api/overdoses').expect(200)).body
    const brought = rows.find(({ reference }: { reference: string }) => reference === 'F-1')
    await link(peer, brought)
    expect((await reportsOf(peer))[0]?.reference).toBe('F-1')
    await api.post(`/api/imports/${importId}/undo`, {}).expect(200)
    const reports = await reportsOf(peer)
    expect(reports.map(({ reference, isWithdrawn }) => [reference, isWithdrawn])).toEqual([
      ['P-1', false],
      ['F-1', true],
    ])
    expect(await countReversals()).toBe(1)
    await decide(peer, brought, 'undone').expect(200)
    expect(await countReversals()).toBe(1)
  })

  it('say it twice is to say it once, and two who decide at once take turns', async () => {
    const [peer, ambulance] = [await fromPeer(), await fromAmbulance()]
    const answers = await Promise.all(['same', 'same', 'same'].map((decided) => decide(peer, ambulance, decided)))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200])
    const [pair] = (await list('?state=same')).rows
    expect(pair?.decisions.filter(({ decided }) => decided === 'same')).toHaveLength(1)
  })

  it('are asked about while one is being entered, of those who may see both', async () => {
    const peer = await fromPeer()
    const entered = {
      ...{ eventDay: event.eventDay, eventTime: '14:20', timePrecision: 'minute', place: place(120) },
      persons: [{ ageBand: '25-34', sex: 'male' }],
    }
    const asked = async (who: SignedIn | undefined, body: object) => {
      const request = who
        ? supertest(app).post('/api/same-events/ask').set({ Host: 'localhost', Cookie: who.cookie }).send(body)
        : api.post('/api/same-events/ask', body)
      return PossiblySame.parse((await request.expect(200)).body)
    }
    expect((await asked(undefined, entered)).map(({ report }) => report.overdoseId)).toEqual([peer.overdoseId])
    expect(await asked(undefined, { ...entered, eventTime: '19:00' })).toEqual([])
    const police = await addSignedIn(db, { roles: ['police'] })
    expect(await asked(police, entered)).toEqual([])
  })
})

describe('an agency', () => {
  it('learns nothing of another’s report by a pair, an event or a decision', async () => {
    const police = await addSignedIn(db, { roles: ['police'] })
    const asPolice = (method: 'get' | 'post', path: string, body?: object) =>
      supertest(app)[method](`/api${path}`).set({ Host: 'localhost', Cookie: police.cookie }).send(body)
    const own = Overdose.parse(
      (await asPolice('post', '/overdoses', { ...event, reference: 'own', eventTime: '14:31' }).expect(201)).body,
    )
    const peer = await fromPeer()
    expect((await list()).total).toBe(1)
    await link(own, peer)
    expect((await asPolice('get', '/same-events').expect(200)).body.total).toBe(0)
    expect((await asPolice('get', '/same-events?state=same').expect(200)).body.total).toBe(0)
    expect((await asPolice('get', `/overdoses/${own.overdoseId}/possible-same`).expect(200)).body).toEqual([])
    expect((await asPolice('get', `/overdoses/${own.overdoseId}/reports`).expect(200)).body).toEqual([])
    await asPolice('get', `/overdoses/${peer.overdoseId}/reports`).expect(404)
    const pair = { overdoseId: own.overdoseId, otherId: peer.overdoseId }
    await asPolice('post', '/same-events', { ...pair, decided: 'undone' }).expect(404)
    await asPolice('post', '/same-events/speaking', { overdoseId: own.overdoseId, speaks: 'this' }).expect(404)
    await asPolice('post', '/same-events/speaking', { overdoseId: peer.overdoseId, speaks: 'this' }).expect(404)
    const second = Overdose.parse(
      (await asPolice('post', '/overdoses', { ...event, reference: 'own 2', eventTime: '14:33' }).expect(201)).body,
    )
    const pairs = SameEventPairs.parse(
      (await asPolice('get', `/overdoses/${own.overdoseId}/possible-same`).expect(200)).body,
    )
    expect(pairs.map(({ reports }) => reports.map(({ reference }) => reference).sort())).toEqual([['own', 'own 2']])
    await asPolice('post', '/same-events', {
      overdoseId: own.overdoseId,
      otherId: second.overdoseId,
      decided: 'same',
    }).expect(200)
    expect(await countReversals()).toBe(1)
    // which report counts instead is not said where it is another agency's
    const { body } = await asPolice('get', `/overdoses/${own.overdoseId}/reports`).expect(200)
    expect(JSON.stringify(body)).not.toContain(peer.overdoseId)
  })

  it('of another partnership sees none of it, whatever id it names', async () => {
    const [peer, ambulance] = [await fromPeer(), await fromAmbulance()]
    await link(peer, ambulance)
    for (const table of [
      'same_event_pair',
      'same_event_decision',
      'same_event_member',
      'same_event_choice',
      'event_model',
    ])
      expect(await db.withinAs({ partnershipId: '00000000-0000-4000-8000-000000000000' }, (trx) => trx(table))).toEqual(
        [],
      )
  })
})

describe('a night', () => {
  it('compares what is new or amended and nothing else, and learns its own share of pairs from many reports', async () => {
    const many = Array.from({ length: 60 }, (_, at) =>
      NewOverdose.parse({
        ...{ source: `source ${at % 3}`, reference: String(at), eventDay: addDays('2026-01-01', Math.floor(at / 2)) },
        ...{ eventTime: at % 2 ? '14:20' : '14:05', timePrecision: 'minute', place: place(at), persons: [person] },
      }),
    )
    await db.within((trx) => addOverdoses(trx, many, today))
    expect(await db.within((trx) => compareWaitingReports(trx, today))).toBe(60)
    expect(await db.within((trx) => compareWaitingReports(trx, today))).toBe(0)
    const models = await db.within((trx) => trx('event_model').select('version', 'shipped_version', 'pairs_compared'))
    expect(models).toEqual([{ version: 1, shipped_version: '2026-11-30', pairs_compared: 30 }])
    expect(await list('?limit=5')).toMatchObject({ total: 30 })
    const pages = await list('?limit=20')
    expect((await list(`?limit=20&cursor=${pages.nextCursor}`)).rows).toHaveLength(10)
    await fromPeer()
    expect(await db.within((trx) => compareWaitingReports(trx, today))).toBe(1)
  })

  it('counts two reports that a person keeps apart as two, near as they are', async () => {
    const [peer, ambulance] = [await fromPeer(), await fromAmbulance()]
    const snapshot = () =>
      db.within((trx) => readSnapshot(trx, db.partnership.partnershipId, '2026-03-16', undefined, 'infinity'))
    expect(countAllOnce(await snapshot()).reversals).toHaveLength(1)
    await decide(peer, ambulance, 'not_same').expect(200)
    expect(countAllOnce(await snapshot()).reversals).toHaveLength(2)
  })
})

describe('the estimate of events that nobody reported', () => {
  const ask = async (query = '') =>
    MissingEvents.parse(
      (await api.get(`/api/indicators/missing-events?from=2026-01-01&to=2026-12-31${query}`).expect(200)).body,
    )
  it('is off at first, refused under 7 events told of by both, and then stated with bounds and what it depends on', async () => {
    const told = Array.from({ length: 14 }, (_, at) =>
      NewOverdose.parse({
        ...{
          source: at % 2 ? 'ambulance' : 'peer',
          reference: String(at),
          reporterKind: at % 2 ? 'ambulance' : 'peer',
        },
        ...{ eventDay: addDays('2026-01-01', Math.floor(at / 2)), eventTime: '14:05', timePrecision: 'minute' },
        ...{ place: place(at), persons: [person] },
      }),
    )
    const alone = [2, 3, 4].map((at) =>
      NewOverdose.parse({
        ...event,
        source: 'peer',
        reference: `alone ${at}`,
        reporterKind: 'peer',
        eventDay: `2026-02-0${at}`,
        eventTime: '03:00',
      }),
    )
    const added = await db.within((trx) => addOverdoses(trx, [...told, ...alone], today))
    const join = (at: number) =>
      api
        .post('/api/same-events', { overdoseId: added[2 * at]?.id, otherId: added[2 * at + 1]?.id, decided: 'same' })
        .expect(200)
    for (let at = 0; at < 6; at++) await join(at)
    expect(await ask()).toMatchObject({ state: 'off', estimate: null, reportedByBoth: null })
    await estimateMissingEvents(db.knex, db.partnership.partnershipId, true)
    expect(await ask()).toMatchObject({ state: 'refused', estimate: null, reportedByBoth: 6, reportedByOther: 10 })
    await join(6)
    const { state, estimate, caution, reportedByOne } = await ask()
    // (7 + 1)(10 + 1)/(7 + 1) − 1
    expect({ state, reportedByOne, total: estimate?.total }).toEqual({
      state: 'estimated',
      reportedByOne: 7,
      total: 10,
    })
    expect(caution).toContain('Peers who call 999')
    await api.get('/api/indicators/missing-events?one=peer&other=peer').expect(422)
  })
})

async function released(knownOn: string): Promise<number> {
  const asked = { kind: 'reversals', year: 2026, knownOn, recordedUntil: 'infinity' } as const
  const { cells } = await db.within(async (trx) => {
    const grid = { areas: await areasOf(trx, 'Test'), ...slicesOf('reversals', 2026) }
    return countTable(trx, grid, asked)
  })
  return cells.find(({ isPartnershipYear }) => isPartnershipYear)?.count ?? 0
}

async function addSquare() {
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
