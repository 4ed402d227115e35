import type { Signal } from '../../../server/contract/signal.ts'
import type { Bounds } from '../../map/MapView.tsx'

/** A box about a circle, with room around it to see where one is. */
export function around(
  { longitude, latitude }: { longitude: number; latitude: number },
  radiusMetres: number,
  leastReachMetres = 5000,
): Bounds {
  const reachMetres = Math.max(leastReachMetres, radiusMetres * 2.5)
  const north = reachMetres / 111_320
  const east = north / Math.cos((latitude * Math.PI) / 180)
  return { west: longitude - east, south: latitude - north, east: longitude + east, north: latitude + north }
}

/** Far enough to see the towns around it by their names. */
const NEIGHBOURHOOD_METRES = 14_000

/** A box about all of them that have a place; undefined where none has. */
export function aroundSignals(signals: readonly Signal[]): Bounds | undefined {
  const boxes = signals.flatMap(({ centre, radiusMetres }) =>
    centre ? [around(centre, radiusMetres ?? 0, NEIGHBOURHOOD_METRES)] : [],
  )
  if (boxes.length === 0) return undefined
  return {
    west: Math.min(...boxes.map(({ west }) => west)),
    south: Math.min(...boxes.map(({ south }) => south)),
    east: Math.max(...boxes.map(({ east }) => east)),
    north: Math.max(...boxes.map(({ north }) => north)),
  }
}
