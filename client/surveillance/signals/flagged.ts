import type { EventKind } from '../../../server/contract/map.ts'
import type { Signal } from '../../../server/contract/signal.ts'

/** Which events of the map a signal is made of. */
export function eventsOf({ stream }: Pick<Signal, 'stream'>): EventKind {
  return stream === 'toxicology' ? 'deaths' : stream
}

/** What the last night flagged at a place, and nobody has judged explained or false. */
export function flaggedLastNight(signals: readonly Signal[]) {
  return signals.filter(({ isOfLastNight, isDismissed, centre }) => isOfLastNight && !isDismissed && centre !== null)
}
