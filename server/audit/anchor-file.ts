import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { z } from 'zod'
import { Instant } from '../contract/day.ts'

/**
 * The end of each audit chain, signed and kept in files outside the database: whoever could rewrite the whole chain in the database would
 * still have to explain why it no longer ends where the file says it did. One file a partnership and node (a directory with its key), a
 * line an anchor, numbered, each with the hash of the line before it: no line can be taken out, put elsewhere or put in.
 */
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const Node = z.string().regex(/^[0-9a-f]{16}$/)

export const Anchor = z.strictObject({
  node: Node,
  partnershipId: z.uuid(),
  /** Its slug at that time, for people. */
  partnership: z.string(),
  number: z.int().positive(),
  /** Hash of the line before; of all older lines together, in the first. */
  previous: Sha256,
  length: z.int().nonnegative(),
  hash: Sha256,
  anchoredAt: Instant,
  /** The first line of a node says what it is signed with and what there was before it. */
  begins: z
    .strictObject({
      key: z.base64(),
      /** Lines of the form before numbers, which stand above it. */
      oldLines: z.int().nonnegative(),
      /** Why somebody began anew without the key or the files from before; null for a node's own first beginning. */
      why: z.string().nullable(),
      /** Nodes whose anchors were not there then, and where they were known to have ended. */
      givenUp: z.array(z.strictObject({ node: Node, number: z.int(), length: z.int() })),
    })
    .optional(),
  /** Hash of what stands between the line before and this one: a line that was cut off while it was written. */
  afterTorn: Sha256.optional(),
  signature: z.base64(),
})
export type Anchor = z.infer<typeof Anchor>
/** In the order of the schema, which is what is signed. */
const Unsigned = Anchor.omit({ signature: true })
export type Unsigned = z.infer<typeof Unsigned>

/** As anchors were until they were numbered: accepted up to the first new one, which says how many there were. */
const OldAnchor = z.strictObject({
  partnership: z.string(),
  length: z.int().nonnegative(),
  hash: z.string(),
  anchoredAt: Instant,
  signature: z.string(),
})

export const directoryOf = (home: string) => join(home, 'audit')
export const fileOf = (home: string, partnershipId: string, node: string) =>
  join(directoryOf(home), `${partnershipId}.${node}.jsonl`)
export const oldFileOf = (home: string, slug: string) => join(directoryOf(home), `${slug}.jsonl`)

/** Whose file it is, by its name; a file of the old form is named by the partnership's slug. */
export function nameOf(file: string): { partnershipId: string; node: string } | { slug: string } {
  const found = /^([0-9a-f-]{36})\.([0-9a-f]{16})\.jsonl$/.exec(basename(file))
  return found ? { partnershipId: found[1] ?? '', node: found[2] ?? '' } : { slug: basename(file, '.jsonl') }
}

export function listAnchorFiles(home: string): string[] {
  try {
    const names = readdirSync(directoryOf(home)).filter((name) => name.endsWith('.jsonl'))
    return names.sort().map((name) => join(directoryOf(home), name))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

export const hashText = (text: string) => createHash('sha256').update(text).digest('hex')
/** A node is known by its key: whoever has not the key cannot write in its name. */
export const nodeOf = (key: KeyObject) => hashText(publicText(key)).slice(0, 16)
export const publicText = (key: KeyObject) =>
  (key.type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'der' }).toString('base64')

function publicKeyOf(text: string): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(text, 'base64'), type: 'spki', format: 'der' })
  } catch {
    return undefined
  }
}

export function signLine(given: Unsigned, key: KeyObject): string {
  const unsigned = Unsigned.parse(given)
  return JSON.stringify({
    ...unsigned,
    signature: sign(null, Buffer.from(JSON.stringify(unsigned)), key).toString('base64'),
  })
}

function isSigned({ signature, ...unsigned }: { signature: string }, key: KeyObject): boolean {
  return verify(null, Buffer.from(JSON.stringify(unsigned)), key, Buffer.from(signature, 'base64'))
}

export type ReadFile = {
  file: string
  /** Those whose signature holds, oldest first, with the hash of their line. */
  anchors: (Pick<Anchor, 'length' | 'hash' | 'anchoredAt'> & Partial<Anchor> & { lineHash: string })[]
  begins: Anchor['begins']
  lastNumber: number
  faults: string[]
}

