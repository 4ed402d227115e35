import { useState } from 'react'
import { Entry, EntryChange } from '../../../server/contract/chronology.ts'
import { useWriting } from '../../api/answers.ts'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { Table } from '../../ui/Table.tsx'
import { answersOf } from './answersOf.ts'
import { changeEntry } from './entryForms.ts'

interface ChangeEntryProps {
  deathId: string
  entry: Entry
  onDone: () => void
}

/** Changes an entry; where somebody else has changed it meanwhile, both stand side by side and nothing typed is lost. */
export function ChangeEntry({ deathId, entry, onDone }: ChangeEntryProps) {
  const [base, setBase] = useState(entry)
  const changing = useWriting(Entry, 'PUT', `/deaths/${deathId}/chronology/${entry.entryId}`)
  const problem = changing.error?.problem
  const theirs = Entry.safeParse(problem?.status === 412 ? problem.current : undefined).data
  const mine = EntryChange.safeParse(problem?.status === 412 ? problem.yours : undefined).data
  const save = (body: unknown, revision: number) => changing.mutate({ body, revision }, { onSuccess: onDone })
  return (
    <section className="vigil-card" aria-label="Change this entry">
      <h3 className="govuk-heading-s">Change this entry</h3>
      {theirs && mine && (
        <>
          <p className="govuk-body" role="alert">
            Somebody else has changed it since you opened it. Nothing is lost: these are the two versions.
          </p>
          <Table
            caption="The two versions"
            isCaptionHidden
            rows={changeEntry.fields.filter(
              ({ path }) => path !== 'changeReason' && String(theirs[path as 'what']) !== String(mine[path as 'what']),
            )}
            rowKey={({ path }) => path}
            columns={[
              { heading: 'Field', isRowHeading: true, cell: ({ label }) => label },
              { heading: 'As it stands now', cell: ({ path }) => String(theirs[path as 'what'] ?? 'empty') },
              { heading: 'As you wrote it', cell: ({ path }) => String(mine[path as 'what'] ?? 'empty') },
            ]}
          />
          <div className="govuk-button-group">
            <button type="button" className="govuk-button" onClick={() => save(mine, theirs.revision)}>
              Save my version on top
            </button>
            <button type="button" className="govuk-button govuk-button--secondary" onClick={onDone}>
              Keep what stands now
            </button>
          </div>
        </>
      )}
      <SmallForm
        form={changeEntry}
        initial={answersOf(base)}
        writing={problem?.status === 412 ? { ...changing, error: null } : changing}
        send={(body) => {
          if (theirs) setBase(theirs)
          save(body, theirs?.revision ?? base.revision)
        }}
        submitLabel="Save the change"
        onLeave={onDone}
        idSuffix={entry.entryId}
      />
    </section>
  )
}
