import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { learnShippedModel } from './learn.ts'

/** `npx tsx test/prove/matching/write-model.ts`: learns the model anew and writes it where it ships from. */
const path = new URL('../../../jobs/stats/matching/shipped-model.ts', import.meta.url).pathname
writeFileSync(
  path,
  `import type { Model } from './model.ts'

/** Learnt by test/prove/matching/learn.ts from partnerships that are made up; a test learns it again and holds it to this. */
export const SHIPPED_MODEL: Model = ${JSON.stringify(learnShippedModel())}
`,
)
execFileSync('npx', ['biome', 'format', '--write', path], { stdio: 'inherit' })
