import { rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'

const SOCKET = '.s.PGSQL.5432'

/**
 * Stands before a PostgreSQL server as pgbouncer does: it greets each client with a session number of its own making, since the sessions
 * behind it change with every transaction. Gives what ends it.
 */
export async function startPooler(server: { directory: string }, directory: string): Promise<() => Promise<void>> {
  const open = new Set<Socket>()
  const pooler = createServer((client) => {
    const session = connect(join(server.directory, SOCKET))
    for (const socket of [client, session]) {
      open.add(socket)
      socket.on('error', () => undefined).on('close', () => open.delete(socket))
    }
    client.pipe(session)
    session.on('data', (bytes: Buffer) => client.write(withOwnNumber(bytes))).on('end', () => client.end())
  })
  await new Promise<void>((listening) => pooler.listen(join(directory, SOCKET), listening))
  return async () => {
    for (const socket of open) socket.destroy()
    await new Promise((closed) => pooler.close(closed))
    rmSync(join(directory, SOCKET), { force: true })
  }
}

/** BackendKeyData: 'K', a length of 12, the session's process, its secret. It comes whole, with what the server says at the start. */
function withOwnNumber(bytes: Buffer): Buffer {
  const at = bytes.indexOf(Buffer.from([0x4b, 0, 0, 0, 12]))
  if (at < 0 || bytes[0] !== 0x52) return bytes // 'R': authentication, with which the greeting begins
  const changed = Buffer.from(bytes)
  changed.writeInt32BE(1_999_999_999, at + 5)
  return changed
}
