import { randomUUID } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, describe, expect, it } from 'vitest'
import { startCompute } from '../../jobs/compute/compute.ts'
import { runDueNights } from '../../jobs/index.ts'
import { lookAtNight, nightWork, runNight } from '../../jobs/work/nightly.ts'
import { readAnchorKey } from '../../server/audit/anchor.ts'
import { listAnchorFiles, readAnchorFile } from '../../server/audit/anchor-file.ts'
import { joinOutcome } from '../../server/contract/check-outcome.ts'
import { DeathChange, type NewDeath } from '../../server/contract/death.ts'
import type { Partnership } from '../../server/contract/partnership.ts'
import type { EvidenceSeries, SignalVerdict } from '../../server/contract/signal.ts'
import { joinSentence } from '../../server/contract/signal-sentence.ts'
import { addDays } from '../../server/day.ts'
import { withTenant } from '../../server/db/tenant.ts'
import { amendDeath, findDeath } from '../../server/deaths/store.ts'
import { addPartnership, stateUsualNumbers, upgradeWatches, watchOverdoses } from '../../server/partnerships/store.ts'
import { readSnapshot } from '../../server/surveillance/nights/snapshot.ts'
import { listNights } from '../../server/surveillance/nights/store.ts'
import { writeVersion } from '../../server/surveillance/signals/nightly-store.ts'
import { addJudgement, findSignal } from '../../server/surveillance/signals/store.ts'
import { runWork } from '../../server/work/run-work.ts'
import { askForWork, hastenWork } from '../../server/work/store.ts'
import { useDatabase } from '../support/database.ts'
import { addDeaths, addOverdoses, addYearOfReversals, makeDeath, makeReversal } from '../support/events.ts'
import { testKeyring } from '../support/keyring.ts'
import { addDoneNight, listNightWork } from '../support/nights.ts'

const db = useDatabase()
const night = '2026-03-10'
const one = startCompute(1)
const two = startCompute(2)
afterAll(() => Promise.all([one.close(), two.close()]))

const run = (day = night, compute = two) => runNight(db.knex, db.partnership.partnershipId, day, compute)

async function resultOf(day = night, compute = two) {
  const ran = await run(day, compute)
  if (!('result' in ran)) throw new Error(`the night was ${ran.outcome}`)
  return ran.result
}

/** As a process leaves it that was killed before it had published anything. */
async function leaveRunning(leaseUntil: string) {
  const { partnershipId } = db.partnership
  await db.knex.raw(
    `update work set state = 'running', finished_at = null, lease_until = ${leaseUntil} where partnership_id = ? and kind = 'night'`,
    [partnershipId],
  )
  await db.knex.raw(
    'update night set finished_at = null, result_hash = null, summary = null where partnership_id = ?',
    [partnershipId],
  )
}

const signals = () =>
  db.within((trx) => trx('signal').select('signal_id', 'stream', 'state', 'current_version').orderBy('first_night'))

