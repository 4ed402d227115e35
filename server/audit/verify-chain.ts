import type { Knex } from 'knex'
import type { Partnership } from '../contract/partnership.ts'
import { withTenant } from '../db/tenant.ts'
import { readAnchors } from './anchor.ts'
import { findMadeOtherwise } from './made-as.ts'
import { FIRST_HASH, hashOf, type RawEntry, walkChain } from './raw-chain.ts'

export type Verdict = { partnership: string; entries: number; anchors: number; faults: string[] }

/**
 * The chain by itself, then against every anchor: its length and hash must still be where the signed file says they were. Nothing the
 * database computes is believed (raw-chain.ts).
 */
export async function verifyChain(db: Knex, { partnershipId, slug }: Partnership, home: string): Promise<Verdict> {
  const tenant = { partnershipId, userId: 'command line', purpose: 'verify the audit' }
  const anchors = readAnchors(home, slug)
  const faults = await withTenant(db, tenant, findMadeOtherwise)
  const hashAt = new Map<number, string>(anchors.map(({ length }) => [length, '']))
  const chain = followChain(partnershipId)
  const head = await walkChain(db, tenant, (entry) => {
    chain.follow(entry)
    if (hashAt.has(Number(entry.entry))) hashAt.set(Number(entry.entry), entry.hash)
  })
  const { length, hash, fault } = chain.end()
  if (fault) faults.push(fault)
  else if ((head?.length ?? 0) !== length || (head?.hash ?? FIRST_HASH) !== hash)
    faults.push(`entry ${head?.length ?? length}: entries at the end are missing`)
  if (length === 0) faults.push('it has no entry, so that there was nothing to check')
  for (const [index, anchor] of anchors.entries()) {
    if (!anchor.isGenuine) faults.push(`anchor ${index + 1} of ${anchor.anchoredAt}: its signature does not hold`)
    else if (anchor.length > 0 && hashAt.get(anchor.length) !== anchor.hash)
      faults.push(`entry ${anchor.length}: it is not what was anchored on ${anchor.anchoredAt}`)
  }
  return { partnership: slug, entries: length, anchors: anchors.length, faults }
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
