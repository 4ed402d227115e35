import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

const folder = resolve(process.env.VIGIL_DATA ?? '../shared/data', 'satscan')

/** The aims are those of ../shared/statistics.md 5.4, in processor seconds. */
const problems = [
  { name: 'stp-L300-C1000', replicas: 999, target: 0.16 },
  { name: 'stp-L1000-C10000', replicas: 999, target: 0.7 },
  { name: 'ps-L3000-C10000', replicas: 999, target: 0.8 },
  { name: 'stpr-L300-C1000', replicas: 99, target: 2.2 },
]

const THREAD_ROUNDS = 3

/**
 * The four problems by the kernels and by the plain engine: processor seconds of reading, set-up and scan; memory of the whole process.
 * Then one thread beside two.
 */
export async function benchScans(): Promise<void> {
  if (!existsSync(folder)) {
    console.log(`${folder} is not here: the four problems of SaTScan are left out`)
    return
  }
  for (const { name, replicas, target } of problems) {
    const kernels = await scan(name, { replicas, threads: 1, kernels: 'on' })
    const plain = await scan(name, { replicas, threads: 1, kernels: 'off' })
    if (kernels.answer !== plain.answer) throw new Error(`${name}: the engines differ`)
    console.log(
      `${name}, ${replicas} replicas: kernels ${kernels.cpuSeconds.toFixed(2)} s (aim ${target}), ${kernels.megabytes} MB; ` +
        `plain engine ${plain.cpuSeconds.toFixed(2)} s, ${plain.megabytes} MB; ratio ${(plain.cpuSeconds / kernels.cpuSeconds).toFixed(1)}`,
    )
  }
  for (const { name, replicas } of problems) for (const times of [1, 10]) await benchThreads(name, times * replicas)
}

/** Wall time of the whole command, Node's own start with it: that and the set-up are what more threads do not share. */
async function benchThreads(name: string, replicas: number): Promise<void> {
  const rounds: Record<'one' | 'two', Awaited<ReturnType<typeof scan>>>[] = []
  for (let round = 0; round < THREAD_ROUNDS; round++)
    rounds.push({
      one: await scan(name, { replicas, threads: 1, kernels: 'on' }),
      two: await scan(name, { replicas, threads: 2, kernels: 'on' }),
    })
  if (rounds.some(({ one, two }) => one.answer !== two.answer)) throw new Error(`${name}: threads change the answer`)
  const [one, two] = (['one', 'two'] as const).map((threads) =>
    Math.min(...rounds.map((round) => round[threads].seconds)),
  ) as [number, number]
  console.log(
    `${name}, ${replicas} replicas: ${one.toFixed(2)} s on one thread, ${two.toFixed(2)} s on two, ratio ${(one / two).toFixed(2)} (aim 1.85)`,
  )
}

function scan(name: string, { replicas, threads, kernels }: { replicas: number; threads: number; kernels: string }) {
  const startedAt = performance.now()
  const child = spawn(
    process.execPath,
    [
      ...['--import', 'tsx', 'jobs/cli.ts', 'scan', join(folder, `${name}.prm`), '--json', '--no-files'],
      ...['--replicas', String(replicas), '--threads', String(threads)],
    ],
    { stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, VIGIL_KERNELS: kernels } },
  )
  let output = ''
  let kilobytes = 0
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  const watch = setInterval(() => {
    const status = existsSync(`/proc/${child.pid}/status`) ? readFileSync(`/proc/${child.pid}/status`, 'utf8') : ''
    kilobytes = Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? kilobytes)
  }, 20)
  return new Promise<{ cpuSeconds: number; seconds: number; megabytes: number; answer: string }>((settle, fail) => {
    child.on('error', fail)
    child.on('close', () => {
      clearInterval(watch)
      const { cpuSeconds, ...report } = JSON.parse(output) as { cpuSeconds: number }
      const seconds = (performance.now() - startedAt) / 1000
      settle({ cpuSeconds, seconds, megabytes: Math.round(kilobytes / 1000), answer: JSON.stringify(report) })
    })
  })
}
