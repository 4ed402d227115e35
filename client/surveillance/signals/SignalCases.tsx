import { Link } from '@tanstack/react-router'
import type { SignalCase } from '../../../server/contract/signal.ts'
import { usePartnership } from '../../api/partnership.ts'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { Table } from '../../ui/Table.tsx'

interface SignalCasesProps {
  records: readonly SignalCase[]
  /** Whose CSV is of these records. */
  path: string
  heading?: string
}

export function SignalCases({ records, path, heading = 'The records it is made of' }: SignalCasesProps) {
  const { slug: partnership } = usePartnership()
  return (
    <section aria-labelledby="cases">
      <h2 className="govuk-heading-m" id="cases">
        {heading}
      </h2>
      <Table
        caption="Records of this signal"
        isCaptionHidden
        rows={records}
        rowKey={({ caseId }) => caseId}
        columns={[
          {
            heading: 'Record',
            isRowHeading: true,
            cell: ({ caseId, kind, day }) =>
              kind === 'death' ? (
                <Link
                  to="/$partnership/deaths/$deathId"
                  params={{ partnership, deathId: caseId }}
                  className="govuk-link"
                >
                  Death, <DayText day={day} />
                </Link>
              ) : (
                <Link
                  to="/$partnership/reversals/$overdoseId"
                  params={{ partnership, overdoseId: caseId }}
                  className="govuk-link"
                >
                  Overdose, <DayText day={day} />
                </Link>
              ),
          },
          { heading: 'Town', cell: ({ town }) => town ?? 'not known' },
          {
            heading: 'Substances',
            cell: ({ substances, alsoFound }) => (
              <>
                {substances.join(', ') || 'not known'}
                {alsoFound.length > 0 && `; found, not implicated: ${alsoFound.join(', ')}`}
              </>
            ),
          },
        ]}
      />
      <p className="govuk-body-s">
        <CsvLink path={path} what="these records" />
      </p>
    </section>
  )
}
