import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { Database } from '../../server/db/connection.ts'
import { runImport } from '../../server/import/writing/run-import.ts'
import { addPartnership } from '../../server/partnerships/store.ts'

const ROWS = 50_000
const today = '2026-03-15'

/**
 * A spreadsheet of 50,000 deaths through a mapping: what a file costs that is a request's (read on a thread of its own) and one that is a
 * command's (read where it runs), and how long each holds up everybody else. Tried out, so that nothing is kept.
 */
export async function benchImports({ knex }: Pick<Database, 'knex'>): Promise<void> {
  const content = Buffer.from(spreadsheet(ROWS))
  console.log(
    `import of ${ROWS.toLocaleString('en-GB')} rows (${Math.round(content.length / 1e6)} MB), by a mapping, tried out`,
  )
  for (const [name, given] of [
    ['as a request: read on a thread', content],
    ['as a command: read where it runs', slices(content)],
  ] as const) {
    const partnership = await addPartnership(knex, {
      name: 'Bench',
      slug: `bench-${Date.now()}`,
      country: 'GB',
      timeZone: 'Europe/London',
      isSynthetic: true,
      pinnedToday: today,
    })
    const delay = monitorEventLoopDelay({ resolution: 5 })
    const before = process.memoryUsage().rss
    let peak = before
    const watch = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss)
    }, 50)
    const began = performance.now()
    let read = 0
    delay.enable()
    const report = await runImport(
      knex,
      { partnershipId: partnership.partnershipId, userId: 'bench', purpose: 'bench' },
      {
        subject: 'deaths',
        adapter: 'vigil',
        fileName: null,
        content: given,
        isDryRun: true,
        isAllOrNothing: false,
        today,
        country: 'GB',
        timeZone: 'Europe/London',
        mapping: MAPPING,
      },
      ({ recordsDone }) => {
        if (recordsDone === 0) {
          read = performance.now()
          // a pause is counted when it is over
          setTimeout(() => delay.disable(), 20)
        }
      },
    )
    clearInterval(watch)
    const seconds = (from: number, to: number) => ((to - from) / 1000).toFixed(1)
    console.log(
      `  ${name}: read in ${seconds(began, read)} s (${Math.round(ROWS / ((read - began) / 1000)).toLocaleString('en-GB')} rows a second), ` +
        `tried against the database in ${seconds(read, performance.now())} s; longest pause for others while reading ${Math.round(delay.max / 1e6)} ms; ` +
        `${Math.round((peak - before) / 1e6)} MB more; ${report.recordsAdded.toLocaleString('en-GB')} records, ${report.rowsRefused} refused`,
    )
  }
}

const MAPPING = {
  columns: {
    'Case Ref': { as: 'field' as const, field: 'reference' },
    'Date of Death': { as: 'field' as const, field: 'event_day' },
    'M/F': { as: 'field' as const, field: 'sex' },
    Age: { as: 'field' as const, field: 'age_years' },
    Town: { as: 'field' as const, field: 'found_town' },
    Coordinates: { as: 'field' as const, field: 'found_point' },
    Drugs: { as: 'substances' as const, role: 'detected' as const },
    Conclusion: { as: 'field' as const, field: 'conclusion' },
    Notes: { as: 'unused' as const },
  },
  constants: {},
  values: {},
  readsCause: false,
  instants: 'as_written' as const,
}

function spreadsheet(rows: number): string {
  const drugs = [
    'Heroin',
    'cocaine',
    'Diazepam (street)',
    'alprazolam',
    'fentanyl',
    'Methadone (prescribed)',
    'pregabalin',
  ]
  const at = (list: readonly string[], index: number) => list[index % list.length] as string
  const two = (number: number) => String(number).padStart(2, '0')
  const lines = Array.from({ length: rows }, (_, index) =>
    [
      `DRD${index}`,
      `${two(1 + (index % 28))}/${two(1 + (index % 12))}/${2010 + (index % 15)}`,
      at(['M', 'F'], index),
      `${20 + (index % 50)} years`,
      `Town ${index % 40}`,
      `"${(50.2 + (index % 77) / 1000).toFixed(4)}, ${(-5.05 - (index % 100) / 1000).toFixed(4)}"`,
      `"${at(drugs, index)}, ${at(drugs, index + 3)}${index % 3 === 0 ? ` + ${at(drugs, index + 1)} ${index % 900}mg` : ''}"`,
      at(['Misadventure', 'Open', 'Drug related'], index),
      'seen at panel',
    ].join(','),
  )
  return [Object.keys(MAPPING.columns).join(','), ...lines].join('\n')
}

async function* slices(content: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += 65_536) yield content.subarray(at, at + 65_536)
}
