import { parentPort, workerData } from 'node:worker_threads'
import { computeHere } from '../../../jobs/compute.ts'
import { judgeSeed } from './judge.ts'
import { type Unit, writeSeed } from './results.ts'

/** Judges one unit after another as it is given them; answers with the number of nights. */
const { directory } = workerData as { directory: string }
const compute = computeHere()

parentPort?.on('message', async ({ scenario, size, seed }: Unit) => {
  const judged = await judgeSeed(scenario, size, seed, compute)
  writeSeed(directory, judged)
  parentPort?.postMessage({ nights: judged.nights.length })
})
