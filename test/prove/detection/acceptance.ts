import { meanOverSeeds, shareOf } from './estimates.ts'
import { countTold, reaches } from './flags.ts'
import type { Read } from './judged.ts'
import { MISSED, table, withError, withInterval } from './tables.ts'

/** Checks 8 and 9 of docs/statistics.md 9. */
export function acceptanceTable(read: Read): string[] {
  const rows: string[][] = []
  const random = read('random', '42/0')
  if (random.length > 1) {
    const signals = meanOverSeeds(random.map((judged) => countTold(judged, 'notify').signals))
    rows.push([
      `${random.length} random-Poisson years at 0.8 deaths a week: notified clusters a year`,
      '≤ 1.2',
      withError(signals),
      signals.value <= 1.2 ? 'met' : MISSED,
    ])
  }
  const five = read('random_five', '42/0')
  if (five.length > 0)
    for (const tier of ['watch', 'notify'] as const) {
      const nextMorning = five.map(({ nights, injected }) => {
        const night = nights.find((record) => record.night === (injected?.lastDay ?? 0) + 1)
        return night?.signals.some((signal) => signal.injected >= 3 && reaches(signal, tier)) ?? false
      })
      rows.push([
        `five deaths at one place in 9 days: ${tier === 'watch' ? 'listed (watch or notify)' : 'notified'} the morning after the fifth`,
        'power printed',
        withInterval(shareOf(nextMorning)),
        '',
      ])
    }
  const newTest = read('new_test', '50/300')
  if (newTest.length > 1) {
    const rises = newTest.map(
      ({ nights }) =>
        new Set(
          nights
            .flatMap(({ signals }) => signals)
            .filter(({ nodes }) => nodes.includes('pregabalin') || nodes.includes('gabapentinoids'))
            .map(({ id }) => id),
        ).size,
    )
    rows.push([
      `pregabalin tested from March only (${newTest.length} years): signals a year that name it, at any tier`,
      'no false rise',
      withError(meanOverSeeds(rises)),
      '',
    ])
  }
  return rows.length > 0 ? [`### Acceptance checks 8 and 9\n\n${table(['claim', 'target', 'measured', ''], rows)}`] : []
}
