import type { z } from 'zod'
import type { Timeline } from '../../../server/contract/map.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { DayFilter } from '../../ui/DayFilter.tsx'
import { addDays } from '../../words/day.ts'
import { plural } from '../../words/words.ts'
import { type Period, TimeBrush } from './TimeBrush.tsx'
import { type Narrowed, useTimeline } from './timeline.ts'

interface PeriodChooserProps {
  narrowed: Narrowed
  period: Period
  onPeriod: (period: Period) => void
}

/** The period of the map: presets, two days, or the brush over the timeline. All three are the same choice. */
export function PeriodChooser({ narrowed, period, onPeriod }: PeriodChooserProps) {
  const { today } = usePartnership()
  const timeline = useTimeline(narrowed)
  return (
    <section className="vigil-period" aria-label="Period shown">
      <div className="vigil-period__controls">
        <DayFilter
          path="from"
          label="From"
          value={period.from}
          onChange={(from) => from && onPeriod({ ...period, from })}
        />
        <DayFilter path="to" label="To" value={period.to} onChange={(to) => to && onPeriod({ ...period, to })} />
        <fieldset className="vigil-presets" aria-label="Periods often used">
          {presets(today, timeline.data).map(({ label, from }) => (
            <button
              type="button"
              key={label}
              aria-pressed={period.from === from && period.to === today}
              onClick={() => onPeriod({ from, to: today })}
            >
              {label}
            </button>
          ))}
        </fieldset>
      </div>
      <Answered answer={timeline} what="the timeline">
        {(known) =>
          known.steps.length > 1 ? (
            <>
              <TimeBrush
                timeline={known}
                period={period}
                onPeriod={({ from, to }) => onPeriod({ from, to: to < today ? to : today })}
              />
              <p className="vigil-provenance">
                By {known.step}. Hatched {known.step}s are not yet complete: more will become known.
                {known.inDoubt !== 0 &&
                  ` Not shown: ${plural(Number(known.inDoubt), 'record')} with a day that cannot be; see To look at.`}
                {known.inexact !== 0 &&
                  ` In no ${known.step}: ${plural(Number(known.inexact), 'record')} known only by the month or the year.`}
              </p>
            </>
          ) : (
            <p className="govuk-body-s">There is no timeline yet: nothing of this kind is recorded.</p>
          )
        }
      </Answered>
    </section>
  )
}

function presets(today: string, timeline: z.infer<typeof Timeline> | undefined) {
  const all = timeline?.steps[0]?.firstDay
  return [
    { label: '4 weeks', from: addDays(today, -27) },
    { label: '3 months', from: addDays(today, -90) },
    { label: '1 year', from: addDays(today, -364) },
    ...(all ? [{ label: 'All', from: all }] : []),
  ]
}
