import type { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { startThread } from '../../thread.ts'
import { errorResponse, Frames, findPanic, greeting, lacksOutcome, lastTransactionState } from './wire-protocol.ts'
import type { EmbeddedReply, EmbeddedRequest, EmbeddedWorkerData } from './worker.ts'

/**
 * The embedded database (PGlite with PostGIS in a worker thread) behind PostgreSQL's own wire protocol, so that the ordinary `pg`
 * driver and knex use it as they use a server. There is one real session: a connection that has begun a transaction keeps the
 * session until it ends, others wait their turn.
 */
export type Embedded = {
  /** A connection for pg.Client's `stream` option. */
  connect: () => Duplex
  /** Serves the wire protocol to another process over a socket. */
  serve: (socket: Socket) => void
  /** Writes a compressed image of the whole database. */
  dump: (file: string) => Promise<void>
  close: () => Promise<void>
}

const LOCK_WAIT_MILLISECONDS = 15_000

/** Between two tries to start an engine again that could not be: a full disk stays full for a while. */
const START_AGAIN_MILLISECONDS = 2000

export async function startEmbedded(options: EmbeddedWorkerData): Promise<Embedded> {
  let engine: Engine | undefined = await startEngine(options)
  let starting: Promise<Engine> | undefined
  let failedAt = Number.NEGATIVE_INFINITY
  let isClosed = false

  /** The engine; where it has stopped in a panic, started again from what is on disk, as a server does by itself. */
  function awake(): Promise<Engine> | Engine {
    if (isClosed) throw new Error('the embedded database is closed')
    if (engine && !(options.dataDir && engine.hasStopped())) return engine
    if (performance.now() - failedAt < START_AGAIN_MILLISECONDS) throw new Error('the embedded database has stopped')
    starting ??= startEngine(options)
      .then((started) => {
        engine = started
        return started
      })
      .catch(() => {
        failedAt = performance.now()
        throw new Error('the embedded database has stopped')
      })
      .finally(() => {
        starting = undefined
      })
    return starting
  }
  const ask = async (request: Request) => (await awake()).ask(request)

  /** What an engine in memory holds would be gone with it. */
  async function stopPanicked() {
    const panicked = options.dataDir ? engine : undefined
    if (!panicked) return
    engine = undefined
    await panicked.stop()
  }

  const session = makeSession()

  /** Runs one batch of frames; holds the session while a transaction is open. */
  async function run(holder: object, batch: Uint8Array): Promise<Uint8Array> {
    if (!(await session.take(holder))) {
      return errorResponse(
        '55P03',
        'the embedded database is busy: another transaction has been open for 15 seconds',
        'I',
      )
    }
    try {
      const { bytes = new Uint8Array() } = await ask({ kind: 'protocol', bytes: batch })
      const panic = findPanic(bytes)
      if (panic) {
        await stopPanicked()
        session.release(holder)
        return errorResponse(panic.code, panic.message, 'I')
      }
      const state = lastTransactionState(bytes)
      if (lacksOutcome(batch, bytes)) {
        // A geometry exception ends the statement with neither rows nor an error; say so, and leave no half-done transaction behind.
        if (state !== 'I') await ask({ kind: 'protocol', bytes: simpleQuery('rollback') })
        session.release(holder)
        return errorResponse('XX000', 'the statement ended without an answer (invalid geometry?)', 'I')
      }
      if (state === 'I') session.release(holder)
      return bytes
    } catch (error) {
      session.release(holder)
      return errorResponse('XX000', error instanceof Error ? error.message : String(error), 'I')
    }
  }

  async function abandon(holder: object) {
    if (!session.isHeldBy(holder)) return session.forget(holder)
    if (!isClosed) await ask({ kind: 'protocol', bytes: simpleQuery('rollback') }).catch(() => undefined)
    session.release(holder)
  }

  /** Feeds a connection's bytes to the database and its answers back. */
  function attach(write: (bytes: Uint8Array) => void, end: () => void) {
    const holder = {}
    const frames = new Frames()
    let work: Promise<void> = Promise.resolve()
    return {
      receive(chunk: Uint8Array) {
        for (const batch of frames.push(chunk)) {
          work = work.then(async () => {
            if (batch.kind === 'startup') return write(greeting(process.pid))
            if (batch.kind === 'ssl') return write(new Uint8Array([0x4e])) // 'N': no TLS on a local socket
            if (batch.kind === 'terminate') return end()
            if (batch.kind === 'refused') return write(errorResponse('0A000', batch.reason, 'I'))
            write(await run(holder, batch.bytes))
          })
        }
      },
      drop: () => work.then(() => abandon(holder)),
    }
  }

  return {
    connect: () => new EmbeddedConnection(attach),
    serve(socket) {
      const connection = attach(
        (bytes) => void (socket.writable && socket.write(bytes)),
        () => socket.end(),
      )
      socket.on('data', (chunk: Buffer) => connection.receive(chunk))
      socket.on('error', () => socket.destroy())
      socket.on('close', () => void connection.drop())
    },
    dump: async (file) => void (await ask({ kind: 'dump', file })),
    async close() {
      if (isClosed) return
      await engine?.ask({ kind: 'close' }).catch(() => undefined)
      isClosed = true
      await engine?.stop()
    },
  }
}

type Request = { kind: 'protocol'; bytes: Uint8Array } | { kind: 'dump'; file: string } | { kind: 'close' }
type Engine = {
  ask: (request: Request) => Promise<EmbeddedReply>
  hasStopped: () => boolean
  stop: () => Promise<unknown>
}

/** The thread with the database in it, once it answers. */
async function startEngine(options: EmbeddedWorkerData): Promise<Engine> {
  const worker = startThread(new URL('./worker.ts', import.meta.url), options)
  const waiting = new Map<number, { settle: (reply: EmbeddedReply) => void; fail: (error: Error) => void }>()
  let lastId = 0
  let hasStopped = false

  const ready = new Promise<EmbeddedReply>((settle, fail) => waiting.set(0, { settle, fail }))
  worker.on('message', (reply: EmbeddedReply) => {
    waiting.get(reply.id)?.settle(reply)
    waiting.delete(reply.id)
  })
  function failAll(error: Error) {
    hasStopped = true
    for (const { fail } of waiting.values()) fail(error)
    waiting.clear()
  }
  worker.on('error', failAll)
  worker.on('exit', () => failAll(new Error('the embedded database has stopped')))

  const first = await ready
  if (first.failure) throw new Error(first.failure)
  return {
    async ask(request) {
      if (hasStopped) throw new Error('the embedded database has stopped')
      const id = ++lastId
      const reply = await new Promise<EmbeddedReply>((settle, fail) => {
        waiting.set(id, { settle, fail })
        worker.postMessage({ ...request, id } as EmbeddedRequest)
      })
      if (reply.failure) throw new Error(reply.failure)
      return reply
    },
    hasStopped: () => hasStopped,
    stop: () => worker.terminate(),
  }
}

type Attach = (
  write: (bytes: Uint8Array) => void,
  end: () => void,
) => { receive: (chunk: Uint8Array) => void; drop: () => Promise<void> }

/** What pg.Client takes for a socket. */
class EmbeddedConnection extends Duplex {
  private readonly connection: ReturnType<Attach>
  constructor(attach: Attach) {
    super()
    this.connection = attach(
      (bytes) => void (this.destroyed || this.push(Buffer.from(bytes))),
      () => this.destroy(),
    )
  }
  connect() {
    queueMicrotask(() => this.emit('connect'))
    return this
  }
  setNoDelay() {
    return this
  }
  setKeepAlive() {
    return this
  }
  ref() {
    return this
  }
  unref() {
    return this
  }
  override _read() {}
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void) {
    this.connection.receive(chunk)
    done()
  }
  override _final(done: () => void) {
    done()
    this.destroy()
  }
  override _destroy(error: Error | null, done: (error: Error | null) => void) {
    void this.connection.drop().then(() => done(error))
  }
}

