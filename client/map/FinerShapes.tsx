import { useEffect } from 'react'
import { useZoom } from './useZoom.ts'

interface FinerShapesProps {
  /** How finely what is drawn was rounded, degrees eastwards; undefined: nothing is drawn. */
  step: number | undefined
  onNear: () => void
}

/** Says when the map looks so near that the outlines it has would look coarse. */
export function FinerShapes({ step, onNear }: FinerShapesProps) {
  const zoom = useZoom()
  const pixel = 360 / (256 * 2 ** zoom)
  const isCoarse = step !== undefined && step > 2 * pixel
  useEffect(
    function sayNear() {
      if (isCoarse) onNear()
    },
    [isCoarse, onNear],
  )
  return null
}
