import type { Worker } from 'node:worker_threads'
import { bundleAhead, startBundledThread } from '../../server/thread.ts'
import { findKernels } from '../kernels/module.ts'
import { replicatesWanted, type SequentialStop } from '../stats/scan/monte-carlo.ts'
import { type ComputeTask, type ComputeTasks, computeTasks } from './tasks.ts'

/** Threads for long computing, so that it never blocks a request. Started when first needed, ended with `close`. */
export type Compute = {
  threads: number
  run: <Task extends ComputeTask>(
    task: Task,
    ...given: Parameters<ComputeTasks[Task]>
  ) => Promise<ReturnType<ComputeTasks[Task]>>
  close: () => Promise<void>
}

export function startCompute(threads: number): Compute {
  const workers: Promise<Worker>[] = []
  const idle: Worker[] = []
  const queue: ((worker: Worker) => void)[] = []

  function takeWorker(): Promise<Worker> {
    const free = idle.pop()
    if (free) return Promise.resolve(free)
    if (workers.length < threads) {
      const worker = startWorker()
      workers.push(worker)
      return worker
    }
    return new Promise((take) => queue.push(take))
  }

  function giveBack(worker: Worker) {
    const next = queue.shift()
    if (next) next(worker)
    else idle.push(worker)
  }

  return {
    threads,
    async run(task, ...given) {
      const worker = await takeWorker()
      worker.ref()
      try {
        return await new Promise((settle, fail) => {
          worker.once('message', ({ result, failure }) => {
            worker.off('error', fail)
            if (failure) fail(new Error(failure))
            else settle(result)
          })
          worker.once('error', fail)
          worker.postMessage({ task, given })
        })
      } finally {
        worker.unref()
        worker.removeAllListeners('message')
        worker.removeAllListeners('error')
        giveBack(worker)
      }
    },
    async close() {
      await Promise.all(workers.map(async (worker) => (await worker).terminate()))
    },
  }
}

const THREAD = new URL('./thread.ts', import.meta.url)

/** Makes what threads need before they are asked for anything: worth it where this thread has long work of its own before. */
export function prepareThreads(): void {
  bundleAhead(THREAD)
}

async function startWorker(): Promise<Worker> {
  const worker = await startBundledThread(THREAD, { kernels: findKernels() })
  worker.unref()
  return worker
}

/** The same work on this thread, for commands that do nothing else meanwhile. */
export function computeHere(): Compute {
  return {
    threads: 1,
    run: async (task, ...given) => (computeTasks[task] as (...given: unknown[]) => never)(...given),
    close: async () => undefined,
  }
}

/** How many replicates decide a p, how many more where it is small, and at how many as strong it stops. */
export type Replicates = { replicates: number; extendTo: number } & SequentialStop

/** Small while a stop is likely, then larger: a call to a thread has a cost of its own. */
const SMALLEST_BLOCK = 25
const LARGEST_BLOCK = 2500

/**
 * The maxima of replicates 0, 1, 2 … until p is decided, computed in blocks on all threads. The decision looks at them in the order of
 * their numbers, and what was computed beyond it is dropped: any number of threads gives the same answer. (docs/statistics.md 5)
 */
export async function maximaOnThreads(
  observed: number,
  maximaOf: (from: number, to: number) => Promise<Float64Array>,
  threads: number,
  rule: Replicates,
): Promise<Float64Array> {
  let maxima = new Float64Array(0)
  for (;;) {
    const wanted = replicatesWanted(observed, maxima, rule)
    if (wanted <= maxima.length) return maxima.slice(0, wanted)
    const block = Math.min(LARGEST_BLOCK, Math.max(SMALLEST_BLOCK, Math.ceil(maxima.length / threads)))
    const starts = Array.from({ length: threads }, (_, i) => maxima.length + i * block).filter(
      (start) => start < wanted,
    )
    const blocks = await Promise.all(starts.map((start) => maximaOf(start, Math.min(wanted, start + block))))
    const joined = new Float64Array(maxima.length + blocks.reduce((sum, block) => sum + block.length, 0))
    joined.set(maxima)
    let at = maxima.length
    for (const block of blocks) {
      joined.set(block, at)
      at += block.length
    }
    maxima = joined
  }
}
