import { describe, expect, it } from 'vitest'
import { randomBelow, randomFor } from '../../jobs/stats/draws/random.ts'
import type { Day } from '../../server/contract/day.ts'
import { DeathChange, type NewDeath } from '../../server/contract/death.ts'
import {
  Compared,
  DefinedCounts,
  DefinedRates,
  DefinitionChange,
  DefinitionPage,
  JudgedDeathAnswer,
  RevisedCount,
} from '../../server/contract/death-definition.ts'
import { DeathsByYear } from '../../server/contract/indicator.ts'
import { addDays } from '../../server/day.ts'
import { addDeaths, addLaterRevisions } from '../../server/deaths/store.ts'
import { explainDeaths } from '../../server/facts/definitions/judge.ts'
import { readDefinitions } from '../../server/facts/definitions/rulebook.ts'
import { tryCases } from '../../server/facts/definitions/try-cases.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'
import { makeDeath } from '../support/events.ts'

const db = useDatabase()
const api = useApi(db)
const today = '2026-03-15'

const counts = async (query = '') =>
  DefinedCounts.parse((await api.get(`/api/deaths-by-definition?${query}`).expect(200)).body)
const by = (answer: DefinedCounts, code: string) => {
  const found = answer.definitions.find((one) => one.code === code)
  if (!found) throw new Error(`no ${code}`)
  return found
}
async function recordDeath(given: object): Promise<string> {
  const { body } = await api.post('/api/deaths', { status: 'registered', eventDay: '2026-01-10', ...given }).expect(201)
  return body.deathId
}
async function verdicts(deathId: string): Promise<Record<string, string>> {
  const { body } = await api.get(`/api/deaths/${deathId}/definitions`).expect(200)
  return Object.fromEntries(JudgedDeathAnswer.parse(body).definitions.map(({ code, verdict }) => [code, verdict]))
}

describe('the definitions that are shipped', () => {
  it('say of their own cases what stands there', async () => {
    await db.within(async (trx) => {
      for (const definition of await readDefinitions(trx)) {
        const tried = await tryCases(trx, definition)
        expect
          .soft(
            tried.filter(({ expect: asked, came }) => asked !== came),
            definition.code,
          )
          .toEqual([])
        expect(tried.length).toBeGreaterThan(0)
      }
    })
  })

  it('count a death from heroin with diazepam only detected by ONS, NRS and EUDA, and diazepam is not implicated (acceptance 2)', async () => {
    const deathId = await recordDeath({
      ...{ underlyingCauseIcd10: 'X42', otherCausesIcd10: 't40.1', causeOfDeath: '1a Heroin toxicity' },
      ...{ conclusion: 'accident', toxicologyCompleteOn: '2026-02-20' },
      findings: [
        { substanceCode: 'heroin', role: 'implicated' },
        { substanceCode: 'diazepam', role: 'detected', prescribed: 'yes' },
      ],
    })
    expect(await verdicts(deathId)).toMatchObject({
      ...{ local: 'in', 'ons-poisoning': 'in', 'ons-misuse': 'in', nrs: 'in', 'euda-b': 'in', 'euda-d': 'in' },
      ...{ 'alcohol-specific': 'out', 'panel-confirmed': 'cannot say', 'release-28': 'cannot say' },
    })
    const { body } = await api.get('/api/deaths').expect(200)
    expect(body.rows[0].implicated).toEqual(['Heroin'])
  })

  it('leave a death of F10 alone out of every definition of drugs, and out of every figure; it is counted as alcohol (acceptance 3)', async () => {
    const deathId = await recordDeath({ underlyingCauseIcd10: 'F10.2', conclusion: 'alcohol_or_drug_related' })
    const { 'alcohol-specific': alcohol, ...drugs } = await verdicts(deathId)
    expect(alcohol).toBe('in')
    for (const code of ['local', 'ons-poisoning', 'ons-misuse', 'nrs', 'euda-b', 'in-treatment', 'opportunity'])
      expect(drugs[code], code).toBe('out')
    const answer = await counts()
    expect([by(answer, 'local').counted, by(answer, 'alcohol-specific').counted]).toEqual([0, 1])
    expect((await api.get('/api/deaths').expect(200)).body).toMatchObject({ total: 0, alcoholAlone: 1, excluded: 0 })
    expect(DeathsByYear.parse((await api.get('/api/indicators/deaths-by-year').expect(200)).body).years).toEqual([])
    expect(
      await db.knex('counted_event').where({ kind: 'deaths', partnership_id: db.partnership.partnershipId }),
    ).toEqual([])
  })

  it('explain each answer by the question and the fact that decided it', async () => {
    const deathId = await recordDeath({ underlyingCauseIcd10: 'W19', prisonReleaseOn: '2025-12-31' })
    const { definitions } = JudgedDeathAnswer.parse(
      (await api.get(`/api/deaths/${deathId}/definitions`).expect(200)).body,
    )
    const said = Object.fromEntries(definitions.map(({ code, reasons }) => [code, reasons]))
    expect(said['ons-poisoning']).toMatchObject([{ answer: 'no', fact: 'W19' }])
    expect(said['release-14']).toContainEqual({
      question: 'Died within 14 days of release from prison',
      answer: 'yes',
      fact: '2025-12-31',
    })
  })

  it('count by day of notification and of registration too; without that day a death is in no year', async () => {
    await recordDeath({ eventDay: '2025-12-30', notifiedOn: '2026-01-02', registeredOn: '2026-02-01' })
    await recordDeath({ eventDay: '2025-12-30' })
    const years = async (basis: string) => {
      const local = by(await counts(`basis=${basis}`), 'local')
      return [local.years.map(({ year, counted }) => [year, counted]), local.withoutDay]
    }
    expect(await years('death')).toEqual([[[2025, 2]], 0])
    expect(await years('notified')).toEqual([[[2026, 1]], 1])
    expect(await years('registered')).toEqual([[[2026, 1]], 1])
  })
})

