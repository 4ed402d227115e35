import { parentPort, workerData } from 'node:worker_threads'
import { useKernels } from '../kernels/module.ts'
import { type ComputeTask, computeTasks } from './tasks.ts'

useKernels((workerData as { kernels: WebAssembly.Module | null }).kernels)

parentPort?.on('message', ({ task, given }: { task: ComputeTask; given: unknown[] }) => {
  try {
    const result = (computeTasks[task] as (...given: unknown[]) => unknown)(...given)
    parentPort?.postMessage({ result })
  } catch (error) {
    parentPort?.postMessage({ failure: error instanceof Error ? error.message : String(error) })
  }
})
