import supertest from 'supertest'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { standingOn } from '../../server/access/standing.ts'
import type { Role } from '../../server/contract/access.ts'
import type { NewAgreement } from '../../server/contract/agreement.ts'
import { addAgreement, endAgreement } from '../../server/office/agreements/store.ts'
import { addApiKey } from '../../server/office/people/api-keys.ts'
import { useApi } from '../support/api.ts'
import { addSignedIn, makeApp } from '../support/app.ts'
import { type TestDatabase, useDatabase } from '../support/database.ts'

const today = '2026-03-15'
const agreement = (agencyId: string, change: Partial<NewAgreement> = {}): NewAgreement => ({
  parties: [{ agencyId }],
  purpose: 'To learn from drug-related deaths',
  covers: 'Reversals and supplies',
  startsOn: '2025-04-01',
  endsOn: '2026-03-31',
  reference: 'ISA 7, in the safe of the council',
  ...change,
})

async function addAgency(db: TestDatabase, name: string): Promise<string> {
  const [{ agency_id }] = await db
    .knex('agency')
    .insert({ partnership_id: db.partnership.partnershipId, name, kind: 'outreach' })
    .returning('agency_id')
  return agency_id
}

/** Somebody of an agency, asking. */
async function asAgency(db: TestDatabase, role: Role, agencyId: string) {
  const { cookie } = await addSignedIn(db, { roles: [role], agencyId })
  const app = makeApp({ database: db.database })
  const { slug } = db.partnership
  return {
    get: (path: string) =>
      supertest(app).get(`/api${path}?partnership=${slug}`).set('Host', 'localhost').set('Cookie', cookie),
    post: (path: string, body: object) =>
      supertest(app).post(`/api${path}?partnership=${slug}`).set('Host', 'localhost').set('Cookie', cookie).send(body),
  }
}

const reversal = { eventDay: '2026-03-01', persons: [{}] }
const endedTitle = 'The sharing agreement of your agency ended on 14 March 2026.'

describe('where an agency stands by its agreements', () => {
  const span = (startsOn: string, endsOn: string) => ({ startsOn, endsOn })

  it('is in force through its last day, with a warning in the last month', () => {
    const spans = [span('2025-04-01', '2026-03-31')]
    expect(standingOn('2026-02-27', spans).state).toBe('in_force')
    expect(standingOn('2026-02-28', spans).state).toBe('ends_soon')
    expect(standingOn('2026-03-31', spans)).toEqual({ state: 'ends_soon', endsOn: '2026-03-31', beginsOn: null })
    expect(standingOn('2026-04-01', spans)).toEqual({ state: 'ended', endsOn: '2026-03-31', beginsOn: null })
  })

  it('warns nobody where the next one follows without a gap, and names the gap where there is one', () => {
    const first = span('2025-04-01', '2026-03-31')
    expect(standingOn('2026-03-20', [first, span('2026-04-01', '2027-03-31')])).toEqual({
      state: 'in_force',
      endsOn: '2027-03-31',
      beginsOn: null,
    })
    const later = span('2026-04-10', '2027-03-31')
    expect(standingOn('2026-03-20', [first, later]).state).toBe('ends_soon')
    expect(standingOn('2026-04-05', [first, later])).toEqual({
      state: 'ended',
      endsOn: '2026-03-31',
      beginsOn: '2026-04-10',
    })
  })

  it('takes one that was ended before it began for none', () => {
    expect(standingOn(today, [span('2026-03-15', '2026-03-14')]).state).toBe('none')
    expect(standingOn(today, [span('2026-04-01', '2027-03-31')]).state).toBe('not_begun')
  })
})

