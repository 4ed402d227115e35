import { chmodSync, existsSync, lstatSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

const OTHERS = 0o077
/** What Vigil itself writes under its home; whatever else somebody put there is theirs, and behind the home's own 0700. */
const OURS = /^(database|audit|snapshot-.*\.tar\.gz(\.part)?)$/

/**
 * Nobody but the user that runs Vigil reads what it keeps on disk: the embedded database holds records in plain text, and its log holds
 * each as it is written. Before the engine starts, so that every file it ever makes is 0600 in directories of 0700; homes that were made
 * before are mended. The key file follows its own rule, since a key that others could read must not pass in silence (server/keys).
 */
export function keepToOwner(home: string): void {
  process.umask(OTHERS)
  if (!existsSync(home)) return
  if (!isShared(home)) closeToOthers(home)
  for (const name of readdirSync(home)) if (OURS.test(name)) closeWithin(join(home, name))
  closeToOthers(join(home, 'keys'))
}

/**
 * What whoever starts Vigil must know of it, or undefined when other users are kept out. Windows has no such modes, some mounted file
 * systems (FAT, some shares) take none, and the files of another user are not ours to close.
 */
export function openToOthers(home: string, platform: NodeJS.Platform = process.platform): string | undefined {
  const hasModes = platform !== 'win32'
  if (hasModes && !anyOpen(home)) return undefined
  return `Other users of this machine may be able to read ${home}, where the database and the audit's anchors are: ${
    hasModes
      ? 'its file system keeps no modes, or it belongs to another user'
      : 'this system has no modes that Vigil could set'
  }. Give access to it to the user that runs Vigil and to nobody else.`
}

function anyOpen(home: string): boolean {
  return [home, ...['database', 'audit'].map((name) => join(home, name))].some(
    (path) => existsSync(path) && (statSync(path).mode & OTHERS) !== 0,
  )
}

/** A directory such as /tmp, which everybody is meant to write to. */
function isShared(directory: string): boolean {
  return (statSync(directory).mode & 0o1000) !== 0
}

function closeWithin(path: string): void {
  const status = lstatSync(path, { throwIfNoEntry: false })
  if (!status || status.isSymbolicLink()) return
  closeToOthers(path)
  if (status.isDirectory()) for (const name of readdirSync(path)) closeWithin(join(path, name))
}

function closeToOthers(path: string): void {
  try {
    const { mode } = statSync(path)
    if ((mode & OTHERS) !== 0) chmodSync(path, mode & 0o700)
  } catch (error) {
    // another user's, or on a file system that is read only: openToOthers says so at the start; or gone in between, of a database that runs
    if (!['EPERM', 'EROFS', 'ENOTSUP', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}
