import type { ImportPreview, ImportSubject } from '../../server/contract/import.ts'

interface KnownOnNoteProps {
  knownOn: ImportPreview['knownOn']
  subject: ImportSubject
  onColumn: (heading: string) => void
}

/** Which column says when each record was learnt, and what is lost where none does: delay is what detection learns from. */
export function KnownOnNote({ knownOn: { heading, others }, subject, onColumn }: KnownOnNoteProps) {
  if (heading !== null) {
    return (
      <p className="govuk-body">
        When the partnership learnt of each record is read from <strong>{heading}</strong>.
      </p>
    )
  }
  const what = subject === 'deaths' ? 'death' : 'record'
  return (
    <div className="govuk-inset-text">
      <p>
        <strong>No column says when the partnership learnt of each {what}.</strong> Each then counts as known on its own
        day, and is marked so: how late reports come cannot be learnt, and a night of the past knows more than it did.
      </p>
      {others.map((other) => (
        <p key={other}>
          Is it <strong>{other}</strong>? Only if that is the day the partnership, not somebody else, learnt of it.{' '}
          <button type="button" className="vigil-link-button" onClick={() => onColumn(other)}>
            Read {other} as the day it was known
          </button>
        </p>
      ))}
    </div>
  )
}
