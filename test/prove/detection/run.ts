import { once } from 'node:events'
import { startThread } from '../../../server/thread.ts'
import { ALL_SCENARIOS } from '../simulator/parameters.ts'
import { type Directories, isDone, type Unit } from './results.ts'

const SAY_EVERY_MS = 30_000

/** Judges the units that are not done yet, in their order, on so many threads, and says how far it is. */
export async function judgeUnits(units: readonly Unit[], directories: Directories, threads: number): Promise<void> {
  const left = units.filter((unit) => !isDone(directories, unit))
  if (left.length < units.length) console.log(`${units.length - left.length} of ${units.length} were done before`)
  const startedAt = performance.now()
  const costOfAll = left.reduce((sum, unit) => sum + costOf(unit), 0)
  let [next, done, nights, cost, saidAt] = [0, 0, 0, 0, startedAt]

  async function work() {
    const worker = startThread(new URL('./worker.ts', import.meta.url), directories)
    try {
      for (let unit = left[next++]; unit; unit = left[next++]) {
        worker.postMessage(unit)
        const [answer] = (await once(worker, 'message')) as [{ nights: number }]
        done++
        nights += answer.nights
        cost += costOf(unit)
        say()
      }
    } finally {
      await worker.terminate()
    }
  }

  function say() {
    const now = performance.now()
    if (now - saidAt < SAY_EVERY_MS && done < left.length) return
    saidAt = now
    const seconds = (now - startedAt) / 1000
    const each = nights > 0 ? `, ${((1000 * seconds * threads) / nights).toFixed(1)} ms each on a thread` : ''
    const minutesLeft = (seconds * (costOfAll / cost - 1)) / 60
    console.log(`${done} of ${left.length}: ${nights} nights${each}; about ${minutesLeft.toFixed(0)} min left`)
  }

  await Promise.all(Array.from({ length: Math.min(threads, left.length) }, work))
}

/** About how long a unit takes, in nights of the largest partnership. */
function costOf({ by, scenario, size }: Unit): number {
  if (by === 'peers') return 10
  const injection = ALL_SCENARIOS[scenario]?.injection
  const nights = injection ? ('substances' in injection ? 40 : injection.horizonDays + 42) : 365
  return size === '50/300' ? nights : nights / 2
}
