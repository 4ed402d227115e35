import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** PostgreSQL's programs where they stand with PostGIS, or undefined. */
export function findPostgres(): { bin: string; version: number } | undefined {
  const places = [
    process.env.VIGIL_POSTGRES_BIN,
    ...versionsUnder('/usr/lib/postgresql').map((version) => `/usr/lib/postgresql/${version}/bin`),
    ...versionsUnder('/opt/homebrew/opt', /^postgresql@(\d+)$/).map(
      (version) => `/opt/homebrew/opt/postgresql@${version}/bin`,
    ),
  ]
  for (const bin of places) {
    if (!bin || !existsSync(join(bin, 'initdb'))) continue
    const version = Number(/(\d+)/.exec(bin)?.[1] ?? 0)
    const extensions = [
      join(bin, '../share/extension'),
      `/usr/share/postgresql/${version}/extension`,
      join(bin, '../share/postgresql/extension'),
    ]
    if (extensions.some((directory) => existsSync(join(directory, 'postgis.control')))) return { bin, version }
  }
  return undefined
}

function versionsUnder(directory: string, pattern = /^(\d+)$/): number[] {
  if (!existsSync(directory)) return []
  return readdirSync(directory)
    .flatMap((name) => pattern.exec(name)?.[1] ?? [])
    .map(Number)
    .filter((version) => version >= 15)
    .sort((a, b) => b - a)
}
