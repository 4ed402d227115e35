import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { FollowUpPage as FollowUpContract } from '../../../../server/contract/follow-up.ts'
import { useAnswer } from '../../../api/answers.ts'
import { useMay } from '../../../api/may.ts'
import { usePartnership } from '../../../api/partnership.ts'
import { OwnAgencyNote } from '../../../record/OwnAgencyNote.tsx'
import { Answered } from '../../../ui/Answered.tsx'
import { CsvLink } from '../../../ui/CsvLink.tsx'
import { DayText } from '../../../ui/DayText.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { PageTitle } from '../../../ui/PageTitle.tsx'
import { Pagination } from '../../../ui/Pagination.tsx'
import { SelectFilter } from '../../../ui/SelectFilter.tsx'
import { Table } from '../../../ui/Table.tsx'
import { plural, say, wordsFor } from '../../../words/words.ts'
import { evidenceWords, outcomeWords, reporterWords } from '../overdoseWords.ts'

const route = getRouteApi('/$partnership/follow-up')

const withinWords = wordsFor<'28' | '90' | '365' | 'all'>({
  '28': 'The last 28 days',
  '90': 'The last 90 days',
  '365': 'The last year',
  all: 'All time',
})

/** Reports of which nobody knows how the person is: the answer is an amendment. */
export function FollowUpPage() {
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/$partnership/follow-up' })
  const { slug: partnership } = usePartnership()
  const may = useMay()
  // somebody who can be asked remembers; what is older is there when it is asked for
  const { within = '365', cursor } = search
  const filters = { within: within === 'all' ? undefined : within }
  const page = useAnswer(FollowUpContract, '/follow-up', { ...filters, cursor })
  return (
    <>
      <PageTitle>
        Nobody knows how these people are, or only by hearsay. What you find out is written in the report, which then
        leaves this list. What the public sent is never here: whoever sent it was promised that nobody asks.
      </PageTitle>
      <OwnAgencyNote />
      <fieldset className="vigil-filters" aria-label="Filters">
        <SelectFilter<'28' | '90' | '365' | 'all'>
          path="within"
          label="Events of"
          value={within}
          words={withinWords}
          onChange={(chosen) => void navigate({ search: (now) => ({ ...now, cursor: undefined, within: chosen }) })}
        />
      </fieldset>
      <Answered answer={page} what="reports to follow up">
        {({ rows, total, nextCursor }) =>
          rows.length === 0 ? (
            <EmptyState sentence="Nothing to follow up.">
              A report stands here when its outcome is not known or was told by somebody else.
            </EmptyState>
          ) : (
            <>
              <p className="vigil-total">{plural(total, 'report')}</p>
              <Table
                caption="Reports to follow up, the oldest first"
                isCaptionHidden
                rows={rows}
                rowKey={({ overdoseId }) => overdoseId}
                columns={[
                  {
                    heading: 'Day',
                    isRowHeading: true,
                    cell: ({ overdoseId, eventDay }) => (
                      <Link
                        to="/$partnership/reversals/$overdoseId"
                        params={{ partnership, overdoseId }}
                        className="govuk-link"
                      >
                        <DayText day={eventDay} />
                      </Link>
                    ),
                  },
                  { heading: 'Days ago', isNumber: true, cell: ({ daysAgo }) => daysAgo.toLocaleString('en-GB') },
                  { heading: 'Town', cell: ({ town }) => town ?? 'not known' },
                  {
                    heading: 'Who can be asked',
                    cell: ({ agencyName, reporterKind }) =>
                      agencyName ?? (reporterKind === 'unknown' ? 'not known' : say(reporterWords, reporterKind)),
                  },
                  {
                    heading: 'What is known',
                    cell: ({ persons }) =>
                      persons
                        .map(({ outcome, outcomeEvidence }) =>
                          outcome === 'unknown'
                            ? 'Outcome not known'
                            : `${say(outcomeWords, outcome)}: ${say(evidenceWords, outcomeEvidence).toLowerCase()}`,
                        )
                        .join('; '),
                  },
                  ...(may('overdose:write')
                    ? [
                        {
                          heading: 'What you found out',
                          cell: ({ overdoseId, reference }: (typeof rows)[number]) => (
                            <Link
                              to="/$partnership/reversals/$overdoseId/amend"
                              params={{ partnership, overdoseId }}
                              className="govuk-link"
                            >
                              Write it<span className="govuk-visually-hidden"> in {reference}</span>
                            </Link>
                          ),
                        },
                      ]
                    : []),
                ]}
              />
              <Pagination
                shown={rows.length}
                total={total}
                nextCursor={nextCursor}
                isFirstPage={!search.cursor}
                onPage={(cursor) => void navigate({ search: (now) => ({ ...now, cursor }) })}
              />
              <CsvLink path="/follow-up" query={filters} what="these reports" />
            </>
          )
        }
      </Answered>
    </>
  )
}
