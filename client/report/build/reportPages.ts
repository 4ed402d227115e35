import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { build as bundle } from 'esbuild'
import { type Plugin, type Rolldown, runnerImport } from 'vite'

const HERE = fileURLToPath(new URL('.', import.meta.url))

/**
 * The public page of reports as files that any server can give: its pages as HTML, rendered from the components that go on with them in the
 * browser, and its service worker, which knows by name the files that they need. `entry` is the name of its entry in the build.
 */
export function reportPages(entry: string): Plugin {
  return {
    name: 'report-pages',
    async generateBundle(_options, output) {
      const files = filesOf(output, entry)
      const { module } = await runnerImport<typeof import('./renderPages.tsx')>(`${HERE}renderPages.tsx`, {
        configFile: false,
        logLevel: 'error',
      })
      const pages = module.renderPages(files)
      for (const [fileName, source] of Object.entries(pages)) this.emitFile({ type: 'asset', fileName, source })
      const all = [...files.styles, ...files.scripts, ...files.later, '/vigil.svg']
      const version = hashOf([...all, ...Object.values(pages)])
      this.emitFile({ type: 'asset', fileName: 'report/worker.js', source: await bundleWorker(all, version) })
    },
  }
}

/** Addresses of files. */
export interface PageFiles {
  styles: string[]
  /** The first starts the page, the others are what it imports. */
  scripts: string[]
  /** What is fetched once it is asked for. */
  later: string[]
}

function filesOf(output: Rolldown.OutputBundle, name: string): PageFiles {
  const chunks = Object.values(output).filter((file) => file.type === 'chunk')
  const start = chunks.find((chunk) => chunk.isEntry && chunk.name === name)
  if (!start) throw new Error(`the build has no entry ${name}`)
  const first = reachable([start.fileName], ({ imports }) => imports)
  const all = reachable(first, ({ imports, dynamicImports }) => [...imports, ...dynamicImports])
  const later = all.filter((file) => !first.includes(file))
  return {
    styles: stylesOf(first),
    scripts: first.map((file) => `/${file}`),
    later: [...later.map((file) => `/${file}`), ...stylesOf(later)],
  }

  function reachable(from: readonly string[], next: (chunk: Rolldown.OutputChunk) => string[]): string[] {
    const found = new Set(from)
    for (const file of found) {
      const chunk = output[file]
      if (chunk?.type === 'chunk') for (const imported of next(chunk)) found.add(imported)
    }
    return [...found]
  }
  function stylesOf(files: readonly string[]): string[] {
    const styles = files.flatMap((file) => {
      const chunk = output[file]
      return chunk?.type === 'chunk' ? [...(chunk.viteMetadata?.importedCss ?? [])] : []
    })
    return [...new Set(styles)].map((style) => `/${style}`)
  }
}

/** One classic script: not every browser takes a worker of modules. */
async function bundleWorker(files: readonly string[], version: string): Promise<string> {
  const { outputFiles } = await bundle({
    entryPoints: [`${HERE}../worker.ts`],
    bundle: true,
    format: 'iife',
    minify: true,
    target: 'es2022',
    write: false,
    define: { PAGE_FILES: JSON.stringify(files), PAGE_VERSION: JSON.stringify(version) },
  })
  return outputFiles[0]?.text ?? ''
}

function hashOf(texts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 12)
}
