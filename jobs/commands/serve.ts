import type { Command } from 'commander'
import { loadEnvFile, readConfig, refuseOpenHost } from '../../server/config.ts'
import { refuseTakenPort, type Server, startServer } from '../../server/index.ts'
import { buildClient, isClientBuilt, watchClient } from '../build-client.ts'
import { startProgress } from '../progress.ts'
import { WrongInput } from '../wrong-input.ts'

export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .option('--port <number>', 'port to listen on; 0: any free one')
    .option(
      '--host <host>',
      'address to listen on: only this machine, unless VIGIL_PUBLIC_URL says that a proxy ends TLS',
    )
    .option('--watch-client', 'build the pages again whenever they change')
    .action(async (options: { port?: string; host?: string; watchClient?: boolean }) => {
      loadEnvFile()
      const config = readConfig()
      const listensOn = { port: readPort(options.port) ?? config.port, host: options.host ?? config.host }
      refuseOpenHost(listensOn.host, config.publicUrl)
      await refuseTakenPort(listensOn)
      const progress = startProgress()
      if (options.watchClient) await watchClient()
      else if (!config.isProduction && !isClientBuilt()) {
        progress.say('building the pages…')
        await buildClient()
      }
      const server = await startServer({ ...config, ...listensOn }, (message) => progress.say(message))
      progress.end()
      console.log(`Vigil is at ${server.address}`)
      if (server.database.engine !== 'postgresql')
        console.log(
          'It uses the embedded database: for demonstration, development and a first small installation, not for production.',
        )
      stopOnSignal(server)
    })
}

export function readPort(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const port = Number(text)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new WrongInput(`--port ${text} is not a number from 0 to 65535.`)
  return port
}

/** The first signal drains and closes; the second ends at once. */
export function stopOnSignal(server: Server): void {
  let isStopping = false
  const stop = () => {
    if (isStopping) process.exit(1)
    isStopping = true
    server.stop().then(
      () => process.exit(0),
      () => process.exit(2),
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}
