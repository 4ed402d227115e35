import { availableParallelism } from 'node:os'
import type { Command } from 'commander'
import { joinOutcome } from '../../server/contract/check-outcome.ts'
import { joinSentence } from '../../server/contract/signal-sentence.ts'
import { openKeyring } from '../../server/keys/keyring.ts'
import { takeInReports } from '../../server/naloxone/reports/take-in.ts'
import { LEASE_MILLISECONDS } from '../../server/work/store.ts'
import { startCompute } from '../compute/compute.ts'
import { startProgress } from '../progress.ts'
import { type KeptResult, lookAtNight, runNight } from '../work/nightly.ts'
import { readWhole, WrongInput } from '../wrong-input.ts'
import { readDay } from './read-day.ts'
import { choosePartnership, withDatabase } from './with-partnership.ts'

export function addNightlyCommand(program: Command): void {
  program
    .command('nightly')
    .option('--day <day>', 'the night, for instance 2026-03-01; left out, today in the partnership')
    .option('--partnership <slug>', 'where there are several')
    .option('--threads <number>', 'threads to compute on', String(availableParallelism()))
    .option('--json', 'print the result as JSON')
    .action((options: { day?: string; partnership?: string; threads: string; json?: boolean }) => {
      if (options.day !== undefined) readDay('--day', options.day)
      const threads = readWhole('--threads', options.threads, 1, 64)
      const asJson = options.json === true
      return withDatabase(async (database, config) => {
        const partnership = await choosePartnership(database, options.partnership)
        const night = options.day ?? partnership.today
        if (night > partnership.today)
          throw new WrongInput(`--day ${night} is in the future: today is ${partnership.today} in ${partnership.name}.`)
        const progress = startProgress()
        progress.say(`${partnership.name}, night of ${night}`)
        // as the timetable does before the night that is due
        if (night === partnership.today)
          await takeInReports(database.knex, partnership, openKeyring(config.keysFile, config), night)
        const compute = startCompute(threads)
        try {
          let run = await runNight(database.knex, partnership.partnershipId, night, compute)
          const giveUpAt = performance.now() + 2 * LEASE_MILLISECONDS
          while (run.outcome === 'running elsewhere' && performance.now() < giveUpAt) {
            progress.say('another process is running a night, or was killed while it did; waiting for it')
            await new Promise((wait) => setTimeout(wait, 1000))
            run = await runNight(database.knex, partnership.partnershipId, night, compute)
          }
          progress.end()
          if (run.outcome === 'running elsewhere' || run.outcome === 'taken over')
            throw new WrongInput('Another process is running a night here. Its result will be on the Nights page.')
          if (run.outcome === 'passed over') {
            process.stderr.write(
              'A later night is done, and signals go from night to night: they stay as they are, and this is what this night would have found.\n',
            )
            print(await lookAtNight(database.knex, partnership.partnershipId, night, compute), false, asJson)
            return
          }
          if (run.outcome === 'done before' && !run.isSame) {
            process.stderr.write(
              'This night was run before, by an earlier version of the program, with another result; that one stands, and this is what would be found now.\n',
            )
          }
          print(run.result, run.outcome === 'done before', asJson)
        } finally {
          await compute.close()
        }
      })
    })
}

function print(result: KeptResult, isRepeated: boolean, asJson: boolean) {
  if (asJson) {
    const { night, snapshotHash, resultHash, feeds, plainNotices, checks, versions } = result
    console.log(
      JSON.stringify({
        night,
        snapshotHash,
        resultHash,
        feeds,
        plainNotices,
        checks,
        signals: versions.map(({ identity: _, ...version }) => version),
      }),
    )
    return
  }
  console.log(`Night of ${result.night}${isRepeated ? ' (run before; computed again from its kept snapshot)' : ''}`)
  for (const { sentence } of result.feeds) console.log(`  feed: ${sentence}`)
  for (const { sentence } of result.plainNotices) console.log(`  plain notice: ${sentence}`)
  for (const check of result.checks) console.log(`  ${check.detector} ${check.stream}: ${joinOutcome(check.outcome)}`)
  for (const version of result.versions)
    console.log(
      `\n  [${version.tier}] ${version.version === 1 ? 'new' : `version ${version.version}`}: ${joinSentence(version.sentence)}`,
    )
}
