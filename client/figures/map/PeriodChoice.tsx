import { usePartnership } from '../../api/partnership.ts'
import { DayFilter } from '../../ui/DayFilter.tsx'
import { dayInWords } from '../../words/day.ts'
import { type Period, usualPeriods } from './sayPeriod.ts'
import { type Narrowed, useTimeline } from './timeline.ts'

interface PeriodChoiceProps {
  narrowed: Narrowed
  period: Period
  onPeriod: (period: Period) => void
  onKnown: (known: string | undefined) => void
}

/** The period of the map by its usual names, or by two days; the brush under the map is the same choice. */
export function PeriodChoice({ narrowed, period, onPeriod, onKnown }: PeriodChoiceProps) {
  const { today } = usePartnership()
  const recordsBegin = useTimeline(narrowed).data?.steps[0]?.firstDay
  return (
    <>
      <fieldset className="vigil-presets" aria-label="Periods often used">
        {usualPeriods(today, recordsBegin).map(({ label, from }) => (
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
      <div className="vigil-choice__days">
        <DayFilter
          path="from"
          label="From"
          value={period.from}
          onChange={(from) => from && onPeriod({ from, to: from > period.to ? from : period.to })}
        />
        <DayFilter
          path="to"
          label="To"
          value={period.to}
          onChange={(to) => to && onPeriod({ from: to < period.from ? to : period.from, to })}
        />
      </div>
      <DayFilter
        path="known"
        label="As known on (empty: today)"
        value={narrowed.asKnownOn}
        onChange={(known) => onKnown(known === today ? undefined : known)}
        refuse={(known) =>
          known > today
            ? `That day has not come: what is known goes up to today, ${dayInWords(today)}. The map stays as it is.`
            : undefined
        }
      />
    </>
  )
}
