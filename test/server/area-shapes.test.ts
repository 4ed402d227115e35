import { beforeEach, describe, expect, it } from 'vitest'
import { AreaTopology } from '../../server/contract/area.ts'
import { addPartnership } from '../../server/partnerships/store.ts'
import { useApi } from '../support/api.ts'
import { addSignedIn } from '../support/app.ts'
import { useDatabase } from '../support/database.ts'
import { addSquares } from '../support/squares.ts'

const db = useDatabase()
const api = useApi(db)
const path = '/api/areas/shapes?kind=square'
const areasOf = (body: unknown) => AreaTopology.parse(body).objects.areas.geometries

beforeEach(() => addSquares(db, { west: 1000, east: null }))

describe('the outlines of areas', () => {
  it('are answered once to a browser, which is told that it has them, until one of them changes', async () => {
    const first = await api.get(path).expect(200)
    expect(areasOf(first.body)).toHaveLength(2)
    expect(first.headers).toMatchObject({
      'cache-control': 'private, no-cache',
      etag: expect.stringMatching(/^"[\w-]{20,}"$/),
    })
    const again = (etag: string) => api.get(path).set('If-None-Match', etag)
    const etag = first.headers.etag as string
    for (const held of [etag, `W/${etag}`, `"other", ${etag}`]) {
      const { text } = await again(held).expect(304)
      expect(text).toBe('')
    }
    expect((await again('"other"').expect(200)).body).toEqual(first.body)
    await db.within((trx) => trx('area_edition').where({ name: 'west' }).update({ name: 'renamed' }))
    const renamed = await again(etag).expect(200)
    expect(renamed.text).toContain('renamed')
    await db.within((trx) => trx('area_edition').where({ name: 'east' }).update({ to_day: '2026-01-01' }))
    expect(areasOf((await again(renamed.headers.etag as string).expect(200)).body)).toHaveLength(1)
    const { headers } = await api.get('/api/areas/shapes?kind=ward').expect(200)
    expect(headers.etag).not.toBe(etag)
  })

  it('come the same whatever a browser unpacks', async () => {
    const plain = await api.get(path).set('Accept-Encoding', 'identity').expect(200)
    expect(plain.headers['content-encoding']).toBeUndefined()
    for (const encoding of ['gzip', 'br']) {
      const packed = await api.get(path).set('Accept-Encoding', encoding).expect(200)
      expect([packed.headers['content-encoding'], packed.headers.vary]).toEqual([
        encoding,
        expect.stringContaining('Accept-Encoding'),
      ])
      expect(packed.body).toEqual(plain.body)
    }
  })

  it('are told by their name to nobody who may not have them: not signed in, nor in another partnership', async () => {
    const { headers } = await api.get(path).expect(200)
    const held = { 'If-None-Match': headers.etag as string, Host: 'localhost' }
    await api.bare().get(`${path}&partnership=${db.partnership.slug}`).set(held).expect(401)
    const other = await addPartnership(db.knex, {
      ...{
        name: 'Another',
        slug: `other-${db.partnership.slug}`,
        country: 'GB',
        timeZone: 'Europe/London',
        isSynthetic: true,
      },
    })
    const { cookie } = await addSignedIn({ knex: db.knex, partnership: other })
    const there = await api
      .bare()
      .get(`${path}&partnership=${other.slug}`)
      .set({ ...held, Cookie: cookie })
      .expect(200)
    expect(areasOf(there.body)).toEqual([])
    await api
      .bare()
      .get(`${path}&partnership=${db.partnership.slug}`)
      .set({ ...held, Cookie: cookie })
      .expect(404)
  })
})
