import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'

const require = createRequire(import.meta.url)

/**
 * A worker thread that runs a TypeScript module. A thread does not inherit the loader of the process that starts it (Node 20), so the
 * thread registers it first; the same works under tsx, under vitest and for a thread of a thread.
 */
export function startThread(module: URL, workerData: unknown): Worker {
  const loader = pathToFileURL(require.resolve('tsx/esm/api').replace(/\.cjs$/, '.mjs')).href
  const start = `import(${JSON.stringify(loader)}).then(({ register }) => { register(); return import(${JSON.stringify(module.href)}) })`
  return new Worker(start, { eval: true, workerData })
}
