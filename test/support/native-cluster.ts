import { execFileSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { openPostgres } from '../../server/db/connection.ts'
import { findPostgres } from './native-postgres.ts'

export default async function setup(project: TestProject) {
  const { server, log, stop } = await startCluster()
  project.provide('nativeServer', server)
  project.provide('nativeLog', log)
  return stop
}

/** A private cluster with a database that has been migrated, from which each worker's own is copied. */
export async function startCluster(): Promise<Cluster> {
  const cluster = startBareCluster()
  try {
    cluster.run('createdb', '-h', cluster.directory, '-U', 'vigil_test', 'vigil_template')
    const template = await openPostgres(cluster.server.replace('/postgres?', '/vigil_template?'))
    await template.close()
  } catch (error) {
    cluster.stop()
    throw error
  }
  return cluster
}

export type Cluster = {
  server: string
  log: string
  directory: string
  /** One of PostgreSQL's own programs, as the user that PostgreSQL runs as. */
  run: (program: string, ...given: string[]) => void
  stop: () => void
}

/**
 * A private PostgreSQL cluster that this run makes and removes: on a unix socket in its own directory, without fsync. Works as root
 * too, where PostgreSQL itself will not run: then as the user postgres. `under`: where its directory is made.
 */
export function startBareCluster(under = tmpdir()): Cluster {
  const postgres = findPostgres()
  if (!postgres) throw new Error('no PostgreSQL with PostGIS was found')
  const directory = mkdtempSync(join(under, 'vigil-pg-'))
  const isRoot = process.getuid?.() === 0
  if (isRoot) {
    const [uid, gid] = execFileSync('id', ['-u', 'postgres'])
      .toString()
      .concat(execFileSync('id', ['-g', 'postgres']).toString())
      .trim()
      .split('\n')
      .map(Number)
    chownSync(directory, uid as number, gid as number)
  }
  const run = (program: string, ...given: string[]) => {
    const command = [join(postgres.bin, program), ...given]
    const [first, ...rest] = isRoot
      ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups', ...command]
      : command
    execFileSync(first as string, rest, { stdio: ['ignore', 'ignore', 'pipe'], cwd: directory })
  }
  const data = join(directory, 'data')
  const statistics = existsSync(join(postgres.bin, '..', 'lib', 'pg_stat_statements.so'))
    ? '-c shared_preload_libraries=pg_stat_statements'
    : ''
  run('initdb', '-D', data, '-U', 'vigil_test', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C.UTF-8')
  run(
    'pg_ctl',
    '-D',
    data,
    '-w',
    '-l',
    join(directory, 'log'),
    '-o',
    `-k ${directory} -c listen_addresses='' -F -c max_connections=60 ${statistics}`,
    'start',
  )
  return {
    server: `postgresql://vigil_test@/postgres?host=${encodeURIComponent(directory)}`,
    log: join(directory, 'log'),
    directory,
    run,
    stop() {
      run('pg_ctl', '-D', data, '-m', 'immediate', '-w', 'stop')
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

declare module 'vitest' {
  export interface ProvidedContext {
    nativeServer: string
    nativeLog: string
    embeddedSnapshot: string
  }
}