/** Reads a file of anchors from end to end; a fault is named, and what comes after it is checked all the same. */
export function readAnchorFile(file: string, ownKey: KeyObject | undefined): ReadFile {
  const named = nameOf(file)
  const read: ReadFile = { file, anchors: [], begins: undefined, lastNumber: 0, faults: [] }
  const name = basename(file)
  const text = readWhole(file)
  if (text === undefined) return { ...read, faults: [`${name}: it is no file that can be read`] }
  const lines = linesOf(text)
  const fault = (at: number, what: string) => read.faults.push(`${name}, line ${at + 1}: ${what}`)
  const old: string[] = []
  let key = ownKey
  let before: { line: string; anchor: Anchor } | undefined
  let torn: { at: number; text: string } | undefined
  const firstNew = lines.map(parseNew).find((anchor) => anchor !== undefined)
  for (const [at, line] of lines.entries()) {
    const oldAnchor = parseOld(line)
    const anchor = parseNew(line)
    if (!oldAnchor && !anchor) {
      torn = torn ? { at: torn.at, text: `${torn.text}\n${line}` } : { at, text: line }
      continue
    }
    if (oldAnchor) {
      if (torn) fault(torn.at, 'it is no anchor')
      torn = undefined
      old.push(line)
      if (before) fault(at, 'an anchor of the old form stands after the first of the new')
      // signed with a key that was lost: sealed by the line that says so
      else if (firstNew?.begins?.why) read.anchors.push({ ...oldAnchor, lineHash: hashText(line) })
      else if (!key) fault(at, 'there is no key to check it with')
      else if (!isSigned(oldAnchor, key)) fault(at, `its signature does not hold (${oldAnchor.anchoredAt})`)
      else read.anchors.push({ ...oldAnchor, lineHash: hashText(line) })
      continue
    }
    const now = anchor as Anchor
    const isFirst = before === undefined
    if (isFirst && now.begins) {
      read.begins = now.begins
      key = publicKeyOf(now.begins.key)
    }
    if (!key || nodeOf(key) !== now.node || !isSigned(now, key))
      fault(at, `its signature does not hold (${now.anchoredAt})`)
    else {
      if (!('node' in named) || named.node !== now.node || named.partnershipId !== now.partnershipId)
        fault(at, 'it is of another file')
      read.anchors.push({ ...now, lineHash: hashText(line) })
    }
    if (torn && now.afterTorn !== hashText(torn.text)) fault(torn.at, 'it is no anchor')
    torn = undefined
    const expected = (before?.anchor.number ?? 0) + 1
    if (now.number > expected)
      fault(
        at,
        now.number === expected + 1
          ? `anchor ${expected} before it is missing`
          : `anchors ${expected} to ${now.number - 1} before it are missing`,
      )
    else if (now.number < expected) fault(at, 'it is not in its place')
    else if (now.previous !== hashText(before ? before.line : old.join('\n')))
      fault(at, before ? 'it does not follow from the line before it' : 'what stood above it was changed')
    else if (isFirst && now.begins?.oldLines !== old.length)
      fault(at, `it says that ${now.begins?.oldLines ?? 'no'} lines stood above it, and there are ${old.length}`)
    before = { line, anchor: now }
    read.lastNumber = Math.max(read.lastNumber, now.number)
  }
  if (torn) fault(torn.at, 'it is torn: it was cut off while it was written, or after')
  if (lines.length === 0) read.faults.push(`${name}: it is empty`)
  return read
}

/** Undefined for what only stands in the place of a file: a directory, a link to nothing, a pipe, more than fits into a text. */
function readWhole(file: string): string | undefined {
  try {
    return statSync(file).isFile() ? readFileSync(file, 'utf8') : undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') throw error
    return undefined
  }
}

function linesOf(text: string): string[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

const parseNew = (line: string) => parseAs(Anchor, line)
const parseOld = (line: string) => parseAs(OldAnchor, line)

function parseAs<Kind>(schema: z.ZodType<Kind>, line: string): Kind | undefined {
  try {
    return schema.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}

/** What the next line rests on, read from the end of the file so that a long one costs no more. */
export type Tail = { last: { line: string; anchor: Anchor } | undefined; torn: string | undefined; endsLine: boolean }

const TAIL_BYTES = 65_536

/** Undefined where there is no file, or nothing in it. */
export function readTail(file: string): Tail | undefined {
  let opened: number
  try {
    opened = openSync(file, 'r')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  try {
    const { size } = fstatSync(opened)
    if (size === 0) return undefined
    // further back where what was appended is longer than a few anchors
    for (let length = Math.min(size, TAIL_BYTES); ; length = Math.min(size, length * 8)) {
      const bytes = Buffer.alloc(length)
      readSync(opened, bytes, 0, length, size - length)
      const text = bytes.toString('utf8')
      const lines = linesOf(text)
      const at = lines.findLastIndex((line) => parseNew(line) !== undefined)
      const line = lines[at]
      const anchor = line === undefined ? undefined : parseNew(line)
      if (!anchor && length < size) continue
      const after = lines.slice(at + 1).filter((each) => !parseOld(each))
      return {
        last: line !== undefined && anchor ? { line, anchor } : undefined,
        torn: after.length ? after.join('\n') : undefined,
        endsLine: text.endsWith('\n'),
      }
    }
  } finally {
    closeSync(opened)
  }
}
