import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { tellOverBorders } from '../../jobs/national/over-borders.ts'
import { readNation } from '../../jobs/national/read-nation.ts'
import { tellPartnerships } from '../../jobs/national/tell.ts'
import type { Agreement } from '../../server/contract/agreement.ts'
import { type BorderCluster, BorderClusterDetail, BorderClusters } from '../../server/contract/border-cluster.ts'
import type { Partnership } from '../../server/contract/partnership.ts'
import { addDays } from '../../server/day.ts'
import { type Tenant, type Trx, withTenant } from '../../server/db/tenant.ts'
import { addAgreement, endAgreement } from '../../server/office/agreements/store.ts'
import { addPartnership } from '../../server/partnerships/store.ts'
import { writeBorderNight } from '../../server/surveillance/national/border-store.ts'
import { useApi } from '../support/api.ts'
import { useDatabase } from '../support/database.ts'
import { addOverdoses, makeReversal } from '../support/events.ts'
import { clusterOf, nationOf, nationalNight as night, type Part } from '../support/nations.ts'

/** Three partnerships in one database, with what the national check found over their borders. */
const db = useDatabase()
const api = useApi(db)
const today = '2025-12-20'

let partnerships: Partnership[]
let cases: Record<string, string[]>

const within = <T>(partnership: Partnership, work: (trx: Trx) => Promise<T>, given: Partial<Tenant> = {}) =>
  withTenant(
    db.knex,
    { partnershipId: partnership.partnershipId, userId: 'test', purpose: 'national detection', ...given },
    work,
  )

/** The test's own partnership, and East and North beside it. */
beforeEach(async () => {
  const beside = ['East', 'North'].map((name) =>
    addPartnership(db.knex, {
      name: `${name} ${randomUUID().slice(0, 8)}`,
      slug: `${name.toLowerCase()}-${randomUUID().slice(0, 8)}`,
      country: 'GB',
      timeZone: 'Europe/London',
      isSynthetic: true,
      pinnedToday: today,
    }),
  )
  partnerships = [db.partnership, ...(await Promise.all(beside))]
  cases = {}
  for (const { name } of partnerships) cases[name] = []
})

async function addCases(partnership: Partnership, count: number): Promise<void> {
  const drafts = Array.from({ length: count }, () =>
    makeReversal({ day: addDays(night, -2), knownOn: addDays(night, -2), reference: randomUUID() }),
  )
  const added = await within(partnership, (trx) => addOverdoses(trx, drafts, today), { purpose: 'test' })
  cases[partnership.name]?.push(...added.map(({ id }) => id))
}

/** The cluster of a night with the cases there are, told to all of them. */
async function tell(onNight = night, given: (partnership: Partnership) => Partial<Part> = () => ({})) {
  const parts = partnerships.map((partnership) => ({
    partnershipId: partnership.partnershipId,
    name: partnership.name,
    caseIds: cases[partnership.name] ?? [],
    ...given(partnership),
  }))
  return tellPartnerships(db.knex, onNight, tellOverBorders(nationOf(parts), [clusterOf(parts)]))
}

const read = async (query = '') =>
  BorderClusters.parse((await api.get(`/api/signals/over-borders${query}`).expect(200)).body)
const only = async () => (await read()).clusters[0] as BorderCluster
const stored = (partnership: Partnership) =>
  within(partnership, (trx) => trx('border_cluster_night').orderBy('night').select('*')) as Promise<
    { case_ids: string[]; neighbours: { name: string }[]; pooled_low: number; pooled_high: number; is_exact: boolean }[]
  >

