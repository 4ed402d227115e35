import type { Day } from '../../server/contract/day.ts'
import type { DistrictCheck, DistrictCluster } from './district-clusters.ts'
import type { NationalLine } from './judge-nation.ts'
import type { OwnSignal, OwnSignals } from './new-signals.ts'
import type { PooledRise } from './pooled-rises.ts'
import type { SubgroupCheck } from './subgroups.ts'
import type { Figure } from './withhold.ts'

/** A line for people to read. */
export function describeLine(line: NationalLine): string {
  switch (line.kind) {
    case 'rise':
      return describeRise(line)
    case 'districts':
      return describeDistricts(line)
    case 'cluster':
      return describeCluster(line)
    case 'own signals':
      return describeOwnSignals(line)
    case 'signal':
      return describeSignal(line)
    case 'subgroup':
      return describeSubgroup(line)
  }
}

/** A line for programs to read: what is numbered inside this process only is left out. */
export function toJson(night: Day, line: NationalLine): string {
  return JSON.stringify({ night, ...line, members: undefined })
}

const NAMED_DISTRICTS = 12

function describeRise(rise: PooledRise): string {
  const where = rise.scope === 'nation' ? 'All partnerships together' : rise.name
  const about = `${where}, ${rise.stream}`
  if (rise.tier === null || rise.observed === null || rise.expected === null)
    return `${about}: ${rise.outcome}${leftOut(rise.leftOut)}.`
  return `[${rise.tier}] ${about}: about ${rise.observed} from ${rise.firstDay} to ${rise.lastDay}, ${usual(rise.expected, rise.ratio)}; ${byChance(rise.recurrenceIntervalDays)}${leftOut(rise.leftOut)}.`
}

function describeDistricts({ stream, districts, partnerships, outcome, leftOut: left }: DistrictCheck): string {
  return `Districts, ${stream} (${districts} in ${partnerships} partnerships): ${outcome}${leftOut(left)}.`
}

function describeCluster(cluster: DistrictCluster): string {
  const { districts, gumbelP } = cluster
  const named = districts.slice(0, NAMED_DISTRICTS).map(({ name, partnership }) => `${name} (${partnership})`)
  const more = districts.length > named.length ? ` and ${districts.length - named.length} more` : ''
  const within = cluster.radiusKm > 0 ? `, within ${cluster.radiusKm} km` : ''
  const beyond = gumbelP === null ? '' : ` (Gumbel p ${shortP(gumbelP)})`
  return `  [${cluster.tier}] ${cluster.stream}: ${cluster.observed} from ${cluster.firstDay} to ${cluster.lastDay}, ${usual(cluster.expected, cluster.ratio)}${within}; ${byChance(cluster.recurrenceIntervalDays)}${beyond}. ${named.join(', ')}${more}.`
}

function describeOwnSignals({ partnerships, outcome, leftOut: left }: OwnSignals): string {
  return `New signals of ${partnerships} partnerships: ${outcome}${leftOut(left, 'whose night is not done')}.`
}

function describeSignal({ partnership, detector, stream, observed, pValue, falseDiscoveryRate, isKept }: OwnSignal) {
  return `  ${isKept ? '[kept]' : '[not kept]'} ${partnership}, ${detector} ${stream}: ${observed} cases, p ${shortP(pValue)}; of signals as sure as this among all partnerships, ${Math.round(100 * falseDiscoveryRate)}% would be false.`
}

function describeSubgroup(check: SubgroupCheck): string {
  const about = 'Subgroups, exploratory'
  if (check.observed === null || check.expected === null) return `${about}: ${check.outcome}.`
  const who = [
    check.ages?.join(', '),
    check.sexes?.join(', '),
    check.substances.length ? `with ${check.substances.join(' and ')}` : undefined,
    check.partnerships ? `in ${check.partnerships.join(', ')}` : undefined,
  ].filter((part) => part !== undefined)
  return `${about}: ${check.observed} of the last ${check.recentResults} deaths with toxicology, ${usual(check.expected, check.ratio)}: ${who.join('; ')} (p ${shortP(check.pValue ?? 1)}). It says where to look, not that something is there.`
}

function usual(expected: Figure, ratio: number | null): string {
  const times = ratio === null ? '' : ` (${ratio} times)`
  return `where ${expected === 'fewer than 5' ? expected : `about ${expected}`} would be expected${times}`
}

function byChance(nights: number | null): string {
  return `chance alone would do this about once in ${Math.round(nights ?? 1).toLocaleString('en-GB')} nights`
}

function shortP(p: number): string {
  return p < 0.001 ? p.toExponential(1) : p.toFixed(3)
}

function leftOut(names: readonly string[], why = 'too little to go by'): string {
  return names.length ? `; left out (${why}): ${names.join(', ')}` : ''
}