describe('a night', () => {
  it('leaves deaths known only by their month or year out of the checks of days and places, and says how many', async () => {
    const deaths = ['2026-02-03', '2026-02-11', '2026-02-20', '2026-02', '2026'].map((eventDay) =>
      makeDeath({ eventDay, knownOn: '2026-03-01' }),
    )
    await db.within((trx) => addDeaths(trx, deaths, night))
    const { checks } = await resultOf()
    const ofDeaths = checks.filter(({ stream }) => stream === 'deaths')
    expect(ofDeaths.map(({ detector, cases }) => [detector, cases])).toEqual([
      ['D1', 3],
      ['D2', 3],
      ['D6', 3],
    ])
    for (const { outcome } of ofDeaths)
      expect(outcome.at(-1)).toEqual({
        kind: 'left out',
        text: '2 deaths are left out, known only by the month or the year',
        count: 2,
      })
    const others = checks.filter(({ stream }) => stream !== 'deaths').flatMap(({ outcome }) => outcome)
    expect(others.map(({ kind }) => kind)).not.toContain('left out')
  })

  it('flags a cluster of reversals, with a sentence whose figures stand in its evidence', async () => {
    await addYearOfReversals(db, night)
    const { versions, checks } = await resultOf()
    expect(versions).toHaveLength(1)
    expect(versions[0]).toMatchObject({
      detector: 'D2',
      stream: 'reversals',
      tier: 'notify',
      version: 1,
      isRenotified: true,
    })
    expect(versions[0]?.observed).toBeGreaterThanOrEqual(8)
    expect(joinSentence(versions[0]?.sentence ?? [])).toContain(`${versions[0]?.observed} reversals with naloxone`)
    expect(joinSentence(versions[0]?.sentence ?? [])).toContain('it does not say why')
    // both of its sources are seen for the first time: it is notified, and says so
    expect(joinSentence(versions[0]?.sentence ?? [])).toContain(
      'come from “outreach”, which began to report on 3 March 2026',
    )
    expect(versions[0]?.evidence).toMatchObject({
      newSources: [
        { source: 'outreach', firstDay: '2026-03-03', cases: 4, isUsual: false },
        { source: 'ambulance', firstDay: '2026-03-04', cases: 4, isUsual: false },
      ],
      reportedBy: [
        { source: 'ambulance', cases: 4, usualShare: expect.closeTo(4 / 128, 6) },
        { source: 'outreach', cases: 4, usualShare: expect.closeTo(4 / 128, 6) },
      ],
      feeds: [],
      awaitingToxicology: null,
      shareReported: expect.closeTo(6 / 7, 6), // each is known the day after, so none of last night's is
    })
    const series = (versions[0]?.evidence as { series: EvidenceSeries } | undefined)?.series
    expect(series?.points).toHaveLength(30)
    expect(series?.points.reduce((sum, point) => sum + point.observed, 0)).toBeGreaterThanOrEqual(8)
    expect(checks.map(({ detector, stream, outcome }) => [detector, stream, joinOutcome(outcome)])).toEqual([
      ['D1', 'deaths', expect.stringContaining('not enough data to judge')],
      ['D1', 'reversals', expect.stringMatching(/^judged: (a rise|nothing unusual)$/)], // its chance is near the threshold
      ['D2', 'deaths', expect.stringContaining('not enough data to judge')],
      ['D2', 'reversals', 'judged: 1 cluster'],
      ['D6', 'deaths', expect.stringContaining('not enough data to judge')],
      ['D3', 'toxicology', expect.stringContaining('not enough data to judge')],
    ])
  })

  it('gives the same bytes when it is run again, and on another number of threads, and keeps one set of signals', async () => {
    await addYearOfReversals(db, night)
    const first = await resultOf(night, two)
    const again = await run(night, one)
    expect(again).toMatchObject({ outcome: 'done before', isSame: true })
    expect('result' in again && again.result).toEqual(first)
    expect(await signals()).toHaveLength(1)
  })

  it('does not see what was learnt on its day or after, nor what was recorded after its first run', async () => {
    await addYearOfReversals(db, night, { clustered: 0 })
    const late = Array.from({ length: 9 }, (_, i) =>
      makeReversal({
        day: addDays(night, -2),
        knownOn: night,
        longitude: -5.29,
        latitude: 50.213,
        reference: `late-${i}`,
      }),
    )
    await db.within((trx) => addOverdoses(trx, late, night))
    const first = await resultOf()
    expect(first.versions).toEqual([])
    const recordedAfter = Array.from({ length: 9 }, (_, i) =>
      makeReversal({ day: addDays(night, -2), longitude: -5.29, latitude: 50.213, reference: `after-${i}` }),
    )
    await db.within((trx) => addOverdoses(trx, recordedAfter, night))
    const again = await run()
    expect(again).toMatchObject({ outcome: 'done before', isSame: true })
    const tomorrow = await resultOf(addDays(night, 1))
    expect(tomorrow.versions.map(({ stream }) => stream)).toEqual(['reversals'])
  })

  it('keeps one id for a cluster over its nights, and appends a version a night', async () => {
    await addYearOfReversals(db, night)
    for (const day of [night, addDays(night, 1), addDays(night, 2)]) await resultOf(day)
    expect(await signals()).toEqual([
      expect.objectContaining({ stream: 'reversals', state: 'updated', current_version: 3 }),
    ])
  })

  it('is done once when two nodes come to it together', async () => {
    await addYearOfReversals(db, night)
    const outcomes = (await Promise.all([run(night, one), run(night, two)])).map(({ outcome }) => outcome)
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1)
    expect(await signals()).toHaveLength(1)
  })

  it('is taken up by another node when its lease has passed, from the snapshot that was frozen, and gives the same bytes', async () => {
    await addYearOfReversals(db, night)
    const whole = await resultOf()
    // as a node leaves it that was killed after it had frozen its snapshot: running, nothing published
    await leaveRunning("now() - interval '1 second'")
    await db.knex.raw('delete from signal_version where partnership_id = ?', [db.partnership.partnershipId])
    await db.knex.raw('delete from signal where partnership_id = ?', [db.partnership.partnershipId])
    const after = await run()
    expect(after).toMatchObject({ outcome: 'done' })
    expect('result' in after && after.result).toEqual(whole)
    expect(await signals()).toHaveLength(1)
  })

  it('gives a signal the check and the stream of its latest version', async () => {
    await addYearOfReversals(db, night)
    const [found] = (await resultOf()).versions
    if (!found) throw new Error('expected a signal')
    const asARise = { ...found, version: 2, detector: 'D1' as const, stream: 'overdoses' as const }
    await db.within((trx) => writeVersion(trx, db.partnership.partnershipId, addDays(night, 1), asARise))
    const detail = await db.within((trx) => findSignal(trx, found.signalId))
    expect(detail).toMatchObject({ version: 2, detector: 'D1', stream: 'overdoses', peakPValue: found.pValue })
  })

  it('changes nothing once a later night is done: signals go from night to night', async () => {
    await addYearOfReversals(db, night)
    for (const day of [night, addDays(night, 3)]) await resultOf(day)
    const before = await signals()
    expect(before).toHaveLength(1)
    expect(await run(addDays(night, 1))).toEqual({ outcome: 'passed over' })
    expect(await run(addDays(night, -1))).toEqual({ outcome: 'passed over' })
    const seen = await lookAtNight(db.knex, db.partnership.partnershipId, addDays(night, 1), two)
    expect(seen.versions).toMatchObject([{ signalId: before[0]?.signal_id, version: 2 }])
    expect(await signals()).toEqual(before)
    // what was asked for before is not asked for for ever
    await db.within((trx) => askForWork(trx, [{ kind: 'night', subject: addDays(night, 2), asked: {} }]))
    const told: unknown[] = []
    const nights = nightWork(two, async (...ended) => void told.push(ended.slice(0, 2)))
    expect(await runWork(db.knex, db.partnership.partnershipId, nights)).toBe(1)
    expect(told).toEqual([[{ outcome: 'passed over' }, addDays(night, 2)]])
    expect(await runWork(db.knex, db.partnership.partnershipId, nights)).toBe(0)
    expect((await db.within(listNightWork)).map(({ state }) => state)).toEqual(['done', 'failed', 'done'])
    expect(await run(night)).toMatchObject({ outcome: 'done before', isSame: true })
  })

  it('waits while a live node holds it', async () => {
    await addYearOfReversals(db, night)
    await resultOf()
    await leaveRunning("now() + interval '1 hour'")
    expect(await run()).toEqual({ outcome: 'running elsewhere' })
  })
})

