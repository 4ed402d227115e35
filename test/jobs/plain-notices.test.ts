import { describe, expect, it } from 'vitest'
import { computeHere } from '../../jobs/compute/compute.ts'
import { noticePlainly } from '../../jobs/detection/checks/plain-notices.ts'
import { runNight } from '../../jobs/work/nightly.ts'
import { PlainNotices } from '../../server/contract/plain-notice.ts'
import { addDays } from '../../server/day.ts'
import { switchPlainNotice } from '../../server/partnerships/store.ts'
import type { Snapshot, SnapshotDeath, SnapshotReversal } from '../../server/surveillance/nights/snapshot.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'
import { addOverdoses, makeReversal } from '../support/events.ts'

const night = '2026-03-10'
const harbour = '00000000-0000-4000-8000-0000000000aa'
let made = 0

function record(daysAgo: number, given: object = {}) {
  const day = addDays(night, -daysAgo)
  return {
    ...{ id: `record-${made++}`, day, knownOn: addDays(day, 1), areaId: harbour, source: 'vigil' },
    // each at an address of its own, a mile from the next
    ...{ longitude: -5 - made * 0.02, latitude: 50.2 },
    ...given,
  }
}
const reversal = (daysAgo: number, given: Partial<SnapshotReversal> = {}) =>
  ({ ...record(daysAgo), person: 1, minute: null, ...given }) as SnapshotReversal
const death = (daysAgo: number, given: Partial<SnapshotDeath> = {}) =>
  ({
    ...record(daysAgo),
    ...{ toxicologyKnownOn: null, found: [], notDetected: [], panelId: null },
    ...given,
  }) as SnapshotDeath

const notices = (given: Partial<Snapshot>) =>
  noticePlainly({
    ...{ partnershipId: harbour, night, previousNight: null, deaths: [], reversals: [], foundEarlier: [] },
    ...{ areas: [{ areaId: harbour, name: 'Harbour' }], residentsPerSquareKilometre: null, substances: [], panels: [] },
    ...given,
  })
const sentences = (given: Partial<Snapshot>) => notices(given).map(({ sentence }) => sentence)
const at = { longitude: -5.1, latitude: 50.1 }

describe('plain notices', () => {
  it('list three persons at one event, and not two', () => {
    const persons = (count: number) =>
      Array.from({ length: count }, (_, i) => reversal(3, { id: `event-${count}`, person: i + 1 }))
    expect(sentences({ reversals: [...persons(2), ...persons(3)] })).toEqual([
      '3 persons overdosed at one event in Harbour on 7 March 2026.',
    ])
  })

  it('take an age written as a band of one year for the group that holds it', () => {
    const men = ['34-34', '25-34', '29-29'].map((ageBand, i) => reversal(2 + i, { ageBand, sex: 'male' }))
    expect(sentences({ reversals: men })).toEqual([
      '3 overdoses of men aged 25-34 in Harbour from 6 March 2026 to 8 March 2026.',
    ])
  })

  it('list a second event at one address within seven days, deaths too, and not in the middle of a town', () => {
    const two = { deaths: [death(2, at)], reversals: [reversal(9, at)] }
    expect(notices(two)).toMatchObject([{ rule: 'event_at_address', count: 2, deaths: 1 }])
    expect(sentences(two)).toEqual([
      '2 overdoses and deaths at one address or postcode in Harbour from 1 March 2026 to 8 March 2026.',
    ])
    expect(sentences({ reversals: [reversal(2, at), reversal(10, at)] })).toEqual([])
    const town = { ...at, placePrecision: 'town' } as const
    expect(sentences({ reversals: [reversal(2, town), reversal(3, town)] })).toEqual([])
  })

  it('list the same hostel within 28 days', () => {
    const hostel = { ...at, atHostel: true } as const
    expect(sentences({ reversals: [reversal(2, hostel), reversal(25, hostel)] })).toEqual([
      '2 overdoses at the same hostel or supported housing in Harbour from 13 February 2026 to 8 March 2026.',
    ])
    expect(sentences({ reversals: [reversal(2, hostel), reversal(25, at)] })).toEqual([])
  })

  it('list three of one age and sex group within 14 days: deaths anywhere, overdoses of one area', () => {
    const woman = { ageYears: 27, sex: 'female' } as const
    const deaths = [death(1, woman), death(5, { ...woman, ageYears: 33 }), death(13, { ...woman, areaId: null })]
    expect(sentences({ deaths })).toEqual(['3 deaths of women aged 25-34 from 25 February 2026 to 9 March 2026.'])
    const man = { ageBand: '35-44', sex: 'male' } as const
    const elsewhere = '00000000-0000-4000-8000-0000000000bb'
    const reversals = [reversal(1, man), reversal(5, man), reversal(6, { ...man, areaId: elsewhere })]
    expect(sentences({ reversals })).toEqual([])
    expect(sentences({ reversals: [...reversals, reversal(8, man)] })).toHaveLength(1)
  })

  it('are news for a week, by when it happened or became known', () => {
    const late = (knownDaysAgo: number) => ({ ...at, knownOn: addDays(night, -knownDaysAgo) })
    expect(sentences({ reversals: [reversal(40, at), reversal(38, late(7))] })).toHaveLength(1)
    expect(sentences({ reversals: [reversal(40, at), reversal(38, late(8))] })).toEqual([])
  })

  it('are each a switch', () => {
    const two = { reversals: [reversal(2, { ...at, atHostel: true }), reversal(3, { ...at, atHostel: true })] }
    expect(notices(two).map(({ rule }) => rule)).toEqual(['event_at_address', 'events_at_hostel'])
    expect(notices({ ...two, plainNoticeRules: ['events_at_hostel'] }).map(({ rule }) => rule)).toEqual([
      'events_at_hostel',
    ])
  })
})

describe('a partnership', () => {
  const db = useDatabase()
  const api = useApi(db)

  it('reads the plain notices of its last night apart from its signals, and those it switched off are not made', async () => {
    await db.within((trx) =>
      addOverdoses(
        trx,
        [makeReversal({ day: '2026-03-07' }), makeReversal({ day: '2026-03-08', source: 'hostels' })],
        night,
      ),
    )
    const { partnershipId } = db.partnership
    await runNight(db.knex, partnershipId, night, computeHere())
    const read = async () => PlainNotices.parse((await api.get('/api/signals/plain-notices').expect(200)).body)
    const listed = await read()
    expect(listed).toMatchObject({ night, notices: [{ rule: 'event_at_address', count: 2 }] })
    expect(listed.rules.every(({ isOn }) => isOn)).toBe(true)
    expect((await api.get('/api/signals').expect(200)).body.rows).toEqual([])
    expect((await api.get('/api/signals/plain-notices.csv').expect(200)).text).toContain('event_at_address')

    await switchPlainNotice(db.knex, partnershipId, 'event_at_address', false)
    await runNight(db.knex, partnershipId, addDays(night, 1), computeHere())
    const off = await read()
    expect(off).toMatchObject({ night: addDays(night, 1), notices: [] })
    expect(off.rules.find(({ rule }) => rule === 'event_at_address')?.isOn).toBe(false)
    await switchPlainNotice(db.knex, partnershipId, 'event_at_address', true)
    expect((await read()).rules.every(({ isOn }) => isOn)).toBe(true)
  })
})
