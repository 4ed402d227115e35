import { defineConfig } from 'vitest/config'
import { findChromium } from './support/chromium.ts'
import ClosingLines from './support/closing-lines.ts'
import { findPostgres } from './support/native-postgres.ts'
import { findWebKit } from './support/webkit.ts'

const root = new URL('..', import.meta.url).pathname
const onBothEngines = 'test/{server,import,jobs,demo}/**/*.test.ts'
/** Of what the jobs compute without a database. */
const pureJobs =
  'test/jobs/{agreement,identity,feed-health,new-sources,detect-rises,real-reporting,count-once,sentence,timetable}.test.ts'
const database = {
  root,
  exclude: [pureJobs],
  pool: 'forks' as const,
  isolate: false, // a worker keeps its database from file to file
  testTimeout: 120_000,
  hookTimeout: 120_000,
}

export default defineConfig({
  test: {
    root,
    maxWorkers: 2,
    reporters: ['default', new ClosingLines()],
    projects: [
      {
        test: {
          name: 'statistics',
          root,
          include: ['test/{stats,disclosure,scan,prove,contract,client}/**/*.test.ts', pureJobs],
          testTimeout: 120_000,
        },
      },
      {
        test: {
          ...database,
          name: 'embedded',
          include: [onBothEngines, 'test/embedded/**/*.test.ts'],
          env: { VIGIL_TEST_ENGINE: 'embedded' },
          globalSetup: ['test/support/embedded-snapshot.ts'],
        },
      },
      ...(findPostgres()
        ? [
            {
              test: {
                ...database,
                name: 'native',
                include: [onBothEngines, 'test/native/**/*.test.ts'],
                env: { VIGIL_TEST_ENGINE: 'native' },
                globalSetup: ['test/support/native-cluster.ts'],
              },
            },
          ]
        : []),
      ...(findChromium()
        ? [
            {
              test: {
                name: 'browser',
                root,
                include: ['test/browser/**/*.test.ts'],
                globalSetup: ['test/support/embedded-snapshot.ts', 'test/support/built-client.ts'],
                testTimeout: 120_000,
                hookTimeout: 180_000,
                fileParallelism: false,
              },
            },
          ]
        : []),
      ...(findWebKit()
        ? [
            {
              test: {
                name: 'webkit',
                root,
                include: ['test/webkit/**/*.test.ts'],
                globalSetup: ['test/support/embedded-snapshot.ts', 'test/support/built-client.ts'],
                testTimeout: 120_000,
                hookTimeout: 180_000,
                fileParallelism: false,
              },
            },
          ]
        : []),
    ],
  },
})
