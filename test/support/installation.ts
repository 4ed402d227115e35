import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Cluster } from './native-cluster.ts'
import { findPostgres } from './native-postgres.ts'

/** An installation as the README makes it: its own lines, on a server that nobody has touched. */

const root = new URL('../..', import.meta.url).pathname
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const blocks = [...readme.matchAll(/^( *)```sh\n([\s\S]*?)^\1```/gm)].map(([, indent = '', block = '']) =>
  block.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
)

/** The lines of the README's block in which a word stands that a superuser of PostgreSQL runs. */
export function linesWith(word: string): string[] {
  return (blocks.find((block) => block.includes(word)) ?? '')
    .split('\n')
    .filter((line) => line.includes('sudo -u postgres'))
}

export const toSetUp = linesWith('apt install postgresql')

/** As the shell of an operator in `folder`, whose superuser is this cluster's. */
export function inShell(server: Pick<Cluster, 'directory'>, command: string, folder = server.directory): void {
  execFileSync(
    'bash',
    ['-euc', command.replaceAll('sudo -u postgres ', '').replaceAll('docs/deploy', `${root}docs/deploy`)],
    {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: {
        ...process.env,
        PATH: `${findPostgres()?.bin}:${process.env.PATH}`,
        PGHOST: server.directory,
        PGUSER: 'vigil_test',
        PGDATABASE: 'postgres',
      },
    },
  )
}

/** The address of a database on that server, for a role of it. */
export function urlOf({ directory }: Pick<Cluster, 'directory'>, login = 'vigil', database = 'vigil'): string {
  return `postgresql://${login}@/${database}?host=${encodeURIComponent(directory)}`
}
