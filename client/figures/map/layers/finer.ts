import { useDeferredValue } from 'react'
import type { AreaShapes } from '../../../../server/contract/area.ts'

/** The same areas, perhaps with finer outlines. */
export function isSameAreas(one: AreaShapes, other: AreaShapes) {
  return (
    one === other ||
    (one.features.length === other.features.length && one.features.every(({ id }, i) => id === other.features[i]?.id))
  )
}

/** Finer outlines a moment after they have come, in steps of their own, so that a map that moves need not wait for hundreds of them. */
export function useFinerLater(shapes: AreaShapes) {
  const later = useDeferredValue(shapes)
  return isSameAreas(later, shapes) ? later : shapes
}
