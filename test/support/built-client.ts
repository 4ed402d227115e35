import { buildClient } from '../../jobs/build-client.ts'

/** The client as it is served, built for the browser tests when its source has changed. */
export default async function setup() {
  const before = process.env.NODE_ENV
  process.env.NODE_ENV = 'production' // vitest says "test", with which React would be its development build
  await buildClient()
  process.env.NODE_ENV = before
}
