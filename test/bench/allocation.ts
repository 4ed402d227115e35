import { allocate, spread } from '../../jobs/stats/allocation/allocate.ts'
import { allocateGreedily } from '../../jobs/stats/allocation/greedy.ts'
import { gainOf } from '../../jobs/stats/allocation/problem.ts'
import { randomFor } from '../../jobs/stats/draws/random.ts'
import { loadSolver } from '../../server/naloxone/allocation/solver.ts'
import { makeAllocationProblem, share } from '../support/allocation-problems.ts'

/** 500 sites and 20 channels: the best allocation of a thousand kits and its bound, beside what is simpler. */
export async function benchAllocation(): Promise<void> {
  console.log('\nallocation: 1,000 kits over 500 sites and 20 channels, five problems')
  const solve = await loadSolver()
  const random = randomFor('a bench of allocation', 1)
  for (let number = 1; number <= 5; number++) {
    const problem = makeAllocationProblem(random, { sites: 500, channels: 20, places: 500, kits: 1000, floor: 0.1 })
    const [greedySeconds, greedy] = timed(() => allocateGreedily(problem))
    const [seconds, { gain, bound }] = timed(() => allocate(problem, solve))
    const even = gainOf(
      problem,
      spread(
        problem,
        problem.sites.map(({ channels }) => channels.map(() => share(random))),
      ),
    )
    const greedyGain = gainOf(problem, greedy)
    console.log(
      `  ${number}: ${seconds.toFixed(1)} s, ${((1 - gain / bound) * 100).toFixed(3)} % under the bound; greedy ${greedySeconds.toFixed(2)} s, ${(greedyGain / gain).toFixed(4)} of it; by chance ${(even / gain).toFixed(2)} of it`,
    )
  }
}

function timed<T>(work: () => T): [number, T] {
  const start = performance.now()
  const done = work()
  return [(performance.now() - start) / 1000, done]
}
