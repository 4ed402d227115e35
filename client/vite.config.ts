import { readFileSync } from 'node:fs'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { compressed } from './compress.ts'
import { reportPages } from './report/build/reportPages.ts'

const server = process.env.VIGIL_API ?? 'http://127.0.0.1:8080'

/**
 * zod brings a maker of JSON Schema with every schema, which only the server makes, and Leaflet what browsers drew with before SVG. What these files
 * export stays, under its names and empty.
 */
function withoutWhatIsNotUsed(): Plugin {
  return {
    name: 'without-what-is-not-used',
    load: {
      filter: {
        id: /zod\/v4\/core\/(to-json-schema|json-schema-processors|json-schema-generator)\.js|leaflet\/src\/layer\/vector\/SVG\.VML\.js/,
      },
      handler(id) {
        const [file = id] = id.split('?')
        const names = readFileSync(file, 'utf8').matchAll(/^export (?:const|var|function|class) (\w+)/gm)
        const empty = [...names].map(([, name]) => `${name} = ${name?.startsWith('create') ? '() => none' : 'none'}`)
        return `const none = () => undefined; export const ${empty.join(', ')}`
      },
    },
  }
}

const DIST = `${import.meta.dirname}/dist`
const ASSETS = { from: `${DIST}/assets`, to: `${DIST}/assets` }
const BASEMAPS = { from: `${import.meta.dirname}/../migrations/reference/geo`, to: `${DIST}/basemaps` }
const EARLY = `${import.meta.dirname}/early.ts`

/** The pages whose code is sent for before it is known that it is needed. */
const OPENED_FIRST = { map: 'MapPage', home: 'HomePage' }

/** Puts early.ts before all other scripts of the page, as a script of its own, and tells it which files these pages are made of. */
function earlyScript(): Plugin {
  return {
    name: 'early-script',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle = {} }) {
        const chunks = Object.values(bundle).filter((part) => part.type === 'chunk')
        const early = chunks.find(({ facadeModuleId }) => facadeModuleId === EARLY)
        if (!early) return []
        const neededBy = (name: string) => {
          const all = new Set(chunks.flatMap((chunk) => (chunk.name === name ? chunk.fileName : [])))
          for (const file of all)
            for (const needed of chunks.find(({ fileName }) => fileName === file)?.imports ?? []) all.add(needed)
          return all
        }
        const named = neededBy('index')
        const files = Object.entries(OPENED_FIRST).map(([page, name]) => [
          `data-${page}`,
          [...neededBy(name)]
            .filter((file) => !named.has(file))
            .map((file) => `/${file}`)
            .join(' '),
        ])
        const attrs = { type: 'module', async: true, src: `/${early.fileName}`, ...Object.fromEntries(files) }
        return [{ tag: 'script', attrs, injectTo: 'head-prepend' }]
      },
    },
  }
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), withoutWhatIsNotUsed(), earlyScript(), reportPages('report'), compressed([ASSETS, BASEMAPS])],
  resolve: { alias: [{ find: /^leaflet$/, replacement: `${import.meta.dirname}/map/leafletParts.js` }] },
  css: { preprocessorOptions: { scss: { quietDeps: true, loadPaths: [`${import.meta.dirname}/../node_modules`] } } },
  // No data: addresses for scripts or fonts, so that `default-src 'self'; img-src 'self' data:` is enough.
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The largest is the word lists by which a new password is judged: fetched only where one is chosen.
    chunkSizeWarningLimit: 1700,
    rolldownOptions: {
      // two things that share nothing but React: the pages of those who sign in, and the public page of reports
      input: {
        index: `${import.meta.dirname}/index.html`,
        early: EARLY,
        report: `${import.meta.dirname}/report/main.tsx`,
      },
      // How long its parts took is said of a slow machine, not of the pages.
      checks: { bundlerTimings: false },
      treeshake: { manualPureFunctions: ['z'] },
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\// },
            // With zodWithoutEval, so that zod is told to go without eval before the first schema is made.
            { name: 'libraries', test: /node_modules\/(zod|use-sync-external-store|@tanstack)\/|zodWithoutEval/ },
            // The page of reports has need of it too.
            { name: 'preload-helper', test: /preload-helper/ },
            {
              name: 'early',
              test: /client\/(early|api\/(early|address)|figures\/map\/(askMapEarly|asked|sayPeriod)|surveillance\/signals\/flagged|words\/day|map\/settlements)\.ts$/,
            },
            // What every page needs, in one piece: a request for each of its parts would take longer than they do.
            { name: 'frame', tags: ['$initial'], test: (id) => !id.includes('/client/report/') },
            // Many small files are slower than one: what most pages show figures with, and what maps are drawn with.
            {
              name: 'figures',
              test: /client\/(ui\/(Answered|CountText|CsvLink|DefinitionOnDemand|EmptyState|Field|Figure|RadioGroup|SelectFilter|Table|Tag)|areas\/(areas|circle)|record\/placeWords|substances\/(substances|RoleFilter)|surveillance\/signals\/(SignalChange|SignalSentences|signalWords|TierTag))\.tsx?$/,
            },
            {
              name: 'leaflet',
              test: /node_modules\/leaflet\/(?!src\/layer\/tile)|client\/map\/(leafletParts|placeNames|placing|textWidth)\./,
            },
            {
              name: 'map',
              test: /(server\/contract\/map-within|client\/figures\/map\/(symbolSize|layers\/finer))\.|client\/(map\/(?!Circle|Tiles|leafletTiles)|surveillance\/signals\/(around|placeSignals|SignalsLayer|signalsOnMap)\.)/,
            },
          ],
        },
      },
    },
  },
  server: { host: '127.0.0.1', proxy: { '/api': server, '/basemaps': server } },
})
