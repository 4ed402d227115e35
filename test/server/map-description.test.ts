import { beforeEach, describe, expect, it } from 'vitest'
import type { DescribedArea, MapDescription } from '../../server/contract/map-description.ts'
import { addDays } from '../../server/day.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'
import { addDeaths, makeDeath } from '../support/events.ts'

const db = useDatabase()
const api = useApi(db)

/** Five rows of five squares of about 7 by 11 km, each with 1,000 residents; the one in the middle has 5,000. */
beforeEach(async () => {
  await db.within(async (trx) => {
    for (let n = 0; n < 25; n++) {
      const west = -5 + (n % 5) * 0.1
      const south = 50 + Math.floor(n / 5) * 0.1
      const [area] = await trx('area')
        .insert({
          partnership_id: db.partnership.partnershipId,
          kind: 'square',
          code: String(n).padStart(2, '0'),
          name: `square ${n}`,
          geom: `SRID=4326;MULTIPOLYGON(((${west} ${south}, ${west + 0.1} ${south}, ${west + 0.1} ${south + 0.1}, ${west} ${south + 0.1}, ${west} ${south})))`,
          label_point: `SRID=4326;POINT(${west + 0.05} ${south + 0.05})`,
          source: 'test',
        })
        .returning('area_id')
      await trx('area_population').insert({
        partnership_id: db.partnership.partnershipId,
        area_id: area.area_id,
        as_of: '2021-03-21',
        residents: n === 12 ? 5000 : 1000,
        source: 'test',
      })
    }
  })
})

/** So many deaths in the middle of a square, a few metres apart, a day apart. */
const deathsIn = (square: number, count: number, given: object = {}) =>
  Array.from({ length: count }, (_, n) =>
    makeDeath({
      eventDay: addDays('2026-02-20', -n),
      longitude: -4.95 + (square % 5) * 0.1 + n * 0.0001,
      latitude: 50.05 + Math.floor(square / 5) * 0.1,
      ...given,
    }),
  )
const describeAs = async (layer: string, period = 'from=2025-03-01&to=2026-02-28'): Promise<MapDescription> =>
  (await api.get(`/api/map/description?layer=${layer}&areaKind=square&${period}`).expect(200)).body
const names = (areas: readonly DescribedArea[]) => areas.map(({ name }) => name)

describe('where events were, described', () => {
  it('calls itself a description, never a test or an alert, and calls nothing significant', async () => {
    await db.within((trx) => addDeaths(trx, deathsIn(12, 8), '2026-03-15'))
    for (const layer of ['hot_spots', 'density', 'groups', 'groups_in_time']) {
      const answer = await describeAs(layer)
      expect(answer.provenance.definition).toContain('Description: where events were. Not a test, never an alert.')
      expect(JSON.stringify(answer)).not.toMatch(/significan/i)
    }
  })

  it('has hot spots by rate and not by number: where many live, many events are no hot spot', async () => {
    const deaths = [
      ...deathsIn(12, 10),
      ...deathsIn(0, 12),
      ...deathsIn(1, 12),
      ...[4, 20, 24].flatMap((n) => deathsIn(n, 1)),
    ]
    await db.within((trx) => addDeaths(trx, deaths, '2026-03-15'))
    const { areas } = await describeAs('hot_spots')
    expect(areas).toHaveLength(25)
    expect(names(areas).slice(0, 2).toSorted()).toEqual(['square 0', 'square 1'])
    const middle = areas.find(({ name }) => name === 'square 12')
    expect(middle?.score).toBeLessThan(areas[0]?.score as number)
    expect(areas.every(({ adjustedP }) => adjustedP !== null && adjustedP >= 0 && adjustedP <= 1)).toBe(true)
  })

  it('refuses hot spots where rates differ no more than chance lets them', async () => {
    await db.within((trx) => addDeaths(trx, Array.from({ length: 25 }, (_, n) => deathsIn(n, 1)).flat(), '2026-03-15'))
    expect(await describeAs('hot_spots')).toMatchObject({ refusal: expect.stringContaining('chance'), areas: [] })
  })

  it('spreads density over neighbours, and loses no event over the edge', async () => {
    await db.within((trx) => addDeaths(trx, deathsIn(0, 10), '2026-03-15'))
    const { areas } = await describeAs('density')
    expect(areas[0]?.name).toBe('square 0')
    const squareKilometres = 7.1 * 11.1
    const total = areas.reduce((sum, { density }) => sum + (density as number) * squareKilometres, 0)
    expect(total).toBeGreaterThan(9)
    expect(total).toBeLessThan(11)
  })

  it('groups events that lie close, leaves out roughly placed ones, and tells areas, not places', async () => {
    const deaths = [
      ...deathsIn(3, 5),
      ...deathsIn(8, 3),
      ...deathsIn(9, 6, { foundPlace: { longitude: -4.55, latitude: 50.15, precision: 'town' } }),
    ]
    await db.within((trx) => addDeaths(trx, deaths, '2026-03-15'))
    const answer = await describeAs('groups')
    expect(answer).toMatchObject({ events: 8, leftOut: 6 })
    expect(answer.areas).toMatchObject([{ name: 'square 3', events: 5, group: 1 }])
    expect(JSON.stringify(answer)).not.toMatch(/latitude|longitude/)
  })

  it('asks of groups in time that they lie close in days too', async () => {
    const spread = deathsIn(3, 5).map((death, n) => ({ ...death, eventDay: addDays('2026-02-20', -20 * n) }))
    await db.within((trx) => addDeaths(trx, spread, '2026-03-15'))
    expect((await describeAs('groups')).areas).toHaveLength(1)
    expect(await describeAs('groups_in_time')).toMatchObject({
      areas: [],
      refusal: expect.stringContaining('No events'),
    })
  })

  it('answers where nothing is recorded, and gives its rows as a file', async () => {
    for (const layer of ['hot_spots', 'density', 'groups']) expect((await describeAs(layer)).refusal).not.toBeNull()
    await db.within((trx) => addDeaths(trx, deathsIn(3, 5), '2026-03-15'))
    const { text } = await api
      .get('/api/map/description.csv?layer=groups&areaKind=square&from=2025-03-01&to=2026-02-28')
      .expect(200)
    expect(text).toContain('Not a test, never an alert')
  })
})
