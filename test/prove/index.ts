import { spawnSync } from 'node:child_process'

/** The slow proofs: what `npm test` runs a seeded share of, at length. Prints each as it goes; exit code 1 when one fails. */
const proofs = [
  {
    name: 'hostile input to every route, 400 requests a route',
    files: ['test/server/fuzz.test.ts'],
    environment: { VIGIL_FUZZ_RUNS: '400' },
  },
  {
    name: 'kill -9 during writes and imports, 20 rounds',
    files: ['test/embedded/embedded.test.ts'],
    environment: { VIGIL_KILL_ROUNDS: '20' },
  },
  {
    name: 'an attacker on 10,000 random tables, released twice, on both tiers',
    files: ['test/disclosure/attack.test.ts'],
    environment: { VIGIL_ATTACK_TABLES: '10000' },
  },
]

let failed = 0
for (const { name, files, environment } of proofs) {
  console.log(`\n== ${name}`)
  const { status } = spawnSync(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--config',
      'test/vitest.config.ts',
      '--testTimeout',
      '3600000',
      ...files,
    ],
    {
      cwd: new URL('../..', import.meta.url).pathname,
      env: { ...process.env, ...environment },
      stdio: 'inherit',
    },
  )
  if (status !== 0) failed++
}
console.log(`\n${proofs.length - failed} of ${proofs.length} proofs hold`)
process.exitCode = failed ? 1 : 0
