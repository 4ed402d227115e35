import type { Command } from 'commander'
import { lastMigration } from '../../server/db/migrate.ts'
import { findMissing, sayHowToMend } from '../../server/db/start-check.ts'
import { withDatabase } from './with-partnership.ts'

export function addMigrateCommand(program: Command): void {
  program.command('migrate').action(() =>
    withDatabase(
      async (database) => {
        const missing = await findMissing(database.knex)
        for (const sentence of missing) process.stderr.write(`${sentence}\n`)
        if (missing.length) process.stderr.write(`To mend it: ${await sayHowToMend(database.knex)}\n`)
        console.log(`The database (${database.engine}) is up to date: ${await lastMigration(database.knex)}`)
      },
      { mayMake: true },
    ),
  )
}
