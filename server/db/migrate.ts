import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type { Knex } from 'knex'
import { adoptEarlier } from './adopt-earlier.ts'
import { loadReference } from './reference.ts'

const DIRECTORY = new URL('../../migrations/', import.meta.url)

export function migrationNames(): string[] {
  return readdirSync(DIRECTORY)
    .filter((name) => name.endsWith('.sql'))
    .sort()
}

/** Changes whenever a migration, the reference data or the embedded engine does: the name of a snapshot. */
export function migrationsHash(): string {
  const hash = createHash('sha256')
  const reference = readdirSync(new URL('reference/', DIRECTORY)).filter((name) => /\.(csv|json)$/.test(name))
  // by its name too: what has run stands in the database by name
  for (const name of migrationNames()) hash.update(name).update(readFileSync(new URL(name, DIRECTORY)))
  for (const name of reference.sort()) hash.update(readFileSync(new URL(`reference/${name}`, DIRECTORY)))
  hash.update(
    readFileSync(new URL('../package-lock.json', DIRECTORY))
      .toString()
      .match(/"node_modules\/@electric-sql\/pglite[^}]*}/g)
      ?.join() ?? '',
  )
  return hash.digest('hex').slice(0, 12)
}

/**
 * Brings a database up to date: plain SQL files, forward only, all that are missing in one transaction. One process at a time: another that
 * starts meanwhile waits, and finds nothing left to do. Gives the names of those it ran.
 * @throws CannotMigrate, with nothing changed, where the database was not made by the migrations that are here.
 */
export function migrate(db: Knex): Promise<string[]> {
  return db.transaction(async (trx) => {
    await trx.raw("set local lock_timeout = '60s'")
    await trx.raw("select pg_advisory_xact_lock(hashtext('vigil migrations'))")
    await adoptEarlier(trx, migrationNames())
    const ran = await runMigrations(trx, migrationNames())
    await loadReference(trx)
    return ran
  })
}

/** Those named that have not run yet. */
export async function runMigrations(db: Knex, names: string[]): Promise<string[]> {
  const [, ran] = (await db.migrate.latest({
    migrationSource: {
      getMigrations: async () => names,
      getMigrationName: (name: string) => name,
      getMigration: async (name: string) => ({
        async up(trx: Knex) {
          await trx.raw("set local lock_timeout = '2s'")
          // knex takes a question mark for a binding, even where none are given
          await trx
            .raw(readFileSync(new URL(name, DIRECTORY), 'utf8').replaceAll('?', '\\?'))
            .options({ queryMode: 'simple' })
        },
        down: () => Promise.reject(new Error('migrations go forward only')),
      }),
    },
    tableName: 'schema_migration',
  })) as [number, string[]]
  return ran
}

export async function lastMigration(db: Knex): Promise<string | undefined> {
  const row = await db('schema_migration').orderBy('id', 'desc').first('name')
  return row?.name
}
