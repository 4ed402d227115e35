import { existsSync } from 'node:fs'
import type { Reporter, TestModule } from 'vitest/node'
import { findChromium } from './chromium.ts'
import { findPostgres } from './native-postgres.ts'
import { findWebKit } from './webkit.ts'

const DATA = process.env.VIGIL_DATA ?? new URL('../../../shared/data', import.meta.url).pathname

const NEEDS = {
  postgis: {
    isThere: () => Boolean(findPostgres()),
    howTo: "native PostGIS: the server's tests on it (Debian: apt install postgresql-15-postgis-3)",
  },
  browser: {
    isThere: () => Boolean(findChromium()),
    howTo: 'Chromium: the browser tests (Debian: apt install chromium; elsewhere set VIGIL_CHROMIUM to its path)',
  },
  webkit: {
    isThere: findWebKit,
    howTo: 'WebKitGTK: the public page of reports in Safari’s engine (Debian: apt install webkit2gtk-driver xvfb)',
  },
  data: {
    isThere: () => existsSync(DATA),
    howTo: 'real public data: the tests on it (put it in ../shared/data, or set VIGIL_DATA to where it is)',
  },
}

/** The last lines of a run: what was skipped and how to get it, then the count. VIGIL_REQUIRE turns a skip into a failure. */
export default class ClosingLines implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]) {
    const counts = { passed: 0, failed: errors.length, skipped: 0 }
    for (const module of modules) {
      for (const test of module.children.allTests()) counts[stateOf(test.result().state)] += 1
      if (module.errors().length) counts.failed += 1
    }
    const required = (process.env.VIGIL_REQUIRE ?? '').split(',').filter(Boolean)
    for (const [name, need] of Object.entries(NEEDS)) {
      if (need.isThere()) continue
      const isRequired = required.includes(name)
      if (isRequired) counts.failed += 1
      console.log(`${isRequired ? 'MISSING, and required' : 'Skipped, not found'}: ${need.howTo}`)
    }
    for (const name of required.filter((name) => !Object.hasOwn(NEEDS, name))) {
      console.log(`VIGIL_REQUIRE names ${name}, which is none of ${Object.keys(NEEDS).join(', ')}`)
      counts.failed += 1
    }
    if (required.length && counts.skipped) {
      console.log(`${counts.skipped} tests were skipped though VIGIL_REQUIRE is set`)
      counts.failed += 1
    }
    if (counts.failed) process.exitCode = 1
    console.log(
      `${counts.passed} passed, ${counts.failed} failed${counts.skipped ? `, ${counts.skipped} skipped` : ''}`,
    )
  }
}

function stateOf(state: string): 'passed' | 'failed' | 'skipped' {
  return state === 'passed' || state === 'failed' ? state : 'skipped'
}
