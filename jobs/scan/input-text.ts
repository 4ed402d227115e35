import { readFileSync } from 'node:fs'
import { WrongInput } from '../commands/wrong-input.ts'

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
