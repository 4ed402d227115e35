import { rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { type Config, loadEnvFile, readConfig } from '../../server/config.ts'
import type { Day } from '../../server/contract/day.ts'
import { dayIn } from '../../server/day.ts'
import { openDatabase } from '../../server/db/connection.ts'
import { refuseTakenPort, startServer } from '../../server/index.ts'
import { openKeyring } from '../../server/keys/keyring.ts'
import { buildClient } from '../build-client.ts'
import { buildDemo, demoIsBuilt, EARLIEST_TODAY } from '../demo/build-demo.ts'
import { startProgress } from '../progress.ts'
import { WrongInput } from '../wrong-input.ts'
import { readDay } from './read-day.ts'
import { readPort, stopOnSignal } from './serve.ts'

export function addDemoCommand(program: Command): void {
  program
    .command('demo')
    .option('--today <day>', "the demo's day; left out, the real one")
    .option('--port <number>', 'port to listen on; left out, any free one', '0')
    .option('--prepare-only', 'make the demo, then stop')
    .action(async (options: { today?: string; port: string; prepareOnly?: boolean }) => {
      const startedAt = performance.now()
      loadEnvFile()
      const home = resolve(process.env.VIGIL_HOME ?? '.vigil', 'demo')
      const config: Config = {
        ...readConfig({ ...process.env, DATABASE_URL: undefined, VIGIL_HOME: home, VIGIL_KEYS_FILE: undefined }),
        isDemo: true,
      }
      const today = readToday(options.today)
      const port = readPort(options.port) ?? 0
      // not after the minutes that the rest takes
      if (!options.prepareOnly) await refuseTakenPort({ ...config, port })
      const progress = startProgress()
      progress.say('building the pages…')
      await buildClient()
      await prepare(config, today, (message) => progress.say(message))
      if (options.prepareOnly) return progress.end()
      const server = await startServer({ ...config, port }, (message) => progress.say(message))
      progress.end()
      console.log(`Synthetic data, as of ${today}. Ready in ${Math.round((performance.now() - startedAt) / 1000)} s.`)
      console.log(`Open ${server.address}/sign-in and choose a role.`)
      stopOnSignal(server)
    })
}

function readToday(given: string | undefined): Day {
  const today = given === undefined ? dayIn('Europe/London') : readDay('--today', given)
  if (today < EARLIEST_TODAY)
    throw new WrongInput(
      `--today ${today} is too early: the demo tells of 2019 to 2023, so its day is ${EARLIEST_TODAY} or later.`,
    )
  return today
}

/** Makes the demo's database when it is not there, or was made for another day. */
async function prepare(config: Config, today: Day, tell: (message: string) => void): Promise<void> {
  const { home } = config
  let database = await openDatabase({ databaseUrl: undefined, home }, { tell })
  if (database.engine !== 'embedded') {
    await database.close()
    throw new WrongInput('A demo is running already in this directory. Stop it first.')
  }
  try {
    if (await demoIsBuilt(database.knex, today)) return
    if (await database.knex('partnership').first('partnership_id')) {
      tell('the demo was made for another day: making it anew…')
      await database.close()
      // its audit begins anew with it
      for (const part of ['database', 'audit']) rmSync(resolve(home, part), { recursive: true, force: true })
      database = await openDatabase({ databaseUrl: undefined, home }, { tell })
    }
    const threads = config.threads ?? availableParallelism()
    await buildDemo(database.knex, { today, threads, keyring: openKeyring(config.keysFile) }, tell)
  } finally {
    await database.close()
  }
}
