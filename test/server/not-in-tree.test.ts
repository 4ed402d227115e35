import { describe, expect, it } from 'vitest'
import { Death } from '../../server/contract/death.ts'
import { judgeFindings } from '../../server/contract/rules/findings.ts'
import { placedSpellings } from '../../server/deaths/substances/not-in-tree.ts'
import { countTable } from '../../server/figures/releases/counts.ts'
import { areasOf, slicesOf } from '../../server/figures/releases/grid.ts'
import { readSnapshot } from '../../server/surveillance/nights/snapshot.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'

const db = useDatabase()
const api = useApi(db)

const implicated = (drug: object) => ({ role: 'implicated', ...drug })
const xyzolam = implicated({ notInTree: 'Xyzolam' })
const death = {
  status: 'registered',
  eventDay: '2026-03-01',
  knownOn: '2026-03-02',
  toxicologyCompleteOn: '2026-03-02',
}

async function record(findings: object[], given: object = {}): Promise<Death> {
  const { body } = await api.post('/api/deaths', { ...death, findings, ...given }).expect(201)
  return Death.parse(body)
}

const read = async (deathId: string, query = '') =>
  Death.parse((await api.get(`/api/deaths/${deathId}${query}`).expect(200)).body)
const place = (written: string, substanceCode: string) =>
  api.post('/api/substances/not-in-tree/place', { written, substanceCode })
const list = async () => (await api.get('/api/substances/not-in-tree').expect(200)).body

describe('a drug that is not in the tree', () => {
  it('is kept with the words it was written in, on the death and in the list', async () => {
    const { deathId, findings } = await record([implicated({ substanceCode: 'heroin' }), xyzolam])
    expect(findings.map(({ substanceCode, substanceName }) => [substanceCode, substanceName])).toEqual([
      ['heroin', 'Heroin'],
      [null, 'not in the tree: Xyzolam'],
    ])
    const { body } = await api.get('/api/deaths').expect(200)
    expect(body.rows[0]).toMatchObject({ deathId, implicated: ['Heroin', 'not in the tree: Xyzolam'] })
  })

  it('is one more drug where more than one are counted', async () => {
    await record([implicated({ substanceCode: 'heroin' }), xyzolam])
    await record([implicated({ substanceCode: 'heroin' }), implicated({ substanceCode: 'heroin' })])
    const { body } = await api.get('/api/indicators/deaths-by-year').expect(200)
    expect(body.years[0]).toMatchObject({ deaths: 2, polyDrug: 1 })
  })

  it('is left out of what a night and a release see, until somebody places it, and of the days before that', async () => {
    await record([implicated({ substanceCode: 'heroin' }), xyzolam])
    const found = async (night: string) => {
      const { deaths } = await db.within((trx) =>
        readSnapshot(trx, db.partnership.partnershipId, night, undefined, 'infinity'),
      )
      return deaths[0]?.found
    }
    const slices = async (knownOn: string) => {
      const known = { kind: 'deaths', year: 2028, knownOn, recordedUntil: 'infinity' } as const
      const { cells } = await db.within(async (trx) => {
        const grid = { areas: await areasOf(trx, 'Test'), ...slicesOf('deaths', 2028) } // the block that 2026 is in
        return countTable(trx, grid, known)
      })
      return cells.flatMap(({ slice, count }) => ((count ?? 0) > 0 ? [slice] : []))
    }
    expect(await found('2026-03-15')).toEqual(['heroin'])
    expect(await slices('2026-03-15')).toContain('2026-2028-opioids')
    expect(await slices('2026-03-15')).not.toContain('2026-2028-poly-drug')

    await place('xyzolam', 'bromazolam').expect(201)
    expect(await found('2026-03-15')).toEqual(['heroin'])
    expect(await found('2026-03-16')).toEqual(['bromazolam', 'heroin'])
    expect(await slices('2026-03-14')).not.toContain('2026-2028-poly-drug')
    expect(await slices('2026-03-15')).toEqual(
      expect.arrayContaining(['2026-2028-poly-drug', '2026-2028-benzodiazepines']),
    )
  })

  it('is placed by a new revision of each death that names it, known on that day and saying so', async () => {
    const one = await record([xyzolam])
    const other = await record([implicated({ notInTree: ' xyzolam' }), implicated({ notInTree: 'Abcene' })])
    expect(await list()).toMatchObject({
      unplaced: [
        { written: 'Xyzolam', deaths: 2 },
        { written: 'Abcene', deaths: 1 },
      ],
      placed: [],
    })
    expect((await place('Xyzolam', 'bromazolam').expect(201)).body).toEqual({ deaths: 2, overdoses: 0 })

    const now = await read(one.deathId)
    expect(now).toMatchObject({ revision: 2, knownOn: '2026-03-15', changeReason: 'placed: Xyzolam is Bromazolam' })
    expect(now.findings).toMatchObject([{ substanceCode: 'bromazolam', notInTree: null, placedFrom: 'Xyzolam' }])
    expect((await read(one.deathId, '?asKnownOn=2026-03-14')).findings).toMatchObject([{ notInTree: 'Xyzolam' }])
    expect((await read(other.deathId)).findings).toMatchObject([
      { substanceCode: 'bromazolam' },
      { notInTree: 'Abcene' },
    ])
    expect(await list()).toMatchObject({
      unplaced: [{ written: 'Abcene', deaths: 1 }],
      placed: [{ written: 'Xyzolam', substanceCode: 'bromazolam', deaths: 2, placedOn: '2026-03-15' }],
    })
    expect(await db.within(placedSpellings)).toEqual({ Xyzolam: 'bromazolam' })
  })

  it('is taken from its place again by one more revision', async () => {
    const { deathId } = await record([xyzolam])
    await place('Xyzolam', 'bromazolam').expect(201)
    const unplaced = await api.post('/api/substances/not-in-tree/unplace', { written: 'Xyzolam' }).expect(201)
    expect(unplaced.body).toEqual({ deaths: 1, overdoses: 0 })
    expect(await read(deathId)).toMatchObject({
      revision: 3,
      changeReason: 'no longer placed: Xyzolam',
      findings: [{ substanceCode: null, notInTree: 'Xyzolam', placedFrom: null }],
    })
    expect(await list()).toMatchObject({ unplaced: [{ deaths: 1 }], placed: [] })
    await api.post('/api/substances/not-in-tree/unplace', { written: 'Xyzolam' }).expect(404)
  })

  it('is kept, placed and given back at an overdose event too', async () => {
    const event = {
      eventDay: '2026-03-01',
      persons: [{ substanceCodes: ['heroin'], substancesNotInTree: ['Xyzolam'] }],
    }
    const { body } = await api.post('/api/overdoses', event).expect(201)
    const persons = async () => (await api.get(`/api/overdoses/${body.overdoseId}`).expect(200)).body.persons
    expect(await persons()).toMatchObject([{ substanceCodes: ['heroin'], substancesNotInTree: ['Xyzolam'] }])
    expect((await place('Xyzolam', 'bromazolam').expect(201)).body).toEqual({ deaths: 0, overdoses: 1 })
    expect(await persons()).toMatchObject([{ substanceCodes: ['bromazolam', 'heroin'], substancesNotInTree: [] }])
    await api.post('/api/substances/not-in-tree/unplace', { written: 'Xyzolam' }).expect(201)
    expect(await persons()).toMatchObject([{ substanceCodes: ['heroin'], substancesNotInTree: ['Xyzolam'] }])
  })

  it('is placed only to a drug that there is', async () => {
    const { body } = await place('Xyzolam', 'no-such-drug').expect(422)
    expect(body.errors).toEqual([{ path: 'substanceCode', message: 'there is no such substance' }])
  })

  it.each([
    'John Smith’s tablets',
    'Mr Smith tablets',
    'xyz 12/03/1984',
    'xyz born 12 March 1984',
    'a.b@example.org',
    '07700 900123',
    'TR1 2AB xyz',
    '12 High Street powder',
    '943 476 5919',
  ])('never says whose it was: %j', async (notInTree) => {
    const { body } = await api.post('/api/deaths', { ...death, findings: [implicated({ notInTree })] }).expect(422)
    expect(body.errors.map(({ path }: { path: string }) => path)).toEqual(['findings.0.notInTree'])
    expect(JSON.stringify(body)).not.toContain(notInTree)
  })

  it.each([
    'Xyzolam',
    "St John's wort extract",
    '4F-MPH',
    '2-fluoro-2-oxo-PCE',
    'N-pyrrolidino zzz',
    'blue ghost pills',
  ])('may be called %j', async (notInTree) => {
    await record([implicated({ notInTree })])
  })

  it.each([
    ['neither', {}],
    ['both', { substanceCode: 'heroin', notInTree: 'Xyzolam' }],
  ])('is a code or a text, not %s', async (_, drug) => {
    const { body } = await api.post('/api/deaths', { ...death, findings: [implicated(drug)] }).expect(422)
    expect(body.errors).toEqual([
      { path: 'findings.0.substanceCode', message: 'choose a substance, or write a name that is not in the tree' },
    ])
  })
})

