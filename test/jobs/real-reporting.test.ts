import { describe, expect, it } from 'vitest'
import { computeHere } from '../../jobs/compute/compute.ts'
import { changedHabitOf } from '../../jobs/detection/health/changed-habit.ts'
import { usualThere } from '../../jobs/detection/health/usual-there.ts'
import { judgeNight, type NightResult, signalsAfter } from '../../jobs/detection/night.ts'
import { countOnce, occurrencesOf } from '../../jobs/detection/reports/count-once.ts'
import { dailySeries } from '../../jobs/detection/reports/daily-series.ts'
import { learntLate } from '../../jobs/detection/reports/learnt-late.ts'
import { atSamePlaces } from '../../jobs/detection/reports/same-place.ts'
import { shareKnown } from '../../jobs/detection/reports/share-known.ts'
import { type Random, randomFor, randomPoisson } from '../../jobs/stats/draws/random.ts'
import type { Day } from '../../server/contract/day.ts'
import { SignalEvidence } from '../../server/contract/signal.ts'
import { joinSentence } from '../../server/contract/signal-sentence.ts'
import { addDays, daysBetween } from '../../server/day.ts'
import type { Snapshot, SnapshotDeath, SnapshotReversal } from '../../server/surveillance/nights/snapshot.ts'
import type { KeptIdentity } from '../../server/surveillance/signals/nightly-store.ts'
import { deterministicId } from '../prove/simulator/ids.ts'

/** What real reporting does to the checks, as it was met: each of these was told wrongly, or not at all. */

const compute = computeHere()
const FIRST_DAY = '2021-01-01'
const TOWNS = 12

type Place = { longitude: number; latitude: number; areaId: string }
const town = (i: number): Place => ({
  longitude: -5.2 + (i % 4) * 0.13,
  latitude: 50.1 + Math.floor(i / 4) * 0.08,
  areaId: deterministicId(`town ${i}`),
})

let made = 0
const located = (place: Place, day: Day, knownOn: Day, source: string) => ({
  id: deterministicId(`record ${made++}`),
  ...{ day, knownOn, source, ...place },
})
const death = (place: Place, day: Day, knownOn = addDays(day, 3), source = 'coroner'): SnapshotDeath => ({
  ...located(place, day, knownOn, source),
  ...{ toxicologyKnownOn: null, found: [], notDetected: [], panelId: null },
})
const reversal = (place: Place, day: Day, knownOn = addDays(day, 1), source = 'ambulance'): SnapshotReversal => ({
  ...located(place, day, knownOn, source),
  ...{ person: 1, minute: null },
})

/** So many a year, anywhere, up to a day. */
function background<T>(
  aYear: number,
  until: Day,
  seed: string,
  make: (place: Place, day: Day, random: Random) => T,
): T[] {
  const random = randomFor(seed, 0)
  return Array.from({ length: daysBetween(FIRST_DAY, until) }, (_, i) => addDays(FIRST_DAY, i)).flatMap((day) =>
    Array.from({ length: randomPoisson(random, aYear / 365) }, () =>
      make(town(Math.floor(random() * TOWNS)), day, random),
    ),
  )
}

type Records = { deaths?: SnapshotDeath[]; reversals?: SnapshotReversal[]; partnershipId?: string }

function snapshotOn(night: Day, { deaths = [], reversals = [], partnershipId = deterministicId('us') }: Records) {
  const isKnown = ({ day, knownOn }: { day: Day; knownOn: Day | null }) => day < night && (knownOn ?? day) < night
  const inOrder = (a: { day: Day; id: string }, b: { day: Day; id: string }) =>
    a.day < b.day || (a.day === b.day && a.id < b.id) ? -1 : 1
  return {
    ...{ partnershipId, night, previousNight: addDays(night, -1), foundEarlier: [], substances: [], panels: [] },
    deaths: deaths.filter(isKnown).sort(inOrder),
    reversals: reversals.filter(isKnown).sort(inOrder),
    areas: Array.from({ length: TOWNS }, (_, i) => ({ areaId: town(i).areaId, name: `Town ${i}` })),
    residentsPerSquareKilometre: 160,
  } satisfies Snapshot
}

