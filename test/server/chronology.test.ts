import { describe, expect, it } from 'vitest'
import { Chronology, Entries, Entry } from '../../server/contract/chronology.ts'
import { JudgedDeathAnswer } from '../../server/contract/death-definition.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'
import { addDeaths, makeDeath } from '../support/events.ts'

const db = useDatabase()
const api = useApi(db)

// today is 2026-03-15
const addDeath = async (given: object = {}) => {
  const [added] = await db.within((trx) =>
    addDeaths(trx, [makeDeath({ eventDay: '2026-03-01', ...given })], '2026-03-15'),
  )
  return added?.id as string
}
const add = async (deathId: string, given: object) =>
  Entry.parse(
    (await api.post(`/api/deaths/${deathId}/chronology`, { givenBy: 'a service', ...given }).expect(201)).body,
  )
const read = async (deathId: string) =>
  Chronology.parse((await api.get(`/api/deaths/${deathId}/chronology`).expect(200)).body)
const heldOf = ({ windows }: Chronology) =>
  windows.map(({ after, held, daysFrom, daysTo }) => [after, held, daysFrom, daysTo])

describe('a chronology', () => {
  it('tells from the days what fell into a window of raised risk', async () => {
    const deathId = await addDeath()
    await add(deathId, { kind: 'custody', fromDay: '2025-11', toDay: '2026-02-17' })
    await add(deathId, { kind: 'hospital_discharge', fromDay: '2026-01-31' })
    await add(deathId, { kind: 'treatment', fromDay: '2024', toDay: '2025-08-30' })
    expect(heldOf(await read(deathId))).toEqual([
      ['treatment_183', 'yes', 183, 183],
      ['hospital_28', 'no', 29, 29],
      ['release_14', 'yes', 12, 12],
      ['release_28', 'yes', 12, 12],
    ])
  })

  it.each([
    ['2026-02-15', 'yes', 'yes'],
    ['2026-02-14', 'no', 'yes'],
    ['2026-02-01', 'no', 'yes'],
    ['2026-01-31', 'no', 'no'],
    ['2026-03-01', 'yes', 'yes'],
  ])('of a release on %s says within 14 days %s, within 28 days %s', async (prisonReleaseOn, in14, in28) => {
    const deathId = await addDeath({ prisonReleaseOn })
    expect((await read(deathId)).windows.map(({ held }) => held)).toEqual([in14, in28])
  })

  const days = [
    '2025-08-29',
    '2025-08-30',
    '2025-08-31',
    '2026-01-29',
    '2026-01-30',
    '2026-01-31',
    '2026-02-01',
    '2026-02-02',
  ]
  const nearer = ['2026-02-13', '2026-02-14', '2026-02-15', '2026-02-28', '2026-03-01']
  it.each([
    { eventDay: '2026-03-01', eventDayPrecision: 'day', eventDayBasis: 'death' },
    { eventDay: '2026-03-01', eventDayPrecision: 'day', eventDayBasis: 'found' },
    { eventDay: '2026-03-01', eventDayPrecision: 'day', eventDayBasis: 'reported' },
    { eventDay: '2026-03', eventDayPrecision: 'month', eventDayBasis: 'death' },
    { eventDay: '2026', eventDayPrecision: 'year', eventDayBasis: 'death' },
  ] as const)('says of each day of a record what the definition says: $eventDay, $eventDayBasis', async (death) => {
    const pairs = [
      ['prisonReleaseOn', 'release_14', 'release-14'],
      ['prisonReleaseOn', 'release_28', 'release-28'],
      ['hospitalDischargeOn', 'hospital_28', 'hospital-28'],
      ['treatmentEndedOn', 'treatment_183', 'after-treatment'],
    ] as const
    for (const day of [...days, ...nearer]) {
      const all = { prisonReleaseOn: day, hospitalDischargeOn: day, treatmentEndedOn: day, treatment: 'earlier' }
      const deathId = await addDeath({ ...death, ...all })
      const { windows } = await read(deathId)
      const { body } = await api.get(`/api/deaths/${deathId}/definitions`).expect(200)
      const verdicts = new Map(
        JudgedDeathAnswer.parse(body).definitions.map(({ code, verdict }) => [code as string, verdict]),
      )
      for (const [, after, code] of pairs) {
        const held = windows.find((window) => window.after === after)?.held
        const said = { yes: 'in', no: 'out', unknown: 'cannot say' }[held as 'yes' | 'no' | 'unknown']
        expect.soft([code, day, said]).toEqual([code, day, verdicts.get(code)])
      }
    }
  })

  it('does not take a month for a day: where that decides, it is not known', async () => {
    const deathId = await addDeath()
    await add(deathId, { kind: 'release', fromDay: '2026-02' })
    expect(heldOf(await read(deathId))).toEqual([
      ['release_14', 'unknown', 1, 28],
      ['release_28', 'yes', 1, 28],
    ])
  })

  it('counts attendances of twelve months, and no window after the death', async () => {
    const deathId = await addDeath()
    for (const fromDay of ['2026-02-20', '2025-03-01', '2025-02-28', '2026-03-05'])
      await add(deathId, { kind: 'hospital_attendance', fromDay })
    await add(deathId, { kind: 'release', fromDay: '2026-03-04' })
    const { attendancesInYear, windows } = await read(deathId)
    expect([attendancesInYear, windows]).toEqual([2, []])
  })

  it('says who gave each entry, and refuses one that nobody gave, or that ends before it begins', async () => {
    const deathId = await addDeath()
    const wrong = async (given: object) =>
      (
        await api
          .post(`/api/deaths/${deathId}/chronology`, { kind: 'contact', fromDay: '2026-02-01', ...given })
          .expect(422)
      ).body.errors[0].path
    expect([
      await wrong({}),
      await wrong({ givenBy: 'x', toDay: '2026-01-31' }),
      await wrong({ givenBy: 'x', fromDay: '2026-03-16' }),
      await wrong({ agencyId: '00000000-0000-4000-8000-000000000000' }),
    ]).toEqual(['givenBy', 'toDay', 'fromDay', 'agencyId'])
  })

  it('changed by two people, loses no word: the second is given both versions, and every revision stays', async () => {
    const deathId = await addDeath()
    const { entryId } = await add(deathId, { kind: 'contact', fromDay: '2026-02-01', what: 'First' })
    const change = (what: string) =>
      api
        .put(`/api/deaths/${deathId}/chronology/${entryId}`, {
          ...{ kind: 'contact', fromDay: '2026-02-01', givenBy: 'a service', what },
        })
        .set('If-Match', '"1"')
    await change('Mine').expect(200)
    const { body } = await change('Theirs').expect(412)
    expect([body.current.what, body.yours.what]).toEqual(['Mine', 'Theirs'])
    const history = Entries.parse(
      (await api.get(`/api/deaths/${deathId}/chronology/${entryId}/history`).expect(200)).body,
    )
    expect(history.map(({ what, revision }) => [revision, what])).toEqual([
      [2, 'Mine'],
      [1, 'First'],
    ])
  })

  it('withdrawn, an entry needs a reason, is drawn no more and counts in no window', async () => {
    const deathId = await addDeath()
    const { entryId } = await add(deathId, { kind: 'release', fromDay: '2026-02-20' })
    const withdraw = (given: object) =>
      api
        .put(`/api/deaths/${deathId}/chronology/${entryId}`, {
          ...{ kind: 'release', fromDay: '2026-02-20', givenBy: 'a service', isWithdrawn: true, ...given },
        })
        .set('If-Match', '"1"')
    await withdraw({}).expect(422)
    await withdraw({ changeReason: 'another person' }).expect(200)
    const { entries, windows } = await read(deathId)
    expect([entries, windows]).toEqual([[], []])
  })

  it('names who recorded each revision of the death', async () => {
    const { body: death } = await api.post('/api/deaths', { status: 'notified', eventDay: '2026-03-01' }).expect(201)
    await api.as('analyst').get(`/api/deaths/${death.deathId}/revisers`).expect(403)
    const { body } = await api.get(`/api/deaths/${death.deathId}/revisers`).expect(200)
    expect(body).toEqual([{ revision: 1, recordedByName: 'Panel coordinator' }])
  })
})
