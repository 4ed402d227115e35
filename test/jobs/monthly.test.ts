import { afterAll, describe, expect, it } from 'vitest'
import { startCompute } from '../../jobs/compute/compute.ts'
import { noticeableSize } from '../../jobs/detection/noticeable-size.ts'
import { makeMonthlyReports } from '../../jobs/work/monthly.ts'
import { runNight } from '../../jobs/work/nightly.ts'
import { AreaExcess } from '../../server/contract/area-excess.ts'
import { NoticeableSizes } from '../../server/contract/noticeable-size.ts'
import { addDays } from '../../server/day.ts'
import { readSnapshot } from '../../server/surveillance/nights/snapshot.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'
import { addDeaths, addYearOfReversals, makeDeath } from '../support/events.ts'

const db = useDatabase()
const api = useApi(db)
const night = '2026-03-10'
const compute = startCompute(2)
afterAll(() => compute.close())

const place = () => ({ partnership_id: db.partnership.partnershipId })

/** Six areas side by side, a tenth of a degree wide, with residents by age and sex: older people live in the first. */
async function addAreas(): Promise<void> {
  await db.within(async (trx) => {
    for (let i = 0; i < 6; i++) {
      const west = -5.4 + i * 0.1
      const [{ area_id }] = await trx('area')
        .insert({
          ...place(),
          kind: 'district',
          code: `area-${i}`,
          name: `Area ${i}`,
          geom: trx.raw('st_multi(st_makeenvelope(?, 50, ?, 50.5, 4326))', [west, west + 0.1]),
          label_point: trx.raw('st_setsrid(st_makepoint(?, 50.25), 4326)', [west + 0.05]),
          source: 'test',
        })
        .returning('area_id')
      const groups = (['female', 'male'] as const).flatMap((sex) => [
        { age_band: '0-39', sex, residents: i === 0 ? 1000 : 4000 },
        { age_band: '40+', sex, residents: i === 0 ? 9000 : 4000 },
      ])
      const total = groups.reduce((sum, { residents }) => sum + residents, 0)
      for (const group of [...groups, { age_band: 'all', sex: 'all', residents: total }])
        await trx('area_population').insert({ ...place(), area_id, as_of: '2025-06-30', source: 'test', ...group })
    }
  })
}

/** So many deaths in an area over the last eleven months, of people of an age. */
const deathsIn = (area: number, count: number, ageYears: number) =>
  Array.from({ length: count }, (_, i) =>
    makeDeath({
      eventDay: addDays(night, -5 - ((i * 37) % 330)),
      reference: `${area}-${ageYears}-${i}`,
      longitude: -5.35 + area * 0.1,
      latitude: 50.25,
      ageYears,
      sex: i % 2 ? 'female' : 'male',
    }),
  )

describe('the monthly report of areas', () => {
  it('finds the area with more deaths than its residents lead one to expect, not the one whose residents are older', async () => {
    await addAreas()
    const usual = [1, 2, 3, 5].flatMap((area) => [...deathsIn(area, 2, 30), ...deathsIn(area, 4, 50)])
    const ofOlder = deathsIn(0, 9, 50)
    const excess = [...deathsIn(4, 14, 30), ...deathsIn(4, 6, 50)]
    await db.within((trx) => addDeaths(trx, [...usual, ...ofOlder, ...excess], night))
    await runNight(db.knex, db.partnership.partnershipId, night, compute)
    expect(await makeMonthlyReports(db.knex, db.partnership.partnershipId, compute)).toEqual([
      'area_excess',
      'noticeable_size',
    ])
    expect(await makeMonthlyReports(db.knex, db.partnership.partnershipId, compute)).toEqual([])

    const { body } = await api.get('/api/indicators/area-excess').expect(200)
    const [oneYear, threeYears] = AreaExcess.parse(body).periods
    expect(oneYear).toMatchObject({
      years: 1,
      deaths: 53,
      withoutArea: 0,
      standardisedBy: 'age and sex',
      notJudged: null,
    })
    expect(threeYears).toMatchObject({ years: 3, deaths: 53 })
    expect(oneYear?.groups).toHaveLength(1)
    expect(oneYear?.groups[0]).toMatchObject({ areas: [{ name: 'Area 4' }], observed: 20 })
    expect(oneYear?.groups[0]?.pValue).toBeLessThanOrEqual(0.01)
    // 19 deaths of people under 40 among 42,000, 34 of others among 58,000; Area 4 has 8,000 of each
    expect(oneYear?.groups[0]?.expected).toBeCloseTo((8000 * 22) / 42000 + (8000 * 31) / 58000, 6)
    expect(oneYear?.areas.map(({ name }) => name)).toEqual(['Area 4', 'Area 0', 'Area 1', 'Area 2', 'Area 3', 'Area 5'])
    expect(oneYear?.areas[1]?.interval.low).toBeLessThan(1)
    const { text } = await api.get('/api/indicators/area-excess.csv').expect(200)
    expect(text.split('\n')[1]).toContain('Area 4,20,')
  })

  it('says that it cannot judge a few deaths', async () => {
    await addAreas()
    await db.within((trx) => addDeaths(trx, deathsIn(1, 6, 40), night))
    await runNight(db.knex, db.partnership.partnershipId, night, compute)
    await makeMonthlyReports(db.knex, db.partnership.partnershipId, compute)
    const { body } = await api.get('/api/indicators/area-excess').expect(200)
    expect(body.periods[0]).toMatchObject({ deaths: 6, groups: [], areas: [] })
    expect(body.periods[0].notJudged).toContain('6 deaths in areas whose residents are known, 20 needed')
  })
})

describe('the size that the checks would notice', () => {
  const snapshot = () =>
    db.within((trx) => readSnapshot(trx, db.partnership.partnershipId, night, undefined, 'infinity'))

  it('comes from runs on local records: more events are noticed more often, and the same records give the same answer', async () => {
    await addYearOfReversals(db, night, { scattered: 150, clustered: 0 })
    const found = await noticeableSize(await snapshot(), 'reversals', compute, 6)
    expect(found).toMatchObject({ stream: 'reversals', days: 14, tier: 'notify' })
    expect(found.size).toBeGreaterThanOrEqual(4)
    expect(found.tried[0]?.noticed).toBeLessThanOrEqual(found.tried.at(-1)?.noticed ?? 0)
    expect(found.sentence).toContain(`notice ${found.size} extra reversals at one place in two weeks`)
    expect(await noticeableSize(await snapshot(), 'reversals', compute, 6)).toEqual(found)
  })

  it('is said to be unknown where nothing is recorded, with the offer to pool', async () => {
    await runNight(db.knex, db.partnership.partnershipId, night, compute)
    await makeMonthlyReports(db.knex, db.partnership.partnershipId, compute)
    const { body } = await api.get('/api/signals/noticeable-sizes').expect(200)
    expect(NoticeableSizes.parse(body)).toMatchObject({ night, sizes: [{ size: null, tried: [] }, { size: null }] })
    expect(body.sizes[0].sentence).toContain('Pooling with neighbours')
  })
})