/** The nights in turn, each with the signals of the one before. */
async function judge(from: Day, until: Day, records: Records): Promise<NightResult[]> {
  const results: NightResult[] = []
  let signals: KeptIdentity[] = []
  for (let night = from; night <= until; night = addDays(night, 1)) {
    const result = await judgeNight(snapshotOn(night, records), signals, compute)
    for (const { evidence } of result.versions) SignalEvidence.parse(evidence) // as its page will
    signals = signalsAfter(signals, result)
    results.push(result)
  }
  return results
}

const versionsOf = (results: readonly NightResult[]) => results.flatMap(({ versions }) => versions)
const holding = (results: readonly NightResult[], records: readonly { id: string }[], least: number) =>
  versionsOf(results).filter(({ caseIds }) => records.filter(({ id }) => caseIds.includes(id)).length >= least)

describe('a coroner’s monthly list', () => {
  const listed = (place: Place, day: Day) => {
    const next = addDays(`${day.slice(0, 7)}-28`, 4)
    return death(place, day, `${next.slice(0, 7)}-05`)
  }
  const history = background(48, '2025-12-01', 'monthly', listed)
  const atOneAddress = [3, 4, 5, 6, 7, 8].map((day) => listed(town(5), `2025-10-${String(day).padStart(2, '0')}`))
  const deaths = [...history, ...atOneAddress]

  it('of which six are at one address in six days is told the next morning, and is no bulk', async () => {
    const results = await judge('2025-11-05', '2025-11-07', { deaths })
    expect(holding(results, atOneAddress, 5)[0]).toMatchObject({ tier: 'notify', stream: 'deaths' })
    expect(results.flatMap(({ feeds }) => feeds)).toEqual([])
  })

  it('is no rise of the whole area when it comes, nor silence before it does', async () => {
    const results = await judge('2025-06-01', '2025-07-10', { deaths: history })
    expect(versionsOf(results).filter(({ detector, tier }) => detector === 'D1' && tier === 'notify')).toEqual([])
    const known = (night: Day) =>
      dailySeries(
        deaths.filter(({ knownOn }) => (knownOn ?? '') < night),
        'deaths',
        night,
      ).series.shareKnown.at(-7)
    // of what happened a week ago: all is known on the day after a list, nothing at the end of the month
    expect(known('2025-07-06')).toBeGreaterThan(0.5)
    expect(known('2025-06-28')).toBeLessThan(0.1)
  })
})

describe('one overdose', () => {
  const history = background(150, '2026-03-01', 'events', (place, day) => reversal(place, day))

  it('of three persons is one case to the checks of places and of days, and its persons are said', async () => {
    const night = '2026-02-20'
    const events = [0, 1, 2].flatMap((i) => {
      const first = reversal(town(3), `2026-02-1${5 + i}`)
      return [1, 2, 3].map((person) => ({ ...first, person }))
    })
    expect(occurrencesOf(events).map(({ persons }) => persons)).toEqual([3, 3, 3])
    const once = await judge(night, '2026-02-24', { reversals: [...history, ...events.slice(0, 3)] })
    expect(holding(once, events, 1).filter(({ tier }) => tier === 'notify')).toEqual([])
    const { cases } = dailySeries(occurrencesOf(events), 'reversals', night)
    expect(cases).toHaveLength(3)
  })

  it('told of by ambulance, outreach and hostel in one file counts once: by the minute, and by day, age and sex', () => {
    const told = (agency: string, over: Partial<SnapshotReversal> = {}) => ({
      ...reversal(town(3), '2026-02-15', '2026-02-16', 'vigil-csv'),
      ...{ agency, ...over },
    })
    const agencies = ['Ambulance Trust', 'Outreach', 'Hostel']
    expect(countOnce(agencies.map((agency, i) => told(agency, { minute: 600 + 10 * i })))).toHaveLength(1)
    const person = { ageBand: '30-39', sex: 'male' } as const
    expect(countOnce(agencies.map((agency) => told(agency, person)))).toHaveLength(1)
    expect(countOnce([told('Hostel', person), told('Outreach', { ...person, sex: 'female' })])).toHaveLength(2)
    expect(countOnce([told('Hostel', person), told('Outreach')])).toHaveLength(2)
    // within one feed: only where age and sex are known to be the same
    const timed = (over: Partial<SnapshotReversal>) => told('Hostel', { minute: 600, ...over })
    expect(countOnce([timed(person), timed(person)])).toHaveLength(1)
    expect(countOnce([timed({}), timed({})])).toHaveLength(2)
    // eight persons within an hour, of whom one agency gives eight times, are eight
    const hour = Array.from({ length: 8 }, (_, i) => timed({ ...person, minute: 600 + 7 * i }))
    expect(countOnce(hour)).toHaveLength(8)
    expect(occurrencesOf([timed(person), timed({ ageBand: '20-29' })])).toMatchObject([{ persons: 2 }])
  })
})