describe('the feeds', () => {
  it('make no rise by a bulk of old reports, and the night says what was left out; at one place it is a cluster', async () => {
    const usual = Array.from({ length: 120 }, (_, i) =>
      makeReversal({ day: addDays(night, -3 - i * 3), longitude: -5.4 + (i % 12) * 0.1, reference: `usual-${i}` }),
    )
    const old = Array.from({ length: 10 }, (_, i) =>
      makeReversal({
        day: addDays(night, -17 - i),
        knownOn: addDays(night, -1),
        longitude: -4.5,
        reference: `old-${i}`,
      }),
    )
    await db.within((trx) => addOverdoses(trx, [...usual, ...old], night))
    const { versions, feeds } = await resultOf()
    expect(versions).toMatchObject([{ detector: 'D2', tier: 'notify' }])
    expect(versions[0]?.observed).toBeGreaterThanOrEqual(10)
    expect(feeds).toMatchObject([{ source: 'test', problem: 'bulk upload', leftOut: 10 }])
    expect(feeds[0]?.sentence).toContain('stay in the checks of places. 10 happened in the last 60 days')
    const kept = await db.within((trx) => trx('night').where({ night }).first('feeds'))
    expect(kept.feeds).toEqual(feeds)
  })
})

describe('overdoses not known to be fatal', () => {
  /** Eight in six days at one place, without naloxone, among 150 scattered over the year. */
  const addOverdosesWithoutNaloxone = () =>
    db.within((trx) =>
      addOverdoses(
        trx,
        Array.from({ length: 158 }, (_, i) => {
          const reversal =
            i < 150
              ? makeReversal({
                  day: addDays(night, -9 - ((i * 53) % 350)),
                  longitude: -5.4 + (i % 12) * 0.1,
                  reference: `${i}`,
                })
              : makeReversal({ day: addDays(night, -2 - (i % 6)), longitude: -5.05, latitude: 50.4, reference: `${i}` })
          return {
            ...reversal,
            persons: reversal.persons.map((person) => ({ ...person, naloxoneGiven: 'no' as const })),
          }
        }),
        night,
      ),
    )

  it('are not looked at unless the partnership watches them', async () => {
    await addOverdosesWithoutNaloxone()
    const { versions, checks } = await resultOf()
    expect(versions).toEqual([])
    expect(checks.map(({ stream }) => stream)).not.toContain('overdoses')
  })

  it('are a stream of their own once it does', async () => {
    await addOverdosesWithoutNaloxone()
    await watchOverdoses(db.knex, db.partnership.partnershipId, true)
    const { versions, checks } = await resultOf()
    expect(versions).toMatchObject([{ detector: 'D2', stream: 'overdoses', tier: 'notify', observed: 8 }])
    expect(joinSentence(versions[0]?.sentence ?? [])).toMatch(/^8 overdoses not known to be fatal/)
    expect(checks.filter(({ stream }) => stream === 'overdoses')).toHaveLength(2)
    const detail = await db.within((trx) => findSignal(trx, versions[0]?.signalId ?? ''))
    expect(detail?.cases).toHaveLength(8)
  })
})

