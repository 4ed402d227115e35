import { randomUUID } from 'node:crypto'
import type { Knex } from 'knex'
import { beforeAll, beforeEach, inject } from 'vitest'
import type { Partnership } from '../../server/contract/partnership.ts'
import { connectKnex, type Database, openPostgres } from '../../server/db/connection.ts'
import { startEmbedded } from '../../server/db/embedded/embedded.ts'
import { type Tenant, type Trx, withTenant } from '../../server/db/tenant.ts'
import { addPartnership } from '../../server/partnerships/store.ts'

/** A worker's own database, real PostgreSQL with PostGIS: embedded, or native where the project says so. Kept from file to file. */
const kept = globalThis as { vigilTestDatabase?: Promise<Database> }

export function openTestDatabase(): Promise<Database> {
  kept.vigilTestDatabase ??= process.env.VIGIL_TEST_ENGINE === 'native' ? openNative() : openEmbedded()
  return kept.vigilTestDatabase
}

async function openEmbedded(): Promise<Database> {
  const embedded = await startEmbedded({ dataDir: undefined, snapshot: inject('embeddedSnapshot') })
  return connectKnex(() => ({ stream: embedded.connect }), 'embedded', 8, 60_000)
}

async function openNative(): Promise<Database> {
  const server = inject('nativeServer')
  const name = `vigil_${process.pid}_${randomUUID().slice(0, 8)}`
  const maintenance = connectKnex(() => ({ connectionString: server }), 'postgresql', 1, 10_000)
  await maintenance.knex.raw(`create database ${name} template vigil_template`)
  await maintenance.close()
  return openPostgres(server.replace('/postgres?', `/${name}?`))
}

export type TestDatabase = {
  readonly database: Database
  readonly knex: Knex
  /** Made anew for each test: what another test left stands behind the wall. */
  readonly partnership: Partnership
  readonly tenant: Tenant
  /** Works as the application does, inside the wall. */
  within: <T>(work: (trx: Trx) => Promise<T>) => Promise<T>
  /** The same, held to a reach. */
  withinAs: <T>(given: Partial<Tenant>, work: (trx: Trx) => Promise<T>) => Promise<T>
}

/** For a describe block or a file: a clean database before the first test, a new partnership before each. */
export function useDatabase(given: Partial<Parameters<typeof addPartnership>[1]> = {}): TestDatabase {
  let database: Database
  let partnership: Partnership
  const tenant = (): Tenant => ({ partnershipId: partnership.partnershipId, userId: 'test', purpose: 'test' })

  beforeAll(async () => {
    database = await openTestDatabase()
    await database.knex.raw('truncate partnership, account, throttle cascade')
  })
  beforeEach(async () => {
    const slug = `test-${randomUUID().slice(0, 8)}`
    partnership = await addPartnership(database.knex, {
      name: `Test ${slug}`,
      slug,
      country: 'GB',
      timeZone: 'Europe/London',
      isSynthetic: true,
      pinnedToday: '2026-03-15',
      ...given,
    })
  })
  return {
    get database() {
      return database
    },
    get knex() {
      return database.knex
    },
    get partnership() {
      return partnership
    },
    get tenant() {
      return tenant()
    },
    within: (work) => withTenant(database.knex, tenant(), work),
    withinAs: (given, work) => withTenant(database.knex, { ...tenant(), ...given }, work),
  }
}
