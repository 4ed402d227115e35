import { describe, expect, it } from 'vitest'
import { type MapPoints, pointsOf } from '../../server/contract/map-points.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'
import { addDeaths, addOverdoses, makeDeath, makeReversal } from '../support/events.ts'

const db = useDatabase()
const api = useApi(db)
const today = '2026-03-15'
const period = 'from=2026-02-01&to=2026-02-28'
const points = async (given: string): Promise<MapPoints> =>
  (await api.get(`/api/map/points?${period}&${given}`).expect(200)).body

describe('the points of the map', () => {
  it('are where and when each event was that is placed closely, to a thousandth of a degree, without its record', async () => {
    const at = (longitude: number, latitude: number, precision = 'exact') => ({
      foundPlace: { longitude, latitude, precision } as never,
    })
    await db.within((trx) =>
      addDeaths(
        trx,
        [
          makeDeath({ eventDay: '2026-02-03', reference: 'a', ...at(-4.81234567, 50.21234567) }),
          makeDeath({ eventDay: '2026-02-01', reference: 'b', ...at(-5.1, 50.1, 'postcode') }),
          makeDeath({ eventDay: '2026-02-28', reference: 'c', ...at(-4.9, 50.1) }),
          makeDeath({ eventDay: '2026-02-28', reference: 'd', ...at(-4.9, 50.1, 'town') }),
          makeDeath({ eventDay: '2026-02-28', reference: 'e', foundPlace: null }),
          makeDeath({ eventDay: '2026-03-01', reference: 'f', ...at(-4.9, 50.1) }),
          makeDeath({ eventDay: '2026-02-04', reference: 'g', knownOn: '2026-03-10', ...at(170.5, -41.3) }),
        ],
        today,
      ),
    )
    const answer = await points('events=deaths')
    const rounded = pointsOf(answer).map(({ latitude, longitude, day, weight }) => [
      Number(latitude.toFixed(6)),
      Number(longitude.toFixed(6)),
      day,
      weight,
    ])
    expect(rounded).toEqual([
      [-41.3, 170.5, 3, 1],
      [50.1, -5.1, 0, 1],
      [50.1, -4.9, 27, 1],
      [50.212, -4.812, 2, 1],
    ])
    expect(answer.leftOut).toBe(2)
    expect(Object.keys(answer).sort()).toEqual([
      'days',
      'eastwards',
      'from',
      'leftOut',
      'northwards',
      'provenance',
      'weights',
    ])
    expect(pointsOf(await points('events=deaths&asKnownOn=2026-03-05'))).toHaveLength(3)
    expect(await points('events=deaths&asKnownOn=2026-03-15')).toEqual(answer)
    expect(await points('events=supplies')).toMatchObject({ northwards: [], weights: [], leftOut: 0 })
  })

  it('are for those who may open the records, and written down', async () => {
    await db.within((trx) => addOverdoses(trx, [makeReversal({ day: '2026-02-01' })], today))
    const coordinator = api.as('naloxone_coordinator')
    const { body } = await coordinator.get(`/api/map/points?${period}&events=deaths`).expect(403)
    expect(body.detail).toContain('read deaths')
    await coordinator.get(`/api/map/points?${period}&events=reversals`).expect(200)
    await api.as('commissioner').get(`/api/map/points?${period}`).expect(403)
    const written = await db.within((trx) => trx('audit_entry').where({ operation: 'get /map/points' }).pluck('action'))
    expect(written).toContain('read')
  })
})
