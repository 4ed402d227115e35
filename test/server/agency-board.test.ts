import supertest from 'supertest'
import { beforeAll, describe, expect, it } from 'vitest'
import type { NewOverdose } from '../../server/contract/overdose.ts'
import { useApi } from '../support/api.ts'
import { addSignedIn, makeApp } from '../support/app.ts'
import { useDatabase } from '../support/database.ts'
import { addDeaths, addOverdoses, makeDeath, makeReversal } from '../support/events.ts'

const db = useDatabase()
const api = useApi(db)
const today = '2026-03-15'
let app: ReturnType<typeof makeApp>
beforeAll(() => {
  app = makeApp({ database: db.database })
})

const addAgency = (name: string) =>
  db.within(async (trx) => {
    const [row] = await trx('agency')
      .insert({ partnership_id: db.partnership.partnershipId, name, kind: 'ambulance' })
      .returning('agency_id')
    return row.agency_id as string
  })

function report(agencyId: string | null, day: string, knownOn: string, given: Partial<NewOverdose> = {}): NewOverdose {
  return { ...makeReversal({ day, knownOn, source: 'vigil' }), agencyId, ...given }
}

describe('how each agency reports', () => {
  it('tells completeness, what is unknown, half and nine in ten of the delays, the last report and what is to be looked at', async () => {
    const ambulance = await addAgency('Ambulance Trust')
    const [one] = makeReversal({ day: '2026-03-01' }).persons
    const complete: Partial<NewOverdose> = {
      ...{ eventTime: '14:05', timePrecision: 'minute', setting: 'own_home' },
      persons: [{ ...one, ageBand: '25-34', sex: 'male', substanceCodes: ['heroin'] } as never],
    }
    await db.within((trx) =>
      addOverdoses(
        trx,
        [
          report(ambulance, '2026-03-01', '2026-03-01', complete),
          report(ambulance, '2026-03-02', '2026-03-04'),
          report(ambulance, '2026-02-01', '2026-03-10'),
          report(null, '2026-02-10', '2026-02-11', { source: 'hostels' }),
          // longer ago than a year: of it only the last report counts
          report(null, '2025-01-10', '2025-01-11', { source: 'old feed' }),
        ],
        today,
      ),
    )
    const { body } = await api.get('/api/agencies/overdose-reports').expect(200)
    expect(body).toMatchObject({ from: '2025-03-16', to: today, isCut: false })
    expect(body.feeds).toEqual([
      {
        ...{ feed: 'Ambulance Trust', isAgency: true, records: 3, toLookAt: 0, lastReportOn: '2026-03-10' },
        ...{ completeShare: expect.closeTo(1 / 3, 6), unknownShare: expect.closeTo((2 * 5) / 24, 6) },
        ...{ medianDelayDays: 2, mostDelayDays: 37 },
      },
      expect.objectContaining({ feed: 'hostels', isAgency: false, records: 1, medianDelayDays: 1 }),
      {
        ...{ feed: 'old feed', isAgency: false, records: 0, toLookAt: 0, lastReportOn: '2025-01-11' },
        ...{ completeShare: null, unknownShare: null, medianDelayDays: null, mostDelayDays: null },
      },
    ])
    const { text } = await api.get('/api/agencies/overdose-reports.csv').expect(200)
    expect(text).toContain('Ambulance Trust,true,3,')
  })

  it('counts the deaths of each source, and those that could not be entered today', async () => {
    const deaths = [makeDeath({ eventDay: '2026-03-01', knownOn: '2026-03-05', source: 'coroner', ageYears: 40 })]
    await db.within((trx) =>
      addDeaths(
        trx,
        [...deaths, makeDeath({ eventDay: '2026-02-01', source: 'coroner', longitude: 0, latitude: 0 })],
        today,
      ),
    )
    const { body } = await api.get('/api/agencies/death-reports').expect(200)
    expect(body.feeds).toMatchObject([{ feed: 'coroner', records: 2, toLookAt: 1, mostDelayDays: 4 }])
  })

  it('shows an agency its own reports only, and the police nothing of what peers or others reported', async () => {
    const theirs = await addAgency('Peer network')
    await db.within((trx) => addOverdoses(trx, [report(theirs, '2026-03-01', '2026-03-02')], today))
    for (const role of ['agency_reporter', 'police'] as const) {
      const own = await addSignedIn(db, { roles: [role] })
      const ask = (path: string) => supertest(app).get(path).set('Host', 'localhost').set('Cookie', own.cookie)
      const before = await ask('/api/agencies/overdose-reports').expect(200)
      expect(before.body.feeds).toEqual([])
      await supertest(app)
        .post('/api/overdoses')
        .set('Host', 'localhost')
        .set('Cookie', own.cookie)
        .send({ eventDay: '2026-03-03', persons: [{ naloxoneGiven: 'yes' }] })
        .expect(201)
      const { body, text } = await ask('/api/agencies/overdose-reports').expect(200)
      expect(body.feeds).toMatchObject([{ isAgency: true, records: 1 }])
      expect(text).not.toContain('Peer network')
    }
    const commissioner = await addSignedIn(db, { roles: ['commissioner'] })
    const refused = await supertest(app)
      .get('/api/agencies/overdose-reports')
      .set('Host', 'localhost')
      .set('Cookie', commissioner.cookie)
    expect(refused.status).toBe(403)
  })
})