describe('a year as known on two days (acceptance 1)', () => {
  it('gives 42 as known in June 2023 and 45 as known in March 2024, both again, and which three came', async () => {
    const death = (day: Day, knownOn: Day) => makeDeath({ eventDay: day, knownOn })
    const early = Array.from({ length: 42 }, (_, at) =>
      death(addDays('2022-01-03', at * 8), addDays('2022-01-10', at * 8)),
    )
    const late = ['2022-05-01', '2022-08-09', '2022-12-30'].map((day) => death(day, '2024-03-02'))
    await db.within((trx) => addDeaths(trx, [...early, ...late], today))
    const local = async (asKnownOn: Day) => by(await counts(`year=2022&asKnownOn=${asKnownOn}`), 'local')
    expect(await local('2023-06-30')).toMatchObject({ counted: 42, years: [{ year: 2022, counted: 42 }] })
    expect(await local('2024-03-31')).toMatchObject({ counted: 45 })
    const [interval] = (await local('2023-06-30')).years
    expect([interval?.low.toFixed(1), interval?.high.toFixed(1)]).toEqual(['30.3', '56.8'])
    const { body } = await api
      .get('/api/deaths-by-definition/revised?code=local&year=2022&from=2023-06-30&to=2024-03-31')
      .expect(200)
    const revised = RevisedCount.parse(body)
    expect(revised).toMatchObject({ before: 42, after: 45 })
    expect(revised.deaths.map(({ change, wasRecorded, before }) => [change, wasRecorded, before])).toEqual(
      late.map(() => ['came in', false, null]),
    )
  })
})

it('the definition local and the function that every figure asks leave out the same codes of alcohol', async () => {
  await db.within(async (trx) => {
    const definition = (await readDefinitions(trx)).find(({ code }) => code === 'local')
    if (!definition) throw new Error('no local')
    const codes = [
      'F10',
      'F10.2',
      'F11.2',
      'E24.4',
      'E24.3',
      'G31.2',
      'G31.1',
      'G62.1',
      'G72.1',
      'I42.6',
      'K29.2',
      'K70.3',
      'K71.1',
    ]
    codes.push('K85.2', 'K85.3', 'K86.0', 'K86.1', 'Q86.0', 'R78.0', 'X45', 'X44', 'X65', 'X64', 'Y15', 'Y14')
    const cases = codes.map((code) => ({ death: code, facts: { underlyingCauseIcd10: code }, expect: 'in' as const }))
    const tried = await tryCases(trx, { ...definition, cases })
    const { rows } = await trx.raw(
      `select code, counts_as_death('registered', code) as counts from jsonb_array_elements_text(:codes::jsonb) code`,
      { codes: JSON.stringify(codes) },
    )
    expect(tried.map(({ death, came }) => [death, came === 'in'])).toEqual(
      rows.map(({ code, counts: isCounted }: { code: string; counts: boolean }) => [code, isCounted]),
    )
    expect(tried.filter(({ came }) => came === 'out').length).toBe(16)
  })
})

