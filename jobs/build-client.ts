import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const CLIENT = fileURLToPath(new URL('../client/', import.meta.url))
const CONTRACT = fileURLToPath(new URL('../server/contract/', import.meta.url))
const LOCK = fileURLToPath(new URL('../package-lock.json', import.meta.url))
const STAMP = `${CLIENT}dist/built-from`

/** Whether there are pages to serve, however old: those of people who sign in, and the public page of reports. */
export function isClientBuilt(): boolean {
  return ['index.html', 'report.html'].every((page) => existsSync(`${CLIENT}dist/${page}`))
}

/** Builds the pages when they are not there or their source has changed since. */
export async function buildClient(): Promise<void> {
  const source = hashSource()
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === source) return
  const { build } = await import('vite')
  await build({ root: CLIENT, configFile: `${CLIENT}vite.config.ts`, logLevel: 'error' })
  writeFileSync(STAMP, source)
}

/** For development: builds again at each change. */
export async function watchClient(): Promise<void> {
  const { build } = await import('vite')
  await build({ root: CLIENT, configFile: `${CLIENT}vite.config.ts`, logLevel: 'warn', build: { watch: {} } })
}

function hashSource(): string {
  const hash = createHash('sha256').update(readFileSync(LOCK))
  for (const directory of [CLIENT, CONTRACT]) {
    for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
      const path = `${entry.parentPath}/${entry.name}`
      if (entry.isFile() && !path.startsWith(`${CLIENT}dist`))
        hash.update(path.slice(directory.length)).update(readFileSync(path))
    }
  }
  return hash.digest('hex')
}
