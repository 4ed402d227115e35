import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import type { FigureWithin, MapWithin } from '../../server/contract/map-within.ts'
import type { NewOverdose } from '../../server/contract/overdose.ts'
import { addSupplies } from '../../server/naloxone/supplies/store.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'
import { addDeaths, addOverdoses, makeDeath, makeReversal } from '../support/events.ts'
import { addSquares } from '../support/squares.ts'

const db = useDatabase()
const api = useApi(db)
const today = '2026-03-15'
const period = 'from=2026-02-01&to=2026-02-28'
const inWest = { longitude: -4.8, latitude: 50.2 }
const inEast = { longitude: -4.2, latitude: 50.2 }

/** Two squares that are mapped, and a county around both, which is not. */
beforeEach(async () => {
  await addSquares(db, { west: 10_000, east: null })
  await db.within((trx) =>
    trx('area').insert({
      ...{
        partnership_id: db.partnership.partnershipId,
        kind: 'county',
        code: 'county',
        name: 'county',
        source: 'test',
      },
      geom: 'SRID=4326;MULTIPOLYGON(((-5 50, -4.3 50, -4.3 50.5, -5 50.5, -5 50)))',
      label_point: 'SRID=4326;POINT(-4.65 50.25)',
    }),
  )
})

const idOf = async (name: string): Promise<string> =>
  (await db.within((trx) => trx('area').where({ name }).first('area_id'))).area_id
const within = async (given: string, from: Pick<typeof api, 'get'> = api): Promise<MapWithin> =>
  (await from.get(`/api/map/within?${given.includes('from=') ? '' : `${period}&`}${given}`).expect(200)).body
const figureOf = ({ figures }: MapWithin, events: string) =>
  figures.find((figure) => figure.events === events) as FigureWithin
const circle = (metres: number, { latitude, longitude } = inWest) =>
  `latitude=${latitude}&longitude=${longitude}&radiusMetres=${metres}`

const death = (eventDay: string, given: object = {}) =>
  makeDeath({ eventDay, reference: randomUUID(), ...inWest, ...given })
const supply = (suppliedOn: string, given: object = {}) =>
  ({
    ...{ source: 'test', reference: randomUUID(), suppliedOn, knownOn: suppliedOn, recipientKind: 'at_risk' },
    ...{ productCode: 'prenoxad', kits: 2, supplyKind: 'first', place: { ...inWest, precision: 'exact' }, ...given },
  }) as never

