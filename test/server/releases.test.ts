import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Compute, startCompute } from '../../jobs/compute/compute.ts'
import { randomBelow, randomFor } from '../../jobs/stats/draws/random.ts'
import { makeReleaseOf, runAskedReleases } from '../../jobs/work/release.ts'
import type { NewDeath } from '../../server/contract/death.ts'
import type { ReleaseKind } from '../../server/contract/filters.ts'
import { ReleasedFigures, type ReleasedTier, ReleasedTotals, Releases } from '../../server/contract/release.ts'
import { makeRelease } from '../../server/disclosure/gate.ts'
import { mergeAreas } from '../../server/disclosure/merge.ts'
import { RULES } from '../../server/disclosure/rules.ts'
import { inOrder, type Table } from '../../server/disclosure/table.ts'
import { countTable, tableOf } from '../../server/figures/releases/counts.ts'
import { figureRows } from '../../server/figures/releases/csv.ts'
import { findRelease, MAKING_RELEASES, prepareRelease, TIERS } from '../../server/figures/releases/store.ts'
import type { Output } from '../../server/http/output.ts'
import { outputsOfRoutes } from '../../server/outputs.ts'
import { attack } from '../disclosure/attacker.ts'
import { useApi } from '../support/api.ts'
import { tableOfRoutes } from '../support/app.ts'
import { useDatabase } from '../support/database.ts'
import { addDeaths, addOverdoses, makeDeath, makeReversal } from '../support/events.ts'

const db = useDatabase()
const api = useApi(db)
const routeOutputs = outputsOfRoutes(tableOfRoutes())
let compute: Compute
beforeAll(() => {
  compute = startCompute(1)
})
afterAll(() => compute.close())
/** Always the same, so that the same figures are hidden whenever these tests run. */
beforeEach(async () => {
  await db.knex('release_secret').insert({ partnership_id: db.partnership.partnershipId, secret: Buffer.alloc(32, 7) })
})

/** Two authorities, one of 2,100 residents; their wards stand side by side from 5° west, one of them of 700. */
const WARDS = [
  { name: 'Harbour', authority: 'Mainland', residents: 48_000 },
  { name: 'Market', authority: 'Mainland', residents: 41_000 },
  { name: 'Moor', authority: 'Mainland', residents: 36_000 },
  { name: 'Cove', authority: 'Mainland', residents: 700 },
  { name: 'Quay', authority: 'Islands', residents: 2_100 },
]

async function addAreas() {
  await db.within(async (trx) => {
    for (const [place, { name, authority, residents }] of WARDS.entries()) {
      const { rows } = await trx.raw(
        `insert into area (partnership_id, kind, code, name, authority, geom, label_point, source)
         values (current_partnership_id(), 'ward', :name, :name, :authority,
           st_multi(st_makeenvelope(:west, 50, :west + 0.1, 51, 4326)), st_setsrid(st_point(:west + 0.05, 50.5), 4326), 'test')
         returning area_id`,
        { name, authority, west: -5 + place * 0.1 },
      )
      await trx.raw(
        `insert into area_population (partnership_id, area_id, as_of, residents, source)
         values (current_partnership_id(), :areaId, '2021-03-21', :residents, 'test')`,
        { areaId: rows[0].area_id, residents },
      )
    }
  })
}

const SHARES = [0.4, 0.75, 0.9, 0.93, 1]
const DRUGS = ['heroin', 'diazepam', 'cocaine', 'pregabalin', 'methadone']

/** Deaths of 2025 over the wards by their shares, one in twelve without a place. */
function drawDeaths(seed: string, deaths: number): NewDeath[] {
  const random = randomFor(seed, 0)
  return Array.from({ length: deaths }, (_, death) => {
    const month = String(1 + randomBelow(random, 12)).padStart(2, '0')
    const lot = randomBelow(random, 1000) / 1000
    const ward = SHARES.findIndex((share) => share > lot)
    const isTested = randomBelow(random, 3) > 0
    const drugs = DRUGS.filter(() => randomBelow(random, 3) === 0)
    const drawn = makeDeath({
      eventDay: `2025-${month}-${String(1 + randomBelow(random, 28)).padStart(2, '0')}`,
      knownOn: '2026-02-02',
      longitude: -4.95 + ward * 0.1,
      latitude: 50.5,
      reference: `${seed}-${death}`,
      toxicologyCompleteOn: isTested ? '2026-02-01' : null,
      findings: isTested ? drugs.map((substanceCode) => ({ substanceCode, role: 'implicated' })) : [],
    } as Parameters<typeof makeDeath>[0])
    return randomBelow(random, 12) ? drawn : { ...drawn, foundPlace: null }
  })
}

