import type { Command } from 'commander'
import { type Verdict, verifyChain } from '../../server/audit/verify-chain.ts'
import { listPartnerships } from '../../server/partnerships/store.ts'
import { withDatabase } from './with-partnership.ts'
import { EXIT, WrongInput } from './wrong-input.ts'

export function addVerifyCommand(program: Command): void {
  program
    .command('verify')
    .description(
      'Check the audit chains: name the first entry altered, missing or put in another order, and hold them against their anchors',
    )
    .option('--json', 'print the result as JSON')
    .action((options: { json?: boolean }) =>
      withDatabase(async ({ knex }, { home }) => {
        const verdicts: Verdict[] = []
        const partnerships = await listPartnerships(knex)
        if (partnerships.length === 0)
          throw new WrongInput('There is no partnership in this database, so there is nothing to verify.')
        for (const partnership of partnerships) verdicts.push(await verifyChain(knex, partnership, home))
        if (options.json) console.log(JSON.stringify(verdicts))
        else
          for (const { partnership, entries, anchors, faults } of verdicts)
            console.log(`${partnership}: ${faults.join('; ') || `whole, ${entries} entries, ${anchors} anchors`}`)
        if (verdicts.some(({ faults }) => faults.length)) process.exitCode = EXIT.wrongInput
      }),
    )
}
