import { startBundledThread } from '../thread.ts'
import type { Content } from './read-csv.ts'
import { type FileAsk, type FileRead, type FindPostcodes, readWholeFile, type Tell } from './read-file.ts'
import type { ThreadAnswer, ThreadAsk } from './read-thread.ts'

/** Reading 100,000 rows takes seconds; requests do not wait for it. */

/** Below this a file is read in a few milliseconds, and a thread would take longer to start. */
const SMALL_BYTES = 100_000

/**
 * Reads a file where it holds nobody up: the bytes of a request on a thread of their own. A stream belongs to a command, which has nobody
 * else to answer.
 */
export function readFileOffLoop(
  content: Content,
  ask: FileAsk,
  findPostcodes: FindPostcodes,
  tell: Tell,
): Promise<FileRead> {
  const isLarge = content instanceof Uint8Array && content.length > SMALL_BYTES
  return isLarge ? readOnThread(content, ask, findPostcodes, tell) : readWholeFile(content, ask, findPostcodes, tell)
}

async function readOnThread(
  content: Uint8Array,
  ask: FileAsk,
  findPostcodes: FindPostcodes,
  tell: Tell,
): Promise<FileRead> {
  const worker = await startBundledThread(new URL('./read-thread.ts', import.meta.url), {
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
        else findPostcodes(answer.postcodes).then((found) => worker.postMessage({ found: [...found] }), fail)
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