const record = (deaths: NewDeath[]) => db.within((trx) => addDeaths(trx, deaths, '2026-03-15'))

const release = (kind: ReleaseKind = 'deaths', year = 2025) =>
  makeReleaseOf(db.knex, db.partnership, { kind, year, userId: 'test' }, compute)

const pathOf: { readonly [tier in ReleasedTier]: string } = {
  partnership: '/api/releases/figures',
  public: '/api/public/figures',
}

async function read(tier: ReleasedTier, query = 'kind=deaths&year=2025'): Promise<ReleasedFigures> {
  const { body } = await api.get(`${pathOf[tier]}?${query}`).expect(200)
  return ReleasedFigures.parse(body)
}

/** What an attacker can take from an answer. */
function asPublished({ areas, relations, cells }: ReleasedFigures) {
  return {
    table: {
      areas: areas.map(({ area, within, residents }) => ({ area, residents, ...(within ? { within } : {}) })),
      slices: relations,
    },
    cells: cells.map(({ area, slice, count, isRounded }) => ({ area, slice, count, isRounded, members: [area] })),
  }
}

type Told = Pick<ReleasedFigures['cells'][number], 'area' | 'slice' | 'count' | 'isRounded'>
const told = ({ area, slice, count, isRounded }: Told): Told => ({ area, slice, count, isRounded })

/** What a row of a CSV tells: of an area, or of the whole partnership. */
const rowTold = ({ areaCode: area = 'partnership', sliceCode: slice = '', count, status }: Record<string, string>) =>
  told({
    area,
    slice,
    count: status === 'hidden' ? 'hidden' : status === 'not known' ? null : Number(count),
    isRounded: status === 'rounded',
  })

const rowsOf = (text: string): Record<string, string>[] => parse(text, { columns: true, bom: true })

/** How an attacker reads the counts of each output that has passed the gate. */
const readers: Readonly<Record<string, (text: string) => Told[]>> = {
  'get /releases/figures': (text) => ReleasedFigures.parse(JSON.parse(text)).cells.map(told),
  'get /releases/figures.csv': (text) => rowsOf(text).map(rowTold),
  'get /releases/totals': (text) =>
    ReleasedTotals.parse(JSON.parse(text)).rows.map((row) => told({ area: 'partnership', ...row })),
  'get /releases/totals.csv': (text) => rowsOf(text).map(rowTold),
  'get /public/figures': (text) => ReleasedFigures.parse(JSON.parse(text)).cells.map(told),
  'get /public/figures.csv': (text) => rowsOf(text).map(rowTold),
  'get /public/totals': (text) =>
    ReleasedTotals.parse(JSON.parse(text)).rows.map((row) => told({ area: 'partnership', ...row })),
  'get /public/totals.csv': (text) => rowsOf(text).map(rowTold),
}

/** The exact counts behind a release, by its own grid. */
function truthOf(tier: ReleasedTier, releaseId: string): Promise<Table> {
  return db.within(async (trx) => {
    const kept = await findRelease(trx, tier, { kind: 'deaths', year: 2025, release: releaseId })
    const { rows } = await trx.raw(
      'select known_on as "knownOn", recorded_until::text as "recordedUntil" from release where release_id = :releaseId',
      { releaseId },
    )
    const table = await countTable(trx, kept?.grid ?? { areas: [], slices: [], relations: [] }, {
      kind: 'deaths',
      year: 2025,
      ...rows[0],
    })
    return mergeAreas(inOrder(table), RULES[tier].fewestResidents).table
  })
}

