import { useEffect, useEffectEvent, useState } from 'react'
import { usePartnership } from '../../api/partnership.ts'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'
import { addDays, daysBetween } from '../../words/day.ts'
import { timeToHold } from './heldTime.ts'
import type { Period } from './sayPeriod.ts'
import { TimeAwaited } from './TimeAwaited.tsx'
import { TimeBrush } from './TimeBrush.tsx'
import { type Narrowed, useTimeline } from './timeline.ts'

interface TimeStripProps {
  narrowed: Narrowed
  period: Period
  /** The days over which one scale is held. */
  held: Period | undefined
  /** `held`: one scale for all times, because time is gone through. */
  onPeriod: (period: Period, held?: Period) => void
  /** What was asked last is drawn: time may go on. */
  isDrawn: boolean
  /** It did not come: time stands still. */
  isFailed: boolean
}

/** A brush over many years has no room for a week: besides a recent period, as much again or half a year before it stands under it. */
const LEAST_DAYS_BEFORE = 154

function recentSteps<Step extends { firstDay: string }>(steps: readonly Step[], { from, to }: Period, today: string) {
  const length = daysBetween(from, to)
  const isRecent = daysBetween(to, today) <= Math.max(length, LEAST_DAYS_BEFORE)
  const since = addDays(from, -Math.max(length, LEAST_DAYS_BEFORE))
  const recent = isRecent ? steps.filter(({ firstDay }) => firstDay >= since) : steps
  return recent.length > 1 ? [...recent] : [...steps]
}

/** Long enough to see what changed, short enough to see that it moves. */
const STEP_MILLISECONDS = 1200

/** The weeks under the map: a brush that chooses the period, and buttons that move it in time, by steps or by itself. */
export function TimeStrip({ narrowed, period, held, onPeriod, isDrawn, isFailed }: TimeStripProps) {
  const { today } = usePartnership()
  const timeline = useTimeline(narrowed)
  const [isPlaying, setPlaying] = useState(false)
  const known = timeline.data
  const first = known?.steps[0]?.firstDay
  // a week at a time, a month where the timeline has months
  const stepDays = known?.step === 'month' ? 30 : 7
  const isAtEnd = period.to >= today

  function move(by: number) {
    const length = daysBetween(period.from, period.to)
    const to = [addDays(period.to, by), today].sort()[0] ?? today
    const next = { from: addDays(to, -length), to }
    onPeriod(next, timeToHold(held, period, next, today))
  }
  const playOn = useEffectEvent(() => {
    if (isAtEnd || isFailed || !navigator.onLine) setPlaying(false)
    else if (isDrawn) move(stepDays)
  })
  useEffect(
    function play() {
      if (!isPlaying) return
      const clock = setInterval(playOn, STEP_MILLISECONDS)
      return () => clearInterval(clock)
    },
    [isPlaying],
  )

  function press() {
    // at the end it begins anew, a year back or where records begin
    if (!isPlaying && isAtEnd) {
      const from = [first ?? period.from, addDays(today, -364)].sort()[1] ?? period.from
      // a period that leaves no room to move in gives way to four weeks
      const length = Math.min(daysBetween(period.from, period.to), Math.max(27, daysBetween(from, today) / 2))
      onPeriod({ from, to: [addDays(from, length), today].sort()[0] ?? today }, { from, to: today })
    } else if (!isPlaying && !(held && held.from <= period.from && held.to >= today))
      onPeriod(period, { from: period.from, to: today })
    setPlaying(!isPlaying)
  }

  if (timeline.isError) return <ProblemNotice failure={timeline.error} onRetry={() => void timeline.refetch()} />
  if (!known) return <TimeAwaited />
  if (known.steps.length < 2) return null
  const unit = known.step
  const steps = recentSteps(known.steps, period, today)
  return (
    <section className="vigil-time" aria-label="Time">
      <div className="vigil-time__buttons">
        <button type="button" aria-label={`A ${unit} earlier`} onClick={() => move(-stepDays)}>
          ‹
        </button>
        <button type="button" aria-label={isPlaying ? 'Stop' : 'Play'} onClick={press}>
          {isPlaying ? '❚❚' : '▶'}
        </button>
        <button type="button" aria-label={`A ${unit} later`} disabled={isAtEnd} onClick={() => move(stepDays)}>
          ›
        </button>
      </div>
      <TimeBrush
        timeline={{ ...known, steps }}
        offset={known.steps.findIndex(({ firstDay }) => firstDay === steps[0]?.firstDay)}
        period={period}
        onPeriod={({ from, to }) => onPeriod({ from, to: to < today ? to : today })}
      />
    </section>
  )
}
