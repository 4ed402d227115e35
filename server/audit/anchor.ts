import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Knex } from 'knex'
import type { Logger } from 'pino'
import type { Partnership } from '../contract/partnership.ts'
import { isUnavailable } from '../db/connection.ts'
import { type Trx, withTenant } from '../db/tenant.ts'
import {
  type Anchor,
  directoryOf,
  fileOf,
  hashText,
  listAnchorFiles,
  nodeOf,
  oldFileOf,
  publicText,
  readTail,
  signLine,
  type Unsigned,
} from './anchor-file.ts'
import { readChainHead } from './store.ts'

/** Longer than this no request waits for the end of its chain to be signed. */
const WAIT_MILLISECONDS = 5000

/** What was there is not, and beginning anew would hide that: somebody decides. */
export class AnchorsMissing extends Error {}

/** For whoever runs the machine. */
const BEGIN_ANEW = 'Restore VIGIL_HOME/audit from its backup, or begin anew: npm run vigil -- anchors renew --why "…"'

const keyFileOf = (home: string) => join(directoryOf(home), 'anchor-key.pem')

/** Whether this machine signs: a laptop that a command is run from is no node. */
export const isNode = (home: string): boolean => existsSync(keyFileOf(home))

/** The key that this node signs with, or undefined where there is none. */
export function readAnchorKey(home: string): KeyObject | undefined {
  const file = keyFileOf(home)
  return existsSync(file) ? createPrivateKey(readFileSync(file)) : undefined
}

/** As readAnchorKey, where a key that cannot be read is a fault among others. */
export function findAnchorKey(home: string): KeyObject | undefined {
  try {
    return readAnchorKey(home)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') throw error
    return undefined
  }
}

/** The node's key, made at the very first anchor (Ed25519, for its owner only). @throws AnchorsMissing where there were anchors before. */
function openAnchorKey(home: string): { key: KeyObject; isNew: boolean } {
  const key = readAnchorKey(home)
  if (key) return { key, isNew: false }
  if (listAnchorFiles(home).length > 0)
    throw new AnchorsMissing('The key of its anchors is not there, though there are anchors.')
  return { key: makeAnchorKey(home), isNew: true }
}

function makeAnchorKey(home: string): KeyObject {
  mkdirSync(directoryOf(home), { recursive: true, mode: 0o700 })
  const { privateKey } = generateKeyPairSync('ed25519')
  const part = join(directoryOf(home), `anchor-key.${randomBytes(6).toString('hex')}.part`)
  writeFileSync(part, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flush: true })
  try {
    // fails where another process was quicker: its key is the node's
    linkSync(part, keyFileOf(home))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    unlinkSync(part)
  }
  return createPrivateKey(readFileSync(keyFileOf(home)))
}

/**
 * Adds to the node's file where the partnership's chain ends now; nothing where the last anchor says so already. In a transaction that one
 * process at a time may be in, and that keeps what the file ends with: a node's processes write one file, in the order of the chain.
 * @throws AnchorsMissing where the key or the file is gone.
 */
export async function anchorChain(
  db: Knex,
  home: string,
  { partnershipId, slug }: Pick<Partnership, 'partnershipId' | 'slug'>,
  now = new Date(),
): Promise<void> {
  const tenant = { partnershipId, userId: 'anchor', purpose: 'anchor the audit', reach: 'none' } as const
  await withTenant(
    db,
    tenant,
    async (trx) => {
      await waitForTurn(trx, partnershipId)
      const { key, isNew } = openAnchorKey(home)
      if (!isNew) await refuseForgotten(trx, home, key, { partnershipId, slug }, now)
      await appendLine(trx, home, key, { partnershipId, slug }, now)
    },
    WAIT_MILLISECONDS,
  )
}

async function waitForTurn(trx: Trx, partnershipId: string): Promise<void> {
  await trx.raw("select pg_advisory_xact_lock(hashtext('vigil anchor'), hashtext(:partnershipId))", { partnershipId })
}

/** A day, and the time a night takes: an entry younger than this may wait for its anchor. */
export const UNANCHORED_HOURS = 26

/** @throws AnchorsMissing where neither file nor database knows of an anchor, though the key and the chain are older than a day. */
async function refuseForgotten(
  trx: Trx,
  home: string,
  key: KeyObject,
  { partnershipId, slug }: Pick<Partnership, 'partnershipId' | 'slug'>,
  now: Date,
): Promise<void> {
  const node = nodeOf(key)
  if (readTail(fileOf(home, partnershipId, node)) || existsSync(oldFileOf(home, slug))) return
  if (await trx('audit_anchor').where({ node }).first('number')) return
  const first = await trx('audit_entry').orderBy('entry').first('at')
  if (first && now.getTime() - Date.parse(first.at) > UNANCHORED_HOURS * 3_600_000)
    throw new AnchorsMissing('Its anchors are not there, though the audit is older than a day.')
}

type Beginning = Pick<NonNullable<Anchor['begins']>, 'why' | 'givenUp'>

