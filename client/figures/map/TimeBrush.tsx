import { type PointerEvent, useRef, useState } from 'react'
import type { z } from 'zod'
import type { Timeline } from '../../../server/contract/map.ts'
import { dayInWords, lastDayOf } from '../../words/day.ts'
import { BrushHandle } from './BrushHandle.tsx'
import type { Period } from './sayPeriod.ts'
import { TimelineBars } from './TimelineBars.tsx'
import { useLater } from './useLater.ts'

interface TimeBrushProps {
  timeline: z.infer<typeof Timeline>
  /** How many steps the timeline has before the first that has room here. */
  offset: number
  period: Period
  onPeriod: (period: Period) => void
}

/** First and last step of the period, as positions in the timeline. */
interface Span {
  first: number
  last: number
}

/** The weeks with their counts; two handles, or a drag across them, choose the period. The dates beside do the same. */
export function TimeBrush({ timeline: { steps, step }, offset, period, onPeriod }: TimeBrushProps) {
  const track = useRef<HTMLDivElement>(null)
  const [dragged, setDragged] = useState<Span | null>(null)
  const grip = useRef<{ held: 'first' | 'last' | 'across'; at: number } | null>(null)
  const final = steps.length - 1
  const span = dragged ?? {
    first: stepOf(steps, period.from, 0),
    last: stepOf(steps, period.to, final),
  }

  function settle({ first, last }: Span) {
    const from = steps[first]?.firstDay
    const lastStart = steps[last]?.firstDay
    if (from && lastStart) onPeriod({ from, to: lastDayOf(step, lastStart) })
  }

  const keys = useLater((span: Span) => {
    settle(span)
    setDragged(null)
  })

  /** By a key: seen at once, and asked for when the key rests. */
  function stepTo(span: Span) {
    setDragged(span)
    keys.later(span)
  }

  function positionOf(event: PointerEvent) {
    const box = track.current?.getBoundingClientRect()
    if (!box) return 0
    return clamp(Math.floor(((event.clientX - box.left) / box.width) * steps.length), 0, final)
  }

  function grab(event: PointerEvent, held: 'first' | 'last' | 'across') {
    event.currentTarget.setPointerCapture(event.pointerId)
    grip.current = { held, at: positionOf(event) }
    setDragged(held === 'across' ? { first: positionOf(event), last: positionOf(event) } : span)
  }

  function drag(event: PointerEvent) {
    if (!grip.current) return
    const at = positionOf(event)
    const { held, at: start } = grip.current
    if (held === 'across') setDragged({ first: Math.min(start, at), last: Math.max(start, at) })
    if (held === 'first') setDragged({ first: Math.min(at, span.last), last: span.last })
    if (held === 'last') setDragged({ first: span.first, last: Math.max(at, span.first) })
  }

  function release() {
    if (grip.current && dragged) settle(dragged)
    grip.current = null
    setDragged(null)
  }

  const unit = step === 'week' ? 'week' : 'month'
  return (
    <div className="vigil-brush" onPointerMove={drag} onPointerUp={release} onPointerCancel={release}>
      <div className="vigil-brush__track" ref={track} onPointerDown={(event) => grab(event, 'across')}>
        <TimelineBars steps={steps} first={span.first} last={span.last} unit={unit} />
      </div>
      <BrushHandle
        label="First day shown"
        side="first"
        at={span.first / steps.length}
        value={offset + span.first}
        limits={[offset, offset + span.last]}
        text={`from ${dayInWords(steps[span.first]?.firstDay ?? period.from)}`}
        onGrab={(event) => grab(event, 'first')}
        onLeave={keys.now}
        onStep={(first) => stepTo({ first: first - offset, last: span.last })}
      />
      <BrushHandle
        label="Last day shown"
        side="last"
        at={(span.last + 1) / steps.length}
        value={offset + span.last}
        limits={[offset + span.first, offset + final]}
        text={`to ${dayInWords(lastDayOf(step, steps[span.last]?.firstDay ?? period.to))}`}
        onGrab={(event) => grab(event, 'last')}
        onLeave={keys.now}
        onStep={(last) => stepTo({ first: span.first, last: last - offset })}
      />
    </div>
  )
}

/** The step in which a day lies; before the first or after the last, the nearest. */
function stepOf(steps: readonly { firstDay: string }[], day: string, otherwise: number) {
  const after = steps.findIndex(({ firstDay }) => firstDay > day)
  if (after === -1) return steps.length - 1
  return after === 0 ? Math.min(otherwise, 0) : after - 1
}

function clamp(value: number, low: number, high: number) {
  return Math.max(low, Math.min(high, value))
}