it('knows whether two weaker streams may make a watch notify: not unless the partnership switched that on', async () => {
  const upgrades = async () =>
    (await db.within((trx) => readSnapshot(trx, db.partnership.partnershipId, night, undefined, 'infinity')))
      .upgradesWatches
  expect(await upgrades()).toBeUndefined()
  await upgradeWatches(db.knex, db.partnership.partnershipId, true)
  expect(await upgrades()).toBe(true)
})

it('knows what the partnership stated to be usual', async () => {
  const usual = async () =>
    (await db.within((trx) => readSnapshot(trx, db.partnership.partnershipId, night, undefined, 'infinity')))
      .usualPerYear
  expect(await usual()).toBeUndefined()
  await stateUsualNumbers(db.knex, db.partnership.partnershipId, { deaths: 42.5 })
  expect(await usual()).toEqual({ deaths: 42.5, reversals: null })
  await stateUsualNumbers(db.knex, db.partnership.partnershipId, { deaths: null })
  expect(await usual()).toBeUndefined()
})

describe('a signal that a person judged', () => {
  const more = (day: string, count: number) =>
    db.within((trx) =>
      addOverdoses(
        trx,
        Array.from({ length: count }, (_, i) =>
          makeReversal({ day, longitude: -5.29, latitude: 50.213, reference: `more-${day}-${i}` }),
        ),
        addDays(day, 1),
      ),
    )

  it('false is silent until it has clearly grown; judged real it is told again', async () => {
    await addYearOfReversals(db, night)
    const [first] = (await resultOf()).versions
    const judge = (verdict: SignalVerdict) =>
      db.within((trx) =>
        addJudgement(trx, db.partnership.partnershipId, 'someone', first?.signalId ?? '', {
          verdict,
          explanation: 'Looked into with the outreach team.',
        }),
      )
    await judge('false')
    await more(night, 3)
    const next = async (nights: number) => (await resultOf(addDays(night, nights))).versions
    const signalId = first?.signalId
    expect(await next(2)).toMatchObject([
      { signalId, version: 2, observed: (first?.observed ?? 0) + 3, isRenotified: false },
    ])
    await more(addDays(night, 1), 2)
    expect(await next(3)).toMatchObject([{ signalId, version: 3, isRenotified: true }])
    // told once, not every night
    expect(await next(4)).toMatchObject([{ signalId, version: 4, isRenotified: false }])
    await judge('false')
    await more(addDays(night, 3), 5)
    expect(await next(5)).toMatchObject([{ signalId, version: 5, isRenotified: false }])
    await judge('real')
    expect(await next(6)).toMatchObject([{ signalId, version: 6, isRenotified: false }])
    await more(addDays(night, 4), 5)
    expect(await next(7)).toMatchObject([{ signalId, version: 7, isRenotified: true }])
  })
})

