import { Link } from '@tanstack/react-router'
import { type RowToLookAt, ToLookAt } from '../../../server/contract/to-look-at.ts'
import { useAnswer } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { deathForm } from '../../deaths/deathSections.ts'
import { overdoseForm } from '../../naloxone/overdoses/overdoseSections.ts'
import { supplyForm } from '../../naloxone/supplies/supplySections.ts'
import { allFields } from '../../record/fields.ts'
import { labelled } from '../../record/findErrors.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Table } from '../../ui/Table.tsx'

const kinds = {
  deaths: { title: 'Deaths', fields: allFields(deathForm) },
  overdoses: { title: 'Reversals and other overdoses', fields: allFields(overdoseForm) },
  supplies: { title: 'Supplies of naloxone', fields: allFields(supplyForm) },
}

/** The records of one kind, a row for each thing that is to be looked at. */
export function RecordsToLookAt({ kind }: { kind: keyof typeof kinds }) {
  const { title, fields } = kinds[kind]
  const found = useAnswer(ToLookAt, `/to-look-at/${kind}`)
  return (
    <section className="vigil-panel" aria-labelledby={kind}>
      <h2 className="govuk-heading-m" id={kind}>
        {title}
      </h2>
      <Answered answer={found} what={title.toLowerCase()}>
        {({ rows, isCut }) =>
          rows.length === 0 ? (
            <EmptyState sentence="Nothing to look at.">Every record of this kind is as it may be.</EmptyState>
          ) : (
            <>
              {isCut && (
                <p className="govuk-inset-text">
                  These are the latest. There may be more: they follow as these are put right.
                </p>
              )}
              <Table
                caption={title}
                isCaptionHidden
                rows={rows}
                rowKey={({ recordId, field, message }) => `${recordId} ${field} ${message}`}
                columns={[
                  { heading: 'Record', isRowHeading: true, cell: (row) => <ToRecord kind={kind} row={row} /> },
                  { heading: 'Day', cell: ({ day, dayPrecision }) => <DayText day={day} precision={dayPrecision} /> },
                  {
                    heading: 'What to look at',
                    cell: ({ field, message }) => labelled({ path: field, message }, fields).message,
                  },
                ]}
              />
              <CsvLink path={`/to-look-at/${kind}`} what={`these ${title.toLowerCase()}`} />
            </>
          )
        }
      </Answered>
    </section>
  )
}

function ToRecord({ kind, row: { recordId, reference } }: { kind: keyof typeof kinds; row: RowToLookAt }) {
  const { slug: partnership } = usePartnership()
  if (kind === 'deaths')
    return (
      <Link to="/$partnership/deaths/$deathId" params={{ partnership, deathId: recordId }} className="govuk-link">
        {reference}
      </Link>
    )
  if (kind === 'overdoses')
    return (
      <Link
        to="/$partnership/reversals/$overdoseId"
        params={{ partnership, overdoseId: recordId }}
        className="govuk-link"
      >
        {reference}
      </Link>
    )
  return (
    <Link to="/$partnership/supplies/$supplyId" params={{ partnership, supplyId: recordId }} className="govuk-link">
      {reference}
    </Link>
  )
}
