import { afterAll, describe, expect, it } from 'vitest'
import { startCompute } from '../../jobs/compute.ts'
import { runNight } from '../../jobs/nightly.ts'
import { SignalDetail, SignalPage } from '../../server/contract/signal.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'
import { addYearOfReversals } from '../support/events.ts'

const db = useDatabase()
const api = useApi(db)
const compute = startCompute(2)
afterAll(() => compute.close())
const night = '2026-03-10'

async function flagged() {
  await addYearOfReversals(db, night)
  await runNight(db.knex, db.partnership.partnershipId, night, compute)
  const { body } = await api.get('/api/signals').expect(200)
  return SignalPage.parse(body)
}

describe('signals', () => {
  it('are listed while they are open, overlap the period asked for, and stand on the map', async () => {
    const { rows, total } = await flagged()
    expect([total, rows[0]?.stream, rows[0]?.tier]).toEqual([1, 'reversals', 'notify'])
    const count = async (given: string) => (await api.get(`/api/signals?${given}`).expect(200)).body.total
    expect([await count('from=2026-03-20'), await count('state=closed'), await count('tier=notify')]).toEqual([0, 0, 1])
    const { body: onMap } = await api.get('/api/map/signals?from=2026-03-01&to=2026-03-15').expect(200)
    expect(onMap.map(({ signalId }: { signalId: string }) => signalId)).toEqual([rows[0]?.signalId])
    const { body: home } = await api.get('/api/overview').expect(200)
    expect(home.openSignals).toHaveLength(1)
  })

  it('open to their records, evidence and versions, and give the records as CSV', async () => {
    const [signal] = (await flagged()).rows
    const { body } = await api.get(`/api/signals/${signal?.signalId}`).expect(200)
    const detail = SignalDetail.parse(body)
    expect(detail.cases).toHaveLength(detail.observed)
    expect(detail.versions).toHaveLength(1)
    expect(detail.evidence).toMatchObject({ check: 'place', seed: expect.any(String), replicates: expect.any(Number) })
    const { text } = await api.get(`/api/signals/${signal?.signalId}.csv`).expect(200)
    expect(text.split('\r\n')[0]).toContain('caseId,kind,day,town,substances')
    expect(text.trim().split('\r\n')).toHaveLength(detail.observed + 1)
  })

  it('answer 404 where there is none', async () => {
    await api.get('/api/signals/00000000-0000-4000-8000-000000000000').expect(404)
  })
})