describe('rates (acceptance 5)', () => {
  const BANDS = [...Array.from({ length: 18 }, (_, at) => `${at * 5}-${at * 5 + 4}`), '90+']

  /** A square with a thousand residents of every age group. */
  async function addSquare(): Promise<void> {
    await db.within(async (trx) => {
      const here = { partnership_id: db.partnership.partnershipId, source: 'test' }
      const [area] = await trx('area')
        .insert({
          ...here,
          ...{ kind: 'square', code: 'square', name: 'square', label_point: 'SRID=4326;POINT(-5 50.25)' },
          geom: 'SRID=4326;MULTIPOLYGON(((-5.5 50, -4.5 50, -4.5 50.5, -5.5 50.5, -5.5 50)))',
        })
        .returning('area_id')
      const of = { ...here, area_id: area.area_id, as_of: '2025-06-30' }
      await trx('area_population').insert([
        { ...of, residents: 19_000 },
        ...BANDS.map((age_band) => ({ ...of, age_band, residents: 1000 })),
      ])
    })
  }
  const rateOf = async (years: string) =>
    DefinedRates.parse((await api.get(`/api/deaths-by-definition/rates?${years}`).expect(200)).body)
  const addMany = (count: number, given: object = {}) =>
    db.within((trx) =>
      addDeaths(
        trx,
        Array.from({ length: count }, (_, at) =>
          makeDeath({ eventDay: addDays('2025-02-01', at), ageYears: 41, ...given }),
        ),
        today,
      ),
    )

  it('are refused below ten deaths, marked below twenty, and weigh an age as the standard population does', async () => {
    await addSquare()
    const local = async (years = 'from=2025&to=2025') =>
      (await rateOf(years)).rates.find(({ code }) => code === 'local')
    await addMany(9)
    expect(await local()).toMatchObject({ deaths: 9, standardised: null, isRefused: true, isUnreliable: true })
    await addMany(1)
    // all are 41: 7,000 of 100,000 of the standard population are, and 1,000 of the residents
    expect(await local()).toMatchObject({ deaths: 10, isRefused: false, isUnreliable: true })
    expect((await local())?.standardised?.rate).toBeCloseTo(70, 9)
    expect((await local())?.crude?.rate).toBeCloseTo((10 / 19_000) * 1e5, 9)
    expect((await local('from=2024&to=2025'))?.standardised?.rate).toBeCloseTo(35, 9)
    await addMany(9, { ageYears: null })
    expect(await local()).toMatchObject({ deaths: 19, withoutAge: 9, isUnreliable: true })
    await addMany(1)
    expect(await local()).toMatchObject({ deaths: 20, isUnreliable: false })
  })

  it('are exact below ten deaths, and there are none where no residents are recorded', async () => {
    await addMany(3)
    expect((await rateOf('from=2025&to=2025')).residents).toBeNull()
    await addSquare()
    const local = (await rateOf('from=2025&to=2025')).rates.find(({ code }) => code === 'local')
    const deaths = (rate: number | undefined) => ((rate ?? 0) / 1e5) * 19_000
    expect([deaths(local?.crude?.low).toFixed(2), deaths(local?.crude?.high).toFixed(2)]).toEqual(['0.62', '8.77'])
    await api.get('/api/deaths-by-definition/rates?from=2026&to=2025').expect(422)
  })
})

