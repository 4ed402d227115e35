import type { Command } from 'commander'
import { renewAnchors } from '../../server/audit/anchor.ts'
import { appendAudit } from '../../server/audit/store.ts'
import { withTenant } from '../../server/db/tenant.ts'
import { listPartnerships } from '../../server/partnerships/store.ts'
import { WrongInput } from '../wrong-input.ts'
import { withDatabase } from './with-partnership.ts'

export function addAnchorsCommand(program: Command): void {
  const anchors = program.command('anchors')
  anchors
    .command('renew')
    .requiredOption('--why <reason>', 'what became of the key or the files; it stands in the files for good')
    .description(
      'Begin the anchors anew with a new key, after the key or files were lost. First look for their backup: what was signed with a lost key is no longer proved by it',
    )
    .action(({ why }: { why: string }) => {
      if (!why.trim() || why.length > 400) throw new WrongInput('Say why, in 1 to 400 characters.')
      return withDatabase(
        async ({ knex }, { home }) => {
          const partnerships = await listPartnerships(knex)
          if (partnerships.length === 0) throw new WrongInput('There is no partnership yet, so there are no anchors.')
          for (const { partnershipId } of partnerships)
            await withTenant(
              knex,
              { partnershipId, userId: 'command line', purpose: 'anchor the audit', reach: 'none' },
              (trx) =>
                appendAudit(trx, {
                  action: 'permission',
                  operation: 'vigil anchors renew',
                  recordId: null,
                  fields: [],
                  records: 0,
                }),
            )
          const node = await renewAnchors(knex, home, partnerships, why.trim())
          console.log(`The anchors go on as node ${node}. Copy VIGIL_HOME/audit to where its backups are.`)
        },
        { leavesAnchor: false },
      )
    })
}
