import type { KeyboardEvent, PointerEvent } from 'react'

interface BrushHandleProps {
  label: string
  side: 'first' | 'last'
  /** where along the track, 0 to 1 */
  at: number
  value: number
  limits: readonly [number, number]
  text: string
  onGrab: (event: PointerEvent) => void
  onStep: (value: number) => void
  /** The keys go elsewhere. */
  onLeave: () => void
}

const steps: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowDown: -1,
  ArrowRight: 1,
  ArrowUp: 1,
  PageDown: -4,
  PageUp: 4,
}

/** One end of the period, moved by dragging or by the keys of a slider. */
export function BrushHandle({
  label,
  side,
  at,
  value,
  limits: [low, high],
  text,
  onGrab,
  onStep,
  onLeave,
}: BrushHandleProps) {
  function press(event: KeyboardEvent) {
    const by = steps[event.key]
    const next = event.key === 'Home' ? low : event.key === 'End' ? high : by === undefined ? undefined : value + by
    if (next === undefined) return
    event.preventDefault()
    onStep(Math.max(low, Math.min(high, next)))
  }
  return (
    <div
      className={`vigil-brush__handle vigil-brush__handle--${side}`}
      style={{ left: `${at * 100}%` }}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={low}
      aria-valuemax={high}
      aria-valuenow={value}
      aria-valuetext={text}
      onKeyDown={press}
      onBlur={onLeave}
      onPointerDown={(event) => {
        event.stopPropagation()
        onGrab(event)
      }}
    />
  )
}
