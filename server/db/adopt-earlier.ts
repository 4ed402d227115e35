import { readFileSync } from 'node:fs'
import type { Knex } from 'knex'
import { compareSchemas, describeSchema } from './describe-schema.ts'

/**
 * The migrations were written anew in one readable set before the first release (docs/decisions.md). A database that grew by those of before
 * is marked as made by the set, where its schema is the same in every line; in any other case it is left as it is, and a sentence says why.
 */
export class CannotMigrate extends Error {}

/** The last migration of before, and the commit that brings an older database to it. */
const LAST_OF_BEFORE = '0056-as-made-at-once.sql'
const COMMIT_OF_BEFORE = 'e69e5959d7'

/** The last of the set, and what a database that was made by it is: kept in a file, which a test holds to it. */
export const LAST_OF_SET = '0017-releases.sql'
export const SCHEMA_OF_SET = new URL('../../migrations/0017-schema.txt', import.meta.url)

/** In the transaction of a start, in which one process at a time is. @throws CannotMigrate */
export async function adoptEarlier(trx: Knex.Transaction, known: string[]): Promise<void> {
  const names = await listRun(trx)
  const unknown = names.filter((name) => !known.includes(name))
  const last = unknown.at(-1)
  if (last === undefined) return
  if (names.includes(known[0] as string) || last > LAST_OF_BEFORE)
    throw new CannotMigrate(
      `This database was last used by a newer Vigil than this one, which does not know its migration ${last}. Nothing was changed: start that Vigil, or a newer one.`,
    )
  if (last !== LAST_OF_BEFORE)
    throw new CannotMigrate(
      `This database is of an earlier Vigil (its last migration is ${last}), from which this one cannot go on. Nothing was changed: start Vigil once as it was at commit ${COMMIT_OF_BEFORE}, which brings it up to ${LAST_OF_BEFORE}, then this one.`,
    )
  const differences = compareSchemas(await describeSchema(trx), readSchemaOfSet())
  if (differences.length > 0) throw new CannotMigrate(sayDifferences(differences))
  await trx('schema_migration').delete()
  await trx('schema_migration').insert(
    known.filter((name) => name <= LAST_OF_SET).map((name) => ({ name, batch: 1, migration_time: trx.fn.now() })),
  )
}

export const readSchemaOfSet = (): string[] => readFileSync(SCHEMA_OF_SET, 'utf8').trimEnd().split('\n')

async function listRun(trx: Knex.Transaction): Promise<string[]> {
  const { rows } = await trx.raw("select to_regclass('schema_migration') is not null as is_there")
  return rows[0].is_there ? trx('schema_migration').orderBy('name').pluck('name') : []
}

const TOLD = 20

function sayDifferences(differences: string[]): string {
  const told = differences.slice(0, TOLD).map((line) => `  ${line.length > 240 ? `${line.slice(0, 240)}…` : line}`)
  const more = differences.length > TOLD ? [`  and ${differences.length - TOLD} more`] : []
  return [
    `The tables, rights or functions of this database are not those that Vigil's migrations made, up to ${LAST_OF_BEFORE}. Nothing was changed: put right what is missing (-) or was not made by Vigil (+), and start again.`,
    ...told,
    ...more,
  ].join('\n')
}