describe('two definitions side by side', () => {
  it('name the deaths in one and not in the other, with why, to those who may open them', async () => {
    const poisoning = await recordDeath({
      underlyingCauseIcd10: 'X60',
      otherCausesIcd10: 'T39.1',
      causeOfDeath: '1a Paracetamol',
    })
    await recordDeath({ underlyingCauseIcd10: 'F11.2' })
    const open = await recordDeath({ status: 'notified' })
    const path = '/api/deaths-by-definition/compared?one=ons-poisoning&other=ons-misuse'
    const compared = Compared.parse((await api.get(path).expect(200)).body)
    expect(compared).toMatchObject({
      one: { counted: 2, cannotSay: 1 },
      other: { counted: 1, cannotSay: 1 },
      inBoth: 1,
      differ: 1,
    })
    expect(compared.deaths).toMatchObject([{ deathId: poisoning, one: { verdict: 'in' }, other: { verdict: 'out' } }])
    expect(compared.deaths.map(({ deathId }) => deathId)).not.toContain(open)
    const withoutCases = Compared.parse((await api.as('naloxone_coordinator').get(path).expect(200)).body)
    expect(withoutCases).toMatchObject({ differ: 1, deaths: [] })
  })

  it('refuses a definition that is not there, and a day to come', async () => {
    await api.get('/api/deaths-by-definition/compared?one=local&other=nothing').expect(422)
    await api.get('/api/deaths-by-definition?asKnownOn=2031-01-01').expect(422)
  })
})

describe('a change of a definition', () => {
  const change = {
    ...{
      code: 'release-14',
      words: 'Died within three weeks of release',
      source: 'Our panel, March 2026',
      reason: 'As our neighbours',
    },
    rule: { all: [{ counts: 'local' }, { asks: 'days after', of: 'prisonReleaseOn', atMost: 21 }] },
  }

  it('counts from the day a second person signs it; figures by the version of before can be given again', async () => {
    await recordDeath({ eventDay: '2026-01-20', prisonReleaseOn: '2026-01-01' })
    expect(by(await counts(), 'release-14').counted).toBe(0)
    const proposed = DefinitionChange.parse((await api.post('/api/definition-changes', change).expect(201)).body)
    expect(proposed).toMatchObject({ version: '1.1', decided: null, isMine: true })
    expect(by(await counts(), 'release-14').counted).toBe(0)
    const decision = `/api/definition-changes/${proposed.changeId}/decision`
    await api.post(decision, { decided: 'signed' }).expect(403)
    await api.as('commissioner').post(decision, { decided: 'signed' }).expect(403)
    await api.as('consultant').post(decision, { decided: 'signed' }).expect(200)
    expect(by(await counts(), 'release-14')).toMatchObject({ version: '1.1', counted: 1 })
    expect(by(await counts('rulesOn=2026-03-14'), 'release-14')).toMatchObject({ version: '1', counted: 0 })
    const { versions, definition } = DefinitionPage.parse(
      (await api.get('/api/definition?code=release-14').expect(200)).body,
    )
    expect(versions.map(({ version }) => version)).toEqual(['1.1', '1'])
    expect(definition).toMatchObject({ isOwn: true, version: '1.1' })
    await api.as('consultant').post(decision, { decided: 'refused' }).expect(409)
  })

  it('is one at a time, may be taken back by whoever proposed it, and never changes what every screen counts', async () => {
    const { body } = await api.post('/api/definition-changes', change).expect(201)
    await api.post('/api/definition-changes', { ...change, words: 'Another' }).expect(409)
    await api.post(`/api/definition-changes/${body.changeId}/decision`, { decided: 'refused' }).expect(200)
    await api.post('/api/definition-changes', { ...change, code: 'local' }).expect(422)
  })

  it.each([
    ['asks itself', { counts: 'release-14' }],
    ['asks another that is not there', { counts: 'nothing' }],
    ['names a substance that is not in the tree', { asks: 'substance', part: 'present', of: ['no-such-drug'] }],
    ['holds a range the wrong way round', { asks: 'underlying code', is: ['F16-F11'] }],
    ['holds a code that is none', { asks: 'underlying code', is: ["X42' or true"] }],
  ])('is refused where it %s', async (_, rule) => {
    await api.post('/api/definition-changes', { ...change, rule }).expect(422)
  })

  const sign = async (code: string, rule: object) => {
    const { body } = await api.post('/api/definition-changes', { ...change, code, rule }).expect(201)
    return api.as('consultant').post(`/api/definition-changes/${body.changeId}/decision`, { decided: 'signed' })
  }

  it('is not signed where one that was signed meanwhile asks it back: figures go on', async () => {
    const propose = async (code: string, counts: string) =>
      (await api.post('/api/definition-changes', { ...change, code, rule: { counts } }).expect(201)).body.changeId
    const [first, second] = [await propose('release-14', 'release-28'), await propose('release-28', 'release-14')]
    const by = api.as('consultant')
    await by.post(`/api/definition-changes/${first}/decision`, { decided: 'signed' }).expect(200)
    const { body } = await by.post(`/api/definition-changes/${second}/decision`, { decided: 'signed' }).expect(422)
    expect(JSON.stringify(body)).toContain('asks itself')
    await recordDeath({})
    expect((await counts()).definitions.length).toBeGreaterThan(0)
  })

  it('counts at once in what asks it through another', async () => {
    const days = (atMost: number) => ({ asks: 'days after', of: 'prisonReleaseOn', atMost })
    await recordDeath({ eventDay: '2026-02-20', prisonReleaseOn: '2026-01-01' })
    await (await sign('release-14', { counts: 'release-28' })).body
    await (await sign('hospital-28', { counts: 'release-14' })).body
    expect(by(await counts(), 'hospital-28').counted).toBe(0)
    await (await sign('release-28', days(90))).body
    expect(by(await counts(), 'hospital-28').counted).toBe(1)
  })

  it('is refused, and not run, where it is deeper or larger than a person reads', async () => {
    const days = (atMost: number) => ({ asks: 'days after', of: 'prisonReleaseOn', atMost })
    const deep = (levels: number) => `${'{"not":'.repeat(levels)}${JSON.stringify(days(1))}${'}'.repeat(levels)}`
    const square = {
      any: Array.from({ length: 20 }, (_, row) => ({
        all: Array.from({ length: 20 }, (_, at) => days(row * 20 + at)),
      })),
    }
    for (const rule of [JSON.parse(deep(40)), JSON.parse(deep(3000)), square])
      await api.post('/api/definition-changes', { ...change, rule }).expect(422)
    const twenty = (code: string) => ({ any: Array.from({ length: 20 }, () => ({ counts: code })) })
    expect((await sign('release-28', twenty('hospital-28'))).status).toBe(200)
    await api
      .post('/api/definition-changes', {
        ...change,
        rule: { any: Array.from({ length: 20 }, () => twenty('release-28')) },
      })
      .expect(422)
  })
})