describe('an agency whose agreement has ended', () => {
  const db = useDatabase()
  const coordinator = useApi(db)

  it.each(['agency_reporter', 'police', 'prison'] as const)(
    'stops (%s), and is told why and whom to ask',
    async (role) => {
      const agencyId = await addAgency(db, 'Outreach')
      await db.withinAs({ purpose: 'agreement:write' }, (trx) =>
        addAgreement(trx, 'test', agreement(agencyId, { endsOn: '2026-03-14' }), today),
      )
      const agency = await asAgency(db, role, agencyId)
      for (const refused of [await agency.get('/overdoses'), await agency.post('/overdoses', reversal)]) {
        expect(refused.status).toBe(403)
        expect(refused.body.title).toBe(endedTitle)
        expect(refused.body.detail).toContain('Ask the information governance lead')
      }
      expect(await db.within((trx) => trx('overdose').select('overdose_id'))).toEqual([])
      // what is nobody's case goes on, and what the role does not include is refused as before
      await agency.get('/agencies').expect(200)
      await agency.get('/signals').expect(role === 'agency_reporter' ? 403 : 404)
      expect((await agency.get('/signals')).body.title).not.toBe(endedTitle)
    },
  )

  it('goes on again as soon as a new one is in force', async () => {
    const agencyId = await addAgency(db, 'Outreach')
    const agency = await asAgency(db, 'agency_reporter', agencyId)
    await db.withinAs({ purpose: 'agreement:write' }, (trx) =>
      addAgreement(trx, 'test', agreement(agencyId, { endsOn: '2026-03-14' }), today),
    )
    await agency.post('/overdoses', reversal).expect(403)
    await db.withinAs({ purpose: 'agreement:write' }, (trx) =>
      addAgreement(trx, 'test', agreement(agencyId, { startsOn: '2026-03-15', endsOn: '2027-03-14' }), today),
    )
    await agency.post('/overdoses', reversal).expect(201)
  })

  it('stops with its API keys', async () => {
    const agencyId = await addAgency(db, 'Outreach')
    const { key } = await db.withinAs({ purpose: 'api-key:write' }, (trx) =>
      addApiKey(trx, {
        partnershipId: db.partnership.partnershipId,
        agencyId,
        name: 'Key',
        scopes: ['overdose:write'],
        createdBy: 'test',
        expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
        renews: null,
      }),
    )
    const app = makeApp({ database: db.database })
    const post = () =>
      supertest(app)
        .post('/api/overdoses')
        .set('Host', 'localhost')
        .set('Authorization', `Bearer ${key}`)
        .send(reversal)
    await post().expect(201)
    await db.withinAs({ purpose: 'agreement:write' }, (trx) =>
      addAgreement(trx, 'test', agreement(agencyId, { endsOn: '2026-03-14' }), today),
    )
    const refused = await post().expect(403)
    expect(refused.body.title).toBe('The sharing agreement of the agency of this key ended on 14 March 2026.')
    await supertest(app).get('/api/substances').set('Authorization', `Bearer ${key}`).expect(403)
  })

  it('stops nobody who works for the partnership, and leaves a note of each attempt', async () => {
    const agencyId = await addAgency(db, 'Outreach')
    await db.withinAs({ purpose: 'agreement:write' }, (trx) =>
      addAgreement(trx, 'test', agreement(agencyId, { endsOn: '2026-03-14' }), today),
    )
    const colleague = await asAgency(db, 'panel_coordinator', agencyId)
    await colleague.get('/overdoses').expect(200)
    const agency = await asAgency(db, 'agency_reporter', agencyId)
    await agency.get('/overdoses').expect(403)
    const refusals = await db.within((trx) => trx('audit_entry').where({ action: 'refused' }).pluck('operation'))
    expect(refusals).toEqual(['get /overdoses'])
  })

  it('has the rows of its files refused, and the others taken', async () => {
    const agencyId = await addAgency(db, 'Outreach')
    await addAgency(db, 'Pharmacy')
    await db.withinAs({ purpose: 'agreement:write' }, (trx) =>
      addAgreement(trx, 'test', agreement(agencyId, { endsOn: '2026-03-14' }), today),
    )
    const content =
      'record,day,product,kits,agency\nsupply,2026-03-01,nyxoid,1,Outreach\nsupply,2026-03-01,nyxoid,1,Pharmacy\n'
    const { importId } = (
      await coordinator
        .post('/api/imports', {
          subject: 'naloxone',
          adapter: 'vigil',
          fileName: 'kits.csv',
          contentBase64: Buffer.from(content).toString('base64'),
          isDryRun: false,
        })
        .expect(202)
    ).body
    const report = await vi.waitFor(
      async () => {
        const { body } = await coordinator.get(`/api/imports/${importId}`).expect(200)
        expect(body.state).not.toBe('running')
        return body
      },
      { timeout: 20_000 },
    )
    expect(report).toMatchObject({ recordsAdded: 1, rowsRefused: 1 })
    expect(report.issues[0].reason).toBe('the sharing agreement of this agency ended on 14 March 2026')
  })
})