describe('what is in an area', () => {
  it('is what the map says of it, of the mapped kind and of another, by where people were found or lived', async () => {
    const lived = { residence: { ...inEast, precision: 'postcode' } }
    await db.within(async (trx) => {
      await addDeaths(
        trx,
        [
          ...Array.from({ length: 4 }, () => death('2026-02-02')),
          death('2026-02-03', { ...inEast, ...lived }),
          death('2026-02-03', { longitude: -4.45 }),
          death('2026-02-04', { foundPlace: null }),
          death('2026-02-04', { longitude: 1, latitude: 52 }),
          death('2026-02-05', { foundPlace: { ...inWest, precision: 'town' } }),
          death('2026-01-10'),
          death('2025-06-01', inEast),
        ],
        today,
      )
      await addOverdoses(
        trx,
        ['2026-02-02', '2026-02-03', '2026-01-20', '2025-06-01'].map((day) =>
          makeReversal({ day, reference: day, ...inWest }),
        ),
        today,
      )
      await addSupplies(trx, [supply('2026-02-02'), supply('2026-02-02', { place: null })], today)
    })
    for (const [kind, name] of [
      ['square', 'west'],
      ['square', 'east'],
      ['county', 'county'],
    ] as const)
      for (const place of ['found', 'residence'])
        for (const events of ['deaths', 'reversals', 'overdoses', 'supplies']) {
          const of = `${period}&place=${place}`
          const map = (
            await api.get(`/api/map/events?events=${events}&areaKind=${kind}&compare=before&${of}`).expect(200)
          ).body
          const row = map.rows.find((each: { name: string }) => each.name === name)
          const here = await within(`${of}&areaId=${await idOf(name)}`)
          const about = [kind, name, place, events]
          const { count, countBefore, ...figure } = figureOf(here, events)
          const isReached = map.totalPeriodBefore !== null
          expect([...about, count, countBefore]).toEqual([
            ...about,
            row?.events ?? 0,
            row?.eventsBefore ?? (isReached ? 0 : null),
          ])
          const { ratePer100k, rateInterval, rateNote } = row ?? {}
          if (row?.events) expect(figure).toMatchObject({ ratePer100k, rateInterval, rateNote })
          expect(figure.roughlyPlaced).toBeNull()
        }
    const west = await within(`areaId=${await idOf('west')}`)
    expect(west.place).toMatchObject({ kind: 'area', name: 'west', areaKind: 'square', residents: 10_000 })
    // without any place: a place outside every area is known, and not here
    expect(figureOf(west, 'deaths')).toMatchObject({ count: 5, countBefore: 1, withoutPlace: 1 })
    expect(figureOf(west, 'supplies')).toMatchObject({ count: 2, countBefore: null, withoutPlace: 2 })
  })

  it('is narrowed as the map is, to a substance in a role and to what was known on a day', async () => {
    const with_ = (role: string, ...codes: string[]) => ({
      findings: codes.map((substanceCode) => ({ substanceCode, role })) as never,
    })
    const early = { knownOn: '2026-02-10' }
    const ofHeroin = (event: NewOverdose) => ({
      ...event,
      persons: event.persons.map((person) => ({ ...person, substanceCodes: ['heroin'] })),
    })
    await db.within(async (trx) => {
      await addDeaths(
        trx,
        [
          death('2026-02-01', { ...with_('implicated', 'heroin', 'cocaine'), ...early }),
          death('2026-02-02', { ...with_('implicated', 'heroin'), knownOn: '2026-03-01' }),
          death('2026-02-03', { ...with_('detected', 'heroin'), ...early }),
          death('2026-02-04', early),
          death('2026-01-20', { ...with_('implicated', 'heroin'), knownOn: '2026-01-25' }),
          death('2025-06-01', { ...inEast, knownOn: '2025-06-02' }),
        ],
        today,
      )
      await addOverdoses(
        trx,
        [
          makeReversal({ day: '2026-02-02', reference: 'a', ...inWest, knownOn: '2026-02-10' }),
          ofHeroin(makeReversal({ day: '2026-02-02', reference: 'b', ...inWest })),
          ofHeroin(makeReversal({ day: '2026-02-03', reference: 'c', ...inWest, knownOn: '2026-03-01' })),
        ],
        today,
      )
      await addSupplies(trx, [supply('2026-02-02')], today)
    })
    for (const [kind, name] of [
      ['square', 'west'],
      ['county', 'county'],
    ] as const)
      for (const narrowed of [
        'substance=heroin',
        'substance=opioids',
        'substance=heroin&role=detected',
        'asKnownOn=2026-02-15',
        'asKnownOn=2026-02-15&substance=heroin',
        'asKnownOn=2026-02-05',
      ])
        for (const events of ['deaths', 'reversals', 'overdoses'] as const) {
          const of = `${period}&${narrowed}`
          const { rows, totalPeriodBefore } = (
            await api.get(`/api/map/events?events=${events}&areaKind=${kind}&compare=before&${of}`).expect(200)
          ).body
          const row = rows.find((each: { name: string }) => each.name === name)
          const about = [kind, narrowed, events]
          const { count, countBefore, definition } = figureOf(await within(`${of}&areaId=${await idOf(name)}`), events)
          expect([...about, count, countBefore]).toEqual([
            ...about,
            row?.events ?? 0,
            row?.eventsBefore ?? (totalPeriodBefore === null ? null : 0),
          ])
          if (events === 'deaths' && narrowed.includes('role=detected')) expect(definition).toContain('found')
        }
    const heroin = await within(`substance=heroin&areaId=${await idOf('west')}`)
    expect(heroin.withSubstance).toEqual({ code: 'heroin', name: 'Heroin', role: 'implicated' })
    expect(figureOf(heroin, 'deaths')).toMatchObject({ count: 2, countBefore: 1 })
    expect(figureOf(heroin, 'supplies')).toMatchObject({
      count: null,
      notTold: expect.stringContaining('against opioids'),
    })
    expect(heroin.substances?.rows.map(({ name, deaths }) => [name, deaths])).toEqual([
      ['Heroin', 2],
      ['Cocaine', 1],
    ])
    expect(heroin.savedLives).toMatchObject({ reversals: figureOf(heroin, 'reversals').count })
    for (const place of [`areaId=${await idOf('west')}`, circle(500)]) {
      const known = await within(`asKnownOn=2026-02-15&${place}`)
      expect([figureOf(known, 'deaths').count, figureOf(known, 'reversals').count]).toEqual([3, 2])
      expect(known.savedLives?.reversals).toBe(2)
      expect(known.substances?.rows.map(({ name, deaths }) => [name, deaths])).toEqual([
        ['Heroin', 1],
        ['Cocaine', 1],
      ])
      expect(known.provenance.asKnownOn).toBe('2026-02-15')
    }
    await api.get(`/api/map/within?${period}&${circle(500)}&asKnownOn=2026-03-16`).expect(422)
  })

  it('has the four figures of saved lives, apart, by the definitions of the whole partnership', async () => {
    const { persons, ...event } = makeReversal({ day: '2026-02-05', reference: 'unknown', ...inWest })
    const unknown = { ...event, persons: persons.map((person) => ({ ...person, outcomeEvidence: 'unknown' as const })) }
    await db.within((trx) =>
      addOverdoses(
        trx,
        [
          makeReversal({ day: '2026-02-02', reference: 'a', ...inWest }),
          unknown,
          makeReversal({ day: '2026-02-02', reference: 'b', ...inEast }),
        ],
        today,
      ),
    )
    const areaId = await idOf('west')
    const { savedLives, ...here } = await within(`areaId=${areaId}`)
    expect(savedLives).toMatchObject({
      reversals: 2,
      survivorsKnown: 1,
      outcomeUnknown: 1,
      deathsAverted: { basis: 2 },
    })
    expect(savedLives?.sentence).toContain('2 overdose reversals with naloxone were reported in west from')
    expect(figureOf(here as MapWithin, 'reversals').count).toBe(2)
    const lives = async (more: string) =>
      (await api.get(`/api/indicators/saved-lives?${period}${more}`).expect(200)).body
    const { provenance, sentence, ...alone } = await lives(`&areaId=${areaId}`)
    expect(savedLives).toMatchObject(alone)
    expect([provenance.definition, sentence]).toEqual([
      expect.stringContaining('in this area'),
      expect.stringContaining('in this area'),
    ])
    expect((await lives('')).reversals).toBe(3)
    await api.get(`/api/indicators/saved-lives?areaId=${randomUUID()}`).expect(404)
  })

  it('lists what was implicated in its deaths, each drug once a death, most first, and how many have none', async () => {
    const with_ = (...codes: string[]) => ({
      findings: codes.map((substanceCode) => ({ substanceCode, role: 'implicated' })) as never,
    })
    await db.within((trx) =>
      addDeaths(
        trx,
        [
          death('2026-02-01', with_('cocaine', 'benzodiazepines', 'alprazolam')),
          death('2026-02-02', with_('cocaine')),
          death('2026-02-03', {
            findings: [
              { notInTree: 'something new', role: 'implicated' },
              { notInTree: 'another', role: 'implicated' },
            ] as never,
          }),
          death('2026-02-04', { findings: [{ substanceCode: 'heroin', role: 'detected' }] as never }),
          death('2026-01-20', with_('heroin')),
          death('2026-02-05', { ...inEast, ...with_('heroin') }),
          death('2025-01-01'),
        ],
        today,
      ),
    )
    const { substances } = await within(`areaId=${await idOf('west')}`)
    expect(substances?.rows.map(({ name, deaths, deathsBefore }) => [name, deaths, deathsBefore])).toEqual([
      ['Cocaine', 2, 0],
      ['Alprazolam', 1, 0],
      ['Not in the tree of substances', 1, 0],
      ['Heroin', 0, 1],
    ])
    expect(substances?.deathsWithNone).toBe(1)
    expect(JSON.stringify(substances)).not.toContain('something new')
  })
})