describe('two releases of a year, some deaths apart, as anybody can fetch them', () => {
  it.each(TIERS)('tell an attacker of the %s tier nothing that is hidden', async (tier) => {
    await addAreas()
    await record(drawDeaths('first', 26))
    expect(await release()).toBe('released')
    const published = [await read(tier)]
    for (let more = 0; published.length < 2 && more < 6; more++) {
      await record(drawDeaths(`more ${more}`, 5))
      await release()
      const now = await read(tier)
      if (now.release.releaseId !== published[0]?.release.releaseId) published.push(now)
    }
    expect(published).toHaveLength(2)
    const truths = await Promise.all(published.map((figures) => truthOf(tier, figures.release.releaseId)))
    expect(attack(published.map(asPublished), RULES[tier], truths)).toEqual([])
    // every other output of this tier tells of the same cells the same, so that who attacks one has attacked all
    const latest = new Map(published.at(-1)?.cells.map((cell) => [`${cell.area} ${cell.slice}`, told(cell)]))
    for (const [output, read] of Object.entries(readers)) {
      if (routeOutputs[output]?.tier !== tier) continue
      const { text } = await api.get(`/api${output.slice(4)}?kind=deaths&year=2025`).expect(200)
      const cells = read(text)
      expect([output, cells.length > 0]).toEqual([output, true])
      expect([output, cells]).toEqual([output, cells.map(({ area, slice }) => latest.get(`${area} ${slice}`))])
    }
    const { cells } = published[0] as ReleasedFigures
    expect(cells.filter(({ count }) => typeof count === 'number' && count > 0).length).toBeGreaterThan(2)
    expect(cells.filter(({ count }) => count === 'hidden').length).toBeGreaterThan(3)
  })

  it('are read from every output that carries counts through the gate, and none is left out', () => {
    const isReleased = ([, { tier, carries }]: [string, Output]) =>
      (tier === 'partnership' || tier === 'public') && carries.includes('counts')
    const released = Object.entries(routeOutputs).filter(isReleased)
    expect(Object.keys(readers)).toEqual(released.map(([output]) => output))
  })

  it('show the public no count under ten, and none but the year’s total that is not a multiple of five', async () => {
    await addAreas()
    await record(drawDeaths('first', 64))
    await release()
    const { cells } = await read('public')
    for (const { area, slice, count, isRounded } of cells) {
      if (typeof count !== 'number') continue
      expect(count).toBeGreaterThanOrEqual(10)
      if (area !== 'partnership' || slice !== '2025') expect([count % 5, isRounded]).toEqual([0, true])
    }
    expect(cells.find(({ area, slice }) => area === 'partnership' && slice === '2025')).toMatchObject({
      count: 64,
      isRounded: false,
    })
  })

  it('never show the small authority, nor a ward of it, apart; nor a place of fewer than 30,000 residents', async () => {
    await addAreas()
    await record(drawDeaths('first', 64))
    await release()
    for (const tier of TIERS) {
      const { areas } = await read(tier)
      expect(areas.filter(({ members }) => members.length === 1 && /Islands|Quay/.test(members[0] as string))).toEqual(
        [],
      )
      expect(areas.filter(({ level }) => level === 'small').map(({ name }) => name)).toEqual([
        'Harbour',
        'Market',
        'Moor, Quay and Cove',
      ])
      for (const { level, residents } of areas) if (level === 'small') expect(residents).toBeGreaterThanOrEqual(30_000)
    }
  })
})