describe('substances', () => {
  /** Makes deaths of one panel, their toxicology complete and known on the day itself. */
  const deathsWith = (toxicologyPanelId: string) => (reference: string, eventDay: string, substanceCode: string) =>
    makeDeath({
      eventDay,
      reference,
      toxicologyPanelId,
      toxicologyCompleteOn: eventDay,
      findings: [{ substanceCode, role: 'implicated' }] as never,
    })

  const panel = async () => {
    const panelId = '00000000-0000-4000-8000-000000000001'
    await db.within(async (trx) => {
      await trx('toxicology_panel').insert({
        partnership_id: db.partnership.partnershipId,
        panel_id: panelId,
        name: 'everything',
      })
      for (const code of ['opioids', 'benzodiazepines', 'gabapentinoids']) {
        await trx('toxicology_panel_substance').insert({
          partnership_id: db.partnership.partnershipId,
          panel_id: panelId,
          substance_code: code,
        })
      }
    })
    return panelId
  }

  it('flags a drug that has emerged among the latest deaths with toxicology', async () => {
    const toxicologyPanelId = await panel()
    const deaths = Array.from({ length: 80 }, (_, i) => {
      const eventDay = addDays(night, -2 - (79 - i) * 7)
      return makeDeath({
        eventDay,
        reference: `death-${i}`,
        toxicologyPanelId,
        toxicologyCompleteOn: eventDay,
        findings: [{ substanceCode: i >= 76 ? 'metonitazene' : 'heroin', role: 'implicated' } as never],
        ...(i >= 76 ? {} : { longitude: -5.4 + (i % 8) * 0.1 }),
      })
    })
    await db.within((trx) => addDeaths(trx, deaths, night))
    const { versions } = await resultOf()
    const found = versions.filter(({ detector }) => detector === 'D3')
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({ stream: 'toxicology', tier: 'notify', observed: 4 })
    expect(joinSentence(found[0]?.sentence ?? [])).toMatch(/4 of the last \d+ deaths with toxicology/)
    expect(joinSentence(found[0]?.sentence ?? [])).toContain('They are local: 4 of the')
    expect(found[0]).toMatchObject({
      centre: { longitude: -4.9, latitude: 50.3 },
      evidence: { local: { observed: 4, radiusMetres: 0 }, series: { steps: 'results' } },
    })
  })

  it('of a watched family are told at the first once ten were without it, though too few to judge', async () => {
    const toxicologyPanelId = await panel()
    const deaths = Array.from({ length: 12 }, (_, i) => {
      const eventDay = addDays(night, -2 - (11 - i) * 21)
      const findings = [{ substanceCode: i === 11 ? 'metonitazene' : 'heroin', role: 'implicated' }] as never
      return makeDeath({ eventDay, reference: `d-${i}`, toxicologyPanelId, toxicologyCompleteOn: eventDay, findings })
    })
    await db.within((trx) => addDeaths(trx, deaths, night))
    const { checks, versions } = await resultOf()
    expect(checks.find(({ detector }) => detector === 'D3')?.outcome[0]?.kind).toBe('too little')
    expect(versions.map(({ tier, substanceCodes }) => [tier, substanceCodes])).toEqual([['notify', ['metonitazene']]])
    expect(joinSentence(versions[0]?.sentence ?? [])).toContain('after 11 deaths with toxicology without it')
  })

  it('are not judged for what is new or rising where hardly any says what was looked for', async () => {
    const deaths = Array.from({ length: 40 }, (_, i) => {
      const eventDay = addDays(night, -2 - (39 - i) * 7)
      const findings = [{ substanceCode: i >= 36 ? 'metonitazene' : 'heroin', role: 'implicated' }] as never
      return makeDeath({ eventDay, reference: `death-${i}`, toxicologyCompleteOn: eventDay, findings })
    })
    await db.within((trx) => addDeaths(trx, deaths, night))
    const { checks, versions } = await resultOf()
    expect(checks.find(({ detector }) => detector === 'D3')).toMatchObject({
      p: null,
      outcome: [
        {
          kind: 'too little',
          text: expect.stringContaining('of 40 deaths with complete toxicology 0 say what was looked for'),
        },
        { kind: 'advice', text: 'record their panel (Registers)' },
      ],
    })
    expect(versions.map(({ tier, substanceCodes }) => [tier, substanceCodes])).toEqual([['notify', ['metonitazene']]])
  })

  it('are judged again when a result is recorded late with an earlier day, or amended by a second assay, and not when nothing came', async () => {
    const death = deathsWith(await panel())
    const lately = Array.from({ length: 60 }, (_, i) => death(`lately-${i}`, addDays(night, -5 - i * 7), 'heroin'))
    const [head] = await db.within((trx) => addDeaths(trx, lately, night))
    const judged = async (day: string) =>
      joinOutcome((await resultOf(day)).checks.find(({ detector }) => detector === 'D3')?.outcome ?? [])
    expect(await judged(night)).toMatch(/^judged/)
    expect(await judged(addDays(night, 1))).toBe('no new toxicology since the last night')

    // recorded after the night of the 11th, known on the 8th
    await db.within((trx) => addDeaths(trx, [death('late', addDays(night, -3), 'metonitazene')], addDays(night, 1)))
    const late = await resultOf(addDays(night, 2))
    expect(late.versions.map(({ tier, substanceCodes }) => [tier, substanceCodes])).toEqual([
      ['notify', ['metonitazene']],
    ])
    expect(await judged(addDays(night, 3))).toBe('no new toxicology since the last night')

    const amend = (day: string, findings?: { substanceCode: string; role: string }[]) =>
      db.within(async (trx) => {
        const revision = (await findDeath(trx, head?.id ?? ''))?.revision ?? 0
        const { source: _s, reference: _r, ...details } = lately[0] as NewDeath
        const whole = DeathChange.parse({ ...details, findings, knownOn: day, changeReason: 'A second assay' })
        await amendDeath(trx, head?.id ?? '', revision, whole, day)
      })
    await amend(addDays(night, 3)) // its findings stay as they are
    expect(await judged(addDays(night, 4))).toBe('no new toxicology since the last night')
    await amend(addDays(night, 4), [
      { substanceCode: 'heroin', role: 'implicated' },
      { substanceCode: 'protonitazene', role: 'detected' },
    ])
    const amended = await resultOf(addDays(night, 5))
    expect(amended.versions.flatMap(({ substanceCodes }) => substanceCodes)).toContain('protonitazene')
  })

  it('calls nothing new that was found before, however long ago', async () => {
    const death = deathsWith(await panel())
    const lately = Array.from({ length: 60 }, (_, i) => death(`lately-${i}`, addDays(night, -10 - i * 7), 'heroin'))
    const long = [
      death('long-ago', '2019-05-01', 'metonitazene'),
      death('now', addDays(night, -3), 'metonitazene'),
      death('first', addDays(night, -2), 'protonitazene'),
    ]
    await db.within((trx) => addDeaths(trx, [...lately, ...long], night))
    const { versions } = await resultOf()
    expect(versions.map(({ tier, substanceCodes }) => [tier, substanceCodes])).toEqual([['notice', ['protonitazene']]])
  })
})

