import { type Config, loadEnvFile, readConfig } from '../../server/config.ts'
import type { Partnership } from '../../server/contract/partnership.ts'
import { type Database, openDatabase } from '../../server/db/connection.ts'
import { findPartnership, listPartnerships } from '../../server/partnerships/store.ts'
import { startProgress } from './progress.ts'
import { WrongInput } from './wrong-input.ts'

/** Opens the configured database for one command, and closes it whatever happens. */
export async function withDatabase<T>(work: (database: Database, config: Config) => Promise<T>): Promise<T> {
  loadEnvFile()
  const config = readConfig()
  const progress = startProgress()
  const database = await openDatabase(config, { tell: (message) => progress.say(message) })
  progress.end()
  try {
    return await work(database, config)
  } finally {
    await database.close()
  }
}

/** By `--partnership SLUG`; where there is only one it need not be named. */
export async function choosePartnership(database: Database, slug: string | undefined): Promise<Partnership> {
  const found = await findPartnership(database.knex, slug)
  if (found !== 'none' && found !== 'several') return found
  const names = (await listPartnerships(database.knex)).map((partnership) => partnership.slug)
  if (!names.length)
    throw new WrongInput(
      'There is no partnership yet. Add one: npm run vigil -- partnership add "Name" --time-zone Europe/London --country GB',
    )
  throw new WrongInput(
    `${slug ? `There is no partnership ${slug}` : 'There are several partnerships'}. Name one with --partnership: ${names.join(', ')}`,
  )
}
