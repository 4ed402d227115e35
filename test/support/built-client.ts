import { build } from 'vite'

/** The client as it is served, built once for the browser tests. */
export default async function setup() {
  await build({
    root: new URL('../../client', import.meta.url).pathname,
    configFile: new URL('../../client/vite.config.ts', import.meta.url).pathname,
    logLevel: 'error',
  })
}