describe('the timetable', () => {
  it('runs the nights that were missed, in order, and asks nothing twice', async () => {
    await addYearOfReversals(db, '2026-03-12')
    await resultOf('2026-03-12')
    const log = pino({ level: 'silent' })
    const home = mkdtempSync(join(tmpdir(), 'vigil-anchors-'))
    const noon = new Date('2026-03-15T12:00:00Z')
    await runDueNights(db.knex, { threads: 1, home, keyring: testKeyring() }, log, () => false, noon)
    await runDueNights(db.knex, { threads: 1, home, keyring: testKeyring() }, log, () => false, noon)
    const nights = await db.within(listNightWork)
    expect(nights).toEqual(
      ['2026-03-12', '2026-03-13', '2026-03-14', '2026-03-15'].map((day) => ({
        night: day,
        state: 'done',
        attempts: 1,
      })),
    )
    const [file = ''] = listAnchorFiles(home).filter((each) => each.includes(db.partnership.partnershipId))
    const { anchors, faults } = readAnchorFile(file, readAnchorKey(home))
    expect([anchors.map(({ length }) => length), faults]).toEqual([[2, 3, 4], []])
  })

  const log = pino({ level: 'silent' })
  const runDue = (noon: string) =>
    runDueNights(
      db.knex,
      { threads: 1, home: mkdtempSync(join(tmpdir(), 'vigil-anchors-')), keyring: testKeyring() },
      log,
      () => false,
      new Date(`${noon}T12:00:00Z`),
    )
  const nightsRun = (partnershipId = db.partnership.partnershipId) =>
    withTenant(db.knex, { ...db.tenant, partnershipId }, listNightWork)
  /** As a run leaves it that froze its snapshot on a disk that was full, so to say: each attempt fails. */
  const spoil = (day: string, partnershipId = db.partnership.partnershipId) =>
    withTenant(db.knex, { ...db.tenant, partnershipId }, (trx) =>
      trx('night').insert({
        partnership_id: partnershipId,
        night: day,
        snapshot_gzip: Buffer.from('spoilt'),
        snapshot_hash: 'spoilt',
      }),
    )

  it('runs no night after one that another node is at, for each rests on the one before', async () => {
    await addYearOfReversals(db, '2026-03-12')
    await resultOf('2026-03-12')
    await db.within((trx) =>
      trx('work').insert({
        partnership_id: db.partnership.partnershipId,
        kind: 'night',
        subject: '2026-03-13',
        state: 'running',
        attempts: 1,
        lease_until: trx.raw("now() + interval '1 hour'"),
      }),
    )
    await runDue('2026-03-15')
    expect((await nightsRun()).map(({ night: of, state }) => [of, state])).toEqual([
      ['2026-03-12', 'done'],
      ['2026-03-13', 'running'],
    ])
    expect(await run('2026-03-14')).toEqual({ outcome: 'running elsewhere' })
  })

  it('runs a night although what the public sent does not open, and says so', async () => {
    await addYearOfReversals(db, '2026-03-12')
    await db.withinAs({ purpose: 'take in reports' }, (trx) =>
      trx('report_pool').insert({
        partnership_id: db.partnership.partnershipId,
        pool_id: randomUUID(),
        sealed: Buffer.from('sealed with a key that is lost'),
      }),
    )
    const lines: string[] = []
    const home = mkdtempSync(join(tmpdir(), 'vigil-anchors-'))
    await runDueNights(
      db.knex,
      { threads: 1, home, keyring: testKeyring() },
      pino({ level: 'error' }, { write: (line: string) => void lines.push(line) }),
      () => false,
      new Date('2026-03-15T12:00:00Z'),
    )
    expect((await nightsRun()).map(({ state }) => state)).toEqual(['done'])
    expect(lines.map((line) => JSON.parse(line).msg)).toContain('reports of the public not taken in')
  })

  it('goes on with the other partnerships where one fails, and after three attempts with its later nights', async () => {
    const add = (slug: string) =>
      addPartnership(db.knex, {
        name: slug,
        slug: `${slug}-${db.partnership.slug}`,
        country: 'GB',
        timeZone: 'Europe/London',
        isSynthetic: true,
        pinnedToday: '2026-03-12',
      })
    // in the order of their names: one that fails, one that is well
    const [{ partnershipId: failing }, { partnershipId: healthy }] = [await add('a-first'), await add('b-second')]
    await spoil('2026-03-12', failing)
    await runDue('2026-03-12')
    expect(await nightsRun(healthy)).toEqual([{ night: '2026-03-12', state: 'done', attempts: 1 }])
    for (let attempt = 2; attempt <= 4; attempt++) {
      await runDue('2026-03-12') // it is put off, and not due yet
      await withTenant(db.knex, { ...db.tenant, partnershipId: failing }, (trx) =>
        hastenWork(trx, 'night', '2026-03-12'),
      )
      await runDue('2026-03-12')
    }
    expect(await nightsRun(failing)).toEqual([{ night: '2026-03-12', state: 'asked', attempts: 4 }])
    const failed = await withTenant(db.knex, { ...db.tenant, partnershipId: failing }, (trx) =>
      listNights(trx, { ...db.partnership, pinnedToday: '2026-03-12' } as Partnership),
    )
    expect(failed.nights).toMatchObject([
      { state: 'failed', failure: expect.stringContaining('stopped with an error') },
    ])
    await db.knex('partnership').where({ partnership_id: failing }).update({ pinned_today: '2026-03-14' })
    await withTenant(db.knex, { ...db.tenant, partnershipId: failing }, (trx) => addDoneNight(trx, '2026-03-11'))
    await runDue('2026-03-14')
    expect((await nightsRun(failing)).map(({ night: of, state }) => [of, state])).toEqual([
      ['2026-03-11', 'done'],
      ['2026-03-12', 'failed'],
      ['2026-03-13', 'done'],
      ['2026-03-14', 'done'],
    ])
  })
})
