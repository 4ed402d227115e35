import { randomUUID } from 'node:crypto'
import { Command, CommanderError } from 'commander'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addNationalCommand } from '../../jobs/commands/national.ts'
import { startCompute } from '../../jobs/compute/compute.ts'
import type { DistrictCluster } from '../../jobs/national/district-clusters.ts'
import { judgeNation } from '../../jobs/national/judge-nation.ts'
import type { Nation, PooledPartnership, PooledResult } from '../../jobs/national/nation.ts'
import { judgeOwnSignals } from '../../jobs/national/new-signals.ts'
import { findPooledRises } from '../../jobs/national/pooled-rises.ts'
import { describeLine, toJson } from '../../jobs/national/print.ts'
import { readNation } from '../../jobs/national/read-nation.ts'
import { askForNational, runLeftNational, runNational } from '../../jobs/national/run-national.ts'
import { findSubgroup } from '../../jobs/national/subgroups.ts'
import { randomBelow, randomFor } from '../../jobs/stats/draws/random.ts'
import { runNight } from '../../jobs/work/nightly.ts'
import type { Partnership } from '../../server/contract/partnership.ts'
import { addDays } from '../../server/day.ts'
import { withTenant } from '../../server/db/tenant.ts'
import { addPartnership, nameRegion } from '../../server/partnerships/store.ts'
import { findBorderCluster, readBorderClusters } from '../../server/surveillance/national/border-store.ts'
import { readDistricts } from '../../server/surveillance/national/store.ts'
import { type Area, toDegrees } from '../prove/simulator/areas.ts'
import { useDatabase } from '../support/database.ts'
import { addOverdoses, makeReversal } from '../support/events.ts'
import { addSimulated } from '../support/simulated.ts'

const db = useDatabase()
const one = startCompute(1)
const two = startCompute(2)
afterAll(() => Promise.all([one.close(), two.close()]))

const night = '2025-09-15'
const today = '2025-12-20'

const within = (partnership: Partnership) => ({
  partnership,
  within: <T>(work: Parameters<typeof withTenant<T>>[2]) =>
    withTenant(db.knex, { partnershipId: partnership.partnershipId, userId: 'test', purpose: 'test' }, work),
})

/** West and East lie side by side, and North touches both. */
const MOVED = {
  West: { longitude: 0, latitude: 0 },
  East: { longitude: 0.756, latitude: 0 },
  North: { longitude: 0.378, latitude: 0.404 },
}
type Name = keyof typeof MOVED