describe('a release', () => {
  it('goes into the gate with the counts of the database, and can be counted again as known then', async () => {
    await addAreas()
    await record(drawDeaths('first', 40))
    await release()
    const { release: first } = await read('partnership')
    const before = await truthOf('partnership', first.releaseId)
    const { rows } = await db.within((trx) =>
      trx.raw(
        `select count(*)::int as deaths, count(*) filter (where found_place is null)::int as without_place,
           count(*) filter (where extract(month from event_day) <= 6)::int as in_first_half,
           count(*) filter (where st_x(found_place) < -4.9)::int as in_harbour,
           (select count(distinct death_id)::int from death_substance
            where substance_code in ('heroin', 'methadone') and role = 'implicated') as with_opioids
         from death_revision where extract(year from event_day) = 2025`,
      ),
    )
    const count = (area: string, slice: string) =>
      before.cells.find((cell) => cell.area === area && cell.slice === slice)?.count
    expect({
      deaths: count('partnership', '2025'),
      without_place: count('no-place', '2025'),
      in_first_half: count('partnership', '2025-h1'),
      in_harbour: count('ward-harbour', '2025'),
      with_opioids: count('partnership', '2025-opioids'),
    }).toEqual(rows[0])
    await record(drawDeaths('later', 9))
    expect(await truthOf('partnership', first.releaseId)).toEqual(before)
  })

  it('answers the same question alike, and is not made again when nothing has become known', async () => {
    await addAreas()
    await record(drawDeaths('first', 40))
    await release()
    const answers = await Promise.all([read('partnership'), read('partnership')])
    expect(await release()).toBe('unchanged')
    expect([answers[1], await read('partnership')]).toEqual([answers[0], answers[0]])
  })

  it('still answers by its id after a later one has been made', async () => {
    await addAreas()
    await record(drawDeaths('first', 40))
    await release()
    const first = await read('partnership')
    await record(drawDeaths('later', 30))
    expect(await release()).toBe('released')
    expect((await read('partnership')).release.sequence).toBe(2)
    expect(await read('partnership', `year=2025&release=${first.release.releaseId}`)).toEqual(first)
  })

  it('is held back when what an earlier one counted can no longer be counted again', async () => {
    await addAreas()
    await record(drawDeaths('first', 40))
    await release()
    const first = await read('public')
    await db.knex('death').where({ partnership_id: db.partnership.partnershipId, reference: 'first-3' }).delete()
    await record(drawDeaths('later', 20))
    expect(await release()).toBe('held_back')
    expect(await read('public')).toEqual(first)
  })

  it('is not made of a year before anything was recorded: that is not known, and not nought', async () => {
    await record(drawDeaths('first', 12))
    expect([await release('deaths', 2024), await release('reversals')]).toEqual(['no_records', 'no_records'])
    await api.get('/api/public/figures?year=2024').expect(404)
  })

  it('counts reversals by outcome, those of known survivors and the others', async () => {
    await addAreas()
    const reversals = Array.from({ length: 30 }, (_, n) =>
      makeReversal({ day: `2025-0${1 + (n % 9)}-11`, longitude: -4.95, latitude: 50.5, reference: `r${n}` }),
    )
    await db.within((trx) => addOverdoses(trx, reversals, '2026-03-15'))
    await release('reversals')
    const { cells } = await read('partnership', 'kind=reversals&year=2025&area=partnership')
    expect(Object.fromEntries(cells.map(({ slice, count }) => [slice, count]))).toMatchObject({
      '2025': 30,
      '2025-survivors-known': 30,
    })
  })

  it('shows its secret to no transaction but one that makes releases', async () => {
    await record(drawDeaths('first', 12))
    await release()
    expect(await db.within((trx) => trx('release_secret').select('secret'))).toEqual([])
    expect(await db.knex('release_secret').where({ partnership_id: db.partnership.partnershipId })).toHaveLength(1)
  })
})

describe('an agency that knows its own records and not those of others', () => {
  /** So many deaths in each quarter of 2025, recorded by one agency or by who sees every case. */
  async function recordByQuarter(name: string, perQuarter: number[], agencyId: string | null) {
    const deaths = perQuarter.flatMap((many, quarter) =>
      Array.from({ length: many }, (_, death) =>
        makeDeath({
          eventDay: `2025-${String(quarter * 3 + 1).padStart(2, '0')}-1${death % 9}`,
          knownOn: '2026-02-02',
          reference: `${name}-${quarter}-${death}`,
        } as Parameters<typeof makeDeath>[0]),
      ),
    )
    await db.withinAs({ agencyId }, (trx) => addDeaths(trx, deaths, '2026-03-15'))
  }

  async function addAgency(kind: string): Promise<string> {
    const [{ agency_id }] = await db.within((trx) =>
      trx('agency').insert({ partnership_id: db.partnership.partnershipId, name: kind, kind }).returning('agency_id'),
    )
    return agency_id
  }

  const quarters = async () => {
    const { cells } = await read('partnership', 'year=2025&area=partnership')
    return cells.filter(({ slice }) => /-q/.test(slice)).map(({ count }) => count)
  }

  it('does not learn what others recorded by adding four deaths to each hidden quarter, nor by excluding them again', async () => {
    const police = await addAgency('police')
    await recordByQuarter('others', [3, 12, 2, 12], null)
    await release()
    expect((await quarters()).map((count) => count === 'hidden')).toEqual([true, true, true, true])
    await recordByQuarter('theirs', [4, 0, 4, 0], police)
    await release()
    const [first, , third] = await quarters()
    expect([first, third]).toEqual(['hidden', 'hidden']) // 7 and 6, which is 3 and 2 to the police
  })

  it('is one whose people see every case, once a key records for it too', async () => {
    const agency = await addAgency('hospital')
    const [{ account_id }] = await db
      .knex('account')
      .insert({ email: 'analyst@hospital.example', name: 'An analyst' })
      .returning('account_id')
    const here = { partnership_id: db.partnership.partnershipId, agency_id: agency }
    await db.knex('membership').insert({ ...here, account_id, roles: ['analyst'] })
    await recordByQuarter('others', [3, 12, 2, 12], null)
    await recordByQuarter('theirs', [4, 0, 4, 0], agency)
    const known = async () => {
      const { table } = await db.withinAs({ purpose: MAKING_RELEASES }, async (trx) => {
        const prepared = await prepareRelease(trx, {
          kind: 'deaths',
          year: 2025,
          knownOn: '2026-03-15',
          partnershipName: 'Test',
        })
        if (typeof prepared === 'string') throw new Error(prepared)
        return prepared
      })
      return table.cells.some((cell) => cell.known?.[agency])
    }
    expect(await known()).toBe(false)
    await db.knex('api_key').insert({
      ...here,
      name: 'feed',
      key_hash: Buffer.alloc(32, 1),
      scopes: ['death:write'],
      created_by: 'test',
      expires_at: '2027-01-01',
    })
    expect(await known()).toBe(true)
  })

  it('hides nothing of what is recorded by who sees every case', async () => {
    await recordByQuarter('others', [3, 12, 2, 12], null)
    await recordByQuarter('more', [4, 0, 4, 0], null)
    await release()
    expect(await quarters()).toEqual([7, 12, 6, 12])
  })
})

