import { Link } from '@tanstack/react-router'
import { RetentionRemovals } from '../../../server/contract/retention.ts'
import { useAnswer } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { Table } from '../../ui/Table.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { plural } from '../../words/words.ts'

/** What will be removed and when, for those who can still stop it. */
export function RemovalsPart() {
  const { slug: partnership, today } = usePartnership()
  const removals = useAnswer(RetentionRemovals, '/retention/removals')
  return (
    <section className="vigil-panel" aria-labelledby="removals">
      <h2 className="govuk-heading-m" id="removals">
        What will be removed, and when
      </h2>
      <Answered answer={removals} what="what will be removed">
        {({ rows, count }) =>
          rows.length === 0 ? (
            <p className="govuk-body">No death that is closed has an identity, so nothing of one is due to go.</p>
          ) : (
            <>
              <p className="govuk-body">
                Identities of deaths that are closed, soonest first. The record of a death stays.
                {count > rows.length && ` The first ${rows.length} of ${plural(count, 'removal', 'removals')}.`}
              </p>
              <Table
                caption="What will be removed, and when"
                isCaptionHidden
                rows={rows}
                rowKey={({ deathId, kind }) => `${deathId} ${kind}`}
                columns={[
                  {
                    heading: 'Night',
                    isRowHeading: true,
                    cell: ({ removedOn, isHeld }) => (
                      <>
                        {removedOn <= today ? 'The next' : <DayText day={removedOn} />}{' '}
                        {isHeld && <Tag colour="orange">Held</Tag>}
                      </>
                    ),
                  },
                  {
                    heading: 'Death',
                    cell: ({ deathId }) => (
                      <Link to="/$partnership/deaths/$deathId" params={{ partnership, deathId }} className="govuk-link">
                        {deathId.slice(0, 8)}
                      </Link>
                    ),
                  },
                  { heading: 'What', cell: ({ what }) => <span className="vigil-phrase">{what}</span> },
                  { heading: 'Closed here', cell: ({ closedOn }) => <DayText day={closedOn} /> },
                ]}
              />
              <CsvLink path="/retention/removals" what="all removals" />
            </>
          )
        }
      </Answered>
    </section>
  )
}
