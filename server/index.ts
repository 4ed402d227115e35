import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { type Logger, pino } from 'pino'
import { startTimetable } from '../jobs/index.ts'
import { createApp } from './app.ts'
import { type Anchors, startAnchors } from './audit/anchor.ts'
import { type Config, refuseOpenHost } from './config.ts'
import { sayClocksApart } from './db/clock.ts'
import { type Database, openDatabase } from './db/connection.ts'
import { openToOthers } from './db/own-files.ts'
import { findMissing, sayHowToMend } from './db/start-check.ts'
import { withTenant } from './db/tenant.ts'
import { readKeyUses } from './keys/key-uses.ts'
import { type Keyring, openKeyring } from './keys/keyring.ts'
import { listPartnerships } from './partnerships/store.ts'
import { endLeases } from './work/store.ts'

export type Server = { address: string; database: Database; stop: () => Promise<void> }

const DRAIN_MILLISECONDS = 10_000
const WAKE_MILLISECONDS = 250

/** The process: connect, migrate, listen, start the timetable if it hosts it. */
export async function startServer(config: Config, tell: (message: string) => void = () => undefined): Promise<Server> {
  refuseOpenHost(config.host, config.publicUrl)
  const log = pino({ level: config.logLevel, base: null })
  const keyring = openKeyring(config.keysFile, config)
  const database = await openDatabase(config, { tell })
  const clocksApart = await sayClocksApart(database.knex)
  if (clocksApart) {
    await database.close()
    throw new ClocksApart(clocksApart)
  }
  if (database.engine === 'embedded') await endLeasesOfBefore(database)
  await warnOfMissingKeys(database, keyring, log)
  await warnOfMissing(database, config, log)
  let isStopping = false
  let timetable: ReturnType<typeof startTimetable> | undefined
  // by then the request that asks has been committed
  const wake = () => void setTimeout(() => timetable?.look(), WAKE_MILLISECONDS).unref()
  const anchors = startAnchors(database.knex, config.home, log)
  await anchorAll(database, anchors)
  let app: RequestListener = (_request, response) => void response.writeHead(503).end()
  const server = createHttpServer((request, response) => app(request, response))
  await new Promise<void>((listening, failed) => {
    server.once('error', failed).listen(config.port, config.host, () => listening())
  }).catch(async (error) => {
    await database.close()
    throw explainListenFailure(error, config)
  })
  const { port } = server.address() as AddressInfo
  const address = `http://${config.host.includes(':') ? `[${config.host}]` : config.host}:${port}`
  // only now is it known which port a free one is
  const publicUrl = config.isPublicUrlGiven ? config.publicUrl : address
  app = createApp({
    database,
    anchors,
    config: { ...config, publicUrl },
    keyring,
    log,
    isStopping: () => isStopping,
    wake,
  })
  timetable = config.hostsTimetable ? startTimetable(database.knex, { ...config, keyring }, log, anchors) : undefined
  return {
    address,
    database,
    async stop() {
      if (isStopping) return
      isStopping = true
      await timetable?.stop()
      await new Promise<void>((closed) => {
        server.close(() => closed())
        server.closeIdleConnections()
        setTimeout(() => server.closeAllConnections(), DRAIN_MILLISECONDS).unref()
      })
      await database.close()
    },
  }
}

/** On the embedded engine only this process works, so that what is still held at its start was held by one that was killed. */
async function endLeasesOfBefore({ knex }: Database): Promise<void> {
  for (const { partnershipId } of await listPartnerships(knex))
    await withTenant(knex, { partnershipId, userId: 'start', purpose: 'work' }, endLeases)
}

/** What was written down before the last stop; and a key or a file that is gone is said at the start, not in the night. */
async function anchorAll({ knex }: Database, anchors: Anchors): Promise<void> {
  for (const partnership of await listPartnerships(knex)) await anchors.anchor(partnership)
}

/** What a superuser, or whoever looks after the machine, has yet to do: each with the command that does it. */
async function warnOfMissing({ knex }: Database, { home }: Config, log: Logger): Promise<void> {
  const missing = await findMissing(knex)
  for (const sentence of missing) log.warn(sentence)
  if (missing.length) log.warn(`To mend ${missing.length === 1 ? 'it' : 'them'}: ${await sayHowToMend(knex)}`)
  const open = openToOthers(home)
  if (open) log.warn(open)
}

/** A key file that was lost is made anew at the start, and what the lost keys sealed would be noticed only when somebody needs it. */
async function warnOfMissingKeys({ knex }: Database, keyring: Keyring, log: Logger): Promise<void> {
  for (const { keyId, sealedValues } of (await readKeyUses(knex, keyring)).missing)
    log.error(
      { keyId, sealedValues },
      'sealed with a key that is not in the key file: restore the file from its backup',
    )
}

/** Whether the port is free, asked before anything that takes long. @throws CannotListen with a sentence. */
export async function refuseTakenPort({ port, host }: Pick<Config, 'port' | 'host'>): Promise<void> {
  if (port === 0) return
  const probe = createServer()
  await new Promise<void>((free, failed) => {
    probe.once('error', failed)
    probe.listen(port, host, () => probe.close(() => free()))
  }).catch((error) => {
    throw explainListenFailure(error, { port, host })
  })
}

/** With its sentence: what one clock calls fresh the other calls over. */
export class ClocksApart extends Error {}

export class CannotListen extends Error {}

function explainListenFailure(error: NodeJS.ErrnoException, { port, host }: Pick<Config, 'port' | 'host'>): Error {
  if (error.code === 'EADDRINUSE')
    return new CannotListen(
      `Port ${port} on ${host} is in use. Stop what uses it, or choose another with --port N (0: any free one).`,
    )
  if (error.code === 'EACCES')
    return new CannotListen(`This user may not listen on port ${port}. Choose one above 1023 with --port N.`)
  return error
}
