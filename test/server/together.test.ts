import { describe, expect, it } from 'vitest'
import { Death } from '../../server/contract/death.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'

const db = useDatabase()
const api = useApi(db)
const death = { status: 'notified', eventDay: '2026-03-01' }

describe('many at once', () => {
  it('records one death for twenty requests with one Idempotency-Key; each gets that death, or is told to wait', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => api.post('/api/deaths', death).set('Idempotency-Key', 'same')),
    )
    const statuses = new Set(answers.map(({ status }) => status))
    expect([...statuses].filter((status) => status !== 201 && status !== 409)).toEqual([])
    const ids = new Set(answers.filter(({ status }) => status === 201).map(({ body }) => Death.parse(body).deathId))
    expect(ids.size).toBe(1)
    expect((await api.get('/api/deaths').expect(200)).body.total).toBe(1)
  })

  it('lets one of two editors win and shows the other both versions: nothing is lost', async () => {
    const { body } = await api.post('/api/deaths', death).expect(201)
    const edits = await Promise.all(
      [40, 41, 42].map((ageYears) =>
        api.put(`/api/deaths/${body.deathId}`, { ...death, ageYears }).set('If-Match', '"1"'),
      ),
    )
    expect(edits.map(({ status }) => status).sort()).toEqual([200, 412, 412])
    const winner = edits.find(({ status }) => status === 200)?.body.ageYears
    for (const { body: lost } of edits.filter(({ status }) => status === 412)) {
      expect(lost.current.ageYears).toBe(winner)
      expect(lost.yours.ageYears).not.toBe(winner)
    }
    expect((await api.get(`/api/deaths/${body.deathId}/history`).expect(200)).body).toHaveLength(2)
  })
})
