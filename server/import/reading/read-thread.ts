import { parentPort, workerData } from 'node:worker_threads'
import type { ImportSubject } from '../../contract/import.ts'
import { keepFile, type Packed, type PackedFile, packFile } from '../tables/kept-file.ts'
import { type FileAsk, type FileRead, readWholeFile } from './read-file.ts'

/** The thread that takes what is kept of a file, or reads it: it asks for the postcodes it meets, and hands over its records piece by piece. */

export type ThreadAsk =
  | { kind: 'keep'; subject: ImportSubject; content: Uint8Array }
  | { kind: 'read'; ask: FileAsk; content: Uint8Array | Packed }
export type ThreadAnswer =
  | { kind: 'reading'; rowsRead: number }
  | { kind: 'postcodes'; postcodes: string[] }
  /** As JSON: a fifth of what the objects take, and they are wanted a batch at a time. */
  | { kind: 'records'; records: { rowNumber: number; json: string }[] }
  | { kind: 'read'; read: Omit<FileRead, 'records'> }
  | { kind: 'packed'; packed: PackedFile }

type Found = { found: [string, { longitude: number; latitude: number }][] }

const RECORDS_A_PIECE = 1_000

const port = parentPort as NonNullable<typeof parentPort>
const asked = workerData as ThreadAsk

function findPostcodes(postcodes: string[]) {
  if (postcodes.length === 0) return Promise.resolve(new Map())
  port.postMessage({ kind: 'postcodes', postcodes } satisfies ThreadAnswer)
  return new Promise<Map<string, { longitude: number; latitude: number }>>((settle) => {
    port.once('message', ({ found }: Found) => settle(new Map(found)))
  })
}

async function handOver({ ask, content }: Extract<ThreadAsk, { kind: 'read' }>): Promise<void> {
  const { records, ...read } = await readWholeFile(content, ask, findPostcodes, (rowsRead) =>
    port.postMessage({ kind: 'reading', rowsRead } satisfies ThreadAnswer),
  )
  // from the end, so that what is handed over can be let go of
  const pieces = Math.ceil(records.length / RECORDS_A_PIECE)
  for (let piece = pieces - 1; piece >= 0; piece--) {
    const handed = records.splice(piece * RECORDS_A_PIECE)
    const packed = handed.map(({ rowNumber, value }) => ({ rowNumber, json: JSON.stringify(value) }))
    port.postMessage({ kind: 'records', records: packed } satisfies ThreadAnswer)
  }
  port.postMessage({ kind: 'read', read } satisfies ThreadAnswer)
}

async function handOverPacked({ subject, content }: Extract<ThreadAsk, { kind: 'keep' }>): Promise<void> {
  const packed = await packFile(await keepFile(content, subject))
  port.postMessage({ kind: 'packed', packed } satisfies ThreadAnswer)
}

const handedOver = asked.kind === 'keep' ? handOverPacked(asked) : handOver(asked)
handedOver.catch((error: unknown) => {
  // as an error of the thread: the one who waits is told
  setImmediate(() => {
    throw error
  })
})
