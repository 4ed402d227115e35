import type { Command } from 'commander'
import { ReleaseKind } from '../../server/contract/filters.ts'
import { startCompute } from '../compute/compute.ts'
import { startProgress } from '../progress.ts'
import { makeReleaseOf } from '../work/release.ts'
import { WrongInput } from '../wrong-input.ts'
import { choosePartnership, withDatabase } from './with-partnership.ts'

const OUTCOMES = {
  released: 'released',
  held_back: 'held back: what is new could not be told without telling on somebody; the release before stands',
  no_records: 'nothing of this kind is recorded up to the end of the year',
  unchanged: 'nothing has become known since the last release',
} as const

export function addReleaseCommand(program: Command): void {
  program
    .command('release')
    .requiredOption('--year <year>', 'for instance 2025')
    .option('--kind <kind>', `${ReleaseKind.options.join(', ')}; left out, all of them`)
    .option('--partnership <slug>', 'where there are several')
    .action((options: { year: string; kind?: string; partnership?: string }) => {
      const year = Number(options.year)
      if (!/^\d{4}$/.test(options.year)) throw new WrongInput(`--year ${options.year} is not a year such as 2025.`)
      const kind = ReleaseKind.optional().safeParse(options.kind)
      if (!kind.success) throw new WrongInput(`--kind ${options.kind} is none of ${ReleaseKind.options.join(', ')}.`)
      return withDatabase(async (database) => {
        const partnership = await choosePartnership(database, options.partnership)
        if (year >= Number(partnership.today.slice(0, 4)))
          throw new WrongInput(
            `--year ${year} has not ended yet: today is ${partnership.today} in ${partnership.name}.`,
          )
        const progress = startProgress()
        const compute = startCompute(1)
        try {
          for (const each of kind.data ? [kind.data] : ReleaseKind.options) {
            progress.say(`${partnership.name}: ${each} of ${year}`)
            const outcome = await makeReleaseOf(
              database.knex,
              partnership,
              { kind: each, year, userId: 'command' },
              compute,
            )
            progress.end()
            console.log(`${each} of ${year}: ${OUTCOMES[outcome]}`)
          }
        } finally {
          progress.end()
          await compute.close()
        }
      })
    })
}
