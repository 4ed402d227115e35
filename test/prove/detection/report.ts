import { SIZES, type Size } from '../simulator/parameters.ts'
import { acceptanceTable } from './acceptance.ts'
import { calibrationTable, falseAlarmTable, wrongNullTable } from './false-alarms.ts'
import { placeTables } from './found.ts'
import type { Judged, Read } from './judged.ts'
import { substanceTable } from './new-substances.ts'
import { peerTables } from './peer-tables.ts'
import { promisesTable } from './promises.ts'
import { realReportingTables } from './real-reporting.ts'

/** All tables, as Markdown; figures that were not judged are left out. */
export function reportOf(judged: Judged): string {
  const { seeds: read } = judged
  const ofSizes = (Object.keys(SIZES) as Size[]).flatMap((size) => {
    const nulls = read('null', size)
    if (nulls.length < 2) return []
    return [
      `### ${size} deaths and reversals a year (${nulls.length} seeds)`,
      calibrationTable(nulls),
      falseAlarmTable(nulls),
      ...placeTables(read, size, nulls),
      ...substanceTable(read, size, nulls),
      ...peerTables(judged, size),
    ]
  })
  return [
    promisesTable(read),
    ...realReportingTables(read),
    ...ofSizes,
    ...harderTables(read),
    ...acceptanceTable(read),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
}

function harderTables(read: Read): string[] {
  const size = '50/300'
  const plain = read('null', size)
  const power = ['_populous', '_elongated', '_points', '_wrong_places'].flatMap((suffix) => {
    const pair = read(`null${suffix}`, size)
    return placeTables(read, size, pair.length > 1 ? pair : plain, suffix)
  })
  const tables = [...wrongNullTable(read), ...power]
  return tables.length > 0 ? [`### Harder: where the data are not as the checks assume (${size})`, ...tables] : []
}
