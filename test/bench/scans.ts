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

/** The four problems by the kernels and by the plain engine: processor seconds of reading, set-up and scan; memory of the whole process. */
export async function benchScans(): Promise<void> {
  if (!existsSync(folder)) {
    console.log(`${folder} is not here: the four problems of SaTScan are left out`)
    return
  }
  for (const { name, replicas, target } of problems) {
    const run = (kernels: 'on' | 'off', threads = 1) => scan(name, { replicas, threads, kernels })
    const kernels = await run('on')
    const two = await run('on', 2)
    const plain = await run('off')
    if (kernels.answer !== plain.answer || kernels.answer !== two.answer) throw new Error(`${name}: the engines differ`)
    console.log(
      `${name}, ${replicas} replicas: kernels ${kernels.cpuSeconds.toFixed(2)} s (aim ${target}), ${kernels.megabytes} MB; ` +
        `plain engine ${plain.cpuSeconds.toFixed(2)} s, ${plain.megabytes} MB; ratio ${(plain.cpuSeconds / kernels.cpuSeconds).toFixed(1)}; ` +
        `in all ${kernels.seconds.toFixed(1)} s on one thread, ${two.seconds.toFixed(1)} s on two`,
    )
  }
}

function scan(name: string, { replicas, threads, kernels }: { replicas: number; threads: number; kernels: string }) {
  const startedAt = performance.now()
  const child = spawn(
    process.execPath,
    [
      ...['--import', 'tsx', 'jobs/cli.ts', 'scan', join(folder, `${name}.prm`), '--json'],
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
