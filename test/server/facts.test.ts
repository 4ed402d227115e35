import { describe, expect, it } from 'vitest'
import { coverEventsWithHexagons } from '../../server/areas/hexagons.ts'
import { readAreaDeaths } from '../../server/figures/indicators/area-deaths.ts'
import { areasOf } from '../../server/figures/releases/grid.ts'
import { runImport } from '../../server/import/writing/run-import.ts'
import { readDistricts } from '../../server/surveillance/national/store.ts'
import { readSnapshot } from '../../server/surveillance/nights/snapshot.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'
import { addDeaths, makeDeath } from '../support/events.ts'

const db = useDatabase()
const api = useApi(db)
const today = '2026-03-15'

const WARDS = { north: [50.4, -5], south: [50.2, -5], east: [50.3, -4.8], west: [50.3, -5.2] } as const
const SIDE = 0.2

async function importWards(): Promise<void> {
  const features = Object.entries(WARDS).map(([name, [south, west]]) => ({
    type: 'Feature',
    properties: { WD24CD: `W-${name}`, WD24NM: name },
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [west, south],
          [west + SIDE, south],
          [west + SIDE, south + SIDE],
          [west, south + SIDE],
          [west, south],
        ],
      ],
    },
  }))
  await runImport(db.knex, db.tenant, {
    subject: 'areas',
    adapter: 'areas',
    fileName: 'wards.geojson',
    content: Buffer.from(JSON.stringify({ type: 'FeatureCollection', features })),
    isDryRun: false,
    isAllOrNothing: false,
    today,
    country: 'GB',
    timeZone: 'Europe/London',
    geography: { kind: 'ward', source: 'ours' },
  } as never)
  await db.within((trx) =>
    trx.raw(
      `insert into area_population (partnership_id, area_id, as_of, residents, source)
       select partnership_id, area_id, '2021-03-21', 5000, 'ours' from area where kind = 'ward'`,
    ),
  )
}

/** Twelve deaths of the last four weeks, three in each ward, each kilometres from the next. */
const spread = Object.values(WARDS).flatMap(([south, west], ward) =>
  [0.03, 0.1, 0.17].map((step, place) =>
    makeDeath({
      eventDay: `2026-03-0${1 + place}`,
      reference: `${ward}-${place}`,
      longitude: west + step,
      latitude: south + step,
    }),
  ),
)

describe('a partnership that records deaths before its areas', () => {
  it('goes over from the stop-gap hexagons to its wards, everywhere, once they are imported', async () => {
    await db.within((trx) => addDeaths(trx, spread, today))
    expect(await db.within(coverEventsWithHexagons)).toBeGreaterThan(4)
    const first = async () => (await api.get('/api/areas/kinds').expect(200)).body[0]
    expect(await first()).toMatchObject({ kind: 'hexagon', isMapped: true })

    await importWards()
    const names = Object.keys(WARDS).sort()
    expect(await first()).toEqual({ kind: 'ward', areas: 4, withPopulation: 4, isMapped: true })
    const { body } = await api.get('/api/overview').expect(200)
    expect(body.busiestAreas.map(({ name, deaths }: { name: string; deaths: number }) => [name, deaths])).toEqual(
      names.map((name) => [name, 3]),
    )
    const snapshot = await db.within((trx) =>
      readSnapshot(trx, db.partnership.partnershipId, today, undefined, 'infinity'),
    )
    expect(snapshot.areas.map(({ name }) => name).sort()).toEqual(names)
    const wards = new Set(snapshot.areas.map(({ areaId }) => areaId))
    expect(snapshot.deaths.filter(({ areaId }) => areaId !== null && wards.has(areaId))).toHaveLength(12)
    expect(snapshot.residentsPerSquareKilometre).toBeGreaterThan(0)
    const excess = await db.within((trx) => readAreaDeaths(trx, today, '2026-01-01'))
    expect(excess).toMatchObject({ withoutArea: 0 })
    expect(excess.areas.map(({ name, deaths }) => [name, deaths.length]).sort()).toEqual(names.map((name) => [name, 3]))
    const districts = await db.within(readDistricts)
    expect(districts.map(({ name }) => name)).toEqual(names)
    const released = await db.within((trx) => areasOf(trx, 'Ours'))
    expect(released.flatMap(({ name, level, places = [name] }) => (level === 'small' ? places : [])).sort()).toEqual(
      names,
    )
  })
})

describe('deaths narrowed by a substance', () => {
  it('are the same in the list, on the map, in time, described and as files, as what the substance is asked for', async () => {
    await db.within((trx) =>
      addDeaths(
        trx,
        (['detected', 'implicated', 'metabolite', 'believed_taken', 'not_detected', 'incidental'] as const).map(
          (role) =>
            makeDeath({
              reference: role,
              eventDay: '2026-02-01',
              findings: [{ substanceCode: 'heroin', role }] as never,
            }),
        ),
        today,
      ),
    )
    await db.within(coverEventsWithHexagons)
    const period = 'from=2026-01-01&to=2026-02-28'
    const answer = async (path: string) => (await api.get(`/api${path}`).expect(200)).body
    for (const [role, deaths, words] of [
      ['', 1, 'where it was implicated'],
      ['&role=implicated', 1, 'where it was implicated'],
      ['&role=detected', 3, 'where it was found: detected, implicated or a metabolite'],
      ['&role=believed_taken', 1, 'where it was believed taken, which is not a test'],
    ] as const) {
      const filter = `substance=opioids${role}`
      const onMap = `areaKind=hexagon&${period}&${filter}`
      expect((await answer(`/deaths?${period}&${filter}`)).total).toBe(deaths)
      const { total, provenance } = await answer(`/map/events?${onMap}`)
      expect(total).toBe(deaths)
      expect(provenance.definition).toContain(words)
      const { steps } = await answer(`/map/timeline?${filter}`)
      expect(steps.reduce((sum: number, { events }: { events: number }) => sum + events, 0)).toBe(deaths)
      expect((await answer(`/map/description?layer=density&${onMap}`)).events).toBe(deaths)
      expect((await api.get(`/api/deaths.csv?${period}&${filter}`).expect(200)).text.trim().split('\n')).toHaveLength(
        1 + deaths,
      )
    }
    await api.get(`/api/deaths?substance=heroin&role=not_detected`).expect(422)
  })
})