describe('a year that was first released by the grid of old', () => {
  it('goes on by it, beside the releases before, which can still be read', async () => {
    await addAreas()
    await record(drawDeaths('first', 40))
    await release()
    const first = await read('partnership')
    // as releases of before had it: one year, and nothing said of a first year
    await db.knex('release').update({ grid: db.knex.raw("grid - 'fromYear'") })
    await record(drawDeaths('later', 30))
    expect(await release()).toBe('released')
    const second = await read('partnership')
    expect(second.slices).toEqual(first.slices)
    expect(second.release.sequence).toBe(2)
    expect(await read('partnership', `year=2025&release=${first.release.releaseId}`)).toEqual(first)
    // a later year of the block begins after it, so that no year is told by two grids
    const kept = await db.within((trx) => findRelease(trx, 'partnership', { kind: 'deaths', year: 2025 }))
    expect(kept?.grid.fromYear).toBeUndefined()
  })
})

describe('three years together', () => {
  const inYear = (year: number, deaths: NewDeath[]): NewDeath[] =>
    deaths.map((death) => ({
      ...death,
      reference: `${year} ${death.reference}`,
      eventDay: death.eventDay.replace('2025', `${year}`),
    }))

  it('are counted by area and by substance when the last has ended, safe beside the years that were released before', async () => {
    await addAreas()
    for (const year of [2023, 2024, 2025]) {
      await record(inYear(year, drawDeaths(`${year}`, 40)))
      expect(await release('deaths', year)).toBe('released')
    }
    for (const year of [2023, 2024]) {
      const { slices, areas, cells } = await read('public', `year=${year}`)
      expect(slices.every(({ group }) => group === 'time')).toBe(true)
      const small = new Set(areas.filter(({ level }) => level === 'small').map(({ area }) => area))
      expect(cells.filter(({ area }) => small.has(area))).toEqual([])
    }
    const { cells } = await read('public', 'year=2025')
    const count = (area: string, slice: string) =>
      cells.find((cell) => cell.area === area && cell.slice === slice)?.count
    expect(count('partnership', '2023-2025')).toBe(120)
    expect(count('ward-harbour', '2023-2025')).toBeGreaterThan(10)
    expect(count('ward-harbour', '2025')).toBeUndefined()
    expect(count('partnership', '2023-2025-opioids')).toBeGreaterThan(10)
    const totals = ReleasedTotals.parse((await api.get('/api/public/totals?kind=deaths').expect(200)).body)
    const years = totals.rows.filter(({ slice }) => /^\d{4}$/.test(slice))
    expect(years.map(({ year, count: total }) => [year, total])).toEqual([
      [2025, 40],
      [2024, 40],
      [2023, 40],
    ])
  })
})

