import { Link } from '@tanstack/react-router'
import { ImportRuns } from '../../server/contract/import.ts'
import { useAnswer } from '../api/answers.ts'
import { usePartnership } from '../api/partnership.ts'
import { Answered } from '../ui/Answered.tsx'
import { CsvLink } from '../ui/CsvLink.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Table } from '../ui/Table.tsx'
import { instantInWords } from '../words/day.ts'
import { say } from '../words/words.ts'
import { runStateWords, subjectWords } from './importWords.ts'

export function EarlierImports() {
  const { slug: partnership, timeZone } = usePartnership()
  const runs = useAnswer(ImportRuns, '/imports')
  return (
    <section aria-labelledby="earlier">
      <h2 className="govuk-heading-m" id="earlier">
        Earlier imports
      </h2>
      <Answered answer={runs} what="earlier imports">
        {(known) =>
          known.length === 0 ? (
            <EmptyState sentence="Nothing has been imported yet.">Choose a file above.</EmptyState>
          ) : (
            <>
              <Table
                caption="Earlier imports"
                isCaptionHidden
                rows={known}
                rowKey={({ importId }) => importId}
                columns={[
                  {
                    heading: 'Started',
                    isRowHeading: true,
                    cell: ({ importId, startedAt }) => (
                      <Link
                        to="/$partnership/import/$importId"
                        params={{ partnership, importId }}
                        className="govuk-link"
                      >
                        {instantInWords(startedAt, timeZone)}
                      </Link>
                    ),
                  },
                  { heading: 'Of', cell: ({ subject }) => say(subjectWords, subject) },
                  { heading: 'File', cell: ({ fileName }) => fileName ?? 'pasted rows' },
                  {
                    heading: 'State',
                    cell: ({ state, isDryRun }) => `${say(runStateWords, state)}${isDryRun ? ' (tried out)' : ''}`,
                  },
                  { heading: 'Added', isNumber: true, cell: ({ recordsAdded }) => recordsAdded },
                  { heading: 'Refused', isNumber: true, cell: ({ rowsRefused }) => rowsRefused },
                ]}
              />
              <p className="govuk-body-s">
                <CsvLink path="/imports" what="this list" />
              </p>
            </>
          )
        }
      </Answered>
    </section>
  )
}