describe('what is in a circle', () => {
  it('counts what is placed closely within its radius, tells what is placed roughly apart, and has no rate', async () => {
    // a hundredth of a degree of latitude is 1,112 m here
    const north = (steps: number, given: object = {}) =>
      death('2026-02-02', {
        foundPlace: { longitude: -4.8, latitude: 50.2 + steps / 100, precision: 'exact', ...given },
      })
    await db.within((trx) =>
      addDeaths(
        trx,
        [
          north(0),
          north(0.44),
          north(0.46),
          north(0.4, { precision: 'postcode' }),
          north(0.1, { precision: 'lsoa' }),
          north(0.1, { precision: 'town' }),
          north(40),
          death('2026-02-04', { foundPlace: null }),
          death('2026-01-10'),
          death('2025-01-10'),
        ],
        today,
      ),
    )
    const deaths = async (metres: number) => figureOf(await within(circle(metres)), 'deaths')
    expect(await deaths(500)).toMatchObject({
      count: 3,
      countBefore: 1,
      roughlyPlaced: 2,
      withoutPlace: 1,
      ratePer100k: null,
    })
    expect((await deaths(520)).count).toBe(4)
    expect((await deaths(44_000)).count).toBe(4)
    expect((await deaths(45_000)).count).toBe(5)
    const over = await within(circle(1000, { latitude: 50.6, longitude: -4.8 }))
    expect([over.place.kind, figureOf(over, 'deaths').count]).toEqual(['circle', 1])
  })

  it('is what the lists have in it, record by record, and no list opens to more people by it', async () => {
    const around = (steps: number, given: object = {}) => ({
      place: { longitude: -4.8, latitude: 50.2 + steps / 100, precision: 'exact' as const, ...given },
    })
    const places = [
      around(0),
      around(0.2),
      around(0.44),
      around(0.46),
      around(0.1, { precision: 'postcode' }),
      around(0.1, { precision: 'town' }),
      around(40),
    ]
    const lived = { residence: { ...inEast, precision: 'postcode' } }
    await db.within(async (trx) => {
      const days = places.map((placed, at) => ({ ...placed, day: `2026-02-0${at + 1}` }))
      await addDeaths(
        trx,
        days.map(({ day, place }) => death(day, { foundPlace: place, ...lived })),
        today,
      )
      await addOverdoses(
        trx,
        days.map(({ day, place }) => ({ ...makeReversal({ day, reference: day }), place })),
        today,
      )
      await addSupplies(
        trx,
        days.map(({ day, place }) => supply(day, { place, kits: 1 })),
        today,
      )
    })
    for (const metres of [200, 500, 520, 45_000]) {
      const here = await within(circle(metres))
      const written = `50.2,-4.8,${metres}`
      for (const [list, events] of [
        ['deaths', 'deaths'],
        ['overdoses', 'overdoses'],
        ['supplies', 'supplies'],
      ] as const) {
        const { total, rows } = (await api.get(`/api/${list}?${period}&circle=${written}`).expect(200)).body
        expect([list, metres, total, rows.length]).toEqual([list, metres, figureOf(here, events).count, total])
      }
    }
    const total = async (query: string) => (await api.get(`/api/deaths?${period}&${query}`).expect(200)).body.total
    expect(await total('circle=50.2,-4.2,500')).toBe(0)
    expect(await total('circle=50.2,-4.2,500&place=residence')).toBe(places.length)
    const west = await idOf('west')
    expect(await total(`circle=50.2,-4.8,45000&area=${west}`)).toBeLessThan(await total('circle=50.2,-4.8,45000'))
    const file = await api.get(`/api/overdoses.csv?${period}&circle=50.2,-4.8,500`).expect(200)
    expect(file.text.trim().split('\r\n')).toHaveLength(1 + 4)
    for (const wrong of ['50.2,-4.8', '50.2,-4.8,100', '50.2,-4.8,60000', '95,-4.8,500', 'here'])
      await api.get(`/api/deaths?${period}&circle=${wrong}`).expect(422)
    await api.as('naloxone_coordinator').get('/api/deaths?circle=50.2,-4.8,500').expect(403)
    await api.as('commissioner').get('/api/overdoses?circle=50.2,-4.8,500').expect(403)
  })

  it('is not finer than the records somebody may open: a naloxone coordinator is told no deaths, and no signals anywhere', async () => {
    await db.within(async (trx) => {
      await addDeaths(trx, [death('2026-02-02')], today)
      await addOverdoses(trx, [makeReversal({ day: '2026-02-02', ...inWest })], today)
    })
    const coordinator = api.as('naloxone_coordinator')
    const here = await within(circle(500), coordinator)
    expect(figureOf(here, 'deaths')).toMatchObject({
      ...{ count: null, countBefore: null, roughlyPlaced: null, withoutPlace: null },
      notTold: expect.stringContaining('only those who may open these records'),
    })
    expect(here).toMatchObject({ substances: null, signals: null, savedLives: { reversals: 1 } })
    expect(figureOf(here, 'reversals')).toMatchObject({ count: 1, notTold: null })
    const area = await within(`areaId=${await idOf('west')}`, coordinator)
    expect(figureOf(area, 'deaths')).toMatchObject({ count: 1, notTold: null })
    expect(area.signals).toBeNull()
    expect(figureOf(await within(circle(500)), 'deaths')).toMatchObject({ count: 1, notTold: null })
  })

  it('is between 200 m and 50 km, and either a circle or an area of today', async () => {
    const areaId = await idOf('west')
    for (const given of [
      circle(199),
      circle(50_001),
      'latitude=50.2&longitude=-4.8',
      `areaId=${areaId}&${circle(500)}`,
      'latitude=95&longitude=-4.8&radiusMetres=500',
      '',
    ])
      await api.get(`/api/map/within?${period}&${given}`).expect(422)
    await api.get(`/api/map/within?${period}&areaId=${randomUUID()}`).expect(404)
    await api.get(`/api/map/within?from=2026-02-02&to=2026-02-01&areaId=${areaId}`).expect(422)
  })
})