describe('the last day', () => {
  const db = useDatabase({ isSynthetic: false, pinnedToday: undefined as never })
  afterEach(() => vi.useRealTimers())

  it("is the partnership's own: in Europe/London in summer it ends an hour before midnight UTC", async () => {
    const agencyId = await addAgency(db, 'Outreach')
    await db.withinAs({ purpose: 'agreement:write' }, (trx) => addAgreement(trx, 'test', agreement(agencyId), today))
    const agency = await asAgency(db, 'agency_reporter', agencyId)
    const at = (instant: string) => vi.useFakeTimers({ toFake: ['Date'], now: new Date(instant) })
    at('2026-03-31T22:59:59Z')
    await agency.get('/overdoses').expect(200)
    expect((await agency.get('/session')).body.memberships[0].agreement).toEqual({
      state: 'ends_soon',
      endsOn: '2026-03-31',
      beginsOn: null,
    })
    at('2026-03-31T23:00:00Z')
    const refused = await agency.get('/overdoses').expect(403)
    expect(refused.body.title).toBe('The sharing agreement of your agency ended on 31 March 2026.')
    expect((await agency.get('/session')).body.memberships[0].agreement.state).toBe('ended')
  })
})

describe('the register of sharing agreements', () => {
  const db = useDatabase()
  const governance = useApi(db, { role: 'governance' })

  it('holds who shares what with whom and until when, lists agencies without one, and gives it all as a file', async () => {
    const agencyId = await addAgency(db, 'Outreach')
    await addAgency(db, 'Pharmacy')
    const parties = [{ agencyId }, { name: '=A university' }]
    const { body } = await governance.post('/api/agreements', agreement(agencyId, { parties })).expect(201)
    expect(body).toMatchObject({
      parties: [
        { agencyId, name: 'Outreach' },
        { agencyId: null, name: '=A university' },
      ],
      state: 'ends_soon',
      recordedByName: 'Information governance lead',
    })
    const register = await governance.get('/api/agreements').expect(200)
    expect(register.body.agreements).toEqual([body])
    expect(register.body.agencies).toEqual([
      { agencyId, name: 'Outreach', state: 'ends_soon', endsOn: '2026-03-31', beginsOn: null },
      expect.objectContaining({ name: 'Pharmacy', state: 'none', endsOn: null }),
    ])
    const { text } = await governance.get('/api/agreements.csv').expect(200)
    expect(text).toContain("'=A university,false,")
    expect(text).toMatch(/Pharmacy,true,.*none/)
    const written = await db.within((trx) =>
      trx('audit_entry').where({ action: 'write' }).select('fields', 'record_id'),
    )
    expect(written).toEqual([
      {
        fields: ['parties', 'purpose', 'covers', 'startsOn', 'endsOn', 'reference'],
        record_id: body.agreementId,
      },
    ])
  })

  it('takes no agreement without an end, none that ends before it begins, and no party twice', async () => {
    const agencyId = await addAgency(db, 'Outreach')
    const { endsOn: _, ...endless } = agreement(agencyId)
    await governance.post('/api/agreements', endless).expect(422)
    const backwards = await governance
      .post('/api/agreements', agreement(agencyId, { endsOn: '2025-03-31' }))
      .expect(422)
    expect(backwards.body.errors).toEqual([{ path: 'endsOn', message: 'is not before the first day' }])
    await governance.post('/api/agreements', agreement(agencyId, { parties: [{ agencyId }, { agencyId }] })).expect(422)
    await governance.post('/api/agreements', agreement('00000000-0000-4000-8000-000000000000')).expect(422)
  })

  it('ends one early, never later than it would have ended, and keeps what was agreed as it was', async () => {
    const agencyId = await addAgency(db, 'Outreach')
    const { body } = await governance.post('/api/agreements', agreement(agencyId, { endsOn: '2027-03-31' })).expect(201)
    const path = `/api/agreements/${body.agreementId}/end`
    const reason = 'The service was wound up'
    await governance.put(path, { lastDay: '2027-04-01', reason }).expect(422)
    await governance.put(path, { lastDay: '2025-03-30', reason }).expect(422)
    const agency = await asAgency(db, 'agency_reporter', agencyId)
    await agency.get('/overdoses').expect(200)
    const ended = await governance.put(path, { lastDay: '2026-03-14', reason }).expect(200)
    expect(ended.body).toMatchObject({ endsOn: '2027-03-31', endedOn: '2026-03-14', endReason: reason, state: 'ended' })
    await agency.get('/overdoses').expect(403)
    await expect(
      db.within((trx) => trx('sharing_agreement').update({ ends_on: '2030-01-01' })),
      'the database lets nobody rewrite it',
    ).rejects.toThrow(/permission denied/)
    await expect(
      db.withinAs({ purpose: 'agreement:write' }, (trx) =>
        endAgreement(trx, 'test', body.agreementId, { lastDay: '2028-01-01', reason }),
      ),
    ).rejects.toThrow()
  })
})