describe('kits', () => {
  it('are not people: none of their counts is hidden or rounded, on either tier', async () => {
    const grid = { areas: [], slices: [], relations: [] }
    expect(tableOf(grid, { kind: 'supplies', year: 2025 }, []).isOfThings).toBe(true)
    const table: Table = {
      areas: [
        { area: 'all', residents: 100_000 },
        { area: 'north', within: 'all', residents: 60_000 },
        { area: 'south', within: 'all', residents: 40_000 },
      ],
      slices: [],
      cells: [
        { area: 'all', slice: '2025', count: 13 },
        { area: 'north', slice: '2025', count: 12 },
        { area: 'south', slice: '2025', count: 1 },
      ],
      isOfThings: true,
    }
    const made = makeRelease(table, { secret: 'any' })
    for (const tier of TIERS)
      expect(made[tier].cells.map(({ count, isRounded }) => [count, isRounded])).toEqual([
        [13, false],
        [12, false],
        [1, false],
      ])
  })
})

describe('asking for a release', () => {
  it('leaves a row for the timetable, which makes it and says what came of it', async () => {
    await addAreas()
    await record(drawDeaths('first', 40))
    const { body } = await api.post('/api/releases', { year: 2025, kind: 'deaths' }).expect(202)
    expect(body).toEqual([{ kind: 'deaths', year: 2025, askedOn: '2026-03-15', state: 'asked', outcome: null }])
    const made = await runAskedReleases(db.knex, db.partnership, compute)
    const outcomes = made.map(({ kind, year, askedOn, outcome }) => `${kind} ${year} ${askedOn}: ${outcome}`)
    expect(outcomes).toEqual(
      expect.arrayContaining(['deaths 2025 2026-03-15: released', 'deaths 2025 2026-01-01: unchanged']),
    )
    const runs = await api.get('/api/releases/runs').expect(200)
    expect(runs.body).toContainEqual({ ...body[0], state: 'done', outcome: 'released' })
    expect(await runAskedReleases(db.knex, db.partnership, compute)).toEqual([])
    const list = Releases.parse((await api.get('/api/public/releases').expect(200)).body)
    expect(list.releases).toMatchObject([{ kind: 'deaths', year: 2025, sequence: 1, asKnownOn: '2026-03-15' }])
  })

  it('is refused for a year that has not ended', async () => {
    const { body } = await api.post('/api/releases', { year: 2026 }).expect(422)
    expect(body.errors).toEqual([{ path: 'year', message: 'has not ended yet' }])
  })
})

describe('what is off the grid', () => {
  it('is refused with a sentence that says what there is', async () => {
    await addAreas()
    await record(drawDeaths('first', 40))
    await release()
    const detail = async (query: string) => (await api.get(`/api/public/figures?${query}`).expect(404)).body.detail
    expect(await detail('year=2025&slice=2025-05-03')).toMatch(
      /^There is no such slice in this release\. There are: 2025, 2025-h1/,
    )
    expect(await detail('year=2025&area=street')).toMatch(
      /^There is no such area in this release\. There are: partnership, /,
    )
    expect(await detail('year=2025&area=ward-quay')).toBe(
      'Quay is not shown apart: it is counted with others in ward-moor-and-2.',
    )
    expect(await detail('year=2019')).toBe('There are deaths of 2025.')
    expect(await detail('year=2025&kind=reversals')).toBe('No reversals have been released yet.')
    await api.get('/api/public/figures?year=2025&sex=female').expect(422)
  })
})

describe('zero, hidden and not known', () => {
  it('are three things in the CSV, which says the rule, the tier and the day it was known', async () => {
    await addAreas()
    await record(drawDeaths('first', 12))
    await release()
    const figures = await read('partnership')
    const { text } = await api.get('/api/releases/figures.csv?year=2025').expect(200)
    const rows: Record<string, string>[] = parse(text, { columns: true, bom: true })
    expect(rows).toHaveLength(figures.cells.length)
    const kinds = new Map(rows.map(({ status, count }) => [status, count]))
    expect(kinds.get('hidden')).toBe('hidden (fewer than 5, or protects such a figure)')
    expect(rows.some(({ count, status }) => count === '0' && status === 'exact')).toBe(true)
    for (const row of rows) {
      expect([row.tier, row.asKnownOn]).toEqual(['partnership', '2026-03-15'])
      expect(row.count).not.toBe('')
      if (row.status === 'hidden') expect([row.low, row.ratePer100k]).toEqual(['', ''])
    }
    const [cell] = figures.cells
    const [unknown] = figureRows({
      ...figures,
      cells: [{ ...(cell as ReleasedFigures['cells'][number]), count: null }],
    })
    expect(unknown).toMatchObject({ count: 'not known', status: 'not known' })
  })

  it('leave no interval and no rate where a count is hidden or rounded', async () => {
    await addAreas()
    await record(drawDeaths('first', 64))
    await release()
    for (const tier of TIERS)
      for (const { count, isRounded, interval, ratePer100k } of (await read(tier)).cells)
        if (typeof count !== 'number' || isRounded) expect([interval, ratePer100k]).toEqual([null, null])
  })
})

