import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { SameDeathPair } from '../../../server/contract/same-death.ts'
import { usePartnership } from '../../api/partnership.ts'
import { DayText } from '../../ui/DayText.tsx'
import { Table } from '../../ui/Table.tsx'
import { sexWords, statusWords } from '../../words/deathWords.ts'
import { say } from '../../words/words.ts'

type Compared = SameDeathPair['records'][number]

const facts: [string, (record: Compared) => ReactNode][] = [
  ['Source', ({ source }) => source],
  ['Day', ({ eventDay, eventDayPrecision }) => <DayText day={eventDay} precision={eventDayPrecision} />],
  ['Age', ({ ageYears }) => ageYears ?? 'not known'],
  ['Sex', ({ sex }) => say(sexWords, sex)],
  ['Found in', ({ foundTown }) => foundTown ?? 'not known'],
  [
    'Substances implicated',
    ({ implicated, isToxicologyComplete }) =>
      implicated.join(', ') || (isToxicologyComplete ? 'none' : 'awaiting toxicology'),
  ],
  ['Where it stands', ({ status }) => say(statusWords, status)],
  ['First known on', ({ firstKnownOn }) => <DayText day={firstKnownOn} />],
]

/** Two records of what may be one death, fact by fact. */
export function SideBySide({ pair }: { pair: SameDeathPair }) {
  const [one, other] = pair.records
  return (
    <Table
      caption={`${one.reference} and ${other.reference}, side by side`}
      isCaptionHidden
      rows={facts}
      rowKey={([name]) => name}
      columns={[
        { heading: 'Fact', isRowHeading: true, cell: ([name]) => name },
        { heading: one.reference, cell: ([, fact]) => fact(one) },
        { heading: other.reference, cell: ([, fact]) => fact(other) },
      ]}
    />
  )
}

export function ToDeath({ deathId, reference }: Pick<Compared, 'deathId' | 'reference'>) {
  const { slug: partnership } = usePartnership()
  return (
    <Link to="/$partnership/deaths/$deathId" params={{ partnership, deathId }} className="govuk-link">
      {reference}
    </Link>
  )
}
