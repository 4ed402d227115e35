import type { Command } from 'commander'
import { lastMigration } from '../../server/db/migrate.ts'
import { withDatabase } from './with-partnership.ts'

export function addMigrateCommand(program: Command): void {
  program
    .command('migrate')
    .description('Bring the database up to date (serve does so too)')
    .action(() =>
      withDatabase(
        async (database) => {
          console.log(`The database (${database.engine}) is up to date: ${await lastMigration(database.knex)}`)
        },
        { mayMake: true },
      ),
    )
}
