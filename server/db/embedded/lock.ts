import { createHash } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, realpathSync, renameSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * One process at a time may open an embedded database directory: two corrupt it silently. The lock is a listening unix socket, so it
 * dies with its holder even on kill -9, and the same socket speaks PostgreSQL's wire protocol, so that another command can use the
 * database through its holder.
 */
export type EmbeddedLock = { server: Server; release: () => Promise<void> }

/** PostgreSQL clients name a socket by directory and port: `host` is this directory, the port is 5432. */
export function socketDirectory(home: string): string {
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const inHome = realpathSync(home)
  const longest = 90 // a unix socket's path may have about 104 characters
  if (inHome.length <= longest - '/.s.PGSQL.5432.1234567'.length) return inHome
  const directory = join(tmpdir(), `vigil-${createHash('sha256').update(inHome).digest('hex').slice(0, 16)}`)
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  return directory
}

export function socketPath(home: string): string {
  return join(socketDirectory(home), '.s.PGSQL.5432')
}

/** Is somebody listening there? A socket left behind by a killed process refuses. */
export function isHeld(path: string): Promise<boolean> {
  return new Promise((settle) => {
    const probe = connect(path)
    probe.once('connect', () => {
      probe.destroy()
      settle(true)
    })
    probe.once('error', () => settle(false))
  })
}

/**
 * Takes the directory's lock, or gives undefined when another live process holds it. A stale socket is moved aside first and looked at
 * once more, so that of two processes starting together only one wins.
 */
export async function takeLock(
  home: string,
  onConnection: (socket: Socket) => void,
): Promise<EmbeddedLock | undefined> {
  const path = socketPath(home)
  const own = `${path}.${process.pid}`
  rmSync(own, { force: true })
  const server = createServer(onConnection)
  await new Promise<void>((listening, failed) => {
    server.once('error', failed)
    server.listen(own, listening)
  })
  for (let attempt = 0; attempt < 20; attempt++) {
    if (tryLink(own, path)) {
      rmSync(own)
      return {
        server,
        release: () =>
          new Promise((released) => {
            rmSync(path, { force: true })
            server.close(() => released())
          }),
      }
    }
    if (await isHeld(path)) break
    await clearStale(path)
  }
  await new Promise<void>((closed) => server.close(() => closed()))
  return undefined
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

async function clearStale(path: string): Promise<void> {
  const aside = `${path}.stale.${process.pid}`
  try {
    renameSync(path, aside)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return
    throw error
  }
  if ((await isHeld(aside)) && !existsSync(path)) tryLink(aside, path)
  rmSync(aside, { force: true })
}
