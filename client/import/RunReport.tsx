import { ImportReport } from '../../server/contract/import.ts'
import { useAnswer } from '../api/answers.ts'
import { useMay } from '../api/may.ts'
import { usePartnership } from '../api/partnership.ts'
import { SameDeathsNotice } from '../deaths/same-deaths/SameDeathsNotice.tsx'
import { SameEventsNotice } from '../naloxone/overdoses/same-events/SameEventsNotice.tsx'
import { Answered } from '../ui/Answered.tsx'
import { CsvLink } from '../ui/CsvLink.tsx'
import { Table } from '../ui/Table.tsx'
import { instantInWords } from '../words/day.ts'
import { plural, say } from '../words/words.ts'
import { runStateWords, severityWords } from './importWords.ts'

const whileRunning = 1_000

/** A run as it stands, asked for again while it goes on. */
export function useReport(importId: string) {
  return useAnswer(
    ImportReport,
    `/imports/${importId}`,
    {},
    { refetchInterval: ({ state }) => (state.data?.state === 'running' ? whileRunning : false) },
  )
}

/** One run, followed while it goes on: its counts, and every row it refused or doubts. */
export function RunReport({ importId }: { importId: string }) {
  const report = useReport(importId)
  const may = useMay()
  return (
    <Answered answer={report} what="the report">
      {(run) => (
        <>
          <Counts run={run} />
          {run.state === 'done' && !run.isDryRun && run.recordsAdded > 0 && !run.undoneAt && may('death:read') && (
            <SameDeathsNotice importId={importId} />
          )}
          {run.state === 'done' && !run.isDryRun && run.recordsAdded > 0 && !run.undoneAt && may('overdose:read') && (
            <SameEventsNotice importId={importId} />
          )}
          {run.issues.length > 0 && <Issues run={run} />}
        </>
      )}
    </Answered>
  )
}

function Counts({ run }: { run: ImportReport }) {
  const { timeZone } = usePartnership()
  const added = run.isDryRun ? 'would be added' : 'added'
  return (
    <div className="govuk-inset-text" role="status">
      <p>
        <strong>
          {run.isDryRun ? `Tried out: ${say(runStateWords, run.state).toLowerCase()}` : say(runStateWords, run.state)}
        </strong>
        {run.failure && `. ${run.failure}`}
      </p>
      {run.triedAgainAt && (
        <p>
          It stopped with an error on our side and waits. Vigil does the rest by itself about{' '}
          {instantInWords(run.triedAgainAt, timeZone)}; nothing needs to be sent again.
        </p>
      )}
      {run.state === 'running' && !run.triedAgainAt && <progress aria-label="Reading and writing the file" />}
      <ul className="govuk-list vigil-flush">
        <li>{plural(run.rowsRead, 'row')} read</li>
        <li>
          {plural(run.recordsAdded, 'record')} {added}
        </li>
        {run.recordsChanged > 0 && <li>{plural(run.recordsChanged, 'record')} there before, now as the file says</li>}
        <li>{plural(run.recordsAlreadyThere, 'record')} already there</li>
        <li>{plural(run.rowsRefused, 'row')} refused</li>
        <li>{plural(run.rowsDoubtful, 'row')} kept, with something to look at</li>
        {run.rowsLeftOut > 0 && <li>{plural(run.rowsLeftOut, 'row')} left out, because they are no records</li>}
      </ul>
      {run.undoneAt && <p className="vigil-flush">This import was undone: what it added is withdrawn.</p>}
    </div>
  )
}

function Issues({ run }: { run: ImportReport }) {
  return (
    <>
      <h2 className="govuk-heading-s">What to look at</h2>
      <Table
        caption="Rows, columns and cells to look at"
        isCaptionHidden
        rows={run.issues.map((issue, position) => ({ ...issue, position }))}
        rowKey={({ position }) => String(position)}
        columns={[
          {
            heading: 'Row',
            isNumber: true,
            isRowHeading: true,
            cell: ({ rowNumber }) => (rowNumber === 1 ? 'file' : rowNumber),
          },
          { heading: 'Column', cell: ({ column }) => column ?? 'the whole row' },
          { heading: 'Kept?', cell: ({ severity }) => say(severityWords, severity) },
          { heading: 'What stood there', cell: ({ value }) => value ?? 'not shown' },
          { heading: 'Why', cell: ({ reason }) => reason },
          { heading: 'What to do', cell: ({ hint }) => hint },
        ]}
      />
      <p className="govuk-body">
        <CsvLink path={`/imports/${run.importId}/issues`} what="all of these rows" />
      </p>
    </>
  )
}
