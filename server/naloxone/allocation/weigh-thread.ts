import { parentPort, workerData } from 'node:worker_threads'
import { type Question, weigh } from './weigh.ts'

/** A thread of its own: an integer program would hold up every other request. */
parentPort?.postMessage(await weigh(workerData as Question))