async function appendLine(
  trx: Trx,
  home: string,
  key: KeyObject,
  { partnershipId, slug }: Pick<Partnership, 'partnershipId' | 'slug'>,
  now: Date,
  beginning: Beginning = { why: null, givenUp: [] },
): Promise<void> {
  const node = nodeOf(key)
  const head = await readChainHead(trx)
  const remembered = await trx('audit_anchor').where({ node }).first('number')
  const file = fileOf(home, partnershipId, node)
  const tail = readTail(file)
  if (tail?.last && tail.last.anchor.length === head.length && tail.last.anchor.hash === head.hash) return
  if (!tail?.last && remembered)
    throw new AnchorsMissing(`Its anchors are not there, though there were ${remembered.number}.`)
  const old = tail?.last ? undefined : takeOver(home, file, slug)
  const torn = (tail ?? old?.tail)?.torn
  const unsigned: Unsigned = {
    node,
    partnershipId,
    partnership: slug,
    // past what the database remembers: lines that were taken off the end leave a gap for good
    number: Math.max(tail?.last?.anchor.number ?? 0, remembered?.number ?? 0) + 1,
    previous: hashText(tail?.last ? tail.last.line : (old?.lines.join('\n') ?? '')),
    ...head,
    anchoredAt: now.toISOString(),
    ...(tail?.last ? {} : { begins: { key: publicText(key), oldLines: old?.lines.length ?? 0, ...beginning } }),
    ...(torn === undefined ? {} : { afterTorn: hashText(torn) }),
  }
  const line = signLine(unsigned, key)
  const endsLine = (tail ?? old?.tail)?.endsLine ?? true
  appendDurably(file, `${endsLine ? '' : '\n'}${line}\n`)
  await trx('audit_anchor')
    .insert({
      partnership_id: partnershipId,
      node,
      number: unsigned.number,
      line_hash: hashText(line),
      length: unsigned.length,
      anchored_at: unsigned.anchoredAt,
    })
    .onConflict(['partnership_id', 'node'])
    .merge()
}

/** The anchors of the form before numbers go on under the new name; the first new line says how many they are. */
function takeOver(home: string, file: string, slug: string) {
  const oldFile = oldFileOf(home, slug)
  if (!existsSync(file) && existsSync(oldFile)) renameSync(oldFile, file)
  if (!existsSync(file)) return undefined
  const tail = readTail(file)
  const whole = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  const cut = tail?.torn === undefined ? 0 : tail.torn.split('\n').length
  return { lines: cut ? whole.slice(0, -cut) : whole, tail }
}

/** In one write and to the disk: what the database then remembers has been kept. */
function appendDurably(file: string, text: string): void {
  const opened = openSync(file, 'a', 0o600)
  try {
    writeSync(opened, text)
    fsyncSync(opened)
  } finally {
    closeSync(opened)
  }
}

/**
 * Somebody decides to go on without the key or the files from before: a new key, and in the first line of each chain why, and which nodes'
 * anchors were not there. What is left of the old files stays where it is, and is still checked.
 */
export async function renewAnchors(db: Knex, home: string, partnerships: Partnership[], why: string): Promise<string> {
  const before = readAnchorKey(home)
  if (before) renameSync(keyFileOf(home), join(directoryOf(home), `anchor-key.${nodeOf(before)}.retired.pem`))
  const key = makeAnchorKey(home)
  for (const { partnershipId, slug } of partnerships) {
    const tenant = { partnershipId, userId: 'command line', purpose: 'anchor the audit', reach: 'none' } as const
    await withTenant(db, tenant, async (trx) => {
      await waitForTurn(trx, partnershipId)
      const known: { node: string; number: number; length: number }[] = await trx('audit_anchor')
        .select('node', 'number', 'length')
        .orderBy('node')
      const givenUp = known.filter(({ node }) => readTail(fileOf(home, partnershipId, node))?.last === undefined)
      await appendLine(trx, home, key, { partnershipId, slug }, new Date(), { why, givenUp })
    })
  }
  return nodeOf(createPublicKey(key))
}

/** What anchoring has come to in this process. */
export type Anchors = {
  /** Never fails: what goes wrong is logged and shown, and stops nobody's work. */
  anchor: (partnership: { partnershipId: string; slug?: string }) => Promise<void>
  /** Why the last attempt failed, in words; null where it went well. */
  problem: (partnershipId?: string) => string | null
}

export function startAnchors(db: Knex, home: string, log: Logger): Anchors {
  const problems = new Map<string, string>()
  return {
    async anchor({ partnershipId, slug: given }) {
      let slug = given
      try {
        slug ??= (await db('partnership').where({ partnership_id: partnershipId }).first('slug')).slug as string
        await anchorChain(db, home, { partnershipId, slug })
        problems.delete(partnershipId)
      } catch (error) {
        const { problem, step } = sayAnchorFailure(error)
        problems.set(partnershipId, problem)
        log.error(
          { partnership: slug, code: (error as { code?: string }).code, reason: problem, step },
          'audit not anchored',
        )
      }
    },
    problem: (partnershipId) =>
      partnershipId === undefined
        ? problems.size > 0
          ? 'The end of the audit could not be signed outside the database.'
          : null
        : (problems.get(partnershipId) ?? null),
  }
}

/** What is wrong, for everybody who may know, and what the people who run the machine can do. */
export function sayAnchorFailure(error: unknown): { problem: string; step: string | undefined } {
  if (error instanceof AnchorsMissing) return { problem: error.message, step: BEGIN_ANEW }
  const { code = '' } = error as { code?: string }
  const problem =
    isUnavailable(error) || code === '57014'
      ? 'The database did not answer in time.'
      : code === 'ENOSPC' || code === 'EDQUOT'
        ? 'The disk that holds its anchors (VIGIL_HOME) is full.'
        : ['EACCES', 'EPERM', 'EROFS'].includes(code)
          ? 'Vigil may not write where its anchors are (VIGIL_HOME/audit).'
          : 'Its anchors (VIGIL_HOME/audit) cannot be written.'
  return { problem, step: undefined }
}
