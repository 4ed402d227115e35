import { DeathHistory } from '../../../server/contract/death.ts'
import { DeathStatus } from '../../../server/contract/filters.ts'
import { useAnswer } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { DayText } from '../../ui/DayText.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { daysBetween } from '../../words/day.ts'
import { statusWords } from '../../words/deathWords.ts'
import { plural, say } from '../../words/words.ts'

/** So many days where it stands are long: the panel asks why. */
const longDays = 70

/** Which statuses a death has reached and when, from its revisions, and how long it has stood where it stands. */
export function StatusLadder({ deathId }: { deathId: string }) {
  const { today } = usePartnership()
  const history = useAnswer(DeathHistory, `/deaths/${deathId}/history`).data
  if (!history) return null
  const inOrder = history.toSorted((a, b) => a.revision - b.revision)
  const steps = inOrder.filter(({ status }, index) => status !== inOrder[index - 1]?.status)
  const current = steps.at(-1)
  if (!current) return null
  const isOpen = !['closed', 'excluded', 'ons_matched'].includes(current.status)
  const days = daysBetween(current.knownOn, today)
  const reached = new Set(steps.map(({ status }) => status))
  const ahead = DeathStatus.options.slice(DeathStatus.options.indexOf(current.status) + 1)
  return (
    <section aria-labelledby="ladder">
      <h2 className="govuk-heading-m" id="ladder">
        Where it stands
      </h2>
      <ol className="govuk-list vigil-ladder">
        {steps.map(({ status, knownOn, revision, knownOnAssumed }) => (
          <li key={revision}>
            <Tag colour={revision === current.revision ? 'teal' : 'grey'}>{say(statusWords, status)}</Tag>{' '}
            <DayText day={knownOn} />
            {knownOnAssumed && ' (assumed)'}
          </li>
        ))}
      </ol>
      {isOpen && (
        <p className="govuk-body">
          <Tag colour={days >= longDays ? 'red' : days >= longDays / 2 ? 'orange' : 'green'}>
            {days === 0 ? 'since today' : `for ${plural(days, 'day')}`}
          </Tag>{' '}
          Not reached yet:{' '}
          {ahead
            .filter((status) => status !== 'excluded' && !reached.has(status))
            .map((status) => say(statusWords, status))
            .join(', ') || 'nothing'}
          .
        </p>
      )}
    </section>
  )
}
