import { readFileSync } from 'node:fs'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'
import { reportPages } from './report/build/reportPages.ts'

const server = process.env.VIGIL_API ?? 'http://127.0.0.1:8080'

/** zod brings a maker of JSON Schema with every schema; only the server makes any. What it exports stays, under its names and empty. */
function withoutJsonSchema(): Plugin {
  return {
    name: 'without-json-schema',
    load: {
      filter: { id: /zod\/v4\/core\/(to-json-schema|json-schema-processors|json-schema-generator)\.js/ },
      handler(id) {
        const [file = id] = id.split('?')
        const names = readFileSync(file, 'utf8').matchAll(/^export (?:const|function|class) (\w+)/gm)
        const empty = [...names].map(([, name]) => `${name} = ${name?.startsWith('create') ? '() => none' : 'none'}`)
        return `const none = () => undefined; export const ${empty.join(', ')}`
      },
    },
  }
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), withoutJsonSchema(), reportPages('report')],
  resolve: { alias: [{ find: /^leaflet$/, replacement: `${import.meta.dirname}/map/leafletParts.js` }] },
  css: { preprocessorOptions: { scss: { quietDeps: true, loadPaths: [`${import.meta.dirname}/../node_modules`] } } },
  // No data: addresses for scripts or fonts, so that `default-src 'self'; img-src 'self' data:` is enough.
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // Leaflet's style sheet names pictures that Vigil never shows: as files of their own they are never fetched.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // The largest is the word lists by which a new password is judged: fetched only where one is chosen.
    chunkSizeWarningLimit: 1700,
    rolldownOptions: {
      // two things that share nothing but React: the pages of those who sign in, and the public page of reports
      input: { index: `${import.meta.dirname}/index.html`, report: `${import.meta.dirname}/report/main.tsx` },
      // How long its parts took is said of a slow machine, not of the pages.
      checks: { bundlerTimings: false },
      output: {
        // One chunk, so that zod is told to go without eval before the first schema is made.
        codeSplitting: {
          groups: [
            {
              name: 'contract',
              test: /node_modules\/zod\/|zodWithoutEval|server\/contract\/(?!import|panel|person|audit|identity|release|retention|subject)/,
            },
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler)\// },
            { name: 'libraries', test: /node_modules\/(use-sync-external-store|@tanstack)\// },
          ],
        },
      },
    },
  },
  server: { host: '127.0.0.1', proxy: { '/api': server, '/basemaps': server } },
})
