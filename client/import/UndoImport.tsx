import { ImportUndone } from '../../server/contract/import.ts'
import { useWriting } from '../api/answers.ts'
import { ConfirmedButton } from '../ui/ConfirmedButton.tsx'
import { ProblemNotice } from '../ui/ProblemNotice.tsx'
import { plural } from '../words/words.ts'
import { useReport } from './RunReport.tsx'

/** Takes back what an import added, as far as nobody has amended it since. */
export function UndoImport({ importId }: { importId: string }) {
  const run = useReport(importId).data
  const undoing = useWriting(ImportUndone, 'POST', `/imports/${importId}/undo`)
  const isPossible =
    run &&
    !run.isDryRun &&
    run.state !== 'running' &&
    run.recordsAdded > 0 &&
    run.undoneAt === null &&
    ['deaths', 'naloxone'].includes(run.subject)
  return (
    <>
      {undoing.error && <ProblemNotice failure={undoing.error} />}
      {undoing.data && <Undone undone={undoing.data} />}
      {isPossible && !undoing.data && (
        <ConfirmedButton
          label="Undo this import"
          question={`${plural(run.recordsAdded, 'record')} that this import added would be withdrawn, with that reason in their history. Records that somebody has amended since are left as they are. Nights and releases that were made stay.`}
          isSending={undoing.isPending}
          isWarning
          onConfirm={() => undoing.mutate({ body: {} })}
        />
      )}
    </>
  )
}

function Undone({ undone: { withdrawn, left } }: { undone: ImportUndone }) {
  return (
    <div className="govuk-inset-text" role="status">
      <p>
        {plural(withdrawn, 'record')} withdrawn. Put the file right and import it again: the same references go in anew.
      </p>
      {left.length > 0 && (
        <>
          <p>These were amended since and are left as they are:</p>
          <ul className="govuk-list govuk-list--bullet">
            {left.map(({ recordId, kind, reference }) => (
              <li key={recordId}>
                {kind} {reference}
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  )
}