describe('a cluster that crosses a border', () => {
  it('is told to each partnership with its own cases, who else has some, and how many in all as a band', async () => {
    const [own, east, north] = partnerships as [Partnership, Partnership, Partnership]
    for (const [partnership, count] of [
      [own, 5],
      [east, 4],
      [north, 12],
    ] as const)
      await addCases(partnership, count)
    expect(await tell()).toEqual(partnerships.map(({ name }) => name))
    const { clusters, ...about } = await read()
    expect(about).toEqual({ night, notJudged: ['deaths', 'reversals'] })
    expect(clusters).toMatchObject([
      {
        stream: 'reversals',
        tier: 'notify',
        state: 'found',
        ownCases: 5,
        areaNames: [`${own.name} Town`],
        neighbours: [east.name, north.name],
        // 5, and 1 to 9, and 10 to 19
        pooledLow: 16,
        pooledHigh: 33,
        isExact: false,
      },
    ])
    const { borderClusterId } = clusters[0] as BorderCluster
    const detail = BorderClusterDetail.parse(
      (await api.get(`/api/signals/over-borders/${borderClusterId}`).expect(200)).body,
    )
    expect(detail.cases.map(({ caseId }) => caseId).sort()).toEqual(cases[own.name]?.toSorted())
    expect(detail.nights).toHaveLength(1)
    // nothing in any wall says how many the others have, or which
    const [inEast] = await stored(east)
    expect(inEast).toMatchObject({
      pooled_low: 15,
      pooled_high: 32,
      neighbours: [
        { low: 10, high: 19 },
        { low: 1, high: 9 },
      ],
    })
    expect(inEast?.case_ids.toSorted()).toEqual(cases[east.name]?.toSorted())
  })

  it('is told to nobody whose side of it is empty, and not at all where it lies within one partnership', async () => {
    const [own, east] = partnerships as [Partnership, Partnership]
    await addCases(own, 6)
    expect(await tell()).toEqual([])
    expect(await read()).toMatchObject({ night, clusters: [] })
    await addCases(east, 1)
    expect(await tell()).toEqual([own.name, east.name])
    expect(await only()).toMatchObject({ neighbours: [east.name], pooledLow: 7, pooledHigh: 15 })
  })

  it('is told once however often the night is run, under the same address, and stands in the audit', async () => {
    const [own, east] = partnerships as [Partnership, Partnership]
    await addCases(own, 3)
    await addCases(east, 3)
    await tell()
    const first = await read()
    await tell()
    expect(await read()).toEqual(first)
    expect(await stored(own)).toHaveLength(1)
    const audited = await within(own, (trx) => trx('audit_entry').where({ operation: 'vigil national' }).select('*'))
    expect(audited).toMatchObject([
      { action: 'write', user_id: 'command line', records: 1 },
      { action: 'write', records: 1 },
    ])
  })

  it('keeps its address and its band from night to night, and falls quiet when it is not found', async () => {
    const [own, east] = partnerships as [Partnership, Partnership]
    await addCases(own, 3)
    await addCases(east, 9)
    await tell()
    const { borderClusterId } = await only()
    await addCases(east, 1)
    await tell(addDays(night, 1))
    expect(await only()).toMatchObject({ borderClusterId, firstNight: night, pooledLow: 13, pooledHigh: 22 })
    // the one that came goes again: nobody is told
    cases[east.name]?.pop()
    await tell(addDays(night, 2))
    await tell(addDays(night, 2))
    expect(await only()).toMatchObject({ borderClusterId, pooledLow: 13, pooledHigh: 22, state: 'found' })
    const nothing = (notJudged: ('deaths' | 'reversals')[]) => (trx: Trx) =>
      writeBorderNight(trx, addDays(night, notJudged.length ? 3 : 4), [], notJudged)
    await within(own, nothing(['reversals']))
    expect(await only()).toMatchObject({ borderClusterId, state: 'found' })
    await within(own, nothing([]))
    expect(await only()).toMatchObject({ borderClusterId, state: 'quiet', night: addDays(night, 2) })
    expect((await read(`?night=${addDays(night, 1)}`)).clusters).toMatchObject([{ borderClusterId, pooledLow: 13 }])
    expect((await read(`?night=${addDays(night, 4)}`)).clusters).toEqual([])
  })

  it('is gone from a night that is run again and no longer finds it', async () => {
    const [own, east] = partnerships as [Partnership, Partnership]
    await addCases(own, 3)
    await addCases(east, 3)
    await tell()
    const { borderClusterId } = await only()
    cases[east.name] = []
    await tell()
    expect(await read()).toMatchObject({ night, clusters: [] })
    await api.get(`/api/signals/over-borders/${borderClusterId}`).expect(404)
  })
})

