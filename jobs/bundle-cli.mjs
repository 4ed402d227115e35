import { createHash, randomBytes } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { basename, join, relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build, stop } from 'esbuild'

/** Modules that run on threads of their own: each a script beside the bundle (server/thread.ts). */
const THREADS = ['jobs/compute/thread.ts', 'server/import/reading/read-thread.ts']

/** Packages that go into the bundle: read from there in a tenth of the time of their many files. Others are read where they are. */
const INCLUDED = /^zod(\/|$)/

/** What makes another bundle of the same sources. */
const BESIDE = ['jobs/vigil.mjs', 'jobs/bundle-cli.mjs', 'package-lock.json', 'tsconfig.json']

/** Bundles that are kept for commands which still run from them: those begun in the last day, and no more than so many. */
const KEPT_MILLISECONDS = 86_400_000
const MOST_KEPT = 5

/**
 * Makes the bundle of the command line of the checkout at `root`, in a folder of its own under `folder`, which is named after the
 * hash of its sources; a reader sees it whole or not at all.
 * @returns its first module; undefined where others could write into the folder
 * @throws where esbuild or the disk fails
 */
export async function bundleCommandLine(root, folder, isOurs) {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (!isOurs(folder)) return undefined
  const making = join(folder, `making-${process.pid}-${randomBytes(4).toString('hex')}`)
  try {
    const kept = keptSources(root, folder)
    if (kept && isWhole(bundleOf(kept))) return begin(kept)
    const sources = await writeBundle(root, making)
    const bundle = bundleOf(sources)
    if (!isWhole(bundle)) rmSync(bundle, { recursive: true, force: true })
    try {
      renameSync(making, bundle)
    } catch (error) {
      // another command was faster
      if (!isWhole(bundle)) throw error
    }
    return begin(sources)
  } finally {
    rmSync(making, { recursive: true, force: true })
    rmSync(`${making}.json`, { force: true })
  }

  function bundleOf(sources) {
    const hash = createHash('sha256').update(root)
    for (const { path, digest } of sources) hash.update(`\0${path}\0${digest}`)
    return join(folder, hash.digest('hex').slice(0, 32))
  }

  function isWhole(bundle) {
    return existsSync(join(bundle, 'cli.mjs')) && isOurs(bundle)
  }

  function begin(sources) {
    const bundle = bundleOf(sources)
    utimesSync(bundle, new Date(), new Date())
    const listed = sources.map(({ path, size, changed }) => [path, size, changed])
    writeFileSync(`${making}.json`, JSON.stringify({ root, bundle: basename(bundle), sources: listed }), {
      mode: 0o600,
    })
    renameSync(`${making}.json`, join(folder, 'newest.json'))
    clearAway(folder, basename(bundle))
    return join(bundle, 'cli.mjs')
  }
}

/** The sources of the newest bundle as they are now, of which only times may have changed; undefined where one is gone. */
function keptSources(root, folder) {
  try {
    const { root: of, sources } = JSON.parse(readFileSync(join(folder, 'newest.json'), 'utf8'))
    return of === root ? sources.map(([path]) => sourceAt(root, path)) : undefined
  } catch {
    return undefined
  }
}

/** Its size and the time of its last change, taken before it is read: what is edited meanwhile is seen by the next command. */
function sourceAt(root, path) {
  const { size, ctimeMs } = statSync(join(root, path))
  const contents = readFileSync(join(root, path), 'utf8')
  return { path, size, changed: ctimeMs, contents, digest: createHash('sha256').update(contents).digest('hex') }
}

/** Writes the modules; gives their sources in the order of their names. */
async function writeBundle(root, made) {
  const sources = new Map(BESIDE.map((path) => [path, sourceAt(root, path)]))
  const read = (file) => {
    const path = relative(root, file).split(sep).join('/')
    const source = sources.get(path) ?? sourceAt(root, path)
    sources.set(path, source)
    return source.contents
  }

  /** Packages stay where they are, and a source knows its own address and not the bundle's. */
  const asInTheSources = {
    name: 'as in the sources',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^[^./]/ }, ({ path, kind, importer }) => {
        if (kind === 'entry-point' || path.startsWith('node:') || INCLUDED.test(path)) return undefined
        // what a package in the bundle asks for goes with it
        if (importer.includes(`${sep}node_modules${sep}`)) return undefined
        const address = import.meta.resolve(path)
        return { path: address, external: true }
      })
      onLoad({ filter: /\.ts$/ }, ({ path }) => {
        if (path.includes(`${sep}node_modules${sep}`)) return undefined
        return {
          contents: read(path).replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
          loader: 'ts',
        }
      })
    },
  }
  const common = {
    absWorkingDir: root,
    outdir: made,
    bundle: true,
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
    plugins: [asInTheSources],
  }
  const scriptOf = (thread) => `${thread.replaceAll('/', '-').replace(/\.ts$/, '')}.cjs`
  const begin = [
    "import { useThreadScript } from './server/thread.ts'",
    ...THREADS.map((thread) => {
      const [module, script] = [pathToFileURL(join(root, thread)).href, `./${scriptOf(thread)}`]
      return `useThreadScript(${JSON.stringify(module)}, new URL(${JSON.stringify(script)}, import.meta.url))`
    }),
    "await import('./jobs/cli.ts')",
  ]
  try {
    await build({
      ...common,
      stdin: { contents: begin.join('\n'), resolveDir: root, sourcefile: 'cli.ts', loader: 'ts' },
      entryNames: 'cli',
      format: 'esm',
      splitting: true,
      outExtension: { '.js': '.mjs' },
      sourcemap: 'linked',
      sourcesContent: false,
    })
    await build({
      ...common,
      entryPoints: THREADS.map((thread) => ({ in: thread, out: scriptOf(thread).replace(/\.cjs$/, '') })),
      plugins: [
        {
          name: 'sources',
          setup: ({ onLoad }) => onLoad({ filter: /\.ts$/ }, ({ path }) => ({ contents: read(path), loader: 'ts' })),
        },
      ],
      format: 'cjs',
      outExtension: { '.js': '.cjs' },
      // modules of one script have no address: the thread is given what they would read beside them
      logOverride: { 'empty-import-meta': 'silent' },
    })
  } finally {
    await stop()
  }
  return [...sources.keys()].sort().map((path) => sources.get(path))
}

function clearAway(folder, newest) {
  const old = readdirSync(folder)
    .filter((name) => name !== newest && name !== 'newest.json')
    .flatMap((name) => {
      try {
        return [{ path: join(folder, name), begunAt: statSync(join(folder, name)).mtimeMs }]
      } catch {
        // another command cleared it away
        return []
      }
    })
    .sort((a, b) => b.begunAt - a.begunAt)
  old.forEach(({ path, begunAt }, index) => {
    if (index >= MOST_KEPT - 1 || Date.now() - begunAt > KEPT_MILLISECONDS)
      rmSync(path, { recursive: true, force: true })
  })
}
