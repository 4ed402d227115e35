import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { askEverything } from './ask.ts'
import { makePartnerships } from './partnerships.ts'

/**
 * Whether the house still says what it said: asks every route that reads, and its CSV, of the demo and of Connecticut's deaths, and compares
 * with the answers recorded in answers.txt. `npm run same-answers` compares, `-- --record` writes the answers down anew; with
 * `--texts <directory>` the answers themselves are kept, so that two runs can be compared with `git diff --no-index`.
 */
const { values } = parseArgs({ options: { record: { type: 'boolean', default: false }, texts: { type: 'string' } } })
const recorded = new URL('./answers.txt', import.meta.url)

const started = await makePartnerships((message) => console.log(message))
const answers = new Map<string, string>()
try {
  for await (const { request, digest, text } of askEverything(started)) {
    if (answers.has(request)) throw new Error(`asked twice: ${request}`)
    answers.set(request, digest)
    if (values.texts) keepText(values.texts, request, text)
  }
} finally {
  await started.close()
}

if (values.record) {
  writeFileSync(recorded, [...answers].map(([request, digest]) => `${digest} ${request}\n`).join(''))
  console.log(`${answers.size} answers recorded`)
} else compare()

function compare(): void {
  const before = new Map(
    readFileSync(recorded, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => [line.slice(line.indexOf(' ') + 1), line.slice(0, line.indexOf(' '))]),
  )
  const isAsked = (request: string) => started.slugs.some((slug) => request.startsWith(`${slug} `))
  const changed = [...answers].filter(([request, digest]) => before.has(request) && before.get(request) !== digest)
  const added = [...answers.keys()].filter((request) => !before.has(request))
  const gone = [...before.keys()].filter((request) => isAsked(request) && !answers.has(request))
  for (const [request] of changed) console.log(`another answer: ${request}`)
  for (const request of added) console.log(`not asked before: ${request}`)
  for (const request of gone) console.log(`no longer asked: ${request}`)
  for (const slug of new Set([...before.keys()].map((request) => request.split(' ')[0])))
    if (slug && !started.slugs.includes(slug)) console.log(`not compared, for its file is not here: ${slug}`)
  console.log(`${answers.size - changed.length - added.length} of ${before.size} answers are the same`)
  process.exitCode = changed.length + added.length + gone.length > 0 ? 1 : 0
}

function keepText(directory: string, request: string, text: string): void {
  const file = join(directory, `${request.replace(/[^\w=.-]+/g, '_').slice(0, 200)}.txt`)
  if (!existsSync(dirname(file))) mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
