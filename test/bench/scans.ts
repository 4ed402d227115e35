import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gridMaximaOf } from '../../jobs/kernels/maxima.ts'
import { randomBelow, randomFor } from '../../jobs/stats/draws/random.ts'
import { type GridInput, prepareGrid } from '../../jobs/stats/scan/grid-problem.ts'

const folder = resolve(process.env.VIGIL_DATA ?? '../shared/data', 'satscan')

/** The aims are those of docs/statistics.md 10, in processor seconds. */
const problems = [
  { name: 'stp-L300-C1000', replicas: 999, target: 0.16 },
  { name: 'stp-L1000-C10000', replicas: 999, target: 0.7 },
  { name: 'ps-L3000-C10000', replicas: 999, target: 0.8 },
  { name: 'stpr-L300-C1000', replicas: 99, target: 2.2 },
]

const THREAD_ROUNDS = 3

/**
 * How the time of a replica grows, in `benchGrowth`; then the four problems by the kernels and by the plain engine: processor seconds of reading, set-up and scan; memory of the whole process.
 * Then one thread beside two.
 */
export async function benchScans(): Promise<void> {
  benchGrowth()
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

/** Places and cases of a usual problem; each line lets one of them grow. Of a Bernoulli model there are so many controls beside the cases. */
const usual = { places: 100, units: 100, longestWindow: 50, cases: 1000, controls: 9000 }
const GROWN_REPLICAS = 64

/**
 * Milliseconds of processor a replica, one dimension at a time: where counts outgrow the 8 bits of the kernel for few cases
 * (255 in a window) and the 16 of the others (65,535), there must be no stall and no step. Half of the study is the longest
 * window, as in SaTScan.
 */
function benchGrowth(): void {
  const growth: [GridInput['model'], GridInput['period'], 'cases' | 'places' | 'units', number[]][] = [
    ['permutation', 'retrospective', 'cases', [250, 500, 1000, 1500, 5000, 20_000, 65_000, 66_000, 140_000]],
    ['poisson', 'retrospective', 'cases', [250, 500, 1000, 1500, 5000, 65_000, 66_000]],
    ['poisson', 'prospective', 'cases', [1000, 10_000, 65_000, 66_000, 140_000]],
    ['poisson', 'spatial', 'cases', [1000, 10_000, 65_000, 66_000]],
    ['bernoulli', 'spatial', 'cases', [1000, 10_000, 65_000, 66_000]],
    ['bernoulli', 'retrospective', 'cases', [100, 1000, 10_000, 66_000]],
    ['bernoulli', 'retrospective', 'places', [30, 100, 300, 1000]],
    ['bernoulli', 'retrospective', 'units', [30, 100, 300]],
    ['bernoulli', 'prospective', 'cases', [100, 1000, 10_000, 66_000]],
    ['bernoulli', 'prospective', 'places', [30, 100, 300, 1000]],
  ]
  for (const [model, period, dimension, sizes] of growth) {
    const times = sizes.map((size) => {
      const shape = { ...usual, [dimension]: size }
      if (dimension === 'units') shape.longestWindow = size / 2
      return `${size.toLocaleString('en-GB')} ${millisecondsOf(model, period, shape).toFixed(2)}`
    })
    console.log(`${model}, ${period}, ms a replica by ${dimension}: ${times.join('; ')}`)
  }
}

function millisecondsOf(model: GridInput['model'], period: GridInput['period'], shape: typeof usual): number {
  const { places, cases, controls } = shape
  const random = randomFor('growth', 1)
  const units = period === 'spatial' ? 1 : shape.units
  const counts = (n: number) =>
    Array.from({ length: n }, () => ({
      place: randomBelow(random, places),
      unit: randomBelow(random, units),
      count: 1,
    }))
  const common = {
    places: Array.from({ length: places }, () => ({ xMetres: 1e5 * random(), yMetres: 1e5 * random() })),
    units,
    longestWindow: Math.min(units, shape.longestWindow),
    period,
    minimumCases: 2,
    largestShare: 0.5,
    largestRadius: Infinity,
    cases: counts(cases),
  }
  const cells = places * units
  const problem = prepareGrid(
    model === 'bernoulli'
      ? { ...common, model, controls: counts(controls) }
      : model === 'poisson'
        ? { ...common, model, expected: new Float64Array(cells).fill(cases / cells) }
        : { ...common, model },
  )
  const maximaOf = gridMaximaOf(problem)
  // tables are filled, and engines take up better code, in the first
  maximaOf('growth', 0, 32)
  const before = process.cpuUsage()
  maximaOf('growth', 32, 32 + GROWN_REPLICAS)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / GROWN_REPLICAS
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
