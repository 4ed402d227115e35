import { Command, CommanderError } from 'commander'
import { mayUseKernels } from '../server/config.ts'
import { EXIT } from './commands/wrong-input.ts'
import { useKernels } from './kernels/module.ts'

/** Each loads no more than it needs: a scan starts in half of the time without the server. */
const commands: Record<string, () => Promise<(program: Command) => void>> = {
  serve: async () => (await import('./commands/serve.ts')).addServeCommand,
  demo: async () => (await import('./commands/demo.ts')).addDemoCommand,
  migrate: async () => (await import('./commands/migrate.ts')).addMigrateCommand,
  partnership: async () => (await import('./commands/partnership.ts')).addPartnershipCommand,
  import: async () => (await import('./commands/import.ts')).addImportCommand,
  national: async () => (await import('./commands/national.ts')).addNationalCommand,
  nightly: async () => (await import('./commands/nightly.ts')).addNightlyCommand,
  release: async () => (await import('./commands/release.ts')).addReleaseCommand,
  replay: async () => (await import('./commands/replay.ts')).addReplayCommand,
  scan: async () => (await import('./commands/scan.ts')).addScanCommand,
  anchors: async () => (await import('./commands/anchors.ts')).addAnchorsCommand,
  verify: async () => (await import('./commands/verify.ts')).addVerifyCommand,
  user: async () => (await import('./commands/user.ts')).addUserCommand,
  keys: async () => (await import('./commands/keys.ts')).addKeysCommand,
  retention: async () => (await import('./commands/retention.ts')).addRetentionCommand,
}

/** `npm run vigil -- COMMAND`. Exit codes: 0 fine, 1 something wrong with the input, 2 could not run. */
const program = new Command('vigil')
  .description('Drug-related death and naloxone surveillance for local partnerships')
  .exitOverride()
  .configureHelp({ sortSubcommands: true })
  .addHelpText('after', '\nExit codes: 0 fine, 1 something wrong with the input, 2 could not run.')

try {
  const [named = ''] = process.argv.slice(2)
  const wanted = Object.entries(commands).filter(([name]) => !Object.hasOwn(commands, named) || name === named)
  for (const [, load] of wanted) (await load())(program)
  if (!mayUseKernels()) useKernels(null)
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.fine : EXIT.wrongInput
  else {
    const { explainFailure } = await import('./commands/failure.ts')
    const { message, exitCode } = explainFailure(error)
    process.stderr.write(`${message}\n`)
    process.exitCode = exitCode
  }
}
