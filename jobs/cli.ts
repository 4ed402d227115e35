import { Command, CommanderError } from 'commander'
import { mayUseKernels } from '../server/config.ts'
import { addDemoCommand } from './commands/demo.ts'
import { EXIT, explainFailure } from './commands/failure.ts'
import { addImportCommand } from './commands/import.ts'
import { addKeysCommand } from './commands/keys.ts'
import { addMigrateCommand } from './commands/migrate.ts'
import { addNightlyCommand } from './commands/nightly.ts'
import { addPartnershipCommand } from './commands/partnership.ts'
import { addReleaseCommand } from './commands/release.ts'
import { addReplayCommand } from './commands/replay.ts'
import { addRetentionCommand } from './commands/retention.ts'
import { addScanCommand } from './commands/scan.ts'
import { addServeCommand } from './commands/serve.ts'
import { addUserCommand } from './commands/user.ts'
import { addVerifyCommand } from './commands/verify.ts'
import { useKernels } from './kernels/module.ts'

/** `npm run vigil -- COMMAND`. Exit codes: 0 fine, 1 something wrong with the input, 2 could not run. */
const program = new Command('vigil')
  .description('Drug-related death and naloxone surveillance for local partnerships')
  .exitOverride()
  .configureHelp({ sortSubcommands: true })
  .addHelpText('after', '\nExit codes: 0 fine, 1 something wrong with the input, 2 could not run.')

addServeCommand(program)
addDemoCommand(program)
addMigrateCommand(program)
addPartnershipCommand(program)
addImportCommand(program)
addNightlyCommand(program)
addReleaseCommand(program)
addReplayCommand(program)
addScanCommand(program)
addVerifyCommand(program)
addUserCommand(program)
addKeysCommand(program)
addRetentionCommand(program)

try {
  if (!mayUseKernels()) useKernels(null)
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.fine : EXIT.wrongInput
  else {
    const { message, exitCode } = explainFailure(error)
    process.stderr.write(`${message}\n`)
    process.exitCode = exitCode
  }
}
