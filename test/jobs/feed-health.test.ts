import { describe, expect, it } from 'vitest'
import { checkFeeds } from '../../jobs/detection/health/feed-health.ts'
import { countOnce } from '../../jobs/detection/reports/count-once.ts'
import { addDays } from '../../server/day.ts'
import type { Snapshot, SnapshotReversal } from '../../server/surveillance/nights/snapshot.ts'

const night = '2026-03-10'
let made = 0

function reversal(daysAgo: number, given: Partial<SnapshotReversal> & { delay?: number } = {}): SnapshotReversal {
  const { delay = 1, ...rest } = given
  const day = addDays(night, -daysAgo)
  return {
    id: `00000000-0000-4000-8000-${String(made++).padStart(12, '0')}`,
    day,
    knownOn: addDays(day, delay),
    longitude: -5,
    latitude: 50.2,
    areaId: null,
    source: 'ambulance',
    person: 1,
    minute: null,
    ...rest,
  }
}

/** One every `every` days for a year and a half, the latest `until` days ago. */
const steady = (every: number, until: number, source: string) =>
  Array.from({ length: Math.floor((540 - until) / every) }, (_, i) => reversal(until + i * every, { source }))

const check = (reversals: SnapshotReversal[]) => checkFeeds({ night, deaths: [], reversals } as unknown as Snapshot)