describe('three partnerships side by side', () => {
  const partnerships: Partnership[] = []
  const border: string[] = []
  let nation: Nation

  /** The three towns nearest to where the three meet. */
  function nearBorder(areas: readonly Area[], name: Name): Area[] {
    const far = (area: Area) => {
      const { longitude, latitude } = toDegrees(area)
      return Math.hypot(longitude + MOVED[name].longitude + 4.5, latitude + MOVED[name].latitude - 50.48)
    }
    return areas.toSorted((a, b) => far(a) - far(b)).slice(0, 3)
  }

  beforeAll(async () => {
    for (const [index, [name, moved]] of Object.entries(MOVED).entries()) {
      const partnership = await addPartnership(db.knex, {
        name,
        slug: `national-${name.toLowerCase()}`,
        country: 'GB',
        timeZone: 'Europe/London',
        isSynthetic: true,
        pinnedToday: today,
      })
      partnerships.push(partnership)
      if (name !== 'North') await nameRegion(db.knex, partnership.partnershipId, 'South')
      const { areas } = await addSimulated(within(partnership), 'null', '50/300', 60 + index, moved)
      const towns = nearBorder(areas, name as Name)
      border.push(...towns.map((town) => `${town.name}, ${name}`))
      const five = Array.from({ length: 5 }, (_, i) => {
        const { longitude, latitude } = toDegrees(towns[i % 3] as Area)
        const day = addDays(night, -1 - 2 * i)
        const at = { longitude: longitude + moved.longitude, latitude: latitude + moved.latitude }
        return makeReversal({ day, knownOn: day, ...at, reference: `near the border ${i}`, source: 'ambulance' })
      })
      await within(partnership).within((trx) => addOverdoses(trx, five, today))
      await runNight(db.knex, partnership.partnershipId, night, two)
    }
    nation = await readNation(db.knex, partnerships, night)
  }, 240_000)

  it('have a cluster over their borders, five cases each, that none of them notices by itself', async () => {
    const lines = await judgeNation(nation, { withSubgroups: false }, two)
    const own = nation.partnerships.map((partnership) => partnership.own)
    expect(own.map((checks) => checks?.judged.length)).toEqual([6, 6, 6])
    expect(own.flatMap((checks) => checks?.newSignals)).toEqual([])
    const clusters = lines.filter((line): line is DistrictCluster => line.kind === 'cluster')
    expect(clusters).toMatchObject([{ stream: 'reversals', tier: 'notify', lastDay: addDays(night, -1) }])
    const found = clusters[0]?.districts.map(({ name, partnership }) => `${name}, ${partnership}`) ?? []
    expect(found.filter((town) => border.includes(town)).length).toBeGreaterThanOrEqual(5)
    expect(new Set(clusters[0]?.districts.map(({ partnership }) => partnership))).toEqual(new Set(Object.keys(MOVED)))
  })

  it('are judged together, by region and all, on as many as are in it', async () => {
    const rises = await findPooledRises(nation, two)
    expect(rises.map(({ name, stream, partnerships }) => [name, stream, partnerships])).toEqual([
      ['nation', 'deaths', 3],
      ['nation', 'reversals', 3],
      ['South', 'deaths', 2],
      ['South', 'reversals', 2],
    ])
    // fifteen more are lost among 900 a year
    for (const { pValue, tier } of rises) expect([tier, pValue !== null]).toEqual([null, true])
  })

  it('give the same lines on any number of threads', async () => {
    const onOne = await judgeNation(nation, { withSubgroups: true }, one)
    expect(await judgeNation(nation, { withSubgroups: true }, two)).toEqual(onOne)
  })

  it('let out neither a case nor a small number', async () => {
    const lines = await judgeNation(nation, { withSubgroups: true }, two)
    const text = lines.map((line) => `${JSON.stringify(line)} ${describeLine(line)}`).join('\n')
    expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/)
    expect(text).toContain('fewer than 5')
    for (const line of lines)
      for (const figure of ['observed', 'expected'].map((name) => (line as Record<string, unknown>)[name]))
        if (typeof figure === 'number') expect(figure).toBeGreaterThanOrEqual(5)
  })

  it('are each told of it within their own wall: own reversals, the two others, and a band that leaves these open', async () => {
    await askForNational(db.knex, partnerships, night)
    const [west] = partnerships as [Partnership]
    // a run that was killed when it had told the first
    await within(west).within((trx) =>
      trx('work').where({ kind: 'national' }).update({ state: 'done', finished_at: trx.fn.now() }),
    )
    await within(partnerships[1] as Partnership).within((trx) =>
      trx('work')
        .where({ kind: 'national' })
        .update({ state: 'running', attempts: 1, lease_until: trx.raw("now() + interval '1 minute'") }),
    )
    const atOnce = await runNational(db.knex, partnerships, night, two)
    expect(atOnce?.told).toEqual(['North'])
    await within(partnerships[1] as Partnership).within((trx) =>
      trx('work')
        .where({ kind: 'national' })
        .update({ lease_until: trx.raw("now() - interval '1 second'") }),
    )
    expect(await runLeftNational(db.knex, two, () => false)).toEqual([night])
    expect(await runLeftNational(db.knex, two, () => false)).toEqual([])
    // asked for by hand it is said again, by the same ids
    await askForNational(db.knex, partnerships, night)
    expect((await runNational(db.knex, partnerships, night, two))?.told).toEqual(['West', 'East', 'North'])
    expect(await runNational(db.knex, partnerships, night, two)).toBeUndefined()
    for (const [index, { name }] of partnerships.entries()) {
      const told = await within(partnerships[index] as Partnership).within(async (trx) => {
        const { clusters, notJudged } = await readBorderClusters(trx, night)
        expect([clusters.length, notJudged]).toEqual([1, []])
        return findBorderCluster(trx, clusters[0]?.borderClusterId ?? '')
      })
      const others = Object.keys(MOVED)
        .filter((each) => each !== name)
        .sort()
      expect(told).toMatchObject({ stream: 'reversals', tier: 'notify', neighbours: others, isExact: false })
      // five near the border, and those that were there anyway
      expect(told?.ownCases).toBeGreaterThanOrEqual(4)
      expect(told?.cases.length).toBe(told?.ownCases)
      expect((told?.pooledHigh ?? 0) - (told?.pooledLow ?? 0)).toBeGreaterThanOrEqual(16)
      const own = border.filter((town) => town.endsWith(`, ${name}`)).map((town) => town.split(', ')[0])
      expect(told?.areaNames.some((area) => own.includes(area))).toBe(true)
    }
  })

  it('have nothing in what is printed for programs that numbers their districts or names a case', async () => {
    const lines = await judgeNation(nation, { withSubgroups: false }, two)
    for (const line of lines) expect(toJson(night, line)).not.toContain('members')
  })

  it('find in their audit that they were read, and reading writes nothing else', async () => {
    const [west] = partnerships as [Partnership]
    const read = <T>(table: string) => within(west).within((trx) => trx(table).select('*')) as Promise<T[]>
    const audited = () =>
      within(west).within((trx) => trx('audit_entry').select('*').orderBy('entry')) as Promise<{ records: number }[]>
    const [before, signals] = [await audited(), await read('signal_version')]
    const { partnerships: pooled } = await readNation(db.knex, partnerships, night)
    const after = (await audited()).slice(before.length)
    expect(after).toMatchObject([{ action: 'read', operation: 'vigil national', user_id: 'command line' }])
    expect(after[0]?.records).toBe((pooled[0]?.events.deaths.length ?? 0) + (pooled[0]?.events.reversals.length ?? 0))
    expect(await read('signal_version')).toEqual(signals)
  })

  it('are read as the night froze them, and an earlier night as it was known then', async () => {
    const [west] = partnerships as [Partnership]
    const late = makeReversal({ day: addDays(night, -3), knownOn: addDays(night, -2), reference: 'late' })
    await within(west).within((trx) => addOverdoses(trx, [late], today))
    const reversalsOn = async (day: string) =>
      (await readNation(db.knex, [west], day)).partnerships[0]?.events.reversals ?? []
    expect(await reversalsOn(night)).toEqual(nation.partnerships[0]?.events.reversals)
    const earlier = addDays(night, -30)
    const known = await reversalsOn(earlier)
    expect(known.length).toBeGreaterThan(500)
    expect(known.every(({ day, knownOn }) => day < earlier && (knownOn ?? day) < earlier)).toBe(true)
  })
})

