import { beforeEach, describe, expect, it } from 'vitest'
import { crudeRate, standardisedRatio } from '../../jobs/stats/counts/rates.ts'
import { coverEventsWithHexagons } from '../../server/areas/hexagons.ts'
import { addSupplies } from '../../server/naloxone/supplies/store.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'
import { addDeaths, addOverdoses, makeDeath, makeReversal } from '../support/events.ts'
import { addSquares } from '../support/squares.ts'

const db = useDatabase()
const api = useApi(db)

/** Two squares side by side: west has 1,000 residents, of east the number is not known. */
beforeEach(() => addSquares(db, { west: 1000, east: null }))

/** As the answer tells a rate. */
const toSix = (value: number) => Number(value.toPrecision(6))

const events = (given: string) => api.get(`/api/map/events?areaKind=square&${given}`).expect(200)

describe('events by area', () => {
  it('counts each event in its area, and says how many have no usable place', async () => {
    const deaths = [
      ...Array.from({ length: 4 }, () => makeDeath({ eventDay: '2026-02-01', longitude: -4.8, latitude: 50.2 })),
      makeDeath({ eventDay: '2026-02-02', longitude: -4.2, latitude: 50.2 }),
      makeDeath({ eventDay: '2026-02-03', longitude: 1, latitude: 52 }),
      makeDeath({ eventDay: '2026-02-03', foundPlace: null }),
      makeDeath({ eventDay: '2026-02-03', status: 'excluded', exclusionReason: 'not drug-related' }),
      makeDeath({ eventDay: '2025-12-20' }),
      makeDeath({ eventDay: '2025-06-01' }),
    ]
    await db.within((trx) => addDeaths(trx, deaths, '2026-03-15'))
    const { body } = await events('events=deaths&from=2026-01-01&to=2026-02-28')
    expect(body).toMatchObject({ total: 7, withoutPlace: 2, totalPeriodBefore: 1 })
    const { body: earlier } = await events('events=deaths&from=2025-06-01&to=2025-12-31')
    expect(earlier).toMatchObject({ total: 2, totalPeriodBefore: null })
    expect(body.rows.map(({ name, events }: { name: string; events: number }) => [name, events])).toEqual([
      ['west', 4],
      ['east', 1],
    ])
  })

  it('gives a rate a year with its interval, and none under 3 events or without residents', async () => {
    await db.within((trx) =>
      addDeaths(
        trx,
        [
          ...Array.from({ length: 4 }, () => makeDeath({ eventDay: '2026-02-01', longitude: -4.8, latitude: 50.2 })),
          makeDeath({ eventDay: '2026-02-02', longitude: -4.2, latitude: 50.2 }),
        ],
        '2026-03-15',
      ),
    )
    const { body } = await events('events=deaths&from=2025-03-16&to=2026-03-15')
    const { rate, low, high } = crudeRate({ events: 4, population: 1000 * (365 / 365.25), per: 100_000 })
    expect(body.rows[0]).toMatchObject({
      ratePer100k: toSix(rate),
      rateInterval: { low: toSix(low), high: toSix(high) },
      rateNote: 'unreliable: fewer than 20 events',
    })
    expect(body.rows[1]).toMatchObject({ ratePer100k: null, rateNote: 'no rate: the number of residents is not known' })
  })

  const inWest = { longitude: -4.8, latitude: 50.2 }
  const inEast = { longitude: -4.2, latitude: 50.2 }
  const deathsOn = (eventDay: string, count: number, given: object) =>
    Array.from({ length: count }, (_, n) => makeDeath({ eventDay, reference: `${eventDay}-${n}`, ...given }))

  it('sets the period before beside each area, and has areas with events only then as rows after the others where asked', async () => {
    await db.within((trx) =>
      addDeaths(
        trx,
        [
          ...deathsOn('2026-02-10', 2, inWest),
          ...deathsOn('2026-01-20', 1, inWest),
          ...deathsOn('2026-01-21', 3, inEast),
          ...deathsOn('2025-12-01', 1, inEast),
        ],
        '2026-03-15',
      ),
    )
    const of = 'events=deaths&from=2026-02-01&to=2026-02-28'
    const west = { name: 'west', events: 2, eventsBefore: 1 }
    const { body } = await events(of)
    expect(body.rows).toHaveLength(1)
    expect(body.rows).toMatchObject([west])
    const { body: compared } = await events(`${of}&compare=before`)
    expect(compared.rows).toMatchObject([west, { name: 'east', events: 0, eventsBefore: 3, ratePer100k: null }])
    expect(compared).toMatchObject({ total: 2, totalPeriodBefore: 4, withoutPlace: 0 })
    const { body: first } = await events('events=deaths&from=2026-01-01&to=2026-02-28&compare=before')
    expect(first.rows.map((row: { eventsBefore: number | null }) => row.eventsBefore)).toEqual([null, null])
  })

  it('knows that there was none of a new substance before, where the records of the kind reach back', async () => {
    const found = { findings: [{ substanceCode: 'heroin', role: 'implicated' }] as never }
    await db.within((trx) =>
      addDeaths(
        trx,
        [...deathsOn('2026-02-10', 1, { ...inWest, ...found }), ...deathsOn('2025-01-01', 1, inWest)],
        '2026-03-15',
      ),
    )
    const { body } = await events('from=2026-02-01&to=2026-02-28&substance=heroin')
    expect(body).toMatchObject({ total: 1, totalPeriodBefore: 0, rows: [{ events: 1, eventsBefore: 0 }] })
  })

  it('sets events beside those that residents lead one to expect, areas without an event counted in, and none where it cannot', async () => {
    await db.within((trx) => trx('area').delete())
    await addSquares(db, { west: 1000, east: null, far: 3000 })
    await db.within((trx) =>
      addDeaths(trx, [...deathsOn('2026-02-01', 6, inWest), ...deathsOn('2026-02-02', 5, inEast)], '2026-03-15'),
    )
    // west has 1,000 of 4,000 known residents, so a quarter of the 6; the 5 of east, whose residents are not known, are not among them
    const { body } = await events('from=2026-01-01&to=2026-02-28')
    const { ratio, low, high } = standardisedRatio(6, 1.5)
    expect(body.rows).toMatchObject([
      {
        name: 'west',
        expected: 1.5,
        ratio: toSix(ratio),
        ratioInterval: { low: toSix(low), high: toSix(high) },
        ratioNote: 'unreliable: fewer than 20 events',
      },
      { name: 'east', expected: null, ratio: null, ratioNote: 'no ratio: the number of residents is not known' },
    ])
    await db.within((trx) => addDeaths(trx, deathsOn('2025-06-01', 3, inWest), '2026-03-15'))
    const { body: fewer } = await events('from=2025-06-01&to=2025-06-30')
    expect(fewer.rows).toMatchObject([
      { expected: 0.75, ratio: null, ratioInterval: null, ratioNote: 'no ratio: fewer than 1 event is expected' },
    ])
  })

  it('counts every kind as known on a day, says so, and refuses one that has not come', async () => {
    await db.within(async (trx) => {
      await addDeaths(trx, deathsOn('2026-02-01', 2, { ...inWest, knownOn: '2026-02-03' }), '2026-03-15')
      await addDeaths(trx, deathsOn('2026-02-02', 3, { ...inEast, knownOn: '2026-03-01' }), '2026-03-15')
      await addOverdoses(
        trx,
        ['2026-02-03', '2026-03-01'].map((knownOn) =>
          makeReversal({ day: '2026-02-01', knownOn, reference: knownOn, ...inWest }),
        ),
        '2026-03-15',
      )
      await addSupplies(
        trx,
        ['2026-02-03', '2026-03-01'].map(
          (knownOn) =>
            ({
              source: 'test',
              suppliedOn: '2026-02-01',
              knownOn,
              reference: knownOn,
              recipientKind: 'at_risk',
              productCode: 'prenoxad',
              kits: 2,
              supplyKind: 'first',
              place: { ...inWest, precision: 'exact' },
            }) as never,
        ),
        '2026-03-15',
      )
    })
    const period = 'from=2026-01-01&to=2026-02-28'
    for (const [kind, early, late] of [
      ['deaths', 2, 5],
      ['reversals', 1, 2],
      ['overdoses', 1, 2],
      ['supplies', 2, 4],
    ] as const) {
      const { body: then } = await events(`events=${kind}&${period}&asKnownOn=2026-02-10`)
      expect(then).toMatchObject({
        total: early,
        provenance: { asKnownOn: '2026-02-10' },
        rows: [{ name: 'west', events: early }],
      })
      const { body: now } = await events(`events=${kind}&${period}`)
      expect(now).toMatchObject({ total: late, provenance: { asKnownOn: '2026-03-15' } })
      const { body: today } = await events(`events=${kind}&${period}&asKnownOn=2026-03-15`)
      expect(today).toEqual(now)
      const inTime = async (asked: string) =>
        (await api.get(`/api/map/timeline?events=${kind}${asked}`).expect(200)).body
      const sum = ({ steps }: { steps: { events: number }[] }) => steps.reduce((all, step) => all + step.events, 0)
      const known = await inTime('&asKnownOn=2026-02-10')
      expect([sum(known), known.provenance.asKnownOn]).toEqual([early, '2026-02-10'])
      expect(await inTime('&asKnownOn=2026-03-15')).toEqual(await inTime(''))
    }
    for (const path of [`/api/map/events?areaKind=square&${period}`, '/api/map/timeline?'])
      expect((await api.get(`${path}&asKnownOn=2026-03-16`).expect(422)).body.errors).toEqual([
        { path: 'asKnownOn', message: 'is in the future' },
      ])
  })

  it('narrows by a substance at any level, and by where people lived', async () => {
    const found = {
      findings: [{ substanceCode: 'heroin', role: 'implicated' }] as never,
      residence: { longitude: -4.2, latitude: 50.1, precision: 'town' as const },
    }
    await db.within((trx) =>
      addDeaths(
        trx,
        [
          makeDeath({ eventDay: '2026-02-01', longitude: -4.8, latitude: 50.2, ...found }),
          makeDeath({ eventDay: '2026-02-01' }),
        ],
        '2026-03-15',
      ),
    )
    const { body } = await events('events=deaths&from=2026-01-01&to=2026-02-28&substance=opioids&place=residence')
    expect(body.rows).toMatchObject([{ name: 'east', events: 1 }])
    expect(body.total).toBe(1)
  })

  it('refuses a period that ends before it begins', async () => {
    const { body } = await api.get('/api/map/events?areaKind=square&from=2026-02-01&to=2026-01-01').expect(422)
    expect(body.errors).toEqual([{ path: 'from', message: 'is after the last day' }])
  })
})