/** First come, first served; a holder keeps the session until it releases it. */
function makeSession() {
  let holder: object | undefined
  const queue: { who: object; admit: (isAdmitted: boolean) => void; timer: NodeJS.Timeout }[] = []
  return {
    isHeldBy: (who: object) => holder === who,
    take(who: object): Promise<boolean> {
      if (holder === who) return Promise.resolve(true)
      if (!holder) {
        holder = who
        return Promise.resolve(true)
      }
      return new Promise((admit) => {
        const timer = setTimeout(() => {
          const place = queue.findIndex((waiter) => waiter.admit === admit)
          if (place >= 0) queue.splice(place, 1)
          admit(false)
        }, LOCK_WAIT_MILLISECONDS)
        queue.push({ who, admit, timer })
      })
    },
    release(who: object) {
      if (holder !== who) return
      const next = queue.shift()
      holder = next?.who
      if (!next) return
      clearTimeout(next.timer)
      next.admit(true)
    },
    forget(who: object) {
      const place = queue.findIndex((waiter) => waiter.who === who)
      const [gone] = place >= 0 ? queue.splice(place, 1) : []
      if (gone) {
        clearTimeout(gone.timer)
        gone.admit(false)
      }
    },
  }
}

function simpleQuery(sql: string): Uint8Array {
  const text = Buffer.from(`${sql}\0`)
  const frame = Buffer.alloc(5 + text.length)
  frame.write('Q', 0)
  frame.writeInt32BE(4 + text.length, 1)
  text.copy(frame, 5)
  return frame
}
