import { Link } from '@tanstack/react-router'
import type { DeathRow } from '../../server/contract/death.ts'
import { usePartnership } from '../api/partnership.ts'
import { settingWords } from '../record/placeWords.ts'
import { DayText } from '../ui/DayText.tsx'
import { Table } from '../ui/Table.tsx'
import { Tag } from '../ui/Tag.tsx'
import { sexWords, statusWords } from '../words/deathWords.ts'
import { say } from '../words/words.ts'

export function DeathsTable({ deaths }: { deaths: readonly DeathRow[] }) {
  const { slug: partnership } = usePartnership()
  return (
    <Table
      caption="Deaths"
      isCaptionHidden
      rows={deaths}
      rowKey={({ deathId }) => deathId}
      columns={[
        {
          heading: 'Day',
          isRowHeading: true,
          cell: ({ deathId, eventDay, eventDayBasis, eventDayPrecision }) => (
            <>
              <Link to="/$partnership/deaths/$deathId" params={{ partnership, deathId }} className="govuk-link">
                <DayText day={eventDay} precision={eventDayPrecision} />
              </Link>
              {eventDayBasis === 'reported' && ' (day reported)'}
            </>
          ),
        },
        { heading: 'Found in', cell: ({ foundTown }) => foundTown ?? 'not known' },
        { heading: 'Kind of place', cell: ({ setting }) => say(settingWords, setting) },
        { heading: 'Age', isNumber: true, cell: ({ ageYears }) => ageYears ?? '–' },
        { heading: 'Sex', cell: ({ sex }) => say(sexWords, sex) },
        {
          heading: 'Substances implicated',
          cell: ({ implicated, isToxicologyComplete }) =>
            implicated.join(', ') || (isToxicologyComplete ? 'none' : 'awaiting toxicology'),
        },
        {
          heading: 'Where it stands',
          cell: ({ status, countedWith }) =>
            status === 'excluded' ? (
              <Tag colour="grey">{say(statusWords, status)}: not counted</Tag>
            ) : (
              <>
                {say(statusWords, status)}
                {countedWith && (
                  <span className="vigil-cell-note">
                    same death as{' '}
                    <Link
                      to="/$partnership/deaths/$deathId"
                      params={{ partnership, deathId: countedWith.deathId }}
                      className="govuk-link"
                    >
                      {countedWith.reference}
                    </Link>
                    , counted there
                  </span>
                )}
              </>
            ),
        },
        {
          heading: 'First known on',
          cell: ({ firstKnownOn, knownOn }) => (
            <>
              <DayText day={firstKnownOn} />
              {knownOn !== firstKnownOn && (
                <span className="vigil-cell-note">
                  last revised <DayText day={knownOn} />
                </span>
              )}
            </>
          ),
        },
      ]}
    />
  )
}