describe('the exact number of cases on both sides', () => {
  const agreement = (name: string, borderClusters: Agreement['borderClusters'] = ['reversals']) => ({
    parties: [{ name }],
    purpose: 'To see clusters over our border whole',
    covers: 'Counts of clusters that cross the border',
    startsOn: '2025-01-01',
    endsOn: '2026-12-31',
    reference: 'MoU 12',
    borderClusters,
  })
  const agree = (partnership: Partnership, other: Partnership, streams?: Agreement['borderClusters']) =>
    within(partnership, (trx) => addAgreement(trx, 'test', agreement(other.name.toUpperCase(), streams), today), {
      purpose: 'agreement:write',
    })
  /** As the national check reads them within each wall. */
  async function tellByAgreements() {
    const { partnerships: pooled } = await readNation(db.knex, partnerships, night)
    await tell(night, ({ name }) => ({ sharesWith: pooled.find((each) => each.name === name)?.sharesWith ?? [] }))
    return only()
  }

  it('is told only once each has agreed with each other on that stream, and no longer when one agreement has ended', async () => {
    const [own, east, north] = partnerships as [Partnership, Partnership, Partnership]
    await addCases(own, 2)
    await addCases(east, 3)
    const banded = { ownCases: 2, isExact: false, pooledLow: 3, pooledHigh: 11 }
    await agree(own, east)
    expect(await tellByAgreements()).toMatchObject(banded)
    await agree(east, own, ['deaths'])
    expect(await tellByAgreements()).toMatchObject(banded)
    const both = await agree(east, own)
    expect(await tellByAgreements()).toMatchObject({ ownCases: 2, isExact: true, pooledLow: 5, pooledHigh: 5 })
    // a third that has agreed with nobody closes it for all three
    await addCases(north, 1)
    expect(await tellByAgreements()).toMatchObject({ isExact: false, pooledLow: 4, pooledHigh: 20 })
    cases[north.name] = []
    expect(await tellByAgreements()).toMatchObject({ isExact: true })
    await within(
      east,
      (trx) =>
        endAgreement(trx, 'test', both.agreementId, { lastDay: addDays(today, -1), reason: 'Not renewed this year' }),
      { purpose: 'agreement:write' },
    )
    expect(await tellByAgreements()).toMatchObject(banded)
  })

  it('is agreed on by name on the page of agreements', async () => {
    const [, east] = partnerships as [Partnership, Partnership]
    const { body } = await api.as('governance').post('/api/agreements').send(agreement(east.name)).expect(201)
    expect(body).toMatchObject({ parties: [{ name: east.name, agencyId: null }], borderClusters: ['reversals'] })
    const { borderClusters: _, ...without } = agreement(east.name)
    const plain = await api.as('governance').post('/api/agreements').send(without).expect(201)
    expect(plain.body.borderClusters).toEqual([])
  })
})

describe('what is told of a cluster over a border', () => {
  const notice = (caseIds: string[]) => ({
    stream: 'reversals' as const,
    tier: 'watch' as const,
    firstDay: addDays(night, -3),
    lastDay: addDays(night, -1),
    ownCases: caseIds.length,
    caseIds,
    areaNames: ['Looe'],
    neighbours: [{ name: 'East', low: 1, high: 9 }],
    exactPooled: null,
  })

  it('is empty before the national check has ever looked, and says so', async () => {
    expect(await read()).toEqual({ night: null, notJudged: [], clusters: [] })
  })

  it('is read by those who read signals, with its CSV, and by no other role', async () => {
    const [own, east] = partnerships as [Partnership, Partnership]
    await addCases(own, 3)
    await addCases(east, 3)
    await tell()
    const { borderClusterId } = await only()
    const { text } = await api.get('/api/signals/over-borders.csv').expect(200)
    expect(text.split('\n')[0]).toContain('ownCases')
    expect(text).toContain(east.name)
    expect((await api.get(`/api/signals/over-borders/${borderClusterId}.csv`).expect(200)).text).toContain('overdose')
    expect((await api.get(`/api/signals/over-borders/${borderClusterId}/nights.csv`).expect(200)).text).toContain(night)
    for (const role of ['police', 'prison'] as const) {
      await api.as(role).get('/api/signals/over-borders').expect(404)
      await api.as(role).get(`/api/signals/over-borders/${borderClusterId}`).expect(404)
    }
    for (const role of ['commissioner', 'agency_reporter', 'administrator'] as const)
      await api.as(role).get('/api/signals/over-borders').expect(403)
    const inEast = await within(east, (trx) => trx('border_cluster').first('border_cluster_id'))
    await api.get(`/api/signals/over-borders/${inEast.border_cluster_id}`).expect(404)
  })

  it('is held by the database itself: to its partnership, to those who may reach every case, and to the national check', async () => {
    const [own, east] = partnerships as [Partnership, Partnership]
    await addCases(own, 3)
    await addCases(east, 3)
    await tell()
    const rows = (given: Partial<Tenant>) =>
      within(own, async (trx) => (await trx('border_cluster_night').select('partnership_id')).length, given)
    expect(await rows({})).toBe(1)
    for (const reach of ['own_agency', 'one_case', 'none'] as const) expect(await rows({ reach })).toBe(0)
    await expect(
      within(own, (trx) => writeBorderNight(trx, night, [notice(cases[own.name] ?? [])], []), {
        purpose: 'signal:read',
      }),
    ).rejects.toThrow(/row-level security/)
    // ids of another partnership do not get in, whatever is handed over
    await within(own, (trx) => writeBorderNight(trx, addDays(night, 1), [notice(cases[east.name] ?? [])], []))
    expect((await stored(own)).at(-1)).toMatchObject({ case_ids: [], own_cases: 3 })
  })

  it('is refused by the database where the band is narrower than the gate allows', async () => {
    const [own] = partnerships as [Partnership]
    await addCases(own, 3)
    const narrow = { ...notice(cases[own.name] ?? []), neighbours: [{ name: 'East', low: 1, high: 3 }] }
    await expect(within(own, (trx) => writeBorderNight(trx, night, [narrow], []))).rejects.toThrow(
      /border_cluster_is_a_band/,
    )
  })
})
