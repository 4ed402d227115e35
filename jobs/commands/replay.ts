import { availableParallelism } from 'node:os'
import type { Command } from 'commander'
import type { Day } from '../../server/contract/day.ts'
import type { Partnership } from '../../server/contract/partnership.ts'
import { joinSentence } from '../../server/contract/signal-sentence.ts'
import { startCompute } from '../compute/compute.ts'
import { startProgress } from '../progress.ts'
import { type ReplayedSignal, replayNights } from '../replay.ts'
import { readWhole, WrongInput } from '../wrong-input.ts'
import { readDay } from './read-day.ts'
import { choosePartnership, withDatabase } from './with-partnership.ts'

type Options = { from: string; to: string; partnership?: string; threads: string; json?: boolean }

export function addReplayCommand(program: Command): void {
  program
    .command('replay')
    .requiredOption('--from <day>', 'the first night, for instance 2025-03-01; it begins without signals')
    .requiredOption('--to <day>', 'the last night')
    .option('--partnership <slug>', 'where there are several')
    .option('--threads <number>', 'threads to compute on', String(availableParallelism()))
    .option('--json', 'print each version of a signal as a line of JSON')
    .action((options: Options) => {
      const period = readPeriod(options)
      const threads = readWhole('--threads', options.threads, 1, 64)
      return withDatabase(async (database) => {
        const partnership = await choosePartnership(database, options.partnership)
        refuseFuture(period, partnership)
        const progress = startProgress()
        const compute = startCompute(threads)
        try {
          const signals = await replayNights(database.knex, partnership.partnershipId, period, compute, (done, total) =>
            progress.say(`${partnership.name}, nights replayed`, done, total),
          )
          progress.end()
          for (const signal of signals) console.log(options.json ? JSON.stringify(signal) : describe(signal))
          if (!signals.length) process.stderr.write('No signal in this period.\n')
        } finally {
          progress.end()
          await compute.close()
        }
      })
    })
}

function readPeriod({ from, to }: Options): { from: Day; to: Day } {
  for (const [option, day] of [
    ['--from', from],
    ['--to', to],
  ] as const) {
    readDay(option, day)
  }
  if (to < from) throw new WrongInput(`--to ${to} is before --from ${from}.`)
  return { from, to }
}

function refuseFuture({ to }: { to: Day }, { today, name }: Partnership): void {
  if (to > today) throw new WrongInput(`--to ${to} is in the future: today is ${today} in ${name}.`)
}

function describe({ night, tier, version, signalId, sentence }: ReplayedSignal): string {
  return `${night} [${tier}] ${signalId.slice(0, 8)} ${version === 1 ? 'new' : `version ${version}`}: ${joinSentence(sentence)}`
}
