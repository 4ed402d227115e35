import { scaleUtc } from 'd3-scale'
import { useState } from 'react'
import type { Chronology, Entry } from '../../../server/contract/chronology.ts'
import { spanOf } from '../../../server/contract/day.ts'
import { addDays, dayInShort } from '../../words/day.ts'
import { say } from '../../words/words.ts'
import { entryKindWords, windowWords } from './chronologyWords.ts'

const width = 900
const rowHeight = 34
const top = 30
/** Days up to the death that are drawn. */
const spans = [
  { days: undefined, label: 'All' },
  { days: 730, label: 'Two years' },
  { days: 365, label: 'A year' },
  { days: 92, label: 'Three months' },
  { days: 28, label: 'Four weeks' },
] as const

interface TimelineProps {
  chronology: Chronology
}

/**
 * The entries by their days, with the windows of raised risk shaded. The same stands in the list below it, which is what is read aloud; the
 * buttons before it change how much of the time up to the death is drawn.
 */
export function Timeline({ chronology }: TimelineProps) {
  const { entries, windows, eventDay, eventDayPrecision } = chronology
  const [span, setSpan] = useState<number>()
  const died = spanOf(eventDay, eventDayPrecision)
  const days = [...entries.map(({ fromDay }) => fromDay), ...windows.map(({ firstDay }) => firstDay), died.first]
  const earliest = days.toSorted()[0] ?? died.first
  const first = addDays(span === undefined ? earliest : died.first, span === undefined ? -14 : -span)
  const last = addDays(died.last, span === 28 ? 2 : 14)
  const x = scaleUtc([new Date(first), new Date(last)], [8, width - 8])
  const at = (day: string) => Math.min(width - 8, Math.max(8, x(new Date(day))))
  const shown = entries.filter((entry) => endOf(entry, died.last) >= first && entry.fromDay <= last)
  const height = top + Math.max(1, shown.length) * rowHeight + 10
  const hidden = entries.length - shown.length
  return (
    <div className="vigil-life">
      <fieldset className="govuk-fieldset govuk-button-group vigil-flush">
        <legend className="govuk-visually-hidden">How much of the time before the death is drawn</legend>
        {spans.map(({ days: long, label }) => (
          <button
            key={label}
            type="button"
            className="govuk-button govuk-button--secondary"
            aria-pressed={span === long}
            onClick={() => setSpan(long)}
          >
            {label}
          </button>
        ))}
      </fieldset>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <section className="vigil-table-box" tabIndex={0} aria-label="Timeline (the list below says the same)">
        <svg viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true">
          {windows.map((window) =>
            window.lastDay < first ? null : (
              <rect
                key={`${window.after} ${window.firstDay}`}
                className={`vigil-life__window vigil-life__window--${window.after}`}
                x={at(window.firstDay)}
                y={top - 6}
                width={Math.max(2, at(window.lastDay) - at(window.firstDay))}
                height={height - top}
              >
                <title>{say(windowWords, window.after)}</title>
              </rect>
            ),
          )}
          {x.ticks(6).map((tick) => (
            <g key={tick.getTime()} transform={`translate(${x(tick)} 0)`}>
              <line className="vigil-life__tick" y1={18} y2={height} />
              <text className="vigil-life__text" y={12} textAnchor="middle">
                {dayInShort(tick.toISOString().slice(0, 10))}
              </text>
            </g>
          ))}
          {shown.map((entry, row) => (
            <Bar key={entry.entryId} entry={entry} y={top + row * rowHeight} at={at} diedOn={died.last} />
          ))}
          <line className="vigil-life__death" x1={at(died.first)} x2={at(died.first)} y1={18} y2={height} />
        </svg>
      </section>
      <p className="govuk-body-s">
        Shaded: times of raised risk after something ended. The dark line is the day of the death.
        {hidden > 0 && ` ${hidden} ${hidden === 1 ? 'entry lies' : 'entries lie'} before what is drawn.`}
      </p>
    </div>
  )
}

interface BarProps {
  entry: Entry
  y: number
  at: (day: string) => number
  diedOn: string
}

function Bar({ entry, y, at, diedOn }: BarProps) {
  const from = at(entry.fromDay)
  const until = at(endOf(entry, diedOn))
  const isSpell = until - from > 8
  const label = `${say(entryKindWords, entry.kind)}: ${entry.agencyName ?? entry.givenBy ?? ''}`
  const isRight = from > width * 0.6
  return (
    <g>
      {isSpell ? (
        <rect className="vigil-life__spell" x={from} y={y + 14} width={until - from} height={8} rx={2} />
      ) : (
        <circle className="vigil-life__event" cx={from} cy={y + 18} r={5} />
      )}
      <text
        className="vigil-life__text"
        x={isRight ? Math.max(from, 8) : from}
        y={y + 10}
        textAnchor={isRight ? 'end' : 'start'}
      >
        {label}
      </text>
    </g>
  )
}

/** Spells that had not ended go on to the death; what is of one moment known by its month is of the month. */
function endOf({ kind, fromDay, fromPrecision, toDay, toPrecision }: Entry, diedOn: string) {
  if (toDay) return spanOf(toDay, toPrecision ?? 'day').last
  const goesOn = ['treatment', 'prescribing', 'custody', 'court_order', 'housing'].includes(kind)
  return goesOn && fromDay <= diedOn ? diedOn : spanOf(fromDay, fromPrecision).last
}
