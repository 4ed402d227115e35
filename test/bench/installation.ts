import { connectKnex, type Database, openPostgres } from '../../server/db/connection.ts'
import { inShell, toSetUp, urlOf } from '../support/installation.ts'
import { type Cluster, startBareCluster } from '../support/native-cluster.ts'

/** A database as the README makes it, served as its own role, which the walls hold too; beside it a superuser, whom none holds. */
export type Installation = { database: Database; superuser: Database; close: () => Promise<void> }

/** On a PostgreSQL of its own, as a machine of two cores would be set up; with fsync off, which readers do not notice. */
export async function startInstallation(): Promise<{ cluster: Cluster; installation: Installation }> {
  const cluster = startBareCluster()
  for (const line of toSetUp) inShell(cluster, line)
  return { cluster, installation: await openInstallation(cluster, 'vigil') }
}

/** A second database beside it, made alike. */
export async function addInstallation(cluster: Cluster, name: string): Promise<Installation> {
  inShell(cluster, `createdb -O vigil ${name}`)
  inShell(cluster, `psql -v ON_ERROR_STOP=1 -v login=vigil ${name} < docs/deploy/as-superuser.sql`)
  return openInstallation(cluster, name)
}

async function openInstallation(cluster: Cluster, name: string): Promise<Installation> {
  const database = await openPostgres(urlOf(cluster, 'vigil', name))
  const address = urlOf(cluster, 'vigil_test', name)
  const superuser = connectKnex(() => ({ connectionString: address }), 'postgresql', 2, 10_000)
  return {
    database,
    superuser,
    async close() {
      await database.close()
      await superuser.close()
    },
  }
}