describe('the districts of a partnership', () => {
  /** Squares of so many degrees about a longitude. */
  const addAreas = (kind: string, squares: [longitude: number, half: number][]) =>
    db.within(async (trx) => {
      for (const [index, [longitude, half]] of squares.entries())
        await trx.raw(
          `insert into area (partnership_id, kind, code, name, geom, label_point, source)
           select current_partnership_id(), :kind, :code, :code, st_multi(st_expand(at, :half)), at, 'test'
           from st_setsrid(st_point(:longitude, 50), 4326) at`,
          { kind, code: `${kind} ${index + 1}`, longitude, half },
        )
    })
  const districts = () =>
    db.within(async (trx) => (await readDistricts(trx)).map(({ name, areaIds }) => [name, areaIds.length]))
  const wards: [number, number][] = Array.from({ length: 6 }, (_, i) => [-5 + 0.1 * i, 0.05])

  it('are its areas of the coarsest kind that covers it', async () => {
    await addAreas('ward', wards)
    expect(await districts()).toEqual(wards.map((_, i) => [`ward ${i + 1}`, 1]))
    await addAreas('prison', [[-5, 0.04]])
    await addAreas('half', [[-4.9, 0.15]])
    expect((await districts()).length).toBe(6)
    await addAreas('authority', [
      [-4.9, 0.15],
      [-4.6, 0.15],
    ])
    expect(await districts()).toEqual([
      ['authority 1', 3],
      ['authority 2', 3],
    ])
  })

  it('are the partnership itself, in the middle of its events, where it has no areas', async () => {
    const at = [-5, -4.8].map((longitude, i) =>
      makeReversal({ day: addDays(night, -5), longitude, latitude: 50, reference: `at ${i}` }),
    )
    await db.within((trx) => addOverdoses(trx, at, today))
    const [pooled] = (await readNation(db.knex, [db.partnership], night)).partnerships
    expect(pooled?.districts).toEqual([
      { name: db.partnership.name, longitude: expect.closeTo(-4.9), latitude: expect.closeTo(50), residents: null },
    ])
    expect(pooled?.events.reversals.map(({ district }) => district)).toEqual([0, 0])
    expect(pooled?.own).toBeUndefined()
  })
})

