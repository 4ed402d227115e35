import { useState } from 'react'
import { AuditPage } from '../../../server/contract/audit.ts'
import { useAnswer } from '../../api/answers.ts'
import { Answered } from '../../ui/Answered.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { plural } from '../../words/words.ts'
import { AuditTable } from './AuditTable.tsx'

/** Everybody who reads a case can see who else has. Asked for only when it is opened. */
export function WhoHasOpened({ recordId }: { recordId: string }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details className="govuk-details" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="govuk-details__summary">
        <span className="govuk-details__summary-text">Who has opened this</span>
      </summary>
      <div className="govuk-details__text">{isOpen && <Visits recordId={recordId} />}</div>
    </details>
  )
}

function Visits({ recordId }: { recordId: string }) {
  const page = useAnswer(AuditPage, '/case-access', { record: recordId }, { staleTime: 0 })
  return (
    <Answered answer={page} what="who has opened it">
      {({ rows, nextBefore }) =>
        rows.length === 0 ? (
          <EmptyState sentence="Nobody has opened it yet.">Whoever does will stand here.</EmptyState>
        ) : (
          <>
            <p className="govuk-body-s">
              {nextBefore === null
                ? `${plural(rows.length, 'time')}, newest first.`
                : `The last ${rows.length} times, newest first. The audit has the rest.`}
            </p>
            <AuditTable rows={rows} caption="Who has opened this" />
          </>
        )
      }
    </Answered>
  )
}
