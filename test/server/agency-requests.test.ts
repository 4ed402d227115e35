import { describe, expect, it } from 'vitest'
import { AgencyRequests, OneAgencyRequest } from '../../server/contract/agency-request.ts'
import { addWorkingDays } from '../../server/panel/requests/store.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'

const db = useDatabase()
const api = useApi(db)

// today is Sunday 2026-03-15
const notice = { sentBy: 'police', eventDay: '2026-03-12', ageYears: 41, sex: 'male' }
const agencyOf = async (role: 'agency_contributor' | 'police') => {
  await api.as(role).get('/api/agencies').expect(200)
  const { rows } = await db.knex.raw(
    'select agency_id from membership where partnership_id = ? and roles @> array[?]::text[]',
    [db.partnership.partnershipId, role],
  )
  return rows[0].agency_id as string
}
const accept = async (involved: object[]) => {
  const { body } = await api.post('/api/notices', { ...notice, involved }).expect(201)
  const decided = await api.post(`/api/notices/${body.noticeId}/decisions`, { decided: 'accepted' }).expect(200)
  return { noticeId: body.noticeId as string, deathId: decided.body.death.deathId as string }
}
const list = async (query = '', by: Pick<typeof api, 'get'> = api) =>
  AgencyRequests.parse((await by.get(`/api/agency-requests${query}`).expect(200)).body).rows
const contact = { kind: 'contact', fromDay: '2026-02-01', what: 'Seen at home' }

describe('on acceptance', () => {
  it('everybody involved is asked, once each, with an answer due in five working days', async () => {
    await accept([
      { agencyKind: 'gp', service: 'High Street Surgery' },
      { agencyKind: 'gp', service: 'high street surgery' },
      { agencyKind: 'fire', service: 'Fire service' },
    ])
    expect((await list()).map(({ service, dueOn, standing }) => [service, dueOn, standing]).toSorted()).toEqual([
      ['Fire service', '2026-03-20', 'open'],
      ['High Street Surgery', '2026-03-20', 'open'],
    ])
  })

  it('taken back, nobody is asked any more, at once', async () => {
    const { noticeId } = await accept([{ agencyKind: 'gp', service: 'Surgery' }])
    await api.post(`/api/notices/${noticeId}/decisions`, { decided: 'undone', reason: 'wrong row' }).expect(200)
    expect([await list(), (await list('?show=all')).map(({ standing }) => standing)]).toEqual([[], ['withdrawn']])
  })

  it.each([
    ['2026-03-13', '2026-03-20'],
    ['2026-03-14', '2026-03-20'],
    ['2026-03-16', '2026-03-23'],
  ])('five working days from %s are %s', (from, due) => {
    expect(addWorkingDays(from, 5)).toBe(due)
  })
})

describe('an agency that is asked', () => {
  it('answers in its own pane, under its own name, and sees nothing else of the case', async () => {
    const agencyId = await agencyOf('agency_contributor')
    const worker = api.as('agency_contributor')
    const { deathId } = await accept([
      { agencyKind: 'drug_service', service: 'Ours', agencyId },
      { agencyKind: 'gp', service: 'Surgery' },
    ])
    await api
      .post(`/api/deaths/${deathId}/chronology`, { kind: 'housing', fromDay: '2026-01-01', givenBy: 'Council' })
      .expect(201)
    const [owed, ...others] = await list('', worker)
    expect([owed?.service, owed?.death, others]).toEqual(['Ours', null, []])
    await worker.get(`/api/deaths/${deathId}`).expect(404)
    await worker.get(`/api/deaths/${deathId}/chronology`).expect(403)
    const told = OneAgencyRequest.parse(
      (
        await worker
          .post(`/api/agency-requests/${owed?.requestId}/answers`, {
            entries: [{ ...contact, givenBy: 'somebody else' }],
            isDone: true,
          })
          .expect(200)
      ).body,
    )
    expect([told.request.standing, told.entries.map(({ what, agencyId: by, givenBy }) => [what, by, givenBy])]).toEqual(
      ['answered', [['Seen at home', agencyId, null]]],
    )
    const { body } = await api.get(`/api/deaths/${deathId}/chronology`).expect(200)
    expect(body.entries.map(({ kind }: { kind: string }) => kind)).toEqual(['housing', 'contact'])
  })

  it('is not shown what another is asked, and answers nothing that was withdrawn', async () => {
    const agencyId = await agencyOf('agency_contributor')
    await accept([{ agencyKind: 'drug_service', service: 'Ours', agencyId }])
    const [request] = await list()
    const path = `/api/agency-requests/${request?.requestId}`
    await api.as('police').get(path).expect(404)
    await api.as('police').post(`${path}/answers`, { isDone: true }).expect(404)
    await api.put(`${path}/withdrawn`, { reason: 'not needed' }).expect(200)
    await api.as('agency_contributor').post(`${path}/answers`, { isDone: true }).expect(422)
  })

  it('stands as late, and then to be escalated, until it has answered', async () => {
    const { deathId } = await accept([{ agencyKind: 'gp', service: 'Surgery' }])
    const standingDue = async (due: string) => {
      await db.knex.raw("update agency_request set asked_on = '2026-02-01', due_on = ? where death_id = ?", [
        due,
        deathId,
      ])
      return (await list()).map(({ standing }) => standing)[0]
    }
    expect([
      await standingDue('2026-03-17'),
      await standingDue('2026-03-16'),
      await standingDue('2026-03-13'),
      await standingDue('2026-03-06'),
    ]).toEqual(['open', 'due_soon', 'overdue', 'escalate'])
    expect((await list('?show=late')).length).toBe(1)
  })
})
