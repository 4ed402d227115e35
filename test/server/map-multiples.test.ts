import { beforeEach, describe, expect, it } from 'vitest'
import type { MapMultiples } from '../../server/contract/map-multiples.ts'
import { addDays } from '../../server/day.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'
import { addDeaths, addOverdoses, makeDeath, makeReversal } from '../support/events.ts'
import { addSquares } from '../support/squares.ts'

const db = useDatabase()
const api = useApi(db)
const today = '2026-03-15'

beforeEach(() => addSquares(db, { west: 1000, east: 1000 }))

const inWest = { longitude: -4.8, latitude: 50.2 }
const inEast = { longitude: -4.2, latitude: 50.2 }
const multiples = async (given: string): Promise<MapMultiples> =>
  (await api.get(`/api/map/multiples?areaKind=square&${given}`).expect(200)).body
const onMap = async (given: string) => (await api.get(`/api/map/events?areaKind=square&${given}`).expect(200)).body

/** Every small map says what the map says that is narrowed to it. */
async function expectTheMaps(
  { maps, areas }: MapMultiples,
  of: string,
  filterOf: (map: MapMultiples['maps'][number]) => string,
) {
  const names = new Map(areas.map(({ areaId, name }) => [areaId, name]))
  for (const map of maps.filter(({ total }) => total !== null)) {
    const { rows, total, withoutPlace } = await onMap(`${of}&from=${map.from}&to=${map.to}${filterOf(map)}`)
    expect([map.label, map.total, map.withoutPlace]).toEqual([map.label, total, withoutPlace])
    expect([map.label, map.areas.map(({ areaId, events }) => [names.get(areaId), events])]).toEqual([
      map.label,
      rows.map(({ name, events }: { name: string; events: number }) => [name, events]),
    ])
  }
}

describe('small maps by substance', () => {
  it('are one for each drug, the most frequent first, and each says what the map of that drug says', async () => {
    const of = (eventDay: string, codes: string[], given: object, role = 'implicated') =>
      makeDeath({
        ...{ eventDay, reference: `${eventDay} ${codes} ${role}`, ...given },
        findings: codes.map((substanceCode) => ({ substanceCode, role })) as never,
      })
    await db.within((trx) =>
      addDeaths(
        trx,
        [
          of('2026-02-01', ['heroin', 'cocaine'], inWest),
          of('2026-02-02', ['heroin'], inEast),
          of('2026-02-03', ['heroin', '6-mam'], { foundPlace: null }),
          of('2026-02-04', ['cocaine'], inWest),
          of('2026-02-05', ['diazepam'], inWest, 'detected'),
          of('2026-02-06', ['benzodiazepines'], inEast),
          of('2026-02-07', [], inEast),
          of('2025-12-01', ['heroin'], inWest),
        ],
        today,
      ),
    )
    const period = 'from=2026-01-01&to=2026-02-28'
    const implicated = await multiples(`by=substance&events=deaths&${period}`)
    expect(implicated.maps.map(({ key, total }) => [key, total])).toEqual([
      ['heroin', 3],
      ['cocaine', 2],
    ])
    // a class is no drug, and of two deaths no drug was implicated
    expect(implicated.inNoMap).toBe(3)
    await expectTheMaps(implicated, 'events=deaths', ({ key }) => `&substance=${key}`)
    const detected = await multiples(`by=substance&events=deaths&${period}&role=detected`)
    expect(detected.maps.map(({ key }) => key)).toEqual(['heroin', 'cocaine', 'diazepam'])
    await expectTheMaps(detected, 'events=deaths&role=detected', ({ key }) => `&substance=${key}`)
    const beside = await multiples(`by=substance&events=deaths&${period}&substance=heroin`)
    expect(beside.maps.map(({ key, total }) => [key, total])).toEqual([
      ['heroin', 3],
      ['cocaine', 1],
    ])
  })

  it('count overdoses by what was taken, and no supply by any', async () => {
    const taken = (day: string, codes: string[], given: object) => {
      const { persons, ...event } = makeReversal({ day, reference: day, ...given })
      return {
        ...event,
        persons: persons.map((person) => ({
          ...person,
          substanceCodes: codes,
        })),
      } as never
    }
    await db.within((trx) =>
      addOverdoses(trx, [taken('2026-02-01', ['heroin', 'fentanyl'], inWest), taken('2026-02-02', [], inEast)], today),
    )
    const period = 'from=2026-01-01&to=2026-02-28'
    for (const kind of ['reversals', 'overdoses']) {
      const answer = await multiples(`by=substance&events=${kind}&${period}`)
      expect(answer).toMatchObject({
        inNoMap: 1,
        maps: [
          { key: 'fentanyl', total: 1 },
          { key: 'heroin', total: 1 },
        ],
      })
      await expectTheMaps(answer, `events=${kind}`, ({ key }) => `&substance=${key}`)
    }
    expect(await multiples(`by=substance&events=supplies&${period}`)).toMatchObject({ maps: [], inNoMap: 0 })
  })

  it('asks since when', async () => {
    const { body } = await api.get('/api/map/multiples?areaKind=square&by=substance&to=2026-02-28').expect(422)
    expect(body.errors).toEqual([{ path: 'from', message: 'is needed by substance' }])
  })
})

describe('small maps by quarter', () => {
  it('are the twelve last that have ended, none left out, not known before the records begin, as known on a day', async () => {
    const deaths = Array.from({ length: 24 }, (_, month) =>
      makeDeath({
        ...{ eventDay: addDays('2023-11-15', month * 30), reference: String(month) },
        ...(month % 3 ? inWest : inEast),
        ...(month === 20 ? { knownOn: '2026-01-10' } : {}),
      }),
    )
    const ofAYear = makeDeath({ eventDay: '2024-01-01', eventDayPrecision: 'year', knownOn: '2024-12-31' } as never)
    await db.within((trx) => addDeaths(trx, [...deaths, ofAYear], today))
    const answer = await multiples('by=quarter&events=deaths&to=2026-03-15')
    expect(answer.maps.map(({ label }) => label)).toEqual([
      'January to March 2023',
      'April to June 2023',
      'July to September 2023',
      'October to December 2023',
      'January to March 2024',
      'April to June 2024',
      'July to September 2024',
      'October to December 2024',
      'January to March 2025',
      'April to June 2025',
      'July to September 2025',
      'October to December 2025',
    ])
    expect(answer.maps.map(({ total }) => total)).toEqual([null, null, null, 2, 3, 3, 3, 3, 3, 3, 3, 1])
    expect(answer.inNoMap).toBe(1)
    await expectTheMaps(answer, 'events=deaths', () => '')
    const known = await multiples('by=quarter&events=deaths&to=2025-12-31&asKnownOn=2026-01-09')
    expect(known.provenance.asKnownOn).toBe('2026-01-09')
    expect(known.maps.map(({ total }) => total)).toEqual([null, null, null, 2, 3, 3, 3, 3, 3, 3, 2, 1])
    expect((await multiples('by=quarter&events=deaths&to=2025-12-30')).maps.at(-1)?.label).toBe(
      'July to September 2025',
    )
    const { text } = await api.get('/api/map/multiples.csv?areaKind=square&by=quarter&to=2026-03-15').expect(200)
    expect(text).toContain('quarter,2025-10-01,October to December 2025,2025-10-01,2025-12-31,')
  })
})
