import { describe, expect, it } from 'vitest'
import { Overdose } from '../../server/contract/overdose.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'

const db = useDatabase()
const api = useApi(db)

const person = {
  naloxoneGiven: 'yes',
  wasUnresponsive: 'yes',
  outcome: 'recovered_stayed',
  outcomeEvidence: 'seen_by_reporter',
  substanceCodes: ['heroin'],
  administrations: [{ productCode: 'nyxoid', doses: 2, givenBy: 'peer' }],
}
const event = { eventDay: '2026-03-01', eventTime: '14:05', timePrecision: 'minute', town: 'Bodmin', persons: [person] }

async function record(given: object = {}): Promise<Overdose> {
  const { body } = await api.post('/api/overdoses', { ...event, ...given }).expect(201)
  return Overdose.parse(body)
}

describe('an overdose event', () => {
  it('keeps its persons, what each was given and what came of it', async () => {
    const { overdoseId } = await record({
      persons: [person, { ...person, naloxoneGiven: 'unknown', administrations: [], outcome: 'unknown' }],
    })
    const { body } = await api.get(`/api/overdoses/${overdoseId}`).expect(200)
    expect(body.persons).toMatchObject([
      {
        outcome: 'recovered_stayed',
        substanceCodes: ['heroin'],
        administrations: [{ productCode: 'nyxoid', doses: 2 }],
      },
      { naloxoneGiven: 'unknown', administrations: [] },
    ])
    expect(body.eventTime).toBe('14:05')
  })

  it.each([
    ['persons.0.naloxoneGiven', { persons: [{ ...person, naloxoneGiven: 'no' }] }],
    ['eventTime', { eventTime: null }],
    ['partOfDay', { partOfDay: 'evening' }],
    ['eventDay', { eventDay: '2026-03-16' }],
    ['persons', { persons: [] }],
    ['persons.0.administrations.0.doses', { persons: [{ ...person, administrations: [{ doses: 0 }] }] }],
  ])('refuses what cannot be, naming %s', async (path, given) => {
    const { body } = await api.post('/api/overdoses', { ...event, ...given }).expect(422)
    expect(body.errors.map((error: { path: string }) => error.path)).toContain(path)
  })

  it('is amended in revisions and can be withdrawn, and then counts nowhere', async () => {
    const { overdoseId } = await record()
    const { body } = await api
      .put(`/api/overdoses/${overdoseId}`, { ...event, isWithdrawn: true, changeReason: 'entered twice' })
      .set('If-Match', '"1"')
      .expect(200)
    expect(body).toMatchObject({ revision: 2, isWithdrawn: true, changeReason: 'entered twice' })
    expect((await api.get('/api/overdoses').expect(200)).body.total).toBe(0)
    expect((await api.get('/api/overdoses?status=withdrawn').expect(200)).body.total).toBe(1)
    expect((await api.get('/api/indicators/saved-lives').expect(200)).body.reversals).toBe(0)
    expect((await api.get(`/api/overdoses/${overdoseId}/history`).expect(200)).body).toHaveLength(2)
  })

  it('is listed by status and by any level of the substance tree, with how many were reversed', async () => {
    await record()
    await record({ persons: [{ naloxoneGiven: 'yes', outcome: 'died_later' }] })
    await record({ persons: [{ naloxoneGiven: 'no' }] })
    const total = async (filter: string) => (await api.get(`/api/overdoses?${filter}`).expect(200)).body.total
    expect([
      await total(''),
      await total('status=reversal'),
      await total('status=died'),
      await total('status=no_naloxone'),
      await total('substance=opioids'),
    ]).toEqual([3, 1, 1, 1, 1])
    const { body } = await api.get('/api/overdoses?status=reversal').expect(200)
    expect(body.rows).toMatchObject([{ persons: 1, reversals: 1, survivorsKnown: 1, doses: 2 }])
  })
})

describe('saved lives, honestly', () => {
  it('says that each of several reports of one event counts until somebody has said that they are of one, as it does', async () => {
    for (const reference of ['ambulance', 'police', 'hostel']) await record({ reference })
    const { body } = await api.get('/api/indicators/saved-lives?from=2026-01-01&to=2026-12-31').expect(200)
    expect(body.reversals).toBe(3)
    const { body: map } = await api.get('/api/map/timeline?events=reversals&from=2026-01-01&to=2026-12-31').expect(200)
    for (const said of [body.definitions[0].meaning, map.provenance.definition]) {
      expect(said).toContain('an event that several agencies reported may count as often as they reported it')
      expect(said).toContain('of one event count once')
    }
  })

  it('never counts an unknown outcome as a survivor, and keeps the estimate apart from the count', async () => {
    for (let i = 0; i < 40; i++) await record({ reference: `seen-${i}` })
    await record({ persons: [{ ...person, outcome: 'unknown' }] })
    await record({ persons: [{ ...person, outcomeEvidence: 'told_by_third_party' }] })
    await record({ persons: [{ ...person, wasUnresponsive: 'no' }] })
    await record({ persons: [{ ...person, outcome: 'not_an_overdose' }] })
    await record({ persons: [{ ...person, outcome: 'died_at_scene' }] })
    const { body } = await api.get('/api/indicators/saved-lives?from=2026-01-01&to=2026-12-31').expect(200)
    expect(body).toMatchObject({ reversals: 43, survivorsKnown: 41, outcomeUnknown: 2, deathsAverted: { basis: 42 } })
    // docs/domain.md, “Lives saved”: p of .03, .06 and .10, with the Poisson error of the count (Byar, 42: 30.3 to 56.8)
    expect(
      body.deathsAverted.scenarios.map(({ estimate }: { estimate: number }) => Number(estimate.toFixed(2))),
    ).toEqual([1.26, 2.52, 4.2])
    expect(body.deathsAverted.range.low).toBeCloseTo(0.03 * 30.27, 1)
    expect(body.deathsAverted.range.high).toBeCloseTo(0.1 * 56.77, 1)
    expect(body.sentence).toBe(
      '43 overdose reversals with naloxone were reported in 2026; in 41 the person is known to have survived. We estimate that roughly 1 to 6 of these people would otherwise have died. More reversals happen than are reported.',
    )
  })
})