const partnershipOf = (name: string, given: Partial<PooledPartnership> = {}): PooledPartnership => ({
  partnershipId: name,
  name,
  region: null,
  districts: [{ name, longitude: -5 + name.length / 10, latitude: 50, residents: null }],
  events: { deaths: [], reversals: [] },
  results: [],
  eventsLeftOut: 0,
  own: undefined,
  sharesWith: [],
  ...given,
})
const nationOf = (partnerships: PooledPartnership[]): Nation => ({ night, partnerships, substances: [] })

const eventOn = (day: string) => ({ ids: [randomUUID()], day, knownOn: null, district: 0 })
const daily = (days: number) => Array.from({ length: days }, (_, i) => eventOn(addDays(night, -1 - i)))

describe('the new signals of many partnerships', () => {
  const judged = [{ detector: 'D2', stream: 'reversals', p: 0.5 } as const]
  const signal = (p: number) => ({ detector: 'D2', stream: 'reversals', p, observed: 4 }) as const
  const among = (ps: number[], partnerships = 150) =>
    judgeOwnSignals(
      nationOf(
        Array.from({ length: partnerships }, (_, i) =>
          partnershipOf(`P${i}`, { own: { judged, newSignals: i < ps.length ? [signal(ps[i] as number)] : [] } }),
        ),
      ),
    )

  it('are kept where they would stand out of that many, by Benjamini and Hochberg', () => {
    const [check, ...signals] = among([0.0001, 1 / 365, 0.0006, 0.002])
    expect(check).toMatchObject({ kind: 'own signals', outcome: 'judged: 2 of 4 new signals kept', partnerships: 150 })
    // 150 × .0001 / 1 and 150 × .0006 / 2; then 150 × .002 / 3 and 150 / 365 / 4
    expect(signals).toMatchObject([
      { partnership: 'P0', falseDiscoveryRate: expect.closeTo(0.015, 12), isKept: true, observed: 'fewer than 5' },
      { partnership: 'P2', falseDiscoveryRate: expect.closeTo(0.045, 12), isKept: true },
      { partnership: 'P3', falseDiscoveryRate: expect.closeTo(0.1, 12), isKept: false },
      { partnership: 'P1', isKept: false },
    ])
    expect(among([1 / 365], 10)[1]).toMatchObject({ isKept: true })
  })

  it('are not judged where fewer than two nights are done', () => {
    const [check] = judgeOwnSignals(
      nationOf([partnershipOf('A', { own: { judged, newSignals: [] } }), partnershipOf('B')]),
    )
    expect(check).toMatchObject({ leftOut: ['B'], outcome: expect.stringContaining('not enough data to judge') })
  })
})

describe('a partnership that began to record lately', () => {
  it('is left out of what is judged together, for its beginning would look like a rise', async () => {
    const nation = nationOf([
      partnershipOf('Old', { events: { deaths: [], reversals: daily(1400) } }),
      partnershipOf('Older', { events: { deaths: [], reversals: daily(1400) } }),
      partnershipOf('New', { events: { deaths: [], reversals: daily(60) } }),
    ])
    const [deaths, reversals] = await findPooledRises(nation, two)
    expect(reversals).toMatchObject({ partnerships: 2, leftOut: ['New'], tier: null })
    expect(reversals?.pValue).toBeGreaterThan(0.1)
    expect(deaths).toMatchObject({ partnerships: 0, pValue: null })
    expect(deaths?.outcome).toContain('not enough data to judge')
  })
})

