import { normalisePostcode } from '../cells/postcode.ts'
import { type CsvTable, cell } from '../tables/csv-table.ts'
import { type Issue, refused } from '../tables/issues.ts'

/** Postcodes with the point of each, such as the ONS Postcode Directory; terminated ones are kept, for old records name them. */

export type NewPostcode = {
  postcode: string
  longitude: number
  latitude: number
  areaCode: string | null
  source: string
}
export type PostcodeReading = {
  postcodes: { rowNumber: number; postcode: NewPostcode }[]
  issues: Issue[]
  isReadable: boolean
}

export function readPostcodes(table: CsvTable, source: string): PostcodeReading {
  const find = (pattern: RegExp) => table.headings.find((heading) => pattern.test(heading))
  const postcode = find(/^(postcode|pcds?|pcd\d?|post code)$/i)
  const latitude = find(/^lat(itude)?$/i)
  const longitude = find(/^(lon|lng|long|longitude)$/i)
  const area = find(/^(lsoa\d{0,2}(cd)?|oa\d{0,2}(cd)?|area_?code)$/i)
  if (!postcode || !latitude || !longitude) {
    const reason = 'a postcode file needs the columns postcode, latitude and longitude'
    return {
      postcodes: [],
      issues: [refused(1, null, null, reason, `the columns are: ${table.headings.slice(0, 20).join(', ')}`)],
      isReadable: false,
    }
  }
  const reading: PostcodeReading = { postcodes: [], issues: [], isReadable: true }
  for (const row of table.rows) {
    const code = normalisePostcode(cell(row, postcode))
    if (!code) {
      reading.issues.push(
        refused(row.rowNumber, postcode, cell(row, postcode), 'this is not a postcode', 'write it as TR1 1AA'),
      )
      continue
    }
    const point = { longitude: Number(cell(row, longitude)), latitude: Number(cell(row, latitude)) }
    const isBlank = cell(row, longitude) === '' || cell(row, latitude) === ''
    // the directory writes latitude 99.999999 where it has no grid reference
    if (
      isBlank ||
      !(Math.abs(point.latitude) <= 90) ||
      !(Math.abs(point.longitude) <= 180) ||
      (point.latitude === 0 && point.longitude === 0)
    ) {
      reading.issues.push(
        refused(row.rowNumber, latitude, cell(row, latitude), 'the postcode has no point', 'leave it out'),
      )
      continue
    }
    reading.postcodes.push({
      rowNumber: row.rowNumber,
      postcode: { postcode: code, ...point, areaCode: area ? cell(row, area) || null : null, source },
    })
  }
  return reading
}
