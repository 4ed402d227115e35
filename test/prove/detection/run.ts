import { once } from 'node:events'
import { startThread } from '../../../server/thread.ts'
import { isDone, type Unit } from './results.ts'

/** Judges the units that are not done yet, in their order, on so many threads, and says how far it is. */
export async function judgeUnits(units: readonly Unit[], directory: string, threads: number): Promise<void> {
  const left = units.filter((unit) => !isDone(directory, unit))
  if (left.length < units.length) console.log(`${units.length - left.length} of ${units.length} done before`)
  const startedAt = performance.now()
  let next = 0
  let done = 0
  let nights = 0

  async function work() {
    const worker = startThread(new URL('./worker.ts', import.meta.url), { directory })
    try {
      for (let unit = left[next++]; unit; unit = left[next++]) {
        worker.postMessage(unit)
        const [answer] = (await once(worker, 'message')) as [{ nights: number }]
        done++
        nights += answer.nights
        say()
      }
    } finally {
      await worker.terminate()
    }
  }

  let saidAt = 0
  function say() {
    const now = performance.now()
    if (now - saidAt < 30_000 && done < left.length) return
    saidAt = now
    const seconds = (now - startedAt) / 1000
    const millisecondsANight = (1000 * seconds * threads) / nights
    const minutesLeft = ((left.length - done) * (seconds / done)) / 60
    console.log(
      `${done} of ${left.length} (${Math.round(nights)} nights, ${millisecondsANight.toFixed(1)} ms each on a thread), about ${minutesLeft.toFixed(0)} min left at this pace`,
    )
  }

  await Promise.all(Array.from({ length: Math.min(threads, left.length) }, work))
}
