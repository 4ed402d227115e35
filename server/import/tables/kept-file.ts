import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { ImportSubject } from '../../contract/import.ts'
import type { CsvTable } from './csv-table.ts'
import { withoutIdentity } from './identity.ts'
import { type Issue, refused } from './issues.ts'
import { readCsv } from './read-csv.ts'

/**
 * A file as it is kept from when it is sent until it has been imported (server/documents): of deaths and naloxone its rows, without the
 * columns and cells that identify people; of areas, their residents and postcodes its bytes, for they are of nobody.
 */
export type KeptFile = { hash: string } & (
  | {
      kind: 'table'
      table: CsvTable
      /** Headings of the columns that were left out because they identify people. */
      identifying: string[]
    }
  | { kind: 'bytes'; content: Uint8Array; isWhole: boolean }
)

/** A kept file as text for sealing. */
export type Packed = { packed: string }
/** The whole, and of a large one as much as is looked at before it is imported. */
export type PackedFile = { whole: string; beginning: string | null }

/** Enough to try each column on its first hundred cells, few enough to be read while others wait. */
const ROWS_LOOKED_AT = 300
const BYTES_LOOKED_AT = 300_000

const holdsRecords = (subject: ImportSubject) => subject === 'deaths' || subject === 'naloxone'

/** Why a file that was sent is not read as one of this subject: of the one its rows were kept, of the other its bytes. */
export function refuseOtherSubject(kept: KeptFile, subject: ImportSubject): Issue | undefined {
  if ((kept.kind === 'table') === holdsRecords(subject)) return undefined
  return refused(
    1,
    null,
    null,
    `the file was not sent as one of ${subject}`,
    `choose it again, as a file of ${subject}`,
  )
}

export async function keepFile(content: Uint8Array, subject: ImportSubject): Promise<KeptFile> {
  const hash = createHash('sha256').update(content).digest('hex')
  if (!holdsRecords(subject)) return { kind: 'bytes', hash, content, isWhole: true }
  const table = await readCsv(content)
  const named = withoutIdentity(table)
  const identifying = table.headings.filter((heading) => !named.headings.includes(heading))
  return { kind: 'table', hash, table: named, identifying }
}

export async function packFile(kept: KeptFile): Promise<PackedFile> {
  const beginning = beginningOf(kept)
  return { whole: await pack(kept), beginning: beginning && (await pack(beginning)) }
}

/** Of what is said of the file, in its beginning only what is said of its headings. */
function beginningOf(kept: KeptFile): KeptFile | null {
  if (kept.kind === 'bytes') {
    if (kept.content.length <= BYTES_LOOKED_AT) return null
    return { ...kept, content: kept.content.slice(0, BYTES_LOOKED_AT), isWhole: false }
  }
  const { rows, issues } = kept.table
  if (rows.length <= ROWS_LOOKED_AT && issues.length <= ROWS_LOOKED_AT) return null
  return {
    ...kept,
    table: {
      ...kept.table,
      rows: rows.slice(0, ROWS_LOOKED_AT),
      issues: issues.filter(({ rowNumber }) => rowNumber === 1),
    },
  }
}

/** The cells of a row in the order of the headings, which then stand once. */
async function pack(kept: KeptFile): Promise<string> {
  const plain =
    kept.kind === 'bytes'
      ? { ...kept, content: Buffer.from(kept.content).toString('base64') }
      : {
          ...kept,
          table: {
            ...kept.table,
            blankHeadings: [...kept.table.blankHeadings],
            rows: kept.table.rows.map(({ rowNumber, cells }) => [
              rowNumber,
              ...kept.table.headings.map((heading) => cells[heading] ?? null),
            ]),
          },
        }
  return (await promisify(gzip)(JSON.stringify(plain))).toString('base64')
}

export async function unpackFile(packed: string): Promise<KeptFile> {
  const plain = JSON.parse((await promisify(gunzip)(Buffer.from(packed, 'base64'))).toString())
  if (plain.kind === 'bytes') return { ...plain, content: Buffer.from(plain.content, 'base64') }
  const { headings, rows, blankHeadings } = plain.table as {
    headings: string[]
    rows: [number, ...(string | null)[]][]
    blankHeadings: string[]
  }
  return {
    ...plain,
    table: {
      ...plain.table,
      blankHeadings: new Set(blankHeadings),
      rows: rows.map(([rowNumber, ...cells]) => ({
        rowNumber,
        cells: cellsOf(headings, cells),
      })),
    },
  }
}

/** By nothing but the headings of the file: a mapping may name a column that every object of the language has, as "constructor". */
function cellsOf(headings: string[], cells: (string | null)[]): Record<string, string> {
  const byHeading: Record<string, string> = Object.create(null)
  for (const [index, heading] of headings.entries()) {
    const text = cells[index]
    if (text !== null && text !== undefined) byHeading[heading] = text
  }
  return byHeading
}
