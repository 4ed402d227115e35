import { Link } from '@tanstack/react-router'
import type { ComparedReport } from '../../../../server/contract/same-event.ts'
import { usePartnership } from '../../../api/partnership.ts'
import { DayText } from '../../../ui/DayText.tsx'
import { Table } from '../../../ui/Table.tsx'
import { facts, isKnown } from './sayEvent.ts'

interface ReportsBesideProps {
  reports: readonly ComparedReport[]
}

/** What several reports say of what may be one event, fact by fact; where they differ it is marked in words. */
export function ReportsBeside({ reports }: ReportsBesideProps) {
  const rows = facts.map(([name, fact]) => ({ name, said: reports.map(fact) })).filter(({ said }) => said.some(isKnown))
  return (
    <Table
      caption={`${reports.map(({ reference }) => reference).join(' and ')}, side by side`}
      isCaptionHidden
      rows={rows}
      rowKey={({ name }) => name}
      columns={[
        {
          heading: 'Fact',
          isRowHeading: true,
          cell: ({ name, said }) => (
            <>
              {name}
              {!OF_THE_REPORT.has(name) && differ(said) && <span className="vigil-differs"> (they differ)</span>}
            </>
          ),
        },
        ...reports.map(({ reference }, at) => ({
          heading: reference,
          cell: ({ said }: (typeof rows)[number]) => said[at],
        })),
      ]}
    />
  )
}

/** What is of a report and not of its event differs anyway. */
const OF_THE_REPORT = new Set(['Reported by', 'Source', 'Place known'])

function differ(said: readonly string[]) {
  const known = said.filter(isKnown)
  return new Set(known).size > 1
}

export function ToReport({ overdoseId, reference, eventDay }: ComparedReport) {
  const { slug: partnership } = usePartnership()
  return (
    <>
      <Link to="/$partnership/reversals/$overdoseId" params={{ partnership, overdoseId }} className="govuk-link">
        {reference}
      </Link>{' '}
      (<DayText day={eventDay} />)
    </>
  )
}
