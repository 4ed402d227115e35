import type { Command } from 'commander'
import { verifyAudit } from '../../server/audit/verify-chain.ts'
import { ConfigError } from '../../server/config.ts'
import { listPartnerships } from '../../server/partnerships/store.ts'
import { EXIT, WrongInput } from '../wrong-input.ts'
import { withDatabase } from './with-partnership.ts'

export function addVerifyCommand(program: Command): void {
  program
    .command('verify')
    .option('--json', 'print the result as JSON')
    .action((options: { json?: boolean }) =>
      withDatabase(
        async ({ knex }, { home }) => {
          const verdicts = await verifyAudit(knex, await listPartnerships(knex), home).catch(explainUnreadable)
          if (verdicts.length === 0)
            throw new WrongInput('There is no partnership in this database, so there is nothing to verify.')
          if (options.json) console.log(JSON.stringify(verdicts))
          else
            for (const { partnership, entries, anchors, faults, notes } of verdicts) {
              const ends = anchors === 0 ? 'not anchored yet' : `${anchors} ${anchors === 1 ? 'anchor' : 'anchors'}`
              const whole = `whole, ${entries} ${entries === 1 ? 'entry' : 'entries'}, ${ends}`
              console.log(`${partnership}: ${[faults.join('; ') || whole, ...notes].join('. Note: ')}`)
            }
          if (verdicts.some(({ faults }) => faults.length)) process.exitCode = EXIT.wrongInput
        },
        { leavesAnchor: false },
      ),
    )
}

function explainUnreadable(error: { code?: string }): never {
  if (error.code !== 'EACCES') throw error
  throw new ConfigError(
    'This user may not read the anchors (VIGIL_HOME/audit), so nothing can be said of the audit: verify as the user that Vigil runs as.',
  )
}