describe('feeds', () => {
  it('are well while each source sends what it usually sends', () => {
    const records = [...steady(2, 2, 'ambulance'), ...steady(5, 3, 'hostel')]
    const { snapshot, problems } = check(records)
    expect(problems).toEqual([])
    expect(snapshot.reversals).toBe(records)
  })

  it('are one feed where a partnership goes over from Vigil’s spreadsheet to its forms', () => {
    const others = steady(5, 3, 'hostel')
    const records = [
      ...steady(2, 25, 'vigil-csv'),
      ...[24, 22, 20, 18, 16, 14, 12, 10, 8, 6, 4, 2].map((d) => reversal(d, { source: 'vigil' })),
    ]
    expect(check([...records, ...others])).toMatchObject({
      snapshot: { reversals: { length: records.length + others.length } },
      problems: [],
    })
    expect(check([...steady(2, 25, 'vigil-csv'), ...others]).problems).toMatchObject([
      { source: 'entered in Vigil', problem: 'silent' },
    ])
  })

  it('are new for 60 days: nothing is left out, and it is said what that means', () => {
    const others = steady(2, 2, 'ambulance')
    const hostels = [40, 30, 20, 10].map((daysAgo) => reversal(daysAgo, { source: 'hostels' }))
    const { snapshot, problems } = check([...others, ...hostels])
    expect(problems).toMatchObject([
      { source: 'hostels', problem: 'new source', firstDay: '2026-01-29', reports: 4, expected: null, leftOut: 0 },
    ])
    expect(problems[0]?.sentence).toContain('“hostels” is new: 4 since 29 January 2026.')
    expect(snapshot.reversals).toHaveLength(others.length + 4)
    expect(check([...others, reversal(61, { source: 'hostels' })]).problems).toEqual([])
  })

  it('are silent once chance would hardly explain it, and the source is left out', () => {
    const others = steady(5, 3, 'hostel')
    const twelveDays = check([...steady(2, 13, 'ambulance'), ...others])
    expect(twelveDays.problems).toEqual([]) // 6 missing: Poisson .0025
    const { snapshot, problems } = check([...steady(2, 20, 'ambulance'), ...others])
    expect(problems).toMatchObject([
      { source: 'ambulance', problem: 'silent', firstDay: '2026-02-20', lastDay: '2026-03-09', reports: 0 },
    ])
    expect(problems[0]?.expected).toBeCloseTo(9, 0)
    expect(problems[0]?.leftOut).toBe(260)
    expect(snapshot.reversals).toEqual(others)
  })

  it('are taken to have ended after 60 days of silence, or to have gone over to a source that began then; nothing is left out', () => {
    const others = steady(5, 3, 'hostel')
    const ended = [...steady(2, 63, 'ambulance'), ...others]
    expect(check(ended).problems).toMatchObject([{ problem: 'silent', leftOut: 0 }])
    expect(check(ended).problems[0]?.sentence).toContain('it is taken to have ended')
    expect(check(ended).snapshot.reversals).toBe(ended)
    const renamed = [...steady(2, 30, 'ambulance'), ...others]
    expect(check(renamed).problems).toMatchObject([{ leftOut: 255 }])
    const successor = Array.from({ length: 10 }, (_, i) => reversal(2 + 2 * i, { source: 'ambulance (new system)' }))
    const { snapshot, problems } = check([...renamed, ...successor])
    expect(problems[0]?.sentence).toContain('“ambulance (new system)” began about then')
    expect(snapshot.reversals).toHaveLength(renamed.length + 10)
  })

  it('are agencies where forms and files have one source, and one that falls silent is missed; so is a small one, later', () => {
    const by = (agency: string, every: number, until: number) =>
      steady(every, until, 'vigil').map((record) => ({ ...record, agency }))
    const others = by('Ambulance Trust', 2, 2)
    // 61 a year, none for 42 days
    const { snapshot, problems } = check([...others, ...by('Harbour outreach', 6, 42)])
    expect(problems).toMatchObject([{ source: 'Harbour outreach', problem: 'silent', reports: 0 }])
    expect(problems[0]?.sentence).toContain('“Harbour outreach” has sent nothing for 40 days')
    // said sooner than acted on: P = .0015
    expect(problems[0]?.sentence).toContain('what it sent before stays in the checks while chance may explain it')
    expect(snapshot.reversals).toHaveLength(others.length + by('Harbour outreach', 6, 42).length)
    const surely = check([...others, ...by('Harbour outreach', 6, 50)])
    expect(surely.problems[0]?.sentence).toContain('left out of the checks until it reports again')
    expect(surely.snapshot.reversals).toEqual(others)
    // 30 a year: six weeks without one are chance, about once a year; nine are hardly
    expect(check([...others, ...by('Chapel pharmacy', 12, 42)]).problems).toEqual([])
    const later = check([...others, ...by('Chapel pharmacy', 12, 72)])
    expect(later.problems).toMatchObject([{ source: 'Chapel pharmacy', problem: 'silent' }])
  })

  it('share the chance of a false note: the more there are, the more surprising a silence must be', () => {
    const many = Array.from({ length: 12 }, (_, i) => steady(2, 2, `hostel ${i}`)).flat()
    const silent = steady(2, 16, 'ambulance')
    expect(check([...silent]).problems).toMatchObject([{ problem: 'silent' }])
    expect(check([...many, ...silent]).problems).toEqual([])
  })

  it('are missing something when a source sends far fewer than usual, and its records stay', () => {
    const records = [...steady(1, 30, 'ambulance'), reversal(9)]
    const { snapshot, problems } = check(records)
    expect(problems).toMatchObject([{ problem: 'few reports', reports: 1, leftOut: 0 }])
    expect(snapshot.reversals).toBe(records)
  })

  it('sent a bulk when many old events became known on one day; the old ones are left out for 60 days', () => {
    const usual = steady(2, 2, 'ambulance')
    const bulk = (sentDaysAgo: number) =>
      Array.from({ length: 12 }, (_, i) => reversal(sentDaysAgo + 16 + i, { delay: 16 + i }))
    const recent = [reversal(6, { delay: 1 })]
    const { snapshot, problems } = check([...usual, ...bulk(5), ...recent])
    expect(problems).toMatchObject([{ problem: 'bulk upload', firstDay: '2026-03-05', reports: 14, leftOut: 12 }])
    expect(snapshot.reversals).toEqual([...usual, ...recent])
    expect(check([...usual, ...bulk(61)]).problems).toEqual([])
    expect(check([...usual, ...bulk(5).map((record) => ({ ...record, knownOn: null }))]).problems).toEqual([])
  })

  it('may burst: many fresh events in a day are no bulk', () => {
    const burst = Array.from({ length: 12 }, () => reversal(3))
    expect(check([...steady(2, 2, 'ambulance'), ...burst]).problems).toEqual([])
  })
})

describe('one overdose reported by several agencies', () => {
  const at = (minute: number | null, source: string, given: Partial<SnapshotReversal> = {}) =>
    reversal(3, { minute, source, ...given })

  it('counts once: near in time and place, from different sources; the report with most persons stays', () => {
    const ambulance = at(845, 'ambulance')
    const again = { ...at(860, 'peers'), id: '00000000-0000-4000-8000-00000000aaaa' }
    const second = { ...again, person: 2 }
    expect(countOnce([ambulance, again, second])).toEqual([again, second])
  })

  it('counts each where the source is the same, the time unknown or apart, or the place further than 200 m', () => {
    const apart = [
      [at(845, 'ambulance'), at(846, 'ambulance')],
      [at(845, 'ambulance'), at(null, 'peers')],
      [at(845, 'ambulance'), at(876, 'peers')],
      [at(845, 'ambulance'), at(845, 'peers', { latitude: 50.2019 })],
    ]
    for (const pair of apart) expect(countOnce(pair)).toEqual(pair)
    expect(countOnce([at(845, 'ambulance'), at(845, 'peers', { latitude: 50.2017 })])).toHaveLength(1)
  })
})
