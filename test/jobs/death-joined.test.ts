import { expect, it } from 'vitest'
import { computeHere } from '../../jobs/compute/compute.ts'
import { judgeNight, type NightResult, signalsAfter } from '../../jobs/detection/night.ts'
import { randomBelow, randomFor } from '../../jobs/stats/draws/random.ts'
import { joinSentence } from '../../server/contract/signal-sentence.ts'
import { addDays } from '../../server/day.ts'
import type { Snapshot, SnapshotDeath, SnapshotReversal } from '../../server/surveillance/nights/snapshot.ts'

const night = '2026-03-10'
const compute = computeHere()
const areas = Array.from({ length: 12 }, (_, i) => ({ areaId: `area ${i}`, name: `Area ${i}` }))

function at(area: number, day: string, id: string) {
  const place = { longitude: -5.4 + area * 0.1, latitude: 50.3, areaId: `area ${area}` }
  return { id, day, knownOn: day, source: 'ambulance', ...place }
}
const reversal = (area: number, day: string, id: string): SnapshotReversal => ({
  ...at(area, day, id),
  person: 1,
  minute: null,
})
const death = (area: number, day: string): SnapshotDeath => ({
  ...at(area, day, `death in ${area} on ${day}`),
  toxicologyKnownOn: null,
  found: [],
  notDetected: [],
  panelId: null,
})

/** 150 scattered over a year and twelve areas, and nine in area 4 within four days. */
const random = randomFor('a death joins', 0)
const reversals = [
  ...Array.from({ length: 150 }, (_, i) =>
    reversal(randomBelow(random, 12), addDays(night, -8 - randomBelow(random, 350)), `scattered ${i}`),
  ),
  ...Array.from({ length: 9 }, (_, i) => reversal(4, addDays(night, -2 - (i % 4)), `clustered ${i}`)),
]

const judge = (day: string, deaths: SnapshotDeath[], before: Parameters<typeof judgeNight>[1] = []) =>
  judgeNight(
    {
      partnershipId: 'a partnership',
      night: day,
      areas,
      deaths,
      reversals,
      substances: [],
      foundEarlier: [],
      panels: [],
    } as never as Snapshot,
    before,
    compute,
  )

const said = ({ versions }: NightResult) => joinSentence(versions[0]?.sentence ?? [])

it('a death in the days and the area of a cluster of reversals is told, once', async () => {
  const first = await judge(night, [])
  expect(first.versions).toMatchObject([{ stream: 'reversals', tier: 'notify', areaIds: ['area 4'] }])
  expect(said(first)).not.toContain('death')

  const elsewhere = [death(5, addDays(night, -2)), death(4, addDays(night, -100))]
  const second = await judge(addDays(night, 1), elsewhere, signalsAfter([], first))
  expect(second.versions).toMatchObject([{ version: 2, isRenotified: false }])

  const there = [...elsewhere, death(4, addDays(night, -1)), death(4, addDays(night, -2))]
  const signals = signalsAfter(signalsAfter([], first), second)
  const third = await judge(addDays(night, 2), there, signals)
  expect(third.versions).toMatchObject([
    {
      version: 3,
      isRenotified: true,
      observed: 9,
      changes: { reasons: ['a death joined'] },
      evidence: { deathsThere: 2 },
    },
  ])
  expect(said(third)).toContain('2 deaths are known of the same days in the same areas.')
  expect((await judge(addDays(night, 3), there, signalsAfter(signals, third))).versions).toMatchObject([
    { version: 4, isRenotified: false },
  ])
})
