import { availableParallelism } from 'node:os'
import type { Command } from 'commander'
import { prepareThreads, startCompute } from '../compute/compute.ts'
import { startProgress } from '../progress.ts'
import { readText } from '../scan/input-text.ts'
import { planOutput, writeOutput } from '../scan/output-files.ts'
import { MOST_REPLICAS, readParameters } from '../scan/parameters.ts'
import { describeReport, sayInputs } from '../scan/print.ts'
import { runScan } from '../scan/run.ts'
import { readStudy } from '../scan/study.ts'
import { EXIT, readWhole } from '../wrong-input.ts'

export function addScanCommand(program: Command): void {
  program
    .command('scan')
    .argument('<file.prm>', 'the parameter file')
    .option('--replicas <number>', 'Monte Carlo replicas, all of them run; left out, what the parameter file says')
    .option('--threads <number>', 'threads to compute on', String(availableParallelism()))
    .option('--seed <number>', 'start of the random numbers', '1')
    .option('--output <folder>', 'where to write the files that the parameter file asks for; left out, where it says')
    .option('--overwrite', 'write them over those of another program')
    .option('--no-files', 'write none of them')
    .option('--json', 'print the result as JSON')
    .action(async (file: string, options: Options): Promise<void> => {
      const before = process.cpuUsage()
      const threads = readWhole('--threads', options.threads, 1, 64)
      const seed = readWhole('--seed', options.seed, 0, Number.MAX_SAFE_INTEGER)
      const asked =
        options.replicas === undefined ? undefined : readWhole('--replicas', options.replicas, 0, MOST_REPLICAS)
      const parameters = readParameters(readText(file), asked)
      const { replicas } = parameters
      const progress = startProgress()
      progress.say('reading')
      // this thread computes too
      const compute = threads > 1 && replicas > 0 ? startCompute(threads - 1) : undefined
      if (compute) prepareThreads()
      try {
        const study = readStudy(parameters, file)
        const paths = options.files ? planOutput(parameters, file, study.inputs, options.output) : undefined
        progress.say('searching the data')
        const report = await runScan(study, { replicas, seed, compute, say: progress.say })
        progress.end()
        const { written, notes: unwritten } = paths
          ? writeOutput(study, report, paths, {
              overwrites: options.overwrite === true,
              isFolderGiven: options.output !== undefined,
            })
          : { written: [], notes: [] }
        const notes = [...parameters.notes, ...study.notes, ...(paths?.notes ?? []), ...unwritten]
        // where the user said where, a file that is not there is a failure
        if (options.output !== undefined && unwritten.length > 0) process.exitCode = EXIT.couldNotRun
        const { user, system } = process.cpuUsage(before)
        const cpuSeconds = Math.round((user + system) / 1000) / 1000
        if (options.json) {
          const { model, analysis, clusters, atTheEnd } = report
          const { inputs } = study
          console.log(
            JSON.stringify({
              model,
              analysis,
              replicas,
              cpuSeconds,
              clusters,
              atTheEnd,
              inputs,
              files: written,
              notes,
            }),
          )
        } else {
          console.log(describeReport(report, parameters.coordinates === 'cartesian'))
          console.log(
            ['', ...sayInputs(study.inputs), ...notes, ...written.map((path) => `Written: ${path}`)].join('\n'),
          )
          console.log(`\n${cpuSeconds.toFixed(2)} s of processor time`)
        }
      } finally {
        progress.end()
        await compute?.close()
      }
    })
}

type Options = {
  replicas?: string
  threads: string
  seed: string
  output?: string
  overwrite?: boolean
  files: boolean
  json?: boolean
}
