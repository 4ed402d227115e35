import { parentPort, workerData } from 'node:worker_threads'
import { computeHere } from '../../../jobs/compute/compute.ts'
import { judgeSeed } from './judge.ts'
import { peerAlarms } from './peers.ts'
import { type Directories, type Unit, writeJudged, writePeers } from './results.ts'

/** Judges one unit after another as it is given them; answers with the number of nights. */
const directories = workerData as Directories
const compute = computeHere()

parentPort?.on('message', async (unit: Unit) => {
  const { scenario, size, seed } = unit
  if (unit.by === 'peers') {
    writePeers(directories, unit, peerAlarms(scenario, size, seed))
    parentPort?.postMessage({ nights: 0 })
    return
  }
  const judged = await judgeSeed(scenario, size, seed, compute)
  writeJudged(directories, unit, judged)
  parentPort?.postMessage({ nights: judged.nights.length })
})