describe('deaths that are amended again and again', () => {
  const random = randomFor('amended deaths', 1)
  const oneOf = <Of>(of: readonly Of[]): Of => of[randomBelow(random, of.length)] as Of
  const drawFacts = (): Partial<NewDeath> => ({
    status: oneOf(['notified', 'toxicology_in', 'registered', 'closed', 'excluded'] as const),
    exclusionReason: 'of the test',
    underlyingCauseIcd10: oneOf([null, 'X42', 'X44', 'F11.2', 'F10.2', 'F18.0', 'W19', 'A22.7']),
    otherCausesIcd10: oneOf([null, 'T40.1', 'T39.1', 'T42.4 T51.0']),
    panelFinding: oneOf(['not_yet', 'drug_related', 'not_drug_related'] as const),
    conclusion: oneOf(['accident', 'pending', 'natural', 'unknown'] as const),
    treatment: oneOf(['in_treatment', 'within_six_months', 'earlier', 'never', 'unknown'] as const),
    wasAlone: oneOf(['yes', 'no', 'unknown'] as const),
    causeOfDeath: oneOf([null, '1a Toxicity']),
    prisonReleaseOn: oneOf([null, '2025-01-02', '2025-02-20']),
    toxicologyCompleteOn: oneOf([null, '2025-06-01']),
    findings: Array.from({ length: randomBelow(random, 4) }, () => ({
      ...makeFinding(),
      role: oneOf(['implicated', 'detected', 'believed_taken', 'not_detected', 'given_in_resuscitation'] as const),
    })),
  })
  const makeFinding = () => {
    const drug = oneOf(['heroin', 'codeine', 'paracetamol', 'mephedrone', 'nitazenes', 'ethanol', null])
    return {
      ...{ substanceCode: drug, notInTree: drug === null ? 'blue tablets' : null, placedFrom: null, matrix: null },
      ...{ concentration: null, unit: null, isBelowDetectionLimit: false, prescribed: 'unknown' as const },
      ...{ decidedBy: null, asWritten: null },
    }
  }
  const histories = Array.from({ length: 24 }, (_, at) => {
    const eventDay = oneOf(['2010-04-15', '2010-04-16', '2025-01-14', '2025-01-15', '2025-03-01'])
    const first = { ...makeDeath({ eventDay }), ...drawFacts(), eventDay, reference: `D${at}`, knownOn: '2025-07-01' }
    const later = Array.from({ length: randomBelow(random, 4) }, () => ({
      ...drawFacts(),
      knownOn: addDays('2025-07-01', 1 + randomBelow(random, 120)),
    }))
    return { first, later: later.sort((a, b) => (a.knownOn < b.knownOn ? -1 : 1)) }
  })
  const days = ['2025-07-01', '2025-08-01', '2025-09-15', '2025-12-01']

  /** Writes them, the amendments of different deaths in an order of its own. */
  async function write(seed: number): Promise<void> {
    const order = randomFor('order of amendments', seed)
    await db.within(async (trx) => {
      const added = await addDeaths(
        trx,
        histories.map(({ first }) => first as NewDeath),
        today,
      )
      const waiting = histories.flatMap(({ later }, at) =>
        later.map((facts, place) => ({ deathId: added[at]?.id as string, revision: place + 2, facts, at })),
      )
      while (waiting.length) {
        const [next] = waiting.splice(
          waiting.findIndex(({ at }) => at === waiting[randomBelow(order, waiting.length)]?.at),
          1,
        )
        if (!next) break
        const { first } = histories[next.at] as (typeof histories)[number]
        const { source: _, reference: __, ...before } = first
        const change = DeathChange.parse({ ...before, ...next.facts })
        await addLaterRevisions(trx, [
          { ...next, knownOn: next.facts.knownOn, change: { ...change, findings: next.facts.findings ?? [] } },
        ])
      }
    })
  }
  const everything = async () =>
    Promise.all(
      days.map(async (day) =>
        (await counts(`asKnownOn=${day}`)).definitions.map(({ code, counted, cannotSay }) => [
          code,
          counted,
          cannotSay,
        ]),
      ),
    )

  it('come to the same for the same day, in whatever order they are learnt', async () => {
    await write(1)
    const once = await everything()
    await db.knex.raw('delete from death where partnership_id = ?', [db.partnership.partnershipId])
    await write(2)
    expect(await everything()).toEqual(once)
    expect(once[0]).not.toEqual(once[3])
  })

  it('are judged by the statement as by the reasons that are given, and the local count is what every screen counts', async () => {
    await write(3)
    await counts()
    await db.within(async (trx) => {
      const definitions = await readDefinitions(trx)
      const { rows } = await trx.raw('select death_id as "deathId", revision, counts_in, cannot_say from death_judged')
      expect(rows.length).toBe(histories.reduce((sum, { later }) => sum + 1 + later.length, 0))
      for (const row of rows) {
        const said = (await explainDeaths(trx, definitions, [row])).get(row.deathId) ?? []
        const told = definitions.map(({ key }) =>
          row.counts_in.includes(key) ? 'in' : row.cannot_say.includes(key) ? 'cannot say' : 'out',
        )
        expect(said.map(({ verdict }) => verdict)).toEqual(told)
      }
    })
    const { years } = DeathsByYear.parse((await api.get('/api/indicators/deaths-by-year').expect(200)).body)
    const local = by(await counts(), 'local').years
    expect(local.map(({ year, counted }) => [year, counted]).filter(([, counted]) => counted)).toEqual(
      years.filter(({ deaths }) => deaths).map(({ year, deaths }) => [year, deaths]),
    )
  })
})
