import { afterAll, expect, it } from 'vitest'
import { computeHere, startCompute } from '../../jobs/compute/compute.ts'
import { judgeNight, signalsAfter } from '../../jobs/detection/night.ts'
import { replayNights } from '../../jobs/replay.ts'
import { addDays } from '../../server/day.ts'
import type { KeptIdentity } from '../../server/surveillance/signals/nightly-store.ts'
import { PARAMETERS, type Size } from '../prove/simulator/parameters.ts'
import type { SimulatedPartnership } from '../prove/simulator/partnership.ts'
import { snapshotsOf } from '../prove/simulator/snapshots.ts'
import { useDatabase } from '../support/database.ts'
import { addSimulated } from '../support/simulated.ts'

const db = useDatabase({ pinnedToday: '2026-03-15' })
const compute = startCompute(1)
afterAll(() => compute.close())

/** The same nights in memory, as the proof judges them. */
async function judgeInMemory(partnership: SimulatedPartnership, nights: readonly number[]) {
  const snapshotOn = snapshotsOf(partnership)
  const here = computeHere()
  let signals: KeptIdentity[] = []
  let previous: number | null = null
  const judged = []
  for (const night of nights) {
    const result = await judgeNight(snapshotOn(night, previous), signals, here)
    signals = signalsAfter(signals, result)
    previous = night
    judged.push(...result.versions.map((version) => ({ night: result.night, ...version })))
  }
  return judged
}

it.each<{ scenario: string; size: Size; seed: number; nightsAfter: number; stream: string }>([
  { scenario: 'naloxone_spike', size: '42/43', seed: 1, nightsAfter: 1, stream: 'reversals' },
  { scenario: 'deaths_cluster', size: '42/43', seed: 1, nightsAfter: 18, stream: 'deaths' },
  { scenario: 'nitazene', size: '42/43', seed: 1, nightsAfter: 88, stream: 'toxicology' },
])(
  '$scenario, seed $seed at $size, gives the same signals in memory, as the proof judges it, and from a database, as vigil replay does',
  async ({ scenario, size, seed, nightsAfter, stream }) => {
    const partnership = await addSimulated(db, scenario, size, seed)
    const first = (partnership.injected?.firstDay ?? 0) + nightsAfter
    const nights = Array.from({ length: 6 }, (_, i) => first + i)
    const inMemory = await judgeInMemory(partnership, nights)
    const [from, to] = [first, first + 5].map((night) => addDays(PARAMETERS.firstDay, night)) as [string, string]
    const replayed = await replayNights(db.knex, db.partnership.partnershipId, { from, to }, compute)
    expect(replayed.length).toBeGreaterThan(0)
    expect(replayed.map((line) => line.stream)).toContain(stream)
    expect(
      inMemory.map(({ substanceCodes, ...version }) => ({ ...version, substances: substanceCodes })),
    ).toMatchObject(replayed)
  },
)
