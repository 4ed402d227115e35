import type { Command } from 'commander'
import { readAnchors } from '../../server/audit/anchor.ts'
import { findBrokenEntry, readChainHead, readEntryHash } from '../../server/audit/store.ts'
import type { Partnership } from '../../server/contract/partnership.ts'
import type { Database } from '../../server/db/connection.ts'
import { withTenant } from '../../server/db/tenant.ts'
import { listPartnerships } from '../../server/partnerships/store.ts'
import { withDatabase } from './with-partnership.ts'
import { EXIT, WrongInput } from './wrong-input.ts'

type Verdict = { partnership: string; entries: number; anchors: number; fault: string | null }

export function addVerifyCommand(program: Command): void {
  program
    .command('verify')
    .description(
      'Check the audit chains: name the first entry altered, missing or put in another order, and hold them against their anchors',
    )
    .option('--json', 'print the result as JSON')
    .action((options: { json?: boolean }) =>
      withDatabase(async (database, { home }) => {
        const verdicts: Verdict[] = []
        const partnerships = await listPartnerships(database.knex)
        if (partnerships.length === 0)
          throw new WrongInput('There is no partnership in this database, so there is nothing to verify.')
        for (const partnership of partnerships) verdicts.push(await verifyChain(database, partnership, home))
        if (options.json) console.log(JSON.stringify(verdicts))
        else
          for (const { partnership, entries, anchors, fault } of verdicts)
            console.log(`${partnership}: ${fault ?? `whole, ${entries} entries, ${anchors} anchors`}`)
        if (verdicts.some(({ fault }) => fault)) process.exitCode = EXIT.wrongInput
      }),
    )
}

/** The chain by itself, then against every anchor: its length and hash must still be where the signed file says they were. */
export function verifyChain({ knex }: Database, { partnershipId, slug }: Partnership, home: string): Promise<Verdict> {
  return withTenant(knex, { partnershipId, userId: 'command line', purpose: 'verify the audit' }, async (trx) => {
    const anchors = readAnchors(home, slug)
    const { length } = await readChainHead(trx)
    const verdict = { partnership: slug, entries: length, anchors: anchors.length }
    const broken = await findBrokenEntry(trx)
    if (broken) return { ...verdict, fault: `entry ${broken.entry}: ${broken.reason}` }
    for (const [index, anchor] of anchors.entries()) {
      if (!anchor.isGenuine)
        return { ...verdict, fault: `anchor ${index + 1} of ${anchor.anchoredAt}: its signature does not hold` }
      if (anchor.length > 0 && (await readEntryHash(trx, anchor.length)) !== anchor.hash) {
        return { ...verdict, fault: `entry ${anchor.length}: it is not what was anchored on ${anchor.anchoredAt}` }
      }
    }
    return { ...verdict, fault: null }
  })
}