describe('a rise of two partnerships together', () => {
  it('is told in round numbers, so that what is said of one gives away nothing of the other', async () => {
    const more = Array.from({ length: 23 }, (_, i) => eventOn(addDays(night, -1 - (i % 5))))
    const nation = nationOf([
      partnershipOf('One', { events: { deaths: [], reversals: [...daily(1400), ...more] } }),
      partnershipOf('Two', { events: { deaths: [], reversals: daily(1400) } }),
    ])
    const [, rise] = await findPooledRises(nation, two)
    // 5 days of two a day, and 23 more
    expect(rise).toMatchObject({ tier: 'notify', firstDay: addDays(night, -5), observed: 35, expected: 10 })
    expect(rise && describeLine(rise)).toContain('about 35 from')
  })
})

describe('the search over subgroups', () => {
  const SHARES = [0.5, 0.3, 0.3, 0.06, 0.2]
  const DRUGS = ['heroin', 'cocaine', 'diazepam', 'bromazolam', 'pregabalin']
  /** Three years of results and eight weeks, of six partnerships in a row. */
  function drawNation(seed: string, aYear: number, planted: number): Nation {
    const random = randomFor(seed, 0)
    const results: PooledResult[][] = Array.from({ length: 6 }, () => [])
    const draw = (knownOn: string): PooledResult => ({
      knownOn,
      found: DRUGS.filter((_, i) => random() < (SHARES[i] ?? 0)),
      ageYears: 20 + randomBelow(random, 50),
      sex: random() < 0.7 ? 'male' : 'female',
    })
    for (let i = 0; i < (aYear / 365) * (1095 + 56); i++)
      results[randomBelow(random, 6)]?.push(draw(addDays(night, -1 - randomBelow(random, 1095 + 56))))
    for (let i = 0; i < planted; i++) {
      const person = { ...draw(addDays(night, -1 - randomBelow(random, 50))), ageYears: 30, sex: 'female' }
      results[2 + randomBelow(random, 2)]?.push({ ...person, found: [...new Set([...person.found, 'bromazolam'])] })
    }
    return nationOf(results.map((ofOne, i) => partnershipOf('x'.repeat(i + 1), { results: ofOne })))
  }

  it('names women of an age with a drug in two partnerships, and is labelled exploratory', async () => {
    const found = await findSubgroup(drawNation('planted', 560, 12), two)
    expect(found).toMatchObject({
      isExploratory: true,
      substances: ['bromazolam'],
      sexes: ['female'],
      expected: 'fewer than 5',
      outcome: 'judged: a subgroup to look into',
    })
    expect(found.ages).toContain('25–34')
    expect(found.partnerships).toEqual(expect.arrayContaining(['xxx', 'xxxx']))
    expect(describeLine(found)).toContain('female; with bromazolam; in ')
  })

  it('finds nothing where nothing was hidden', async () => {
    const { pValue, observed } = await findSubgroup(drawNation('quiet', 560, 0), two)
    expect(pValue).toBeGreaterThan(0.05)
    expect(observed).toBeNull()
  })

  it('does not judge fewer than 500 deaths with toxicology a year', async () => {
    const { outcome, pValue } = await findSubgroup(drawNation('few', 300, 12), two)
    expect(outcome).toMatch(/^not enough data to judge: \d+ deaths with toxicology in a year, 500 needed/)
    expect(pValue).toBeNull()
  })
})

describe('vigil national', () => {
  const refusalOf = async (...given: string[]) => {
    const program = new Command().exitOverride().configureOutput({ writeErr: () => undefined })
    addNationalCommand(program)
    for (const command of program.commands) command.exitOverride().configureOutput({ writeErr: () => undefined })
    try {
      await program.parseAsync(['national', ...given], { from: 'user' })
    } catch (error) {
      return error instanceof CommanderError ? error.message : (error as Error).message
    }
    return 'nothing was refused'
  }

  it.each([
    [['--day', '2026-02-30'], '--day 2026-02-30 is not a day such as 2026-03-01.'],
    [['--day', '0001-02-03'], 'is too early, before 1900-01-01.'],
    [['--threads', '0'], '--threads 0 is not a whole number from 1 to 64.'],
    [['--partnership', 'x'], "unknown option '--partnership'"],
  ])('refuses %j with a sentence', async (given, sentence) => {
    expect(await refusalOf(...given)).toContain(sentence)
  })
})