describe('a new agency', () => {
  it('whose overdoses are of two persons each is said to tell of no more than there are', async () => {
    const reversals = [
      ...background(300, '2026-03-10', 'others', (place, day) => reversal(place, day)),
      ...[1, 1, 2, 2, 3, 3, 4, 4].map((day, i) => ({
        ...reversal({ ...town(4), latitude: 50.19 }, `2026-03-0${day}`, `2026-03-0${day + 1}`, 'vigil-csv'),
        ...{ agency: 'New Hostel', minute: 600 + (i % 2) },
      })),
    ]
    const [result] = await judge('2026-03-06', '2026-03-06', { reversals })
    const said = result?.versions.find(({ detector }) => detector === 'D2')?.sentence
    const text = joinSentence(said ?? [])
    expect(text).toContain('4 overdoses with naloxone given (8 persons)')
    expect(text).toContain('4 of 4 come from “New Hostel”')
  })
})

describe('what is learnt late', () => {
  it('is looked at when it becomes known, and told as past: twelve reversals at one address, forms after 31 to 45 days', async () => {
    const late = Array.from({ length: 12 }, (_, i) => {
      const day = addDays('2026-01-01', i)
      return reversal(town(7), day, addDays(day, 31 + ((5 * i) % 15)), 'outreach')
    })
    const reversals = [...background(300, '2026-03-01', 'late', (place, day) => reversal(place, day)), ...late]
    const lastKnown = late
      .map(({ knownOn }) => knownOn as Day)
      .sort()
      .at(-1) as Day
    const told = holding(await judge(lastKnown, addDays(lastKnown, 7), { reversals }), late, 9)
    expect(told[0]).toMatchObject({ detector: 'D2', tier: 'notify' })
    expect(joinSentence(told[0]?.sentence ?? [])).toContain('This is past: its reports came late.')
  })

  it('is told of deaths too: six in a fortnight at one address, learnt after 61 to 90 days', async () => {
    const late = Array.from({ length: 6 }, (_, i) => {
      const day = addDays('2025-11-01', 2 * i)
      return death(town(7), day, addDays(day, 61 + ((7 * i) % 30)))
    })
    const deaths = [...background(50, '2026-03-01', 'late deaths', (place, day) => death(place, day)), ...late]
    const lastKnown = late
      .map(({ knownOn }) => knownOn as Day)
      .sort()
      .at(-1) as Day
    const told = holding(await judge(lastKnown, addDays(lastKnown, 7), { deaths }), late, 5)
    expect(joinSentence(told[0]?.sentence ?? [])).toContain('This is past: its reports came late.')
  })
})