describe('before a partnership has imported an area', () => {
  it('makes hexagons for its events, called after their town, and none once it has areas of its own', async () => {
    await db.within((trx) =>
      addDeaths(
        trx,
        [makeDeath({ eventDay: '2026-02-01', longitude: -4.8, latitude: 50.2, foundTown: 'Bodmin' })],
        '2026-03-15',
      ),
    )
    expect(await db.within(coverEventsWithHexagons)).toBe(0)
    await db.within((trx) => trx('area').delete())
    expect(await db.within(coverEventsWithHexagons)).toBe(1)
    expect(await db.within(coverEventsWithHexagons)).toBe(0)
    const { body } = await api.get('/api/map/events?areaKind=hexagon&from=2026-01-01&to=2026-02-28').expect(200)
    expect(body.rows).toMatchObject([{ name: 'Bodmin', events: 1, ratePer100k: null }])
  })
})

describe('events in time', () => {
  it('leaves no week out, and marks those that reports still reach', async () => {
    const reversals = ['2026-01-05', '2026-01-20', '2026-03-10'].map((day, i) =>
      makeReversal({ day, knownOn: i === 1 ? '2026-01-29' : undefined }),
    )
    await db.within((trx) => addOverdoses(trx, reversals, '2026-03-15'))
    const { body } = await api.get('/api/map/timeline?events=reversals').expect(200)
    expect(body.step).toBe('week')
    expect(body.steps).toHaveLength(10)
    expect(body.steps.map(({ events }: { events: number }) => events)).toEqual([1, 0, 1, 0, 0, 0, 0, 0, 0, 1])
    expect(body.steps.map(({ isIncomplete }: { isIncomplete: boolean }) => isIncomplete).slice(-3)).toEqual([
      false,
      true,
      true,
    ])
  })
})

