import { type CsvTable, cell } from '../tables/csv-table.ts'
import { doubtful, type Issue, refused } from '../tables/issues.ts'

/** Residents of areas, from the tables of a statistical office: a row an area, columns of ages, sexes and totals. */

export type Residents = { asOf: string; ageBand: string; sex: 'all' | 'female' | 'male'; residents: number }
export type AreaPopulation = { code: string; source: string; counts: Residents[] }
export type PopulationReading = {
  rows: { rowNumber: number; population: AreaPopulation }[]
  issues: Issue[]
  isReadable: boolean
}
export type PopulationOptions = { codeProperty?: string; asOf?: string; source?: string }

type Column = { heading: string; ageBand: string; sex: Residents['sex'] }

const CODE_HEADING = /^(area_?code|geo_?code|gss_?code|code|(oa|lsoa|msoa|wd|ward|lad|ltla|dz)\d{0,2}_?(cd|code))$/i

export function readPopulation(
  table: CsvTable,
  options: PopulationOptions,
  fileName: string | null,
): PopulationReading {
  const code = options.codeProperty ?? table.headings.find((heading) => CODE_HEADING.test(heading))
  const year = table.headings.find((heading) => /^year$/i.test(heading))
  const asOf = options.asOf ?? guessDay(fileName)
  const columns = table.headings.map(readHeading).filter((column) => column !== undefined)
  const missing = !code
    ? ['no column holds the areas’ codes', `state it; the columns are: ${table.headings.slice(0, 20).join(', ')}`]
    : !columns.length
      ? ['no column holds residents', 'name columns total, female, male, age_16_24, age_65_plus …']
      : !year && !asOf
        ? ['the day the counts are for could not be told', 'state it, such as 2021-03-21 for the census of 2021']
        : undefined
  if (!code || missing) {
    return { rows: [], issues: [refused(1, null, null, missing?.[0] ?? '', missing?.[1] ?? '')], isReadable: false }
  }
  const reading: PopulationReading = { rows: [], issues: [], isReadable: true }
  // two totals differ by the office's perturbation: the first stands as the area's residents
  const used = columns.filter((column, index) => columns.findIndex((other) => isSameCount(other, column)) === index)
  for (const column of columns.filter((each) => !used.includes(each))) {
    reading.issues.push(
      doubtful(
        1,
        column.heading,
        null,
        'a second column of the same residents',
        'only the first is used; offices perturb totals, so the two may differ',
      ),
    )
  }
  for (const row of table.rows) {
    const day = year ? `${cell(row, year)}-06-30` : (asOf as string)
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) {
      reading.issues.push(
        refused(row.rowNumber, year ?? null, cell(row, year ?? ''), 'this is not a year', 'write it as 2021'),
      )
      continue
    }
    const published = used.filter(({ heading }) => !isUnpublished(cell(row, heading)))
    const wrong = published.find(({ heading }) => toResidents(cell(row, heading)) === null)
    if (wrong) {
      const hint = 'write whole numbers; leave the cell empty where no count is published'
      reading.issues.push(
        refused(row.rowNumber, wrong.heading, cell(row, wrong.heading), 'this is not a number of residents', hint),
      )
      continue
    }
    const counts = published.map(({ heading, ageBand, sex }) => ({
      asOf: day,
      ageBand,
      sex,
      residents: toResidents(cell(row, heading)) ?? 0,
    }))
    reading.rows.push({
      rowNumber: row.rowNumber,
      population: { code: cell(row, code), source: options.source ?? fileName ?? 'not stated', counts },
    })
  }
  return reading
}

/** "1,776" → 1776 */
function toResidents(text: string): number | null {
  const digits = text.replaceAll(',', '')
  return /^\d{1,9}$/.test(digits) ? Number(digits) : null
}

/** What offices write where they publish no count. */
function isUnpublished(text: string): boolean {
  return /^(|-|:|\.\.|\[?[cuxz]\]?)$/i.test(text)
}

function isSameCount(a: Column, b: Column): boolean {
  return a.ageBand === b.ageBand && a.sex === b.sex
}

/** What a column counts: 'age_16_24' → 16-24, 'age_65_plus' → 65+, 'Age 0' → 0-0, 'female', 'total_from_age'. */
function readHeading(heading: string): Column | undefined {
  const words = heading
    .toLowerCase()
    .replace(/[^a-z0-9+]+/g, ' ')
    .trim()
  if (/^(all )?(females?|women)$/.test(words)) return { heading, ageBand: 'all', sex: 'female' }
  if (/^(all )?(males?|men)$/.test(words)) return { heading, ageBand: 'all', sex: 'male' }
  if (/^(total( .*)?|all|all (ages|persons|usual residents)|persons|population|residents)$/.test(words))
    return { heading, ageBand: 'all', sex: 'all' }
  const ages = /^age[ds]? ?(\d{1,3})(?: ?(?:to )?(\d{1,3})| ?(plus|and over|\+)| ?(and under|and below))?$/.exec(words)
  if (!ages) return undefined
  const from = Number(ages[1])
  if (ages[3]) return { heading, ageBand: `${from}+`, sex: 'all' }
  if (ages[4]) return { heading, ageBand: `0-${from}`, sex: 'all' }
  return { heading, ageBand: `${from}-${ages[2] ? Number(ages[2]) : from}`, sex: 'all' }
}

/** Census day of England, Wales and Northern Ireland, where the name of the file says which census. */
function guessDay(fileName: string | null): string | undefined {
  if (/census_?2021/i.test(fileName ?? '')) return '2021-03-21'
  return /census_?2011/i.test(fileName ?? '') ? '2011-03-27' : undefined
}