describe('a backlog of a whole year that is sent on one day', () => {
  it('is no string of clusters of the past', async () => {
    const sent = '2026-02-28'
    const reversals = background(300, sent, 'backlog', (place, day) => reversal(place, day, sent)).filter(
      ({ day }) => day >= '2025-02-28',
    )
    const [result] = await judge('2026-03-01', '2026-03-01', { reversals })
    expect(result?.versions.filter(({ stream }) => stream === 'reversals')).toEqual([])
    // the nights to come are of the same backlog: on the first of them it is no analysis of once a year
    const [first, last] = ['2026-03-01', '2026-03-07'].map((night) =>
      learntLate(occurrencesOf(reversals), 'reversals', night),
    )
    expect(first?.everyDays).toBe(last?.everyDays)
  })
})

describe('delays', () => {
  it('that become shorter raise what is expected within weeks, and those that become longer do not lower it', () => {
    const random = randomFor('delays', 0)
    const reported = (until: number, delayOf: (day: number) => number) =>
      Array.from({ length: until }, (_, day) => ({ day, delay: delayOf(day) })).flatMap(({ day, delay }) =>
        day + delay < until
          ? [{ day: addDays(FIRST_DAY, day), knownOn: addDays(FIRST_DAY, day + delay), source: 'coroner' }]
          : [],
      )
    const numberOf = (day: Day) => daysBetween(FIRST_DAY, day)
    const usual = () => Math.floor(14 * random())
    const known = (delayOf: (day: number) => number) => shareKnown(reported(800, delayOf), numberOf, 799, 60)
    const before = known(usual)
    expect(before?.isQuicker).toBe(false)
    expect(before?.byAge[3]).toBeLessThan(0.45)
    const quicker = known((day) => (day < 740 ? usual() : Math.floor(2 * random())))
    expect(quicker?.isQuicker).toBe(true)
    expect(quicker?.byAge[3]).toBeGreaterThan(0.8)
    // a backlog that was sent at once, long ago, says nothing of how late reports usually come
    const backlog = Array.from({ length: 60 }, (_, i) => ({
      ...{ day: addDays(FIRST_DAY, 500 + i), knownOn: addDays(FIRST_DAY, 600), source: 'coroner' },
    }))
    const withBacklog = shareKnown([...reported(800, usual), ...backlog], numberOf, 799, 60)
    expect(withBacklog?.byAge[10]).toBeCloseTo(known(usual)?.byAge[10] ?? 0, 1)
    const slower = known((day) => (day < 740 ? usual() : 2 * usual()))
    expect(slower?.isQuicker).toBe(false)
    expect(slower?.byAge[3]).toBeGreaterThan(0.2)
  })
})

