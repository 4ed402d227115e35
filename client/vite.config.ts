import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const server = process.env.VIGIL_API ?? 'http://127.0.0.1:8080'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  css: { preprocessorOptions: { scss: { quietDeps: true, loadPaths: [`${import.meta.dirname}/../node_modules`] } } },
  // No data: addresses for scripts or fonts, so that `default-src 'self'; img-src 'self' data:` is enough.
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // One chunk, so that zod is told to go without eval before the first schema is made.
        codeSplitting: {
          groups: [{ name: 'contract', test: /node_modules\/zod\/|zodWithoutEval|server\/contract\// }],
        },
      },
    },
  },
  server: { host: '127.0.0.1', proxy: { '/api': server, '/basemaps': server } },
})
