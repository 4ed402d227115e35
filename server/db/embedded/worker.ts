import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist'
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm'
import { postgis } from '@electric-sql/pglite-postgis'

/** The thread that owns the embedded PostgreSQL: bytes of the wire protocol in, bytes out, one message at a time. */
export type EmbeddedWorkerData = { dataDir: string | undefined; snapshot: string | undefined }
export type EmbeddedRequest =
  | { id: number; kind: 'protocol'; bytes: Uint8Array }
  | { id: number; kind: 'dump'; file: string }
  | { id: number; kind: 'close' }
export type EmbeddedReply = { id: number; bytes?: Uint8Array; failure?: string }

const { dataDir, snapshot } = workerData as EmbeddedWorkerData
const port = parentPort
if (!port) throw new Error('embedded-worker.ts runs in a worker thread only')

const isNew = !dataDir || !existsSync(`${dataDir}/PG_VERSION`)
const database = await PGlite.create({
  ...(dataDir ? { dataDir: `file://${dataDir}` } : {}),
  extensions: { postgis, pg_trgm, btree_gist },
  ...(isNew && snapshot && existsSync(snapshot) ? { loadDataDir: new Blob([readFileSync(snapshot)]) } : {}),
})

port.on('message', async (request: EmbeddedRequest) => {
  const reply: EmbeddedReply = { id: request.id }
  try {
    if (request.kind === 'protocol') {
      reply.bytes = await database.execProtocolRaw(request.bytes)
    } else if (request.kind === 'dump') {
      const dump = await database.dumpDataDir('gzip')
      writeFileSync(request.file, new Uint8Array(await dump.arrayBuffer()))
    } else {
      await database.close()
    }
  } catch (error) {
    reply.failure = error instanceof Error ? error.message : String(error)
  }
  port.postMessage(reply)
})
port.postMessage({ id: 0 } satisfies EmbeddedReply)
