import { countPatterns, findCandidates } from '../../jobs/stats/matching/candidates.ts'
import { groupIntoEvents } from '../../jobs/stats/matching/events.ts'
import { withOwnPriors } from '../../jobs/stats/matching/learn.ts'
import { calibratedBits, fromCode } from '../../jobs/stats/matching/model.ts'
import { SHIPPED_MODEL } from '../../jobs/stats/matching/shipped-model.ts'
import type { Database } from '../../server/db/connection.ts'
import { generate } from '../prove/matching/generator.ts'

const EVENTS = 40_000
const YEARS = 10

/** 100,000 reports of ten years matched on one core, beside a join of the same pairs in SQL, which weighs none of them. */
export async function benchMatching({ knex }: Pick<Database, 'knex'>): Promise<void> {
  const { reports } = generate('bench', { events: EVENTS, days: 365 * YEARS })
  globalThis.gc?.()
  const before = process.memoryUsage().rss
  const began = performance.now()
  const candidates = findCandidates(reports)
  const found = performance.now()
  const model = withOwnPriors(SHIPPED_MODEL, countPatterns(candidates))
  const bits = new Map<number, number>()
  const pairs: { one: number; other: number; bits: number }[] = []
  for (let at = 0; at < candidates.length; at++) {
    const code = candidates.code[at] as number
    const known = bits.get(code) ?? calibratedBits(model, fromCode(code))
    bits.set(code, known)
    pairs.push({ one: candidates.one[at] as number, other: candidates.other[at] as number, bits: known })
  }
  const events = new Set(groupIntoEvents(reports.length, pairs)).size
  const ended = performance.now()
  const megabytes = (process.memoryUsage().rss - before) / 1e6
  const seconds = (from: number, to: number) => ((to - from) / 1000).toFixed(2)
  console.log(
    `matching of ${reports.length.toLocaleString('en-GB')} reports of ${YEARS} years: ${candidates.length.toLocaleString('en-GB')} pairs compared in ` +
      `${seconds(began, found)} s, weighed and put into ${events.toLocaleString('en-GB')} events in ${seconds(found, ended)} s; ${Math.round(megabytes)} MB more`,
  )
  await knex.transaction(async (trx) => {
    await trx.raw('create temporary table bench_report (report integer, minute integer, place geometry) on commit drop')
    for (let from = 0; from < reports.length; from += 10_000)
      await trx.raw(
        `insert into bench_report select report, minute, st_setsrid(st_point(longitude, latitude), 4326)
         from jsonb_to_recordset(:reports::jsonb) as given (report integer, minute integer, longitude double precision, latitude double precision)`,
        {
          reports: JSON.stringify(
            reports
              .slice(from, from + 10_000)
              .map((report, at) => ({ ...report, report: from + at, minute: report.from })),
          ),
        },
      )
    await trx.raw('create index on bench_report (minute)')
    await trx.raw('analyze bench_report')
    const asked = performance.now()
    const { rows } = await trx.raw(
      `select count(*)::int as pairs from bench_report one
       join bench_report other on other.minute between one.minute and one.minute + 120
         and (other.minute > one.minute or other.report > one.report)
         and st_dwithin(one.place::geography, other.place::geography, 3500)`,
    )
    console.log(
      `  the join alone in SQL, with an index on the minute: ${rows[0].pairs.toLocaleString('en-GB')} pairs in ${seconds(asked, performance.now())} s`,
    )
  })
}
