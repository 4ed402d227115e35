import { Link } from '@tanstack/react-router'
import type { AgencyRequest } from '../../../server/contract/agency-request.ts'
import { usePartnership } from '../../api/partnership.ts'
import { DayText } from '../../ui/DayText.tsx'
import { Table } from '../../ui/Table.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { sexWords } from '../../words/deathWords.ts'
import { say } from '../../words/words.ts'
import { standingColours, standingWords } from './requestWords.ts'

interface RequestsTableProps {
  rows: readonly AgencyRequest[]
  /** on the page of one death, which one need not be said */
  isOfOneDeath?: boolean
}

/** Who was asked what is known, until when, and whether they have answered. */
export function RequestsTable({ rows, isOfOneDeath }: RequestsTableProps) {
  const { slug: partnership } = usePartnership()
  return (
    <Table
      caption="Requests to agencies, the soonest due first"
      isCaptionHidden
      rows={rows}
      rowKey={({ requestId }) => requestId}
      columns={[
        {
          heading: 'Asked',
          isRowHeading: true,
          cell: ({ requestId, service }) => (
            <Link
              to="/$partnership/agency-requests/$requestId"
              params={{ partnership, requestId }}
              className="govuk-link"
            >
              {service}
            </Link>
          ),
        },
        ...(isOfOneDeath ? [] : [{ heading: 'About', cell: (request: AgencyRequest) => <About request={request} /> }]),
        { heading: 'Due', cell: ({ dueOn }) => <DayText day={dueOn} /> },
        {
          heading: 'Standing',
          cell: ({ standing }) => <Tag colour={standingColours[standing]}>{say(standingWords, standing)}</Tag>,
        },
      ]}
    />
  )
}

/** What lets an agency find its own record, and no more. */
export function About({ request }: { request: AgencyRequest }) {
  const { death, eventDay, eventDayPrecision, ageYears, sex } = request
  return (
    <>
      {death && `${death.reference}: `}
      died <DayText day={eventDay} precision={eventDayPrecision} />,{' '}
      {ageYears === null ? 'age not known' : `aged ${ageYears}`}, sex: {say(sexWords, sex).toLowerCase()}
    </>
  )
}
