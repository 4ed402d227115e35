import { parse } from 'csv-parse/sync'
import { beforeEach, describe, expect, it } from 'vitest'
import { coverEventsWithHexagons } from '../../server/areas/hexagons.ts'
import { MapAnswer } from '../../server/contract/map.ts'
import { MapDescription } from '../../server/contract/map-description.ts'
import { MapMultiples } from '../../server/contract/map-multiples.ts'
import { MapPoints, pointsOf } from '../../server/contract/map-points.ts'
import { MapWithin } from '../../server/contract/map-within.ts'
import { addSupplies } from '../../server/naloxone/supplies/store.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'
import { addDeaths, addOverdoses, makeDeath, makeReversal } from '../support/events.ts'
import { addSquares } from '../support/squares.ts'

const db = useDatabase()
const api = useApi(db)
const today = '2026-03-15'
/** A whole quarter that has ended, so that one of the twelve small maps is of it, and as many days before it. */
const period = { from: '2025-10-01', to: '2025-12-31' }
const before = { from: '2025-07-01', to: '2025-09-30' }
const inPeriod = `from=${period.from}&to=${period.to}`

/** Spread over all areas and over edges of hexagons; every ninth has no place, and every seventh lies outside every square. */
const spread = Array.from({ length: 63 }, (_, i) => ({
  reference: `spread ${i}`,
  day: `2025-${String(6 + (i % 7)).padStart(2, '0')}-${String(1 + ((i * 11) % 28)).padStart(2, '0')}`,
  place:
    i % 9 === 0
      ? null
      : {
          longitude: i % 7 === 0 ? -3.2 : -4.95 + ((i * 37) % 90) / 100,
          latitude: 50.05 + ((i * 17) % 40) / 100,
          precision: 'exact' as const,
        },
}))

beforeEach(async () => {
  await db.within(async (trx) => {
    await addDeaths(
      trx,
      spread.map(({ day, place, reference }) => ({ ...makeDeath({ eventDay: day, reference }), foundPlace: place })),
      today,
    )
    await addOverdoses(
      trx,
      spread.map(({ day, place, reference }, i) => {
        const { persons, ...reversal } = makeReversal({ day, reference })
        return {
          ...reversal,
          place,
          persons: persons.map((one) => (i % 5 ? one : { ...one, naloxoneGiven: 'no' as const })),
        }
      }),
      today,
    )
    await addSupplies(
      trx,
      spread.map(
        ({ day, place, reference }) =>
          ({
            ...{ source: 'test', reference, suppliedOn: day, knownOn: day, recipientKind: 'at_risk', place },
            ...{ productCode: 'prenoxad', kits: 1, supplyKind: 'first' },
          }) as never,
      ),
      today,
    )
    await coverEventsWithHexagons(trx)
  })
  await addSquares(db, { west: 10_000, east: 20_000 })
  await db.within((trx) =>
    trx('area').insert({
      ...{ partnership_id: db.partnership.partnershipId, kind: 'county', code: 'c', name: 'county', source: 'test' },
      geom: 'SRID=4326;MULTIPOLYGON(((-4.9 50, -4.1 50, -4.1 50.5, -4.9 50.5, -4.9 50)))',
      label_point: 'SRID=4326;POINT(-4.65 50.25)',
    }),
  )
})

const ask = async (path: string) => (await api.get(`/api${path}`).expect(200)).body
const sum = (values: readonly unknown[]) => values.reduce<number>((all, value) => all + Number(value), 0)
/** The events of each area, by area, in one order. */
const byArea = (rows: readonly { areaId: string; events: unknown }[]) =>
  Object.fromEntries(
    rows
      .filter(({ events }) => events !== 0)
      .map(({ areaId, events }): [string, unknown] => [areaId, events])
      .toSorted(([one], [other]) => (one < other ? -1 : 1)),
  )

const lists = {
  deaths: '/deaths?',
  reversals: '/overdoses?status=reversal&',
  overdoses: '/overdoses?',
  supplies: '/supplies?',
} as const

describe('what the map says of an area', () => {
  it.each(
    (['deaths', 'reversals', 'overdoses', 'supplies'] as const).flatMap((events) =>
      ['square', 'county', 'hexagon'].map((areaKind) => ({ events, areaKind })),
    ),
  )('is one number wherever it is said: $events by $areaKind', async ({ events, areaKind }) => {
    const asked = `events=${events}&areaKind=${areaKind}`
    const map = MapAnswer.parse(await ask(`/map/events?${asked}&${inPeriod}`))
    const said = byArea(map.rows)
    expect(map.rows.length).toBeGreaterThan(0)
    expect(sum(Object.values(said)) + Number(map.withoutPlace)).toBe(map.total)

    const file = await api.get(`/api/map/events.csv?${asked}&${inPeriod}`).expect(200)
    const written: Record<string, string>[] = parse(file.text, { columns: true, comment: '#' })
    expect(written.map(({ name, events }) => [name, Number(events)])).toEqual(
      map.rows.map(({ name, events }) => [name, events]),
    )
    for (const { areaId, events: number, name } of map.rows) {
      const { figures } = MapWithin.parse(await ask(`/map/within?areaId=${areaId}&${inPeriod}`))
      const { total } = await ask(`${lists[events]}area=${areaId}&${inPeriod}`)
      const within = figures.find((figure) => figure.events === events)?.count
      expect({ name, within, listed: total }).toEqual({ name, within: number, listed: number })
    }
    expect((await ask(`${lists[events]}${inPeriod}`)).total).toBe(map.total)

    const known = MapAnswer.parse(await ask(`/map/events?${asked}&${inPeriod}&asKnownOn=${today}`))
    expect(byArea(known.rows)).toEqual(said)
    const earlier = MapAnswer.parse(await ask(`/map/events?${asked}&from=${before.from}&to=${before.to}`))
    const compared = MapAnswer.parse(await ask(`/map/events?${asked}&from=2025-10-01&to=2025-12-31&compare=before`))
    expect(byArea(compared.rows)).toEqual(said)
    expect(byArea(compared.rows.map(({ areaId, eventsBefore }) => ({ areaId, events: eventsBefore })))).toEqual(
      byArea(earlier.rows),
    )
    const { maps } = MapMultiples.parse(await ask(`/map/multiples?by=quarter&to=${today}&${asked}`))
    const small = maps.find(({ key }) => key === period.from)
    expect(byArea(small?.areas ?? [])).toEqual(said)
    expect([small?.total, small?.withoutPlace]).toEqual([map.total, map.withoutPlace])

    const density = MapDescription.parse(await ask(`/map/description?layer=density&${asked}&${inPeriod}`))
    expect(byArea(density.areas)).toEqual(said)
    expect([density.events, density.leftOut]).toEqual([Number(map.total) - Number(map.withoutPlace), map.withoutPlace])

    const points = MapPoints.parse(await ask(`/map/points?events=${events}&${inPeriod}`))
    expect(sum(pointsOf(points).map(({ weight }) => weight)) + Number(points.leftOut)).toBe(map.total)
    const { steps } = await ask(`/map/timeline?events=${events}&${inPeriod}`)
    expect(sum(steps.map((step: { events: unknown }) => step.events))).toBe(map.total)
  })
})
