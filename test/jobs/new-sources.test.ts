import { describe, expect, it } from 'vitest'
import { newSourcesOf, watchNewSources } from '../../jobs/detection/health/new-sources.ts'
import type { Finding } from '../../jobs/detection/signals/finding.ts'
import { addDays } from '../../server/day.ts'
import type { Snapshot, SnapshotReversal } from '../../server/surveillance/nights/snapshot.ts'

const night = '2026-03-10'
let made = 0

function reversal(daysAgo: number, source: string, areaId: string | null = 'harbour'): SnapshotReversal {
  const day = addDays(night, -daysAgo)
  const id = `00000000-0000-4000-8000-${String(made++).padStart(12, '0')}`
  return { id, day, knownOn: day, longitude: -5, latitude: 50.2, areaId, source, person: 1, minute: null }
}

/** One every `every` days from `from` days ago to `until` days ago. */
const steady = (source: string, every: number, from: number, until = 1, areaId = 'harbour') =>
  Array.from({ length: Math.floor((from - until) / every) + 1 }, (_, i) => reversal(from - i * every, source, areaId))

describe('a source is new', () => {
  const ambulance = steady('ambulance', 3, 800)

  it('for a year from its first event, beside others known from before', () => {
    const records = [...ambulance, ...steady('hostels', 4, 60)]
    expect(newSourcesOf(night, records)).toEqual([{ source: 'hostels', firstDay: addDays(night, -60) }])
    expect(newSourcesOf(night, [...ambulance, ...steady('hostels', 4, 365)])).toHaveLength(1)
    expect(newSourcesOf(night, [...ambulance, ...steady('hostels', 4, 366)])).toEqual([])
  })

  it('by its agency, where forms and files have one source; agencies that are named from some day on took the place of what was not', () => {
    const by = (agency: string, ...steps: [number, number, number?]) =>
      steady('vigil', ...steps).map((record) => ({ ...record, agency }))
    const trust = by('Ambulance Trust', 3, 800)
    expect(newSourcesOf(night, [...trust, ...by('Harbour hostels', 4, 60)])).toEqual([
      { source: 'Harbour hostels', firstDay: addDays(night, -60) },
    ])
    const unnamed = steady('vigil', 2, 800, 61)
    expect(newSourcesOf(night, [...unnamed, ...by('Ambulance Trust', 3, 60), ...by('Harbour hostels', 6, 58)])).toEqual(
      [],
    )
  })

  it('not where Vigil itself is new: others sent fewer than 30 in the year before', () => {
    const since = (daysAgo: number) => [...steady('outreach', 10, daysAgo), ...steady('hostels', 4, 60)]
    expect(newSourcesOf(night, since(350))).toEqual([])
    expect(newSourcesOf(night, since(360))).toHaveLength(1)
  })

  it('not where it took the place of one that ended as it began', () => {
    const renamed = [...steady('ambulance', 3, 800, 60), ...steady('ambulance trust', 3, 57)]
    expect(newSourcesOf(night, renamed)).toEqual([])
    const endedLongBefore = [...steady('ambulance', 3, 800, 100), ...steady('hostels', 3, 57)]
    expect(newSourcesOf(night, endedLongBefore)).toHaveLength(1)
  })
})

describe('a finding that rests on a new source', () => {
  const others = steady('ambulance', 3, 800)

  function found(records: readonly SnapshotReversal[], cases: SnapshotReversal[], given: Partial<Finding> = {}) {
    const finding = {
      detector: 'D2',
      stream: 'reversals',
      tier: 'notify',
      cases: cases.map(({ id }) => ({ id, isDeath: false })),
      areaIds: ['harbour'],
      firstDay: cases.map(({ day }) => day).sort()[0],
      observed: cases.length,
      expected: 2,
      ...given,
    } as Finding
    const [judged] = watchNewSources([finding], { night, deaths: [], reversals: records } as unknown as Snapshot)
    return { tier: judged?.tier, newSources: judged?.newSources }
  }

  it('is watched, and says on which, where that source reports what is usual for it', () => {
    const hostels = steady('hostels', 4, 60)
    const cases = [...hostels.slice(-6), ...others.slice(-3)]
    expect(found([...others, ...hostels], cases)).toEqual({
      tier: 'watch',
      newSources: [{ source: 'hostels', firstDay: addDays(night, -60), cases: 6, isUsual: true }],
    })
  })

  it('is notified where less than half of what is beyond the expected is theirs', () => {
    const hostels = steady('hostels', 4, 60)
    const cases = [...hostels.slice(-3), ...others.slice(-6)]
    expect(found([...others, ...hostels], cases)).toEqual({ tier: 'notify', newSources: undefined })
    expect(found([...others, ...hostels], cases, { expected: 3 }).tier).toBe('watch')
  })

  it('is notified where the new source itself reports more than since it began', () => {
    const spike = Array.from({ length: 10 }, (_, i) => reversal(1 + (i % 3), 'hostels'))
    const hostels = [...steady('hostels', 4, 60, 5), ...spike]
    expect(found([...others, ...hostels], spike).tier).toBe('notify')
  })

  it('is notified, and says so, where nothing is known of the source yet', () => {
    const first = Array.from({ length: 5 }, (_, i) => reversal(1 + i, 'hostels'))
    const told = { source: 'hostels', firstDay: addDays(night, -5), cases: 5, isUsual: false }
    expect(found([...others, ...first], first)).toEqual({ tier: 'notify', newSources: [told] })
  })

  it('compares a place with what the source reported of that place, and a rise with all it reported', () => {
    const elsewhere = steady('hostels', 1, 60, 5, 'moor')
    const here = Array.from({ length: 8 }, (_, i) => reversal(1 + (i % 4), 'hostels'))
    const records = [...others, ...elsewhere, ...here]
    expect(found(records, here).tier).toBe('notify')
    expect(found(records, here, { detector: 'D1', areaIds: [] }).tier).toBe('watch')
  })
})
