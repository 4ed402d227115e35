import { fileURLToPath } from 'node:url'
import { build, createLogger } from 'vite'
import { expect, it } from 'vitest'

it('builds the pages without a warning', async () => {
  const before = process.env.NODE_ENV
  process.env.NODE_ENV = 'production'
  const root = fileURLToPath(new URL('../../client/', import.meta.url))
  const said: string[] = []
  const logger = createLogger('silent')
  logger.warn = (message) => void said.push(message)
  logger.warnOnce = (message) => void said.push(message)
  try {
    await build({ root, configFile: `${root}vite.config.ts`, customLogger: logger, build: { write: false } })
  } finally {
    process.env.NODE_ENV = before
  }
  expect(said).toEqual([])
})
