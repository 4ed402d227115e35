import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { anchorChain, isNode, sayAnchorFailure } from '../../server/audit/anchor.ts'
import { type Config, loadEnvFile, readConfig } from '../../server/config.ts'
import type { Partnership } from '../../server/contract/partnership.ts'
import { type Database, DatabaseUnavailable, openDatabase } from '../../server/db/connection.ts'
import { findPartnership, listPartnerships } from '../../server/partnerships/store.ts'
import { startProgress } from '../progress.ts'
import { WrongInput } from '../wrong-input.ts'

/**
 * Opens the configured database for one command, and closes it whatever happens. A database that is not there is made by those commands
 * only with which one begins: any other would work on an empty one, beside the one that was meant, and say that all is well.
 */
export async function withDatabase<T>(
  work: (database: Database, config: Config) => Promise<T>,
  { mayMake = false, leavesAnchor = true }: { mayMake?: boolean; leavesAnchor?: boolean } = {},
): Promise<T> {
  loadEnvFile()
  const config = readConfig()
  if (!mayMake && !config.databaseUrl) refuseMissingDatabase(config.home)
  const progress = startProgress()
  const database = await openDatabase(config, { tell: (message) => progress.say(message) })
  progress.end()
  try {
    const made = await work(database, config)
    if (leavesAnchor) await anchorWhatWasDone(database, config.home)
    return made
  } finally {
    await database.close()
  }
}

/** What a command wrote down is signed too. */
async function anchorWhatWasDone({ knex }: Database, home: string): Promise<void> {
  if (!isNode(home)) return
  for (const partnership of await listPartnerships(knex))
    await anchorChain(knex, home, partnership).catch((error) => {
      const { problem, step = '' } = sayAnchorFailure(error)
      process.stderr.write(`The audit of ${partnership.slug} is not anchored. ${problem} ${step}
`)
    })
}

function refuseMissingDatabase(home: string): void {
  const isThere = (directory: string) => existsSync(join(directory, 'database', 'PG_VERSION'))
  if (isThere(home)) return
  const demo = join(home, 'demo')
  throw new DatabaseUnavailable(
    `There is no database in ${home}. ${
      isThere(demo)
        ? `The demonstration keeps its own: set VIGIL_HOME=${demo} to work on that.`
        : 'Set VIGIL_HOME or DATABASE_URL to where it is, or begin one: npm run vigil -- partnership add "Name" --time-zone Europe/London --country GB'
    }`,
  )
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
