import { existsSync, mkdirSync, realpathSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import knex, { type Knex } from 'knex'
import pg from 'pg'
import type { Config } from '../config.ts'
import { startEmbedded } from './embedded/embedded.ts'
import { socketDirectory, takeLock } from './embedded/lock.ts'
import { migrate, migrationsHash } from './migrate.ts'
import { keepToOwner } from './own-files.ts'
import { findLost } from './start-check.ts'
import { type Writes, watchWrites } from './writes.ts'

/** The only file that imports pg. */

const { builtins } = pg.types
pg.types.setTypeParser(builtins.DATE, (text) => text) // a day is text: a Date would move it across midnight
pg.types.setTypeParser(builtins.INT8, Number)
pg.types.setTypeParser(builtins.NUMERIC, Number)
pg.types.setTypeParser(builtins.TIMESTAMPTZ, (text) => new Date(text).toISOString())

export type Engine = 'postgresql' | 'embedded' | 'embedded through its holder'

export type Database = {
  knex: Knex
  engine: Engine
  writes: Writes
  close: () => Promise<void>
}

export class DatabaseUnavailable extends Error {}

export type OpenOptions = {
  /** Said while something takes long: "preparing the database…". */
  tell?: (message: string) => void
}

/**
 * Opens the configured database and brings its schema up to date.
 * @throws DatabaseUnavailable with a sentence that says what is missing and how to get it.
 */
export async function openDatabase(
  config: Pick<Config, 'databaseUrl' | 'home'>,
  options: OpenOptions = {},
): Promise<Database> {
  keepToOwner(config.home)
  return config.databaseUrl
    ? openPostgres(config.databaseUrl)
    : openEmbedded(config.home, options.tell ?? (() => undefined))
}

export async function openPostgres(url: string, poolMax = 10): Promise<Database> {
  const database = connectKnex(
    () => ({ connectionString: url, connectionTimeoutMillis: 2000 }),
    'postgresql',
    poolMax,
    2500,
  )
  try {
    await database.knex.raw('select 1')
    await refuseOldServer(database.knex)
    await migrate(database.knex)
    const lost = await findLost(database.knex)
    if (lost) throw new DatabaseUnavailable(lost)
  } catch (error) {
    await database.close()
    throw explainConnectionFailure(error)
  }
  return database
}

async function openEmbedded(home: string, tell: (message: string) => void): Promise<Database> {
  mkdirSync(home, { recursive: true, mode: 0o700 })
  refuseForeignSocket(home)
  const attach: { serve?: (socket: import('node:net').Socket) => void } = {}
  const lock = await takeLock(home, (socket) => (attach.serve ? attach.serve(socket) : socket.destroy()))
  if (!lock) return openThroughHolder(home)
  /** What was begun before it failed, last first: an engine that is left would keep its process from ending. */
  const begun = [lock.release]
  try {
    const snapshot = join(home, `snapshot-${migrationsHash()}.tar.gz`)
    const dataDir = join(home, 'database')
    const isNew = !existsSync(join(dataDir, 'PG_VERSION'))
    if (isNew)
      tell(
        existsSync(snapshot)
          ? 'preparing the database…'
          : 'preparing the database for the first time (about 15 seconds)…',
      )
    const embedded = await startEmbedded({ dataDir, snapshot })
    begun.unshift(embedded.close)
    const database = connectKnex(() => ({ stream: embedded.connect }), 'embedded', 8, 60_000)
    begun.unshift(database.close)
    await migrate(database.knex)
    if (isNew && !existsSync(snapshot)) {
      await embedded.dump(`${snapshot}.part`)
      renameSync(`${snapshot}.part`, snapshot)
    }
    attach.serve = embedded.serve
    return {
      ...database,
      async close() {
        await database.close()
        attach.serve = undefined
        await embedded.close()
        await lock.release()
      },
    }
  } catch (error) {
    for (const end of begun) await end()
    throw error
  }
}

/** A home with a long path has its socket under the shared temporary directory, where somebody else may have been first. */
function refuseForeignSocket(home: string): void {
  const directory = socketDirectory(home)
  const { uid, mode } = statSync(directory)
  if (process.getuid === undefined || directory === realpathSync(home)) return
  if (uid !== process.getuid() || (mode & 0o077) !== 0)
    throw new DatabaseUnavailable(
      `${directory}, where the embedded database listens, belongs to another user or is open to others. Remove it, or set VIGIL_HOME to a directory with a shorter path.`,
    )
}

/** Another process of ours holds the directory: work through it, over the socket that is also the lock. */
async function openThroughHolder(home: string): Promise<Database> {
  const database = connectKnex(
    () => ({ host: socketDirectory(home), port: 5432, user: 'postgres', database: 'postgres' }),
    'embedded through its holder',
    4,
    60_000,
  )
  try {
    await database.knex.raw('select 1')
  } catch (error) {
    await database.close()
    const holder = await holderOf(home)
    throw new DatabaseUnavailable(
      `The embedded database in ${home} is in use by ${holder}, which is not answering yet. Wait until it has started, or stop it. (${error instanceof Error ? error.message : error})`,
    )
  }
  return database
}

/** The process that holds an embedded database, as it says itself. */
export async function holderOf(home: string): Promise<string> {
  const client = new pg.Client({
    host: socketDirectory(home),
    port: 5432,
    user: 'postgres',
    connectionTimeoutMillis: 1000,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return `process ${(client as unknown as { processID: number }).processID}`
  } catch {
    return 'another process'
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** knex over any connection settings; used by the tests for the databases they make themselves. */
export function connectKnex(
  settings: () => object,
  engine: Engine,
  poolMax: number,
  acquireMilliseconds: number,
): Database {
  const instance = knex({
    client: 'pg',
    connection: () => settings() as Knex.PgConnectionConfig,
    pool: {
      min: 0,
      max: poolMax,
      afterCreate(connection: pg.Client, done: (error: Error | null, connection: pg.Client) => void) {
        connection.on('error', () => undefined) // the pool drops a lost connection; without a listener it would end the process
        if (engine !== 'postgresql') return done(null, oneStatementAtATime(connection, false))
        hasOwnSession(connection).then(
          (isOwn) => done(null, oneStatementAtATime(connection, isOwn)),
          (error) => done(error, connection),
        )
      },
    },
    acquireConnectionTimeout: acquireMilliseconds,
    log: { warn: () => undefined, error: () => undefined, debug: () => undefined, deprecate: () => undefined },
  })
  return { knex: instance, engine, writes: watchWrites(instance), close: () => instance.destroy() }
}

/**
 * The extended protocol takes one statement, the simple one takes as many as there are semicolons: text that got into a statement could
 * end it and begin another (`; reset role`). A migration asks for the simple one by `queryMode`.
 * A statement that every request sends has a name (`.options({ name })`), by which the server keeps it parsed and planned: where the
 * connection has a session of its own.
 */
function oneStatementAtATime(connection: pg.Client, mayName: boolean): pg.Client {
  const query = connection.query.bind(connection) as (...given: unknown[]) => unknown
  connection.query = ((asked: unknown, ...rest: unknown[]) => {
    if (asked === null || typeof asked !== 'object' || !('text' in asked)) return query(asked, ...rest)
    const { name, ...statement } = asked as { name?: string }
    return query({ queryMode: 'extended', ...statement, ...(mayName && name ? { name } : {}) }, ...rest)
  }) as typeof connection.query
  return connection
}

/**
 * Whether a connection is one session of the server for as long as it lasts. A pooler (pgbouncer) hands each transaction to another one,
 * which does not know what the last one was told to keep, or has kept it for somebody else; it greets with a number of its own making in
 * place of the session's. The embedded engine has one session for all.
 */
async function hasOwnSession(connection: pg.Client): Promise<boolean> {
  const { rows } = await connection.query('select pg_backend_pid() as pid')
  return rows[0].pid === (connection as unknown as { processID: number }).processID
}

async function refuseOldServer(db: Knex): Promise<void> {
  const { rows } = await db.raw(
    "select current_setting('server_version_num')::int as version, (select count(*)::int from pg_available_extensions where name = 'postgis') as has_postgis",
  )
  const { version, has_postgis } = rows[0] as { version: number; has_postgis: number }
  if (version < 150_000) throw new DatabaseUnavailable('Vigil needs PostgreSQL 15 or newer. This server is older.')
  if (!has_postgis) {
    throw new DatabaseUnavailable(
      'This PostgreSQL server has no PostGIS. Install it (Debian: apt install postgresql-15-postgis-3) and start again.',
    )
  }
}

/** A connection failure as a sentence that names the next step; never the password. */
export function explainConnectionFailure(error: unknown): Error {
  if (error instanceof DatabaseUnavailable) return error
  const { code, message } = error as { code?: string; message?: string }
  const sentences: Record<string, string> = {
    ECONNREFUSED: 'The database server does not answer: is PostgreSQL running at the host and port of DATABASE_URL?',
    ENOTFOUND: 'The host in DATABASE_URL is not known.',
    ETIMEDOUT: 'The database server did not answer within 2 seconds.',
    '3D000': 'The database named in DATABASE_URL does not exist. Make it with createdb, then start again.',
    '28P01': 'The database refused the password in DATABASE_URL.',
    '28000': 'The database refused the user in DATABASE_URL.',
    '42501':
      'The database user in DATABASE_URL may not do what a migration needs (create extension postgis, create role). See README, "Run it for real".',
  }
  const sentence = code ? sentences[code] : undefined
  return sentence
    ? new DatabaseUnavailable(sentence)
    : error instanceof Error
      ? error
      : new Error(String(message ?? error))
}

/** True when the database could not be reached or had no connection to give: the request may be tried again. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof DatabaseUnavailable) return true
  const { code, name, message } = error as { code?: string; name?: string; message?: string }
  if (name === 'KnexTimeoutError') return true
  if (
    /Connection terminated|connection timeout|the embedded database (is closed|has stopped)|Client has encountered a connection error/i.test(
      message ?? '',
    )
  )
    return true
  return [
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'ENOENT',
    '57P01',
    '57P02',
    '57P03',
    '53300',
    '08006',
    '08003',
    '55P03',
    '53100',
    '58030',
    '25006',
    'ENOSPC',
    'EDQUOT',
  ].includes(code ?? '')
}
