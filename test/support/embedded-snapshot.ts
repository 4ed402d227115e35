import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { connectKnex } from '../../server/db/connection.ts'
import { startEmbedded } from '../../server/db/embedded/embedded.ts'
import { migrate, migrationsHash } from '../../server/db/migrate.ts'

const DIRECTORY = new URL('../../.vigil/test/', import.meta.url).pathname

let preparing: Promise<string> | undefined

/** One image of a migrated embedded database, kept until the migrations change; each worker loads it. */
export default async function setup(project: TestProject) {
  preparing ??= prepare()
  project.provide('embeddedSnapshot', await preparing)
}

async function prepare(): Promise<string> {
  const snapshot = join(DIRECTORY, `snapshot-${migrationsHash()}.tar.gz`)
  if (existsSync(snapshot)) return snapshot
  mkdirSync(DIRECTORY, { recursive: true })
  const embedded = await startEmbedded({ dataDir: undefined, snapshot: undefined })
  const database = connectKnex(() => ({ stream: embedded.connect }), 'embedded', 4, 60_000)
  await migrate(database.knex)
  await database.close()
  await embedded.dump(`${snapshot}.part`)
  await embedded.close()
  renameSync(`${snapshot}.part`, snapshot)
  return snapshot
}
