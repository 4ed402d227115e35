import type { Compute } from '../../../jobs/compute/compute.ts'
import { detectBelieved } from '../../../jobs/detection/checks/believed-drugs.ts'
import { type Random, randomFor, randomPoisson } from '../../../jobs/stats/draws/random.ts'
import { addDays } from '../../../server/day.ts'
import type { Snapshot, SnapshotBelieved } from '../../../server/surveillance/nights/snapshot.ts'
import { drawMixture, substances } from '../simulator/substances.ts'

/**
 * Drugs believed taken at overdoses: 300 persons a year, six in ten with the drugs named (as toxicology would find them, each kept with chance
 * .7), doses 1 to 4 of one of two products, and 3 in 100 died; known 1.5 days after on average. A drug never named before comes into so many of
 * the reports within 14 days.
 */
export type Believed = { seeds: number; injected: number; from?: number }
export type MeasuredBelieved = {
  /** Without an injection: flagged nights under 14 days apart are one episode. */
  episodes: { watch: number; notify: number }[]
  /** With one: days from the first injected event to the first flag that names it; Infinity where none came within 42 days. */
  days: { watch: number; notify: number }[]
}

const FIRST_DAY = '2022-01-01'
const JUDGED_FROM = 500
const DAYS = JUDGED_FROM + 365
const NEW_DRUG = 'metonitazene'

export async function measureBelieved(
  { seeds, injected, from = 0 }: Believed,
  compute: Compute,
): Promise<MeasuredBelieved> {
  const measured: MeasuredBelieved = { episodes: [], days: [] }
  for (let seed = from; seed < from + seeds; seed++) {
    const random = randomFor(`believed ${seed}`, 0)
    const reports = drawReports(random)
    if (injected === 0) measured.episodes.push(await countEpisodes(reports, seed, compute))
    else {
      const start = JUDGED_FROM + Math.floor(random() * 300)
      const added = Array.from({ length: injected }, (_, i) =>
        drawReport(random, start + (i === 0 ? 0 : Math.floor(random() * 14)), `new-${i}`),
      )
      for (const report of added) report.taken = [...new Set([...report.taken, NEW_DRUG])].sort()
      measured.days.push(await daysUntilNamed([...reports, ...added], start, seed, compute))
    }
  }
  return measured
}

type Report = SnapshotBelieved & { dayNumber: number; knownNumber: number }

function drawReports(random: Random): Report[] {
  const reports: Report[] = []
  for (let day = 0; day < DAYS; day++)
    for (let n = randomPoisson(random, 300 / 365); n > 0; n--)
      reports.push(drawReport(random, day, String(reports.length)))
  return reports
}

function drawReport(random: Random, dayNumber: number, id: string): Report {
  const knownNumber = dayNumber + Math.floor(-1.5 * Math.log(1 - random()))
  const isNamed = random() < 0.6
  const metabolites = new Set(substances.flatMap(({ code, isMetabolite }) => (isMetabolite ? [code] : [])))
  const taken = drawMixture(random).filter((code) => !metabolites.has(code) && random() < 0.7)
  const doses = 1 + (random() < 0.5 ? 1 : 0) + (random() < 0.2 ? 1 : 0) + (random() < 0.1 ? 1 : 0)
  return {
    ...{ id, person: 1, minute: null, source: 'vigil', longitude: null, latitude: null, areaId: null },
    ...{ day: addDays(FIRST_DAY, dayNumber), knownOn: addDays(FIRST_DAY, knownNumber), dayNumber, knownNumber },
    taken: isNamed ? taken : [],
    product: random() < 0.7 ? 'prenoxad' : 'nyxoid',
    doses,
    outcome: random() < 0.03 ? 'died' : 'alive',
  }
}

async function judge(night: number, previous: number, reports: readonly Report[], seed: number, compute: Compute) {
  const believed = reports.filter(({ dayNumber, knownNumber }) => dayNumber < night && knownNumber < night)
  const snapshot = {
    ...{
      partnershipId: `believed-${seed}`,
      night: addDays(FIRST_DAY, night),
      previousNight: addDays(FIRST_DAY, previous),
    },
    ...{ believed, substances },
  }
  return (await detectBelieved(snapshot as unknown as Snapshot, compute)).findings
}

async function countEpisodes(reports: readonly Report[], seed: number, compute: Compute) {
  const last = { watch: Number.NEGATIVE_INFINITY, notify: Number.NEGATIVE_INFINITY }
  const episodes = { watch: 0, notify: 0 }
  for (let night = JUDGED_FROM; night < DAYS; night++)
    for (const { tier } of await judge(night, night - 1, reports, seed, compute))
      for (const reached of tier === 'notify' ? (['watch', 'notify'] as const) : (['watch'] as const)) {
        if (night - last[reached] >= 14) episodes[reached]++
        last[reached] = night
      }
  return episodes
}

async function daysUntilNamed(reports: readonly Report[], start: number, seed: number, compute: Compute) {
  const days = { watch: Number.POSITIVE_INFINITY, notify: Number.POSITIVE_INFINITY }
  for (let night = start + 1; night <= start + 42 && days.notify === Number.POSITIVE_INFINITY; night++)
    for (const { tier, nodes } of await judge(night, night - 1, reports, seed, compute)) {
      if (!nodes.includes(NEW_DRUG) && !nodes.includes('nitazenes')) continue
      days.watch = Math.min(days.watch, night - start)
      if (tier === 'notify') days.notify = Math.min(days.notify, night - start)
    }
  return days
}