describe('deaths by year', () => {
  it('keeps deaths known only by the day they were reported apart, and counts poly-drug deaths among those with toxicology', async () => {
    const two = [
      { substanceCode: 'heroin', role: 'implicated' },
      { substanceCode: 'ethanol', role: 'implicated' },
    ] as never
    const deaths = [
      makeDeath({ eventDay: '2024-05-01', toxicologyCompleteOn: '2024-08-01', findings: two }),
      makeDeath({ eventDay: '2024-05-01', toxicologyCompleteOn: '2024-08-01' }),
      makeDeath({ eventDay: '2024-06-01', eventDayBasis: 'reported' }),
      makeDeath({ eventDay: '2026-02-01' }),
    ]
    await db.within((trx) => addDeaths(trx, deaths, '2026-03-15'))
    const { body } = await api.get('/api/indicators/deaths-by-year').expect(200)
    expect(body.years).toMatchObject([
      { year: 2024, deaths: 2, byDayReported: 1, withToxicology: 2, polyDrug: 1, isIncomplete: false },
      { year: 2025, deaths: 0, byDayReported: 0 },
      { year: 2026, deaths: 1, isIncomplete: true },
    ])
  })
})

describe('the overview', () => {
  it('sets the last 28 days beside the 28 before, and says that no night has been run', async () => {
    await db.within((trx) =>
      addDeaths(
        trx,
        [makeDeath({ eventDay: '2026-03-01', longitude: -4.8, latitude: 50.2 }), makeDeath({ eventDay: '2026-02-01' })],
        '2026-03-15',
      ),
    )
    const { body } = await api.get('/api/overview').expect(200)
    expect(body.last28Days).toMatchObject({ deaths: 1, deathsBefore: 1, reversals: 0 })
    expect(body.busiestAreas).toMatchObject([{ name: 'west', deaths: 1 }])
    const { body: alone } = await api.get('/api/indicators/busiest-areas').expect(200)
    expect(alone).toMatchObject({ from: '2026-02-16', to: '2026-03-15', areas: body.busiestAreas })
    const { text } = await api.get('/api/indicators/busiest-areas.csv').expect(200)
    expect(text).toContain(',west,1,0,2026-02-16,2026-03-15')
    expect(body).toMatchObject({
      isLate: true,
      lateSentence: 'The nightly check has not been run yet, so there are no signals to show.',
    })
  })
})
