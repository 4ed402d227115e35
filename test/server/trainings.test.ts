import { describe, expect, it } from 'vitest'
import { TrainingSession, Trainings } from '../../server/contract/naloxone-training.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'

const db = useDatabase()
const api = useApi(db)

// today is 2026-03-15
const session = { trainedOn: '2026-03-01', taught: ['recognise', 'give'], persons: [{ person: 'AB12' }] }
const record = async (given: object = {}) =>
  TrainingSession.parse((await api.post('/api/naloxone/trainings', { ...session, ...given }).expect(201)).body)
const list = async (query = '') =>
  Trainings.parse((await api.get(`/api/naloxone/trainings${query}`).expect(200)).body).rows
const errorsOf = async (given: object) =>
  (await api.post('/api/naloxone/trainings', { ...session, ...given }).expect(422)).body.errors.map(
    ({ path }: { path: string }) => path,
  )

describe('a training session', () => {
  it('records everybody on its list, and a supply for each who took kits', async () => {
    const { trainings, kits } = await record({
      productCode: 'prenoxad',
      persons: [
        { person: 'AB12', personKind: 'peer', kits: 2 },
        { person: 'CD34', personKind: 'person_at_risk', kits: 1 },
        { person: 'EF56' },
      ],
    })
    expect([trainings.map(({ person, supplyId }) => [person, supplyId !== null]), kits]).toEqual([
      [
        ['AB12', true],
        ['CD34', true],
        ['EF56', false],
      ],
      3,
    ])
    const { body } = await api.get('/api/supplies').expect(200)
    expect(
      body.rows
        .map(({ recipientPseudonym, recipientKind, kits: taken, setting }: Record<string, unknown>) => [
          recipientPseudonym,
          recipientKind,
          taken,
          setting,
        ])
        .toSorted(),
    ).toEqual([
      ['AB12', 'peer_distributor', 2, 'training_session'],
      ['CD34', 'at_risk', 1, 'training_session'],
    ])
  })

  it('records nothing of a list in which anything is wrong, and says where', async () => {
    const batch = await api
      .post('/api/naloxone/batches', { productCode: 'nyxoid', batchNumber: 'NX1', expiresOn: '2027-01' })
      .expect(201)
    expect(await errorsOf({ persons: [] })).toContain('persons')
    expect(await errorsOf({ taught: [] })).toContain('taught')
    expect(await errorsOf({ trainedOn: '2026-03-16' })).toContain('trainedOn')
    expect(await errorsOf({ persons: [{ person: 'AB12', kits: 1 }] })).toContain('productCode')
    expect(await errorsOf({ persons: [{ person: 'AB12' }, { person: ' ab12 ' }] })).toContain('persons.1.person')
    expect(
      await errorsOf({ persons: [{ person: 'AB12', isCompetent: 'yes', competentUntil: '2026-02-28' }] }),
    ).toContain('persons.0.competentUntil')
    expect(
      await errorsOf({ persons: [{ person: 'AB12', isCompetent: 'no', competentUntil: '2027-01-01' }] }),
    ).toContain('persons.0.competentUntil')
    expect(
      await errorsOf({
        productCode: 'prenoxad',
        batchId: batch.body.batchId,
        persons: [{ person: 'AB12', kits: 1 }],
      }),
    ).toContain('batchId')
    expect(await list()).toEqual([])
    expect((await api.get('/api/supplies').expect(200)).body.total).toBe(0)
  })
})

describe('a list that comes twice', () => {
  const persons = [{ person: 'AB12', kits: 1 }, { person: 'CD34' }]
  it('is refused at each who is there already, by any spelling of the code, and records no kit', async () => {
    await record({ persons, productCode: 'prenoxad' })
    expect(await errorsOf({ persons: [{ person: ' ab12' }, { person: 'NEW1' }, { person: 'CD34' }] })).toEqual([
      'persons.0.person',
      'persons.2.person',
    ])
    expect((await list()).length).toBe(2)
    expect((await api.get('/api/supplies').expect(200)).body.total).toBe(1)
    // another day is another training, and so is one after a mistake was taken back
    await record({ persons, trainedOn: '2026-03-02', productCode: 'prenoxad' })
    const [first] = (await list()).filter(({ person, trainedOn }) => person === 'AB12' && trainedOn === '2026-03-01')
    await api.put(`/api/naloxone/trainings/${first?.trainingId}/withdrawn`, { reason: 'the wrong day' }).expect(200)
    await record({ persons: [{ person: 'AB12' }] })
  })

  it('at once from two trainers is recorded once', async () => {
    const send = () => api.post('/api/naloxone/trainings', { ...session, persons, productCode: 'prenoxad' })
    const answers = await Promise.all([send(), send()])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 422])
    expect((await list()).length).toBe(2)
  })
})

describe('the register of training', () => {
  it('tells who is competent today by their last training, and whose competence ends soon or has ended', async () => {
    const until = (person: string, competentUntil: string | null, trainedOn = '2026-01-01') =>
      record({ trainedOn, persons: [{ person, isCompetent: 'yes', competentUntil }] })
    await until('long', null)
    await until('last-day', '2026-03-15')
    await until('ended', '2026-03-14')
    await until('again', '2026-02-01', '2025-01-01')
    await until('AGAIN ', '2027-01-01')
    await record({ persons: [{ person: 'not', isCompetent: 'no' }] })
    expect((await list('?standing=competent')).map(({ person }) => person.trim()).toSorted()).toEqual(['AGAIN', 'long'])
    expect((await list('?standing=ends_soon')).map(({ person }) => person)).toEqual(['last-day'])
    expect((await list('?standing=ended')).map(({ person }) => person)).toEqual(['ended'])
    expect((await list()).filter(({ person }) => /^again/i.test(person)).map(({ isLatest }) => isLatest)).toEqual([
      true,
      false,
    ])
  })

  it('keeps one that was taken back, with the reason, and lets the one before stand again', async () => {
    await record({ trainedOn: '2026-01-01', persons: [{ person: 'AB12', isCompetent: 'yes' }] })
    const { trainings } = await record({ persons: [{ person: 'AB12', isCompetent: 'no' }] })
    const path = `/api/naloxone/trainings/${trainings[0]?.trainingId}/withdrawn`
    await api.put(path, { reason: '' }).expect(422)
    await api.put(path, { reason: 'another person' }).expect(200)
    expect(
      (await list()).map(({ standing, isLatest, withdrawnReason }) => [standing, isLatest, withdrawnReason]),
    ).toEqual([
      ['withdrawn', false, 'another person'],
      ['competent', true, null],
    ])
  })

  it('shows an agency its own, and whoever reads no supplies nothing', async () => {
    await record()
    const trainer = api.as('trainer')
    await trainer.post('/api/naloxone/trainings', { ...session, persons: [{ person: 'OWN1' }] }).expect(201)
    const { body } = await trainer.get('/api/naloxone/trainings').expect(200)
    expect(body.rows.map(({ person }: { person: string }) => person)).toEqual(['OWN1'])
    const { trainingId } = (await list()).find(({ person }) => person === 'AB12') as { trainingId: string }
    await trainer.put(`/api/naloxone/trainings/${trainingId}/withdrawn`, { reason: 'not mine' }).expect(404)
    expect((await list()).find(({ person }) => person === 'AB12')?.withdrawnReason).toBeNull()
    await api.as('commissioner').get('/api/naloxone/trainings').expect(403)
  })
})
