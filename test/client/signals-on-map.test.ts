import { describe, expect, it } from 'vitest'
import { flaggedLastNight } from '../../client/surveillance/signals/flagged.ts'
import { latestFirst, sayCases, sayGrowth, sayKind, whyUnseen } from '../../client/surveillance/signals/signalsOnMap.ts'
import type { MapDescription } from '../../server/contract/map-description.ts'
import type { Signal } from '../../server/contract/signal.ts'

const areaId = '00000000-0000-4000-8000-000000000001'
const signal = (given: Partial<Signal> = {}) =>
  ({
    stream: 'reversals',
    substances: [],
    centre: { longitude: -4.7, latitude: 50.5 },
    areas: [{ areaId, name: 'Bodmin' }],
    firstDay: '2026-11-21',
    lastDay: '2026-11-28',
    isOfLastNight: true,
    isDismissed: false,
    ...given,
  }) as Signal
const layer = (score: number | null, given: Partial<MapDescription> = {}) =>
  ({ layer: 'hot_spots', refusal: null, areas: score === null ? [] : [{ areaId, score }], ...given }) as MapDescription
const why = (one: Signal, description: MapDescription, events = 'reversals') =>
  whyUnseen(one, { description, events, days: 365 })

describe('a signal on the hot-spot layer', () => {
  it.each([
    ['stands out there too', signal(), layer(3.4), 'reversals', null],
    ['is of other events', signal(), layer(3.4), 'deaths', 'it is of reversals'],
    ['is of what was found', signal({ stream: 'toxicology' }), layer(3.4), 'deaths', 'what was found in deaths'],
    ['has no place', signal({ centre: null }), layer(3.4), 'reversals', 'no place'],
    ['is short beside the days shown', signal(), layer(0.3), 'reversals', 'its 8 days are few beside the 365 shown'],
    [
      'where the layer tells nothing apart',
      signal(),
      layer(null, { refusal: 'nothing' }),
      'reversals',
      'do not stand apart',
    ],
    ['has areas that are not drawn', signal(), layer(null), 'reversals', 'another kind'],
  ])('%s', (_, one, description, events, said) => {
    if (said === null) expect(why(one, description, events)).toBeNull()
    else expect(why(one, description, events)).toContain(said)
  })
})

describe('a signal on the map', () => {
  it('says what it is of: its events, or its substances', () => {
    const substances = [
      { code: 'bromazolam', name: 'Bromazolam' },
      { code: 'pregabalin', name: 'Pregabalin' },
    ]
    expect(sayKind(signal())).toBe('reversals')
    expect(sayKind(signal({ stream: 'deaths' }))).toBe('deaths')
    expect(sayCases(signal({ observed: 10 }))).toBe('reversals, 10 in 8 days')
    expect(sayKind(signal({ stream: 'toxicology', substances }))).toBe('bromazolam with pregabalin')
  })

  it.each([
    ['new last night', {}],
    ['flagged for 3 nights, 2 more last night', { firstNight: '2026-11-27', change: { casesAdded: 2, casesLeft: 0 } }],
    [
      'flagged for 3 nights, 2 more, 1 fewer last night',
      { firstNight: '2026-11-27', change: { casesAdded: 2, casesLeft: 1 } },
    ],
    ['flagged for 3 nights', { firstNight: '2026-11-27', change: { casesAdded: 0, casesLeft: 0 } }],
    ['flagged until 29 November', { firstNight: '2026-11-27', isOfLastNight: false }],
  ])('says how old it is and how it grew: %s', (said, given) => {
    const night = '2026-11-29'
    const found = { firstNight: night, night, change: null, ...given } as Partial<Signal>
    expect(sayGrowth(signal(found))).toBe(said)
  })

  it('lies on top where it was found last, of the same night the stronger, then the younger', () => {
    const [older, watch, notify, young] = [
      signal({ night: '2026-11-20', tier: 'notify', firstNight: '2026-11-19' }),
      signal({ night: '2026-11-29', tier: 'watch', firstNight: '2026-11-29' }),
      signal({ night: '2026-11-29', tier: 'notify', firstNight: '2026-11-19' }),
      signal({ night: '2026-11-29', tier: 'notify', firstNight: '2026-11-25' }),
    ] as [Signal, Signal, Signal, Signal]
    expect(latestFirst([older, watch, notify, young])).toEqual([young, notify, watch, older])
  })

  it('is what the map opens on where the last night found it at a place, and nobody has dismissed it', () => {
    const [found, ...others] = [
      signal(),
      signal({ isOfLastNight: false }),
      signal({ isDismissed: true }),
      signal({ centre: null }),
    ]
    expect(flaggedLastNight([...others, found as Signal])).toEqual([found])
  })
})
