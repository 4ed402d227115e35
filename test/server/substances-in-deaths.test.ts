import { beforeEach, describe, expect, it } from 'vitest'
import { CombinationsInDeaths, SubstancesInDeaths } from '../../server/contract/substances-in-deaths.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'

const db = useDatabase()
const api = useApi(db)

const panelOf = async (name: string, substanceCodes: string[]): Promise<string> =>
  (await api.post('/api/toxicology-panels', { name, covers: substanceCodes }).expect(201)).body.panelId
const record = (given: object) =>
  api.post('/api/deaths', { status: 'registered', eventDay: '2026-01-10', ...given }).expect(201)
const read = async (query = '') =>
  SubstancesInDeaths.parse((await api.get(`/api/substances-in-deaths?${query}`).expect(200)).body)

describe('substances in four deaths', () => {
  beforeEach(async () => {
    const whole = await panelOf('Whole', ['opioids', 'benzodiazepines'])
    const half = await panelOf('Half', ['benzodiazepines'])
    const complete = { toxicologyCompleteOn: '2026-02-10' }
    await record({
      ...{ ...complete, toxicologyPanelId: whole, ageYears: 41 },
      findings: [
        { substanceCode: 'heroin', role: 'implicated' },
        { substanceCode: 'diazepam', role: 'implicated' },
        { substanceCode: 'diazepam', role: 'detected', matrix: 'urine' },
      ],
    })
    await record({
      ...{ ...complete, eventDay: '2025-12-10', ageYears: 42 },
      findings: [
        { substanceCode: 'heroin', role: 'implicated' },
        { substanceCode: 'diazepam', role: 'detected' },
        { notInTree: 'blue tablets', role: 'implicated' },
      ],
    })
    await record({ ageYears: 43, findings: [{ substanceCode: 'bromazolam', role: 'believed_taken' }] })
    await record({ ...complete, toxicologyPanelId: half, ageYears: 44 })
    await record({
      status: 'excluded',
      exclusionReason: 'natural',
      findings: [{ substanceCode: 'cocaine', role: 'implicated' }],
    })
  })

  it('are counted once a death in each row of the tree, found among those in whom they were looked for', async () => {
    const { substances, ...whole } = await read()
    expect(whole).toMatchObject({ deaths: 4, withToxicology: 3, notInTree: 1, years: [2025, 2026] })
    const rows = substances.map(({ code, implicated, detected, believed, tested }) => [
      code,
      implicated,
      detected,
      believed,
      tested,
    ])
    expect(rows).toEqual([
      ['opioids', 2, 2, 0, 2],
      ['heroin', 2, 2, 0, 2],
      ['benzodiazepines', 1, 2, 1, 3],
      ['diazepam', 1, 2, 0, 3],
      ['street-benzodiazepines', 0, 0, 1, 2],
      ['bromazolam', 0, 0, 1, 2],
    ])
    expect(substances.find(({ code }) => code === 'diazepam')?.shareFound?.share).toBeCloseTo(2 / 3)
    expect(substances.find(({ code }) => code === 'bromazolam')?.above).toEqual([
      'Benzodiazepines',
      'Street benzodiazepines',
    ])
  })

  it('are of a year, and as known on a day: toxicology that came later is not there yet', async () => {
    expect((await read('year=2025')).substances.map(({ code, implicated }) => [code, implicated])).toEqual([
      ['opioids', 1],
      ['heroin', 1],
      ['benzodiazepines', 0],
      ['diazepam', 0],
    ])
    expect((await read('asKnownOn=2026-02-01')).deaths).toBe(0)
    await api.get('/api/substances-in-deaths?asKnownOn=2031-01-01').expect(422)
  })

  it('come together as often as is said, beside how often they would by themselves', async () => {
    const answer = CombinationsInDeaths.parse((await api.get('/api/substances-in-deaths/together').expect(200)).body)
    expect(answer).toMatchObject({ withDrug: 2, withSeveral: 2, triples: [] })
    expect(answer.pairs).toEqual([
      { codes: ['diazepam', 'heroin'], names: ['Diazepam', 'Heroin'], deaths: 1, expected: 1 },
    ])
  })
})
