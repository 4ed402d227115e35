import type { Day } from '../../server/contract/day.ts'
import { bandOf } from '../../server/disclosure/bands.ts'
import type { BorderNotice } from '../../server/surveillance/national/border-store.ts'
import { distinct } from '../detection/reports/distinct.ts'
import { groupBy } from '../detection/reports/group-by.ts'
import type { DistrictCheck, DistrictCluster } from './district-clusters.ts'
import type { NationalLine } from './judge-nation.ts'
import { NATIONAL_STREAMS, type Nation, type NationalStream, type PooledPartnership } from './nation.ts'

/** What one partnership is told of a night: clusters it has a part of, and of which streams it could not be judged. */
export type Told = { partnershipId: string; name: string; notices: BorderNotice[]; notJudged: NationalStream[] }

/**
 * Of every cluster with cases in two partnerships or more, what each of them may know: its own records and areas, who else has cases in it,
 * and how many these are in bands (`server/disclosure/bands.ts`), or exactly where each has agreed with each other. Not its p, its expected number
 * or its radius, which are made of the others' cases.
 */
export function tellOverBorders(nation: Nation, lines: readonly NationalLine[]): Told[] {
  const clusters = lines.filter((line): line is DistrictCluster => line.kind === 'cluster')
  const notices = clusters.flatMap((cluster) => noticesOf(nation, cluster))
  const ofPartnership = groupBy(notices, ({ partnershipId }) => partnershipId)
  return nation.partnerships.map(({ partnershipId, name }) => ({
    partnershipId,
    name,
    notices: (ofPartnership.get(partnershipId) ?? []).map(({ notice }) => notice),
    notJudged: NATIONAL_STREAMS.filter((stream) => !isJudged(lines, stream, name)),
  }))
}

function isJudged(lines: readonly NationalLine[], stream: NationalStream, name: string): boolean {
  const check = lines.find((line): line is DistrictCheck => line.kind === 'districts' && line.stream === stream)
  return check !== undefined && check.pValue !== null && !check.leftOut.includes(name)
}

type Side = { partnership: PooledPartnership; cases: number; caseIds: string[]; areaNames: string[] }

function noticesOf(nation: Nation, cluster: DistrictCluster): { partnershipId: string; notice: BorderNotice }[] {
  const { stream, tier, firstDay, lastDay } = cluster
  const sides = sidesOf(nation, cluster)
  if (sides.length < 2) return []
  const isExact = haveAgreed(sides, nation.partnerships, stream)
  const pooled = sides.reduce((sum, { cases }) => sum + cases, 0)
  return sides.map((own) => ({
    partnershipId: own.partnership.partnershipId,
    notice: {
      stream,
      tier,
      firstDay,
      lastDay,
      ownCases: own.cases,
      caseIds: own.caseIds,
      areaNames: own.areaNames,
      neighbours: sides
        .filter((side) => side !== own)
        .map(({ partnership, cases }) => ({ name: partnership.name, ...bandOf(cases) }))
        // their order in the cluster would say who is nearer
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
      exactPooled: isExact ? pooled : null,
    },
  }))
}

/** Partnerships with cases in it: one that has only an empty district in the circle has no part in it. */
function sidesOf({ partnerships }: Nation, { stream, firstDay, lastDay, members }: DistrictCluster): Side[] {
  return [...groupBy(members, (member) => member.partnership)].flatMap(([number, ofOne]): Side[] => {
    const partnership = partnerships[number] as PooledPartnership
    const districts = new Set(ofOne.map(({ district }) => district))
    const isWithin = (day: Day) => day >= firstDay && day <= lastDay
    const events = partnership.events[stream].filter(
      ({ day, district }) => district !== null && districts.has(district) && isWithin(day),
    )
    const caseIds = distinct(events.flatMap(({ ids }) => ids)).sort()
    const areaNames = [...districts].map((district) => partnership.districts[district]?.name ?? '').sort()
    return events.length ? [{ partnership, cases: events.length, caseIds, areaNames }] : []
  })
}

/** Each has an agreement in force that names each other and the stream: one side's word does not open the other's counts. */
function haveAgreed(sides: readonly Side[], all: readonly PooledPartnership[], stream: NationalStream): boolean {
  const spell = (name: string) => name.trim().toLowerCase()
  // of two partnerships with one name nobody can say which was meant
  const isOnly = (name: string) => all.filter((each) => spell(each.name) === spell(name)).length === 1
  return sides.every(({ partnership: one }) =>
    sides.every(
      ({ partnership: other }) =>
        one === other ||
        (isOnly(other.name) &&
          one.sharesWith.some((share) => share.stream === stream && spell(share.name) === spell(other.name))),
    ),
  )
}
