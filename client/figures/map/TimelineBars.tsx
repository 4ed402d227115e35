import type { z } from 'zod'
import type { Timeline } from '../../../server/contract/map.ts'

interface TimelineBarsProps {
  steps: z.infer<typeof Timeline>['steps']
  first: number
  last: number
  unit: string
}

const height = 60
const MOST_YEARS = 5

/** One bar a week. Weeks that are not yet complete are hatched to the full height behind: they are never a fall. */
export function TimelineBars({ steps, first, last, unit }: TimelineBarsProps) {
  const highest = Math.max(1, ...steps.map(({ events }) => (typeof events === 'number' ? events : 0)))
  const firstIncomplete = steps.findIndex(({ isIncomplete }) => isIncomplete)
  return (
    <>
      <svg
        className="vigil-brush__bars"
        viewBox={`0 0 ${steps.length} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Events by ${unit}; the most in one ${unit} is ${highest}.`}
      >
        <rect x={first} width={last - first + 1} y="0" height={height} className="vigil-brush__chosen" />
        {steps.map(({ firstDay, events, isIncomplete }, position) => {
          const tall = typeof events === 'number' ? (events / highest) * (height - 4) : 0
          const isChosen = position >= first && position <= last
          const className = `vigil-brush__bar ${isChosen ? 'vigil-brush__bar--chosen' : ''} ${isIncomplete ? 'vigil-brush__bar--incomplete' : ''}`
          return (
            <rect key={firstDay} x={position + 0.1} width="0.8" y={height - tall} height={tall} className={className} />
          )
        })}
      </svg>
      {firstIncomplete >= 0 && (
        <div
          className="vigil-brush__incomplete"
          style={{ left: `${(firstIncomplete / steps.length) * 100}%` }}
          title="Not yet complete: more will become known"
        >
          <span aria-hidden="true">not complete</span>
        </div>
      )}
      <div className="vigil-brush__years" aria-hidden="true">
        {withRoom(yearStarts(steps)).map(({ year, at }) => (
          <span key={year} style={{ left: `${at * 100}%` }}>
            {year}
          </span>
        ))}
      </div>
    </>
  )
}

/** Years that can be read beside one another on a phone: of many, every second, third and so on. */
function withRoom<Start>(starts: readonly Start[]) {
  const every = Math.ceil(starts.length / MOST_YEARS)
  return starts.filter((_, position) => (starts.length - 1 - position) % every === 0)
}

function yearStarts(steps: readonly { firstDay: string }[]) {
  return steps.flatMap(({ firstDay }, position) => {
    const year = firstDay.slice(0, 4)
    const isNew = position > 0 && steps[position - 1]?.firstDay.slice(0, 4) !== year
    return isNew ? [{ year, at: position / steps.length }] : []
  })
}
