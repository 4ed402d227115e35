import { Command, CommanderError } from 'commander'
import { mayUseKernels } from '../server/kernels-switch.ts'
import { letReadersLeave } from './commands/output.ts'
import { EXIT, WrongInput } from './wrong-input.ts'

/** Each loads no more than it needs, and the list of them nothing: what each does stands here, and nowhere else. */
const commands: Record<string, { does: string; load: () => Promise<(program: Command) => void> }> = {
  serve: {
    does: 'Serve the API, the pages and the timetable on this machine',
    load: async () => (await import('./commands/serve.ts')).addServeCommand,
  },
  demo: {
    does: 'Show Vigil with synthetic data for Cornwall & Isles of Scilly and Torbay, on the embedded database',
    load: async () => (await import('./commands/demo.ts')).addDemoCommand,
  },
  migrate: {
    does: 'Bring the database up to date (serve does so too)',
    load: async () => (await import('./commands/migrate.ts')).addMigrateCommand,
  },
  partnership: {
    does: 'The partnerships of this installation',
    load: async () => (await import('./commands/partnership.ts')).addPartnershipCommand,
  },
  import: {
    does: 'Import a file; nothing in it is silently fixed, and every refused or doubtful row is listed',
    load: async () => (await import('./commands/import.ts')).addImportCommand,
  },
  national: {
    does: 'Look at all partnerships together on a night: rises in regions and everywhere, clusters over borders, which new signals to look at first. Writes no signal and tells nobody',
    load: async () => (await import('./commands/national.ts')).addNationalCommand,
  },
  nightly: {
    does: 'Run the nightly check of a day by hand: what was known before that day, the same bytes however often and on any number of threads',
    load: async () => (await import('./commands/nightly.ts')).addNightlyCommand,
  },
  release: {
    does: 'Release the figures of a year that has ended, as known today, to the partnership and the public, small counts hidden',
    load: async () => (await import('./commands/release.ts')).addReleaseCommand,
  },
  replay: {
    does: 'Run every night of a period on what was known that night, and print the signals there would have been: the live signals are not touched',
    load: async () => (await import('./commands/replay.ts')).addReplayCommand,
  },
  scan: {
    does: 'Run the scan that a SaTScan parameter file describes, on the input files it names: the same answer for a seed on any number of threads',
    load: async () => (await import('./commands/scan.ts')).addScanCommand,
  },
  anchors: {
    does: 'The signed ends of the audit chains, outside the database (VIGIL_HOME/audit)',
    load: async () => (await import('./commands/anchors.ts')).addAnchorsCommand,
  },
  verify: {
    does: 'Check the audit chains: name the first entry altered, missing or put in another order, and hold them against their anchors, all of which must be there',
    load: async () => (await import('./commands/verify.ts')).addVerifyCommand,
  },
  user: {
    does: 'Accounts: the first one, and whoever is locked out',
    load: async () => (await import('./commands/user.ts')).addUserCommand,
  },
  keys: {
    does: 'The keys that seal what identifies people (VIGIL_KEYS_FILE)',
    load: async () => (await import('./commands/keys.ts')).addKeysCommand,
  },
  retention: {
    does: 'How long records are kept',
    load: async () => (await import('./commands/retention.ts')).addRetentionCommand,
  },
}

/** `npm run vigil -- COMMAND`. Exit codes: 0 fine, 1 something wrong with the input, 2 could not run. */
const program = new Command('vigil')
  .description('Drug-related death and naloxone surveillance for local partnerships')
  .exitOverride()
  .configureHelp({ sortSubcommands: true, subcommandTerm: (command) => command.name() })
  .addHelpText('after', '\nExit codes: 0 fine, 1 something wrong with the input, 2 could not run.')

letReadersLeave()
try {
  const given = process.argv.slice(2)
  const [named = ''] = given[0] === 'help' ? given.slice(1) : given
  const wanted = Object.hasOwn(commands, named) ? commands[named] : undefined
  if (wanted) {
    if (!mayUseKernels()) (await import('./kernels/module.ts')).useKernels(null)
    ;(await wanted.load())(program)
  }
  for (const [name, { does }] of Object.entries(commands)) {
    const command = program.commands.find((other) => other.name() === name) ?? program.command(name)
    command.description(does)
  }
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? EXIT.fine : EXIT.wrongInput
  else if (error instanceof WrongInput) {
    process.stderr.write(`${error.message}\n`)
    process.exitCode = EXIT.wrongInput
  } else {
    const { explainFailure } = await import('./commands/failure.ts')
    const { message, exitCode } = explainFailure(error)
    process.stderr.write(`${message}\n`)
    process.exitCode = exitCode
  }
}
