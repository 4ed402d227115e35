import { basename } from 'node:path'
import type { Knex } from 'knex'
import type { Partnership } from '../contract/partnership.ts'
import { withTenant } from '../db/tenant.ts'
import { findAnchorKey, isNode, UNANCHORED_HOURS } from './anchor.ts'
import { listAnchorFiles, nameOf, nodeOf, type ReadFile, readAnchorFile } from './anchor-file.ts'
import { findMadeOtherwise } from './made-as.ts'
import { FIRST_HASH, hashOf, microsecondsOf, type RawEntry, readRawAnchors, walkChain } from './raw-chain.ts'

/** `notes` are no faults, but decisions and files that whoever reads the verdict should know of. */
export type Verdict = { partnership: string; entries: number; anchors: number; faults: string[]; notes: string[] }

/**
 * Every chain of the installation, and every file of anchors in its directory: a file that finds no partnership is a fault, as a partnership
 * without its files is.
 */
export async function verifyAudit(
  db: Knex,
  partnerships: Partnership[],
  home: string,
  now = new Date(),
): Promise<Verdict[]> {
  const ownKey = findAnchorKey(home)
  const files = listAnchorFiles(home).map((file) => readAnchorFile(file, ownKey))
  const verdicts: Verdict[] = []
  const isOf = ({ partnershipId, slug }: Partnership, { file }: ReadFile) => {
    const name = nameOf(file)
    return 'slug' in name ? name.slug === slug : name.partnershipId === partnershipId
  }
  for (const partnership of partnerships) {
    const own = files.filter((read) => isOf(partnership, read))
    verdicts.push(await verifyChain(db, partnership, own, ownKey && nodeOf(ownKey), now))
  }
  for (const { file, anchors, faults } of files.filter((read) => !partnerships.some((each) => isOf(each, read))))
    verdicts.push({
      partnership: basename(file),
      entries: 0,
      anchors: anchors.length,
      faults: ['it belongs to no partnership of this database', ...faults],
      notes: [],
    })
  if (!ownKey && (files.length > 0 || isNode(home)))
    verdicts.push({
      partnership: 'anchor key',
      entries: 0,
      anchors: 0,
      faults: [isNode(home) ? 'it is no key' : 'it is not there, though there are anchors'],
      notes: [],
    })
  return verdicts
}

/**
 * The chain by itself, then against every anchor: its length and hash must still be where the signed file says they were. Nothing the
 * database computes is believed (raw-chain.ts).
 */
async function verifyChain(
  db: Knex,
  { partnershipId, slug }: Partnership,
  files: ReadFile[],
  ownNode: string | undefined,
  now: Date,
): Promise<Verdict> {
  const tenant = { partnershipId, userId: 'command line', purpose: 'verify the audit' }
  const faults = await withTenant(db, tenant, findMadeOtherwise)
  const anchors = files.flatMap((read) => read.anchors)
  const hashAt = new Map<number, string>(anchors.map(({ length }) => [length, '']))
  const anchored = Math.max(0, ...anchors.map(({ length }) => length))
  const oldest = now.getTime() - UNANCHORED_HOURS * 3_600_000
  let isLate = false
  const chain = followChain(partnershipId)
  const head = await walkChain(db, tenant, (entry) => {
    chain.follow(entry)
    const number = Number(entry.entry)
    if (hashAt.has(number)) hashAt.set(number, entry.hash)
    if (number === anchored + 1) isLate = Number((microsecondsOf(entry.at) ?? 0n) / 1000n) < oldest
  })
  const { length, hash, fault } = chain.end()
  if (fault) faults.push(fault)
  else if ((head?.length ?? 0) !== length || (head?.hash ?? FIRST_HASH) !== hash)
    faults.push(`entry ${head?.length ?? length}: entries at the end are missing`)
  if (length === 0) faults.push('it has no entry, so that there was nothing to check')
  for (const read of files) faults.push(...read.faults)
  const moved = new Set<number>()
  for (const anchor of anchors) {
    if (anchor.length === 0 || moved.has(anchor.length) || hashAt.get(anchor.length) === anchor.hash) continue
    moved.add(anchor.length)
    faults.push(`entry ${anchor.length}: it is not what was anchored on ${anchor.anchoredAt}`)
  }
  const judged = await judgeFiles(db, tenant, files, ownNode)
  faults.push(...judged.faults)
  if (isLate)
    faults.push(
      anchored
        ? `entry ${anchored + 1}: it and what follows are older than a day and were never anchored`
        : 'it is older than a day and was never anchored',
    )
  return { partnership: slug, entries: length, anchors: anchors.length, faults, notes: judged.notes }
}

/** What the database remembers of each node's file against the files: neither can be shortened or taken away alone. */
async function judgeFiles(
  db: Knex,
  tenant: { partnershipId: string; userId: string; purpose: string },
  files: ReadFile[],
  ownNode: string | undefined,
): Promise<{ faults: string[]; notes: string[] }> {
  const faults: string[] = []
  const notes: string[] = []
  const remembered = await readRawAnchors(db, tenant)
  const byNode = new Map(files.flatMap((read) => nodesOf(read).map((node) => [node, read] as const)))
  // only what is signed with the key that is here says that others were given up
  const begun = ownNode ? byNode.get(ownNode)?.begins : undefined
  if (begun?.why) notes.push(`the anchors were begun anew: ${begun.why}`)
  for (const { node, number, lineHash } of remembered) {
    const read = byNode.get(node)
    const inFile = read?.anchors.find((anchor) => anchor.number === number)
    if (!read?.lastNumber) {
      if (begun?.givenUp.some((each) => each.node === node && each.number >= number))
        notes.push(`the ${number} anchors of node ${node} were not there then`)
      else faults.push(`the ${number} anchors of node ${node} are not here`)
    } else if (read.lastNumber < number)
      faults.push(`the last ${number - read.lastNumber} of the ${number} anchors of node ${node} are not here`)
    else if (inFile?.lineHash !== lineHash)
      faults.push(`anchor ${number} of node ${node} is not the one that the database remembers`)
  }
  // one line may have been written when the process was killed before the database kept it
  for (const read of files)
    for (const node of nodesOf(read))
      if (read.lastNumber > 1 && !remembered.some((each) => each.node === node))
        faults.push(`the database remembers no anchor of node ${node}`)
  return { faults, notes }
}

function nodesOf({ file }: ReadFile): string[] {
  const name = nameOf(file)
  return 'node' in name ? [name.node] : []
}

/** Follows a chain from its beginning, and keeps the first thing that is wrong in it. */
function followChain(partnershipId: string) {
  let length = 0
  let hash = FIRST_HASH
  let fault: string | undefined
  return {
    follow(entry: RawEntry) {
      length += 1
      const reason =
        Number(entry.entry) < length
          ? 'it stands there more than once'
          : Number(entry.entry) > length
            ? 'an entry before it is missing'
            : entry.previousHash !== hash
              ? 'it does not follow from the entry before it'
              : entry.hash !== hashOf(partnershipId, entry)
                ? 'it was altered'
                : undefined
      if (reason) fault ??= `entry ${entry.entry}: ${reason}`
      hash = entry.hash
    },
    end: () => ({ length, hash, fault }),
  }
}
