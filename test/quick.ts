import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'

/**
 * `npm run test:quick`: the tests that a change touches, on the embedded engine and without a browser, for between two commits. By name and
 * not by import: nearly every test of the server imports the whole of it. What a change to one room breaks in another, `npm test` finds.
 */

const root = new URL('..', import.meta.url).pathname
const git = (...asked: string[]) =>
  execFileSync('git', asked, { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '')

/** Files that differ from the last commit; of a clean tree those that it changed. */
function changedFiles(): string[] {
  const changed = [...git('diff', '--name-only', 'HEAD'), ...git('ls-files', '--others', '--exclude-standard')]
  return changed.length ? changed : git('show', '--name-only', '--format=', 'HEAD')
}

function testsBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => join(folder, path))
}

/** 'overdoses', 'overdose': the words by which a file and its tests are called. */
function namesOf(file: string): string[] {
  const words = [basename(file).replace(/\.(test\.)?(tsx?|sql)$/, ''), basename(dirname(file))]
  return words.filter(
    (word) => !['server', 'client', 'jobs', 'test', 'contract', 'store', 'routes', 'index'].includes(word),
  )
}

/** Whole rooms that are small enough to be tested whole. */
const ROOMS: readonly [RegExp, string][] = [
  [/^server\/import\//, 'test/import/'],
  [/^server\/contract\/(rules|text|day)/, 'test/contract/'],
  [/^server\/disclosure\//, 'test/disclosure/'],
  [/^jobs\/(stats|kernels)\//, 'test/stats/'],
  [/^jobs\/scan\//, 'test/scan/'],
]
/** Public files and damaged ones take minutes. */
const SLOW = /real-data|damaged-files|replay|nightly|attack|simulat|calibrat/
const MOST_FILES = 25

const changed = changedFiles().filter((file) => /\.(tsx?|sql|csv)$/.test(file))
const all = ['contract', 'import', 'server', 'jobs', 'stats', 'disclosure', 'scan'].flatMap((room) =>
  testsBelow(`test/${room}`),
)
const wanted = new Set<string>()
for (const file of changed) {
  if (file.startsWith('test/') && file.endsWith('.test.ts') && !file.startsWith('test/browser')) wanted.add(file)
  const room = ROOMS.find(([pattern]) => pattern.test(file))?.[1]
  const names = namesOf(file).map((name) => name.replace(/s$/, ''))
  for (const test of all) {
    const isOfRoom = room !== undefined && test.startsWith(room)
    if ((isOfRoom || names.some((name) => basename(test).startsWith(name))) && !SLOW.test(test)) wanted.add(test)
  }
}
const chosen = [...wanted].slice(0, MOST_FILES)
if (chosen.length === 0) {
  console.log('No test is called after what has changed. npm test runs them all.')
  process.exit(0)
}
console.log(
  `${changed.length} changed files, ${chosen.length} files of tests${wanted.size > MOST_FILES ? ` (of ${wanted.size}: npm test runs the rest)` : ''}.`,
)
const vitest = join(root, 'node_modules/vitest/vitest.mjs')
const { status } = spawnSync(
  process.execPath,
  [
    vitest,
    'run',
    '--config',
    relative(root, join(root, 'test/vitest.config.ts')),
    '--project',
    'statistics',
    '--project',
    'embedded',
    '--passWithNoTests',
    ...chosen,
  ],
  { cwd: root, stdio: 'inherit' },
)
process.exit(status ?? 1)
