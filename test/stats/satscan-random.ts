import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readParameters } from '../../jobs/scan/parameters.ts'
import { type ReportedCluster, runScan } from '../../jobs/scan/run.ts'
import { readStudy } from '../../jobs/scan/study.ts'

/** 100 random problems of our own, and SaTScan 10.3.2's answers to them. */
const folder = join(import.meta.dirname, 'vectors', 'satscan-random')

/** A cluster as SaTScan says it: the centre first; times and numbers as they are printed. */
export type Answer = {
  locations: string[]
  time: string | null
  obs: number
  exp: number
  rr: number | null
  llr: number
  p: number | null
}

export const problems = readdirSync(folder).filter((name) => name !== 'answers.json')
export const answers = JSON.parse(readFileSync(join(folder, 'answers.json'), 'utf8')) as Record<string, Answer[]>

/** Replicas behind each p of an answer. */
const ANSWERED = 999

export async function scanProblem(name: string, replicas: number) {
  const file = join(folder, name, 'x.prm')
  const parameters = readParameters(readFileSync(file, 'utf8'), replicas)
  const study = readStudy(parameters, file)
  const { clusters, atTheEnd } = await runScan(study, { replicas, seed: 1, compute: undefined, say: () => {} })
  return { study, clusters, atTheEnd }
}

/** In what the clusters differ from the answer, each by its number. */
export function unlike(clusters: ReportedCluster[], answer: Answer[], replicas: number): string[] {
  const found: string[] = []
  for (let i = 0; i < Math.max(clusters.length, answer.length); i++) {
    const [ours, theirs] = [clusters[i], answer[i]]
    if (ours && theirs) found.push(...differences(ours, theirs, replicas).map((what) => `${i + 1}: ${what}`))
    // one that every replica reached is left out: whether the last ones are is chance
    else if (!isSameP(ours?.pValue ?? theirs?.p ?? 0, 1, replicas))
      found.push(`${i + 1}: ${ours ? 'ours' : 'theirs'} alone`)
  }
  return found
}

/** Where, when, observed, statistic, expected, relative risk, p. */
function differences(cluster: ReportedCluster, answer: Answer, replicas: number): string[] {
  const { p } = answer
  const isSame: Record<string, boolean> = {
    where: cluster.locations.join() === answer.locations.join(),
    when: (cluster.firstDay ?? null) === null || daysOf(answer.time ?? '') === `${cluster.firstDay} ${cluster.lastDay}`,
    observed: cluster.observed === answer.obs,
    statistic: cluster.statistic.toFixed(6) === answer.llr.toFixed(6),
    expected: isPrintedAs(cluster.expected, answer.exp),
    'relative risk': answer.rr === null || isPrintedAs(cluster.relativeRisk ?? Number.POSITIVE_INFINITY, answer.rr),
    p: p === null || isSameP(cluster.pValue ?? 1, p, replicas),
  }
  return Object.keys(isSame).filter((name) => !isSame[name])
}

/** Whether two Monte Carlo p values are the same but for chance: |z| ≤ 4. */
function isSameP(ours: number, theirs: number, replicas: number): boolean {
  const p = (ours * replicas + theirs * ANSWERED) / (replicas + ANSWERED)
  return Math.abs(ours - theirs) <= 4 * Math.sqrt(p * (1 - p) * (1 / ANSWERED + 1 / replicas)) + 1e-9
}

function daysOf(time: string): string {
  const pad = (date: string) =>
    date
      .split('/')
      .map((part) => part.padStart(2, '0'))
      .join('-')
  return time.split(' to ').map(pad).join(' ')
}

/** Whether a number, rounded to as many digits, is the one printed. */
function isPrintedAs(value: number, printed: number): boolean {
  if (value === printed) return true
  const decimals = String(printed).split('.')[1]?.length ?? 0
  return Math.abs(value - printed) <= 0.5000001 * 10 ** -decimals
}
