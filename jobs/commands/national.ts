import { availableParallelism } from 'node:os'
import type { Command } from 'commander'
import type { Day } from '../../server/contract/day.ts'
import type { Database } from '../../server/db/connection.ts'
import { listPartnerships } from '../../server/partnerships/store.ts'
import { startCompute } from '../compute/compute.ts'
import { judgeNation, type NationalLine } from '../national/judge-nation.ts'
import { describeLine, toJson } from '../national/print.ts'
import { readNation } from '../national/read-nation.ts'
import { askForNational, realOnes, runNational } from '../national/run-national.ts'
import { startProgress } from '../progress.ts'
import { readWhole, WrongInput } from '../wrong-input.ts'
import { readDay } from './read-day.ts'
import { withDatabase } from './with-partnership.ts'

type Options = { day?: string; week?: boolean; threads: string; json?: boolean; tell: boolean }

export function addNationalCommand(program: Command): void {
  program
    .command('national')
    .option('--day <day>', 'the night, for instance 2026-03-01; left out, today')
    .option('--week', 'look for subgroups too (MDTS, exploratory), as on Mondays')
    .option('--threads <number>', 'threads to compute on', String(availableParallelism()))
    .option('--no-tell', 'only look: tell no partnership of a cluster that crosses its border')
    .option('--json', 'print each finding as a line of JSON')
    .action((options: Options) => {
      if (options.day !== undefined) readDay('--day', options.day)
      const threads = readWhole('--threads', options.threads, 1, 64)
      return withDatabase((database) => lookAtNation(database, options, threads))
    })
}

async function lookAtNation({ knex }: Database, { day, week, json, tell }: Options, threads: number): Promise<void> {
  const partnerships = realOnes(await listPartnerships(knex))
  if (partnerships.length < 2) {
    const outcome = `not enough data to judge: ${partnerships.length === 1 ? 'there is one partnership' : 'there is no partnership'}, and two are needed`
    console.log(json ? JSON.stringify({ kind: 'nation', partnerships: partnerships.length, outcome }) : outcome)
    return
  }
  const today = partnerships
    .map((partnership) => partnership.today)
    .reduce((first, each) => (each < first ? each : first))
  const night = day ?? today
  if (night > today) throw new WrongInput(`--day ${night} is in the future: today is ${today}.`)

  const progress = startProgress()
  const compute = startCompute(threads)
  try {
    const withSubgroups = week === true || isMonday(night)
    const say = (done: number, total: number) =>
      done < total ? progress.say('partnerships read', done, total) : progress.say('computing')
    const print = (lines: readonly NationalLine[]) => {
      progress.end()
      if (!json) console.log(`Night of ${night}, ${partnerships.length} partnerships`)
      for (const line of lines) console.log(json ? toJson(night, line) : describeLine(line))
    }
    if (!tell)
      return print(await judgeNation(await readNation(knex, partnerships, night, say), { withSubgroups }, compute))
    await askForNational(knex, partnerships, night)
    const run = await runNational(knex, partnerships, night, compute, { withSubgroups, say })
    if (!run)
      throw new WrongInput('Another process is at the national check of this night, and tells who is to be told.')
    print(run.lines)
    console.log(json ? JSON.stringify({ kind: 'told', night, partnerships: run.told }) : sayTold(run.told))
  } finally {
    progress.end()
    await compute.close()
  }
}

function sayTold(names: readonly string[]): string {
  return names.length
    ? `Told of a cluster that crosses its border: ${names.join(', ')}.`
    : 'No partnership has a cluster that crosses its border to be told of.'
}

function isMonday(day: Day): boolean {
  return new Date(`${day}T00:00:00Z`).getUTCDay() === 1
}