describe('a place', () => {
  it('is the same where a source moves the point of a town by a street: nothing is told that night', async () => {
    // six towns, one of them moved .0003° in January 2022
    const until = '2022-03-16'
    const six = background(90, until, 'six towns', (_, day, random) => {
      const place = { ...town(Math.floor(6 * random())), placePrecision: 'town' as const }
      const isMoved = place.areaId === town(2).areaId && day >= '2022-01-15'
      return death({ ...place, latitude: place.latitude + (isMoved ? 0.0003 : 0) }, day)
    })
    const [result] = await judge('2022-03-15', '2022-03-15', { deaths: six })
    expect(result?.versions.filter(({ detector }) => detector === 'D2')).toEqual([])
    // and without the precision being known, once the old point has ended
    const exact = six.map(({ placePrecision: _, ...record }) => record)
    expect(new Set(atSamePlaces(exact, '2022-03-15').map(({ latitude }) => latitude)).size).toBe(2)
    const [again] = await judge('2022-03-15', '2022-03-15', { deaths: exact })
    expect(again?.versions.filter(({ detector }) => detector === 'D2')).toEqual([])
  })

  it('whose source begins to give its own address for all it reports is told of once, with why', async () => {
    const since = '2026-01-05'
    const own = { ...town(4), latitude: town(4).latitude + 0.01 }
    const reversals = [
      ...background(225, '2026-05-01', 'others', (place, day) => reversal(place, day)),
      ...background(75, '2026-05-01', 'hospital', (place, day) =>
        reversal(day < since ? place : own, day, addDays(day, 1), 'hospital'),
      ),
    ]
    const results = await judge('2026-01-12', '2026-04-20', { reversals })
    const there = versionsOf(results).filter(({ centre }) => centre?.latitude === own.latitude)
    expect(
      there.some(({ sentence }) =>
        /at one address where nothing was recorded before .* January 2026/.test(joinSentence(sentence)),
      ),
    ).toBe(true)
    expect(there.filter(({ tier, isRenotified }) => tier === 'notify' && isRenotified).length).toBeLessThanOrEqual(1)
    expect(there.filter(({ isRenotified }) => isRenotified).length).toBeLessThanOrEqual(2)
  })

  it('gives one address for its three last reports: likely its own while they are no more than its usual, and a rise where they are', () => {
    const own = { ...town(4), latitude: town(4).latitude + 0.01 }
    const at = (place: Place, day: Day) => reversal(place, day, addDays(day, 1), 'hospital')
    const before = Array.from({ length: 70 }, (_, i) => at(town(i % 7), addDays('2025-03-03', 5 * i)))
    const others = Array.from({ length: 100 }, (_, i) => reversal(town(i % 5), addDays('2025-03-03', 3 * i)))
    const habit = (days: readonly Day[], night: Day) => {
      const there = occurrencesOf(days.map((day) => at(own, day)))
      return changedHabitOf(there, [...occurrencesOf([...before, ...others]), ...there], night)
    }
    expect(habit(['2026-02-14', '2026-02-18', '2026-02-23'], '2026-02-25')).toMatchObject({ cases: 3, isLikely: true })
    expect(habit(['2026-02-14', '2026-02-14', '2026-02-15'], '2026-02-17')).toBeUndefined()
  })

  it('is the same where it moves twice', () => {
    const at = (metres: number): Place => ({ ...town(2), latitude: town(2).latitude + metres / 111_195 })
    const monthly = (place: Place, from: Day) => [0, 1, 2, 3].map((month) => death(place, addDays(from, 30 * month)))
    const moved = [
      ...monthly(at(0), '2025-05-01'),
      ...monthly(at(200), '2025-09-01'),
      ...monthly(at(400), '2026-01-01'),
    ]
    expect(new Set(atSamePlaces(moved, '2026-05-01').map(({ latitude }) => latitude)).size).toBe(1)
  })

  it('with a cluster is news though all else that its feed reports comes late', async () => {
    const hostel = { ...town(4), latitude: town(4).latitude + 0.01 }
    const there = Array.from({ length: 8 }, (_, i) => addDays('2026-03-01', i)).map((day) =>
      reversal(hostel, day, addDays(day, 1), 'outreach'),
    )
    const reversals = [
      ...background(300, '2026-03-10', 'others', (place, day) => reversal(place, day)),
      ...background(200, '2026-03-10', 'forms', (place, day, random) =>
        reversal(place, day, addDays(day, 30 + Math.floor(15 * random())), 'outreach'),
      ),
      ...there,
    ]
    const told = holding(await judge('2026-03-10', '2026-03-10', { reversals }), there, 8)
    expect(told).toMatchObject([{ tier: 'notify' }])
    expect(told[0]?.evidence).not.toHaveProperty('changedHabit')
  })

  it('had such a cluster half a year before, or a year before: that is no habit', async () => {
    const cluster = (from: Day) => [0, 0, 1, 1, 2, 2, 3, 3].map((after) => reversal(town(4), addDays(from, after)))
    for (const earlier of ['2025-08-31', '2025-03-01']) {
      const now = cluster('2026-03-01')
      const days = [...cluster(earlier), ...now].map(({ day }) => day)
      const found = { firstDay: '2026-03-01', lastDay: '2026-03-04', observed: 8, expected: 0.1 }
      expect(usualThere(days, found, FIRST_DAY)).toBeUndefined()
    }
    // three in three days, where the check expected more than is usual on such days
    const seldom = Array.from({ length: 12 }, (_, month) => addDays('2025-03-01', 30 * month + (month % 7)))
    const found = { firstDay: '2026-03-01', lastDay: '2026-03-03', observed: 3 }
    expect(usualThere(seldom, { ...found, expected: 0.3 }, FIRST_DAY)).toBeUndefined()
  })

  it('is used to its Friday nights, and a coast to its Augusts; more than that is news', () => {
    const fridays = Array.from({ length: 60 }, (_, week) => addDays('2025-01-03', 7 * week)).flatMap((day, i) =>
      Array<Day>(1 + (i % 3)).fill(day),
    )
    const friday = { firstDay: '2026-02-20', lastDay: '2026-02-20', expected: 0.3 }
    expect(usualThere(fridays, { ...friday, observed: 4 }, '2022-01-01')).toMatchObject({ of: 'weekdays', mean: 2 })
    expect(usualThere(fridays, { ...friday, observed: 12 }, '2022-01-01')).toBeUndefined()
    const augusts = ['2023', '2024', '2025'].flatMap((year) =>
      Array.from({ length: 10 }, (_, i) => `${year}-08-${String(1 + 3 * i).padStart(2, '0')}`),
    )
    const august = { firstDay: '2025-08-01', lastDay: '2025-08-28', expected: 4 }
    expect(usualThere(augusts, { ...august, observed: 10 }, '2022-01-01')).toMatchObject({ of: 'season', windows: 3 })
    expect(usualThere(augusts, { ...august, observed: 30 }, '2022-01-01')).toBeUndefined()
    expect(usualThere(augusts.slice(-10), { ...august, observed: 10 }, '2025-06-01')).toBeUndefined()
  })
})

