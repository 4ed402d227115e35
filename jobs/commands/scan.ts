import { availableParallelism } from 'node:os'
import type { Command } from 'commander'
import { prepareThreads, startCompute } from '../compute.ts'
import { readText } from '../scan/input-text.ts'
import { MOST_REPLICAS, readParameters } from '../scan/parameters.ts'
import { describeReport } from '../scan/print.ts'
import { runScan } from '../scan/run.ts'
import { readStudy } from '../scan/study.ts'
import { startProgress } from './progress.ts'
import { readWhole } from './wrong-input.ts'

export function addScanCommand(program: Command): void {
  program
    .command('scan')
    .argument('<file.prm>', 'the parameter file')
    .option('--replicas <number>', 'Monte Carlo replicas, all of them run; left out, what the parameter file says')
    .option('--threads <number>', 'threads to compute on', String(availableParallelism()))
    .option('--seed <number>', 'start of the random numbers', '1')
    .option('--json', 'print the result as JSON')
    .action(
      async (
        file: string,
        options: { replicas?: string; threads: string; seed: string; json?: boolean },
      ): Promise<void> => {
        const before = process.cpuUsage()
        const threads = readWhole('--threads', options.threads, 1, 64)
        const seed = readWhole('--seed', options.seed, 0, Number.MAX_SAFE_INTEGER)
        const asked =
          options.replicas === undefined ? undefined : readWhole('--replicas', options.replicas, 1, MOST_REPLICAS)
        const parameters = readParameters(readText(file), asked)
        const { replicas } = parameters
        const progress = startProgress()
        progress.say('reading')
        // this thread computes too
        const compute = threads > 1 ? startCompute(threads - 1) : undefined
        if (compute) prepareThreads()
        try {
          const study = readStudy(parameters, file)
          progress.say('searching the data')
          const report = await runScan(study, { replicas, seed, compute, say: progress.say })
          progress.end()
          const { user, system } = process.cpuUsage(before)
          const cpuSeconds = Math.round((user + system) / 1000) / 1000
          if (options.json) {
            const { model, analysis, clusters } = report
            console.log(JSON.stringify({ model, analysis, replicas, cpuSeconds, clusters }))
          } else {
            console.log(describeReport(report, parameters.coordinates === 'cartesian'))
            console.log(`\n${cpuSeconds.toFixed(2)} s of processor time`)
          }
        } finally {
          progress.end()
          await compute?.close()
        }
      },
    )
}
