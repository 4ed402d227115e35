import { checkFeeds } from '../../../jobs/detection/health/feed-health.ts'
import { type Random, randomFor, randomPoisson } from '../../../jobs/stats/draws/random.ts'
import { addDays } from '../../../server/day.ts'
import type { Snapshot, SnapshotReversal } from '../../../server/surveillance/nights/snapshot.ts'

/**
 * Agencies that report through forms and files, whose one source is Vigil: is one that falls silent missed, and how often is one said to be
 * silent, or to send too little, that is not? Reports are Poisson, each week's rate times a gamma factor of variance .1, known 1.5 days after
 * the event on average.
 */
export type Agencies = { reportsAYear: readonly number[]; seeds: number; from?: number }
export type MeasuredAgencies = {
  /** Notes on feeds that are well, episodes 7 days apart, in a year of each seed. */
  falseNotes: number[]
  /** Of each agency, the days of its silence until it was said; Infinity where it was not within nine weeks. */
  daysUntilSaid: number[][]
}

const FIRST_DAY = '2022-01-01'
const DAYS = 3 * 365
const JUDGED_FROM = 2 * 365
export const LONGEST_SILENCE = 63
const EPISODE_GAP_DAYS = 7

type Report = SnapshotReversal & { dayNumber: number; knownNumber: number }

export function measureAgencies({ reportsAYear, seeds, from = 0 }: Agencies): MeasuredAgencies {
  const falseNotes: number[] = []
  const daysUntilSaid: number[][] = reportsAYear.map(() => [])
  for (let seed = from; seed < from + seeds; seed++) {
    const random = randomFor(`agencies ${reportsAYear} ${seed}`, 0)
    const reports = reportsAYear.flatMap((aYear, agency) => drawReports(random, aYear, agency))
    falseNotes.push(countFalseNotes(reports))
    reportsAYear.forEach((_, agency) => {
      const silentFrom = JUDGED_FROM + 30 + Math.floor(random() * 250)
      const sent = reports.filter(
        (report) =>
          report.agency !== nameOf(agency) || (report.dayNumber < silentFrom && report.knownNumber < silentFrom),
      )
      daysUntilSaid[agency]?.push(daysUntilSaidOf(sent, agency, silentFrom))
    })
  }
  return { falseNotes, daysUntilSaid }
}

const nameOf = (agency: number) => `agency ${agency}`

function drawReports(random: Random, aYear: number, agency: number): Report[] {
  const reports: Report[] = []
  let factor = 1
  for (let dayNumber = 0; dayNumber < DAYS; dayNumber++) {
    if (dayNumber % 7 === 0) factor = drawWeek(random)
    for (let n = randomPoisson(random, (aYear / 365) * factor); n > 0; n--) {
      const knownNumber = dayNumber + Math.floor(-1.5 * Math.log(1 - random()))
      reports.push({
        ...{ id: `${agency}-${reports.length}`, source: 'vigil', agency: nameOf(agency), person: 1, minute: null },
        ...{ longitude: null, latitude: null, areaId: null, dayNumber, knownNumber },
        ...{ day: addDays(FIRST_DAY, dayNumber), knownOn: addDays(FIRST_DAY, knownNumber) },
      })
    }
  }
  return reports
}

/** Gamma of mean 1, variance .1: a tenth of the sum of ten exponential draws. */
function drawWeek(random: Random): number {
  let sum = 0
  for (let i = 0; i < 10; i++) sum -= Math.log(1 - random())
  return sum / 10
}

function problemsOn(night: number, reports: readonly Report[]) {
  const known = reports.filter(({ dayNumber, knownNumber }) => dayNumber < night && knownNumber < night)
  const snapshot = { night: addDays(FIRST_DAY, night), deaths: [], reversals: known }
  return checkFeeds(snapshot as unknown as Snapshot).problems
}

function countFalseNotes(reports: readonly Report[]): number {
  const last = new Map<string, number>()
  let notes = 0
  for (let night = JUDGED_FROM; night < DAYS; night++)
    for (const { source, problem } of problemsOn(night, reports)) {
      const key = `${source} ${problem}`
      if (night - (last.get(key) ?? Number.NEGATIVE_INFINITY) > EPISODE_GAP_DAYS) notes++
      last.set(key, night)
    }
  return notes
}

function daysUntilSaidOf(sent: readonly Report[], agency: number, silentFrom: number): number {
  for (let days = 1; days <= LONGEST_SILENCE; days++)
    if (problemsOn(silentFrom + days, sent).some(({ source }) => source === nameOf(agency))) return days
  return Number.POSITIVE_INFINITY
}