describe('signals in a place', () => {
  async function addSignal(given: {
    centre?: [number, number]
    radius?: number
    areas?: string[]
    state?: string
    days?: [string, string]
  }) {
    const signal_id = randomUUID()
    const partnership_id = db.partnership.partnershipId
    await db.within(async (trx) => {
      await trx('signal').insert({
        ...{
          partnership_id,
          signal_id,
          detector: 'D2',
          stream: 'deaths',
          first_night: '2026-02-20',
          peak_p_value: 0.01,
        },
        ...{ peak_tier: 'watch', state: given.state ?? 'new', last_found_night: '2026-02-20', current_version: 1 },
      })
      await trx('signal_version').insert({
        ...{
          partnership_id,
          signal_id,
          version: 1,
          night: '2026-02-20',
          tier: 'watch',
          is_renotified: false,
          p_value: 0.01,
        },
        ...{
          observed: 4,
          expected: 1,
          first_day: given.days?.[0] ?? '2026-02-01',
          last_day: given.days?.[1] ?? '2026-02-10',
          case_ids: [],
        },
        ...{ area_ids: given.areas ?? [], substance_codes: [], evidence: '{}', identity: '{}' },
        ...(given.centre && {
          centre: trx.raw('st_setsrid(st_point(?, ?), 4326)', given.centre),
          radius_metres: given.radius ?? 1000,
        }),
        sentence: JSON.stringify([{ kind: 'seen', text: 'Four where one was expected' }]),
      })
    })
    return signal_id
  }
  const signalsOf = async (given: string) => (await within(given)).signals?.map(({ signalId }) => signalId).sort()

  it('are those whose place overlaps it in the period: by their circle, or by their areas where they have none', async () => {
    const [west, east] = [await idOf('west'), await idOf('east')]
    const near = await addSignal({ centre: [-4.8, 50.21], radius: 1000 })
    const tight = await addSignal({ centre: [-4.8, 50.21], radius: 300 })
    const far = await addSignal({ centre: [-4.8, 50.4], radius: 1000 })
    const ofAreas = await addSignal({ areas: [west] })
    const ofEast = await addSignal({ areas: [east] })
    await addSignal({})
    await addSignal({ centre: [-4.8, 50.2], days: ['2026-01-01', '2026-01-31'] })
    await addSignal({ centre: [-4.8, 50.2], state: 'merged' })
    // its middle is 1,112 m from here
    expect(await signalsOf(circle(500))).toEqual([near, ofAreas].sort())
    expect(await signalsOf(circle(1000))).toEqual([near, tight, ofAreas].sort())
    expect(await signalsOf(`areaId=${west}`)).toEqual([near, tight, far, ofAreas].sort())
    expect(await signalsOf(`areaId=${east}`)).toEqual([ofEast])
  })
})
