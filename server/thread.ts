import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
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

/** Of each module the script, or where it lies ready. */
const scripts = new Map<string, Promise<string> | URL>()

/**
 * A worker thread for a TypeScript module that imports nothing but our own files and Node's: they are put into one script,
 * once a process. Such a thread starts in a tenth of the time that registering a loader takes.
 */
export async function startBundledThread(module: URL, workerData: unknown): Promise<Worker> {
  return new Worker(await bundleOnce(module), { eval: true, workerData })
}

/** Puts the script together while this thread does something else; a failure is met when a thread is started. */
export function bundleAhead(module: URL): void {
  bundleOnce(module).catch(() => {})
}

/** Says where the script of a module lies ready (jobs/bundle-cli.mjs puts it beside the command line). */
export function useThreadScript(module: string, script: URL): void {
  scripts.set(module, script)
}

function bundleOnce(module: URL): Promise<string> {
  const known = scripts.get(module.href)
  const script = known instanceof URL ? readFile(known, 'utf8') : (known ?? bundle(module))
  scripts.set(module.href, script)
  return script
}

async function bundle(module: URL): Promise<string> {
  const { build, stop } = await import('esbuild')
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(module)],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
    // modules of one script have no address: the thread is given what they would read beside them
    logOverride: { 'empty-import-meta': 'silent' },
  })
  await stop()
  return (outputFiles[0] as (typeof outputFiles)[number]).text
}