describe('more kits of naloxone', () => {
  it('are about, and more reversals are expected', () => {
    const night = '2026-03-01'
    const reversals = background(300, night, 'kits', (place, day) => reversal(place, day))
    const months = Array.from({ length: 50 }, (_, i) => addDays('2022-01-15', Math.round(30.44 * i)).slice(0, 7))
    const kitsSupplied = months.map((month) => ({ month, kits: month >= '2025-11' ? 300 : 100 }))
    const about = dailySeries(reversals, 'reversals', night, kitsSupplied).series.goesWith
    expect((about?.at(-1) ?? 0) - (about?.at(-200) ?? 0)).toBeCloseTo(Math.log(3), 0)
    expect(dailySeries(reversals, 'reversals', night).series.goesWith).toBeUndefined()
    // recorded only since last month, they would explain any rise
    const lately = [{ month: '2026-02', kits: 600 }]
    expect(dailySeries(reversals, 'reversals', night, lately).series.goesWith).toBeUndefined()
  })
})

describe('the same history', () => {
  it('is first told on about the same night, whatever the draws of a partnership', async () => {
    const deaths = background(50, '2026-04-01', 'twenty', (place, day) => death(place, day))
    const reversals = [
      ...background(300, '2026-04-01', 'twenty reversals', (place, day) => reversal(place, day)),
      ...Array.from({ length: 9 }, (_, i) => reversal(town(3), addDays('2026-02-01', i), addDays('2026-02-02', i))),
    ]
    const firstTold: number[] = []
    for (let i = 0; i < 6; i++) {
      const results = await judge('2026-02-02', '2026-02-14', {
        deaths,
        reversals,
        partnershipId: deterministicId(`id ${i}`),
      })
      const at = results.findIndex(({ versions }) =>
        versions.some(({ tier, stream }) => tier === 'notify' && stream === 'reversals'),
      )
      firstTold.push(at)
    }
    expect(Math.min(...firstTold)).toBeGreaterThan(0)
    expect(Math.max(...firstTold) - Math.min(...firstTold)).toBeLessThanOrEqual(1)
  })
})
