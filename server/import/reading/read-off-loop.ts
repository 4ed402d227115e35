import type { ImportSubject } from '../../contract/import.ts'
import { startBundledThread } from '../../thread.ts'
import { keepFile, type Packed, type PackedFile, packFile } from '../tables/kept-file.ts'
import type { Content } from '../tables/read-csv.ts'
import { type FileAsk, type FileRead, type FindPostcodes, isPacked, readWholeFile, type Tell } from './read-file.ts'
import type { ThreadAnswer, ThreadAsk } from './read-thread.ts'

/** Reading 100,000 rows takes seconds; requests do not wait for it. */

/** Below this a file is read in a few milliseconds, and a thread would take longer to start. */
const SMALL_BYTES = 100_000
/** The same of a file that is packed, in characters. */
const SMALL_PACKED = 25_000

/**
 * Reads a file where it holds nobody up: what was sent and kept on a thread of its own, which unpacks it too. A stream belongs to a
 * command, which has nobody else to answer.
 */
export function readFileOffLoop(
  content: Content | Packed,
  ask: FileAsk,
  findPostcodes: FindPostcodes,
  tell: Tell,
): Promise<FileRead> {
  return isLarge(content)
    ? readOnThread(content, ask, findPostcodes, tell)
    : readWholeFile(content, ask, findPostcodes, tell)
}

function isLarge(content: Content | Packed): content is Uint8Array | Packed {
  if (isPacked(content)) return content.packed.length > SMALL_PACKED
  return content instanceof Uint8Array && content.length > SMALL_BYTES
}

/** Takes what is to be kept of a file, as text for sealing. */
export async function packOffLoop(content: Uint8Array, subject: ImportSubject): Promise<PackedFile> {
  if (!isLarge(content)) return packFile(await keepFile(content, subject))
  const worker = await startBundledThread(new URL('./read-thread.ts', import.meta.url), {
    kind: 'keep',
    subject,
    content,
  } satisfies ThreadAsk)
  try {
    return await new Promise<PackedFile>((settle, fail) => {
      worker.on('error', fail)
      worker.on('exit', () => fail(new Error('the thread that reads a file has stopped')))
      worker.on('message', (answer: ThreadAnswer) => {
        if (answer.kind === 'packed') settle(answer.packed)
      })
    })
  } finally {
    await worker.terminate()
  }
}

async function readOnThread(
  content: Uint8Array | Packed,
  ask: FileAsk,
  findPostcodes: FindPostcodes,
  tell: Tell,
): Promise<FileRead> {
  const worker = await startBundledThread(new URL('./read-thread.ts', import.meta.url), {
    kind: 'read',
    ask,
    content,
  } satisfies ThreadAsk)
  const pieces: FileRead['records'][] = []
  try {
    return await new Promise<FileRead>((settle, fail) => {
      worker.on('error', fail)
      worker.on('exit', () => fail(new Error('the thread that reads an import has stopped')))
      worker.on('message', (answer: ThreadAnswer) => {
        if (answer.kind === 'records') pieces.push(answer.records.map(unpackedWhenAsked))
        else if (answer.kind === 'reading') tell(answer.rowsRead)
        else if (answer.kind === 'read') settle({ ...answer.read, records: pieces.reverse().flat() })
        else if (answer.kind === 'postcodes')
          findPostcodes(answer.postcodes).then((found) => worker.postMessage({ found: [...found] }), fail)
      })
    })
  } finally {
    await worker.terminate()
  }
}

/** A record stays as it came until its batch is written. */
function unpackedWhenAsked({ rowNumber, json }: { rowNumber: number; json: string }): FileRead['records'][number] {
  return {
    rowNumber,
    get value(): unknown {
      return JSON.parse(json)
    },
  }
}
