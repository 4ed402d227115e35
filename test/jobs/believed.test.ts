import { describe, expect, it } from 'vitest'
import { computeHere } from '../../jobs/compute/compute.ts'
import { detectBelieved } from '../../jobs/detection/checks/believed-drugs.ts'
import { runNight } from '../../jobs/work/nightly.ts'
import type { NewOverdose } from '../../server/contract/overdose.ts'
import { joinSentence } from '../../server/contract/signal-sentence.ts'
import { addDays } from '../../server/day.ts'
import { watchBelievedDrugs } from '../../server/partnerships/store.ts'
import { readSnapshot, type Snapshot, type SnapshotBelieved } from '../../server/surveillance/nights/snapshot.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'
import { addOverdoses, makeReversal } from '../support/events.ts'

const night = '2026-03-10'
const substances = [
  ['opioids', null],
  ['heroin', 'opioids'],
  ['nitazenes', 'opioids'],
  ['metonitazene', 'nitazenes'],
].map(([code, parentCode]) => ({
  ...{ code: code as string, name: code as string, parentCode: parentCode as string | null },
  ...{ level: 'drug', isWatched: false, isMetabolite: false },
}))

/** A year of reports, one every second day, the latest yesterday (1). */
const reports = (of: (back: number) => Partial<SnapshotBelieved>) =>
  Array.from({ length: 180 }, (_, i): SnapshotBelieved => {
    const back = 360 - 2 * i - 1
    const day = addDays(night, -back)
    return {
      ...{ id: `report-${i}`, person: 1, minute: null, source: 'vigil', day, knownOn: day },
      ...{ longitude: null, latitude: null, areaId: null, taken: ['heroin'], outcome: 'alive' },
      ...of(back),
    }
  })

const judge = (believed: SnapshotBelieved[]) =>
  detectBelieved(
    { partnershipId: 'p', night, previousNight: null, believed, substances } as unknown as Snapshot,
    computeHere(),
  )

describe('what people believed of overdoses', () => {
  it('is looked at by the check for substances: a drug named of late and not before', async () => {
    const { findings, check } = await judge(
      reports((back) => ({ taken: back < 40 && back % 4 === 1 ? ['heroin', 'metonitazene'] : ['heroin'] })),
    )
    expect(check).toMatchObject({
      detector: 'D3',
      stream: 'overdoses',
      outcome: [{ kind: 'found', text: '1 finding', count: 1 }],
    })
    expect(findings).toMatchObject([
      { kind: 'believed', nodes: ['metonitazene'], observed: 10, evidence: { recentDenominator: 20, earlierCount: 0 } },
    ])
  })

  it('compares doses within one product only', async () => {
    // everybody goes over to a product of which two doses are usual
    const changed = await judge(
      reports((back) => (back < 40 ? { product: 'nyxoid', doses: 2 } : { product: 'prenoxad', doses: 1 })),
    )
    expect(changed.findings).toEqual([])
    const more = await judge(reports((back) => ({ product: 'prenoxad', doses: back < 40 && back % 4 === 1 ? 3 : 1 })))
    expect(more.findings).toMatchObject([{ nodes: [], evidence: { names: ['2 doses or more of prenoxad'] } }])
  })

  it('says nothing of drugs by a report that names none', async () => {
    const { findings } = await judge(reports((back) => ({ taken: back < 20 ? ['heroin'] : [] })))
    expect(findings).toEqual([])
  })
})

describe('a partnership', () => {
  const db = useDatabase()
  const api = useApi(db)

  it('has drugs believed taken looked at once it says so, and its signal says that they are no toxicology', async () => {
    const { partnershipId } = db.partnership
    const made = Array.from({ length: 120 }, (_, i): NewOverdose => {
      const reversal = makeReversal({ day: addDays(night, -2 - 2 * i), reference: `r-${i}` })
      const [person] = reversal.persons
      return {
        ...reversal,
        place: null,
        persons: [
          {
            ...person,
            substanceCodes: i < 8 ? ['heroin', 'xylazine'] : ['heroin'],
            administrations: [{ productCode: 'prenoxad', doses: 2 }],
          } as never,
        ],
      }
    })
    await db.within((trx) => addOverdoses(trx, made, night))
    const snapshot = () => db.within((trx) => readSnapshot(trx, partnershipId, night, undefined, 'infinity'))
    expect((await snapshot()).believed).toBeUndefined()
    await watchBelievedDrugs(db.knex, partnershipId, true)
    const { believed = [] } = await snapshot()
    expect(believed.at(-1)).toMatchObject({
      taken: ['heroin', 'xylazine'],
      product: 'prenoxad',
      doses: 2,
      outcome: 'alive',
    })
    await runNight(db.knex, partnershipId, night, computeHere())
    const { rows } = (await api.get('/api/signals').expect(200)).body
    const [signal] = rows.filter(({ detector }: { detector: string }) => detector === 'D3')
    expect(signal).toMatchObject({ stream: 'overdoses', observed: 8, substances: [{ code: 'xylazine' }] })
    expect(joinSentence(signal.sentence)).toContain('It is what was believed and written, and not toxicology.')
    const detail = (await api.get(`/api/signals/${signal.signalId}`).expect(200)).body
    expect(detail.cases).toHaveLength(8)
    expect((await api.get(`/api/nights/signals?night=${night}`).expect(200)).body.signals).toMatchObject([
      { detector: 'D3', stream: 'overdoses' },
    ])
  })
})
