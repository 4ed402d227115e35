#!/usr/bin/env node
import { existsSync, readFileSync, statSync, utimesSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseEnv } from 'node:util'

/*
 * The command line, from one bundle of all its sources where there is one or it can be made, else through tsx, which reads each
 * file anew and takes most of a second for it. The bundle is kept in the home (VIGIL_HOME, or .vigil beside package.json), made
 * again when a source has changed, and only used where nobody but this user could have written it. The server (serve, demo)
 * runs through tsx as ever. Plain JavaScript: it runs before anything that reads TypeScript.
 */

const root = fileURLToPath(new URL('..', import.meta.url))
const home = resolve(process.env.VIGIL_HOME || homeInFile() || join(root, '.vigil'))
const folder = join(home, 'cli')

const entry = ['serve', 'demo'].includes(process.argv[2] ?? '') ? undefined : (findBundle() ?? (await makeBundle()))
if (entry) {
  // so that a stack names the sources
  process.setSourceMapsEnabled(true)
  await import(pathToFileURL(entry).href)
} else {
  const { register } = await import('tsx/esm/api')
  register()
  await import('./cli.ts')
}

/** What `.env` says, which the commands that need it read too (server/config.ts). */
function homeInFile() {
  try {
    return parseEnv(readFileSync(resolve('.env'), 'utf8')).VIGIL_HOME
  } catch {
    return undefined
  }
}

/** The bundle that was made last, where no source has another size or time since. */
function findBundle() {
  try {
    if (!isOurs(folder)) return undefined
    const { root: of, bundle, sources } = JSON.parse(readFileSync(join(folder, 'newest.json'), 'utf8'))
    if (of !== root || !/^[0-9a-f]{32}$/.test(bundle)) return undefined
    for (const [path, size, changed] of sources) {
      const now = statSync(join(root, path))
      if (now.size !== size || now.ctimeMs !== changed) return undefined
    }
    const made = join(folder, bundle)
    if (!isOurs(made) || !existsSync(join(made, 'cli.mjs'))) return undefined
    // what was not begun for a day is cleared away
    utimesSync(made, new Date(), new Date())
    return join(made, 'cli.mjs')
  } catch {
    return undefined
  }
}

/** Whether nobody but this user may write there. */
function isOurs(path) {
  const { uid, mode } = statSync(path)
  return process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0)
}

async function makeBundle() {
  try {
    // what another user keeps is not for us to change
    if (existsSync(home) && process.getuid !== undefined && statSync(home).uid !== process.getuid()) return undefined
    const { bundleCommandLine } = await import('./bundle-cli.mjs')
    return await bundleCommandLine(root, folder, isOurs)
  } catch {
    return undefined
  }
}