describe('totals of the partnership', () => {
  it('are all that is answered there: of each year its total, of one year everything but areas', async () => {
    await addAreas()
    await record(drawDeaths('first', 40))
    await release()
    const all = ReleasedTotals.parse((await api.get('/api/releases/totals').expect(200)).body)
    expect(all.rows.map(({ kind, year, slice }) => [kind, year, slice])).toEqual(
      ['', '-opioids', '-benzodiazepines', '-gabapentinoids', '-stimulants', '-alcohols', '-poly-drug'].map((what) => [
        'deaths',
        2025,
        `2025${what}`,
      ]),
    )
    expect(all.rows[0]?.count).toBe(40)
    const year = ReleasedTotals.parse((await api.get('/api/releases/totals?kind=deaths&year=2025').expect(200)).body)
    const figures = await read('partnership', 'year=2025&area=partnership')
    expect(year.rows.map(({ slice, count }) => [slice, count])).toEqual(
      figures.cells.map(({ slice, count }) => [slice, count]),
    )
    await api.get('/api/releases/totals?year=2025&area=ward-harbour').expect(422)
  })
})

describe('who may read released figures', () => {
  it('is everybody for what is public, and for areas only those whose role includes them', async () => {
    await addAreas()
    await record(drawDeaths('first', 64))
    await release()
    const open = (path: string) =>
      api
        .bare()
        .get(`${path}${path.includes('?') ? '&' : '?'}partnership=${db.partnership.slug}`)
        .set('Host', 'localhost')
    for (const path of [
      '/api/public/releases',
      '/api/public/figures?year=2025',
      '/api/public/totals',
      '/api/public/shapes?year=2025',
    ])
      expect([path, (await open(path)).status]).toEqual([path, 200])
    for (const path of ['/api/releases', '/api/releases/figures?year=2025', '/api/releases/totals'])
      expect([path, (await open(path)).status]).toEqual([path, 401])
    await api.as('commissioner').get('/api/releases/figures?year=2025').expect(200)
    await api.as('police').get('/api/releases/totals').expect(200)
    expect((await api.as('police').get('/api/releases/figures?year=2025')).status).toBeGreaterThanOrEqual(403)
  })

  it('tells agencies by area what the public reads, to the letter, and nothing of the map', async () => {
    await addAreas()
    await record(drawDeaths('first', 64))
    await release()
    for (const role of [
      'agency_reporter',
      'agency_contributor',
      'stock_holder',
      'trainer',
      'police',
      'prison',
    ] as const) {
      for (const path of ['/public/releases', '/public/figures?year=2025', '/public/shapes?kind=deaths&year=2025']) {
        const open = await api
          .bare()
          .get(`/api${path}${path.includes('?') ? '&' : '?'}partnership=${db.partnership.slug}`)
          .set('Host', 'localhost')
          .expect(200)
        expect([role, path, (await api.as(role).get(`/api${path}`).expect(200)).body]).toEqual([role, path, open.body])
      }
      for (const path of [
        '/map/events?areaKind=ward&from=2025-01-01&to=2025-12-31',
        '/map/points?from=2025-01-01&to=2025-12-31',
        '/map/timeline',
        '/releases/figures?year=2025',
        '/releases/shapes?kind=deaths&year=2025',
      ])
        expect([role, path, (await api.as(role).get(`/api${path}`)).status]).toEqual([
          role,
          path,
          ['police', 'prison'].includes(role) ? 404 : 403,
        ])
    }
  })

  it('draws areas as they are shown, those shown together in one piece', async () => {
    await addAreas()
    await record(drawDeaths('first', 64))
    await release()
    const { areas } = await read('public')
    const { body } = await api.get('/api/public/shapes?kind=deaths&year=2025').expect(200)
    const small = areas.filter(({ level }) => level === 'small').map(({ area }) => area)
    expect(body.features.map(({ id }: { id: string }) => id).sort()).toEqual(small.sort())
    expect(JSON.stringify(body)).not.toMatch(/\d\.\d{4}/)
  })
})
