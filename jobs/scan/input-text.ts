import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { WrongInput } from '../wrong-input.ts'

/**
 * Reads a text file as programs on Windows leave them too: UTF-8, UTF-16 with its mark, or else Windows-1252.
 * @throws WrongInput where it cannot be read, its sentence begun with `what`
 */
export function readText(path: string, what = ''): string {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? error
    throw new WrongInput(`${what === '' ? 'Cannot' : `${what}cannot`} read ${path} (${reason}).`)
  }
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le')
  const text = bytes.toString('utf8')
  return text.includes('\uFFFD') ? new TextDecoder('windows-1252').decode(bytes) : text
}

/** Lines that end as on Linux and Windows, or as on old Macintoshes, without the mark that may stand before the first. */
export function splitLines(text: string): string[] {
  const content = text.replace(/^\uFEFF/, '')
  if (content.includes('\n')) return content.split('\n')
  return content.split('\r')
}

/**
 * Where a file lies that a parameter file names, most of which were written on Windows, and some on another machine: there, or
 * there in other letters, or beside the parameter file. `note` is told where it is not where it is said to be.
 */
export function findInput(name: string, parameterFile: string, note: (found: string) => void): string {
  const here = dirname(parameterFile)
  const named = resolve(here, sep === '/' ? name.replaceAll('\\', '/') : name)
  if (existsSync(named)) return named
  const found = inOtherLetters(named) ?? inOtherLetters(join(here, basename(named)))
  if (found === undefined) return named
  note(found)
  return found
}

/** The one file of that name, in small or large letters. */
function inOtherLetters(path: string): string | undefined {
  if (existsSync(path)) return path
  try {
    const alike = readdirSync(dirname(path)).filter((name) => name.toLowerCase() === basename(path).toLowerCase())
    return alike.length === 1 ? join(dirname(path), alike[0] as string) : undefined
  } catch {
    return undefined
  }
}
