import type { Command } from 'commander'
import { readKeyUses } from '../../server/keys/key-uses.ts'
import { openKeyring } from '../../server/keys/keyring.ts'
import { startProgress } from '../progress.ts'
import { EXIT, WrongInput } from '../wrong-input.ts'
import { retireKey, rotateKeys } from './rotate-keys.ts'
import { withDatabase } from './with-partnership.ts'

export function addKeysCommand(program: Command): void {
  const keys = program.command('keys')
  keys
    .command('list')
    .option('--json', 'print the result as JSON')
    .description('List the keys, how much each has sealed, and which are missing')
    .action((options: { json?: boolean }) =>
      withDatabase(async ({ knex }, config) => {
        const uses = await readKeyUses(knex, openKeyring(config.keysFile, config))
        if (options.json) console.log(JSON.stringify(uses))
        else {
          for (const { keyId, createdAt, isCurrent, sealedValues } of uses.keys)
            console.log(`${keyId}\tmade ${createdAt}\t${sealedValues} values${isCurrent ? '\tseals now' : ''}`)
          sayMissing(uses.missing)
        }
        if (uses.missing.length) process.exitCode = EXIT.wrongInput
      }),
    )
  keys
    .command('rotate')
    .option('--json', 'print the result as JSON')
    .description(
      'Add a key and seal everything anew with it while the server goes on; run again to finish what was interrupted',
    )
    .action((options: { json?: boolean }) =>
      withDatabase(async ({ knex }, config) => {
        const progress = startProgress()
        const rotated = await rotateKeys(knex, openKeyring(config.keysFile, config), (done, total) =>
          progress.say('sealing anew', done, total),
        )
        progress.end()
        if (options.json) console.log(JSON.stringify(rotated))
        else {
          const { keyId, rows, isResumed } = rotated
          console.log(
            `${isResumed ? 'Finished the rotation to' : 'Rotated to'} key ${keyId}: ${rows} rows sealed anew. Back up the key file now. ` +
              'The keys before are kept: retire one with vigil keys retire KEYID, and keep its copy as long as you keep backups of the database that it sealed.',
          )
          sayMissing(rotated.missing)
        }
        if (rotated.missing.length) process.exitCode = EXIT.wrongInput
      }),
    )
  keys
    .command('retire')
    .argument('<keyId>', 'a key that seals nothing any more; see vigil keys list')
    .description('Take a key out of the key file, once nothing is sealed with it')
    .action((keyId: string) =>
      withDatabase(async ({ knex }, config) => {
        const refusal = await retireKey(knex, openKeyring(config.keysFile, config), keyId)
        if (refusal) throw new WrongInput(refusal)
        console.log(`Key ${keyId} is retired.`)
      }),
    )
}

function sayMissing(missing: { keyId: string; sealedValues: number }[]): void {
  for (const { keyId, sealedValues } of missing)
    console.log(
      `Key ${keyId} is missing: ${sealedValues} values sealed with it do not open. Restore the key file from its backup, and add the keys made since.`,
    )
}