describe('two results for one drug', () => {
  it('are two findings, and one drug wherever drugs are counted or named', async () => {
    const assay = { substanceCode: 'morphine', role: 'implicated', matrix: 'femoral_blood', unit: 'mg/L' }
    const { deathId, findings } = await record([
      { ...assay, concentration: 0.2 },
      { ...assay, concentration: 0.3 },
    ])
    expect(findings.map(({ concentration }) => concentration)).toEqual([0.2, 0.3])
    const { body } = await api.get('/api/deaths?substance=morphine').expect(200)
    expect(body).toMatchObject({ total: 1, rows: [{ deathId, implicated: ['Morphine'] }] })
    const { deaths } = await db.within((trx) =>
      readSnapshot(trx, db.partnership.partnershipId, '2026-03-15', undefined, 'infinity'),
    )
    expect(deaths[0]?.found).toEqual(['morphine'])
  })

  it('are doubtful where one found it and the other did not, in one sample', () => {
    const found = { substanceCode: 'heroin', role: 'detected' as const, matrix: 'urine' }
    const not = { ...found, role: 'not_detected' as const }
    expect(judgeFindings([found, found, not]).map(({ path }) => path)).toEqual([['findings', 2, 'role']])
    expect(judgeFindings([{ ...found, matrix: null }, not])).toHaveLength(1)
    expect(judgeFindings([found, { ...not, matrix: 'blood' }])).toEqual([])
    expect(judgeFindings([{ ...found, role: 'believed_taken' }, not])).toEqual([])
    const written = { notInTree: 'Xyzolam', role: 'detected' as const }
    expect(judgeFindings([written, { notInTree: 'xyzolam ', role: 'not_detected' }])).toHaveLength(1)
  })
})
