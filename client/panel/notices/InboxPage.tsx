import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { type DeathNotice, DeathNoticePage } from '../../../server/contract/death-notice.ts'
import { useAnswer } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { OwnAgencyNote } from '../../record/OwnAgencyNote.tsx'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Pagination } from '../../ui/Pagination.tsx'
import { SelectFilter } from '../../ui/SelectFilter.tsx'
import { Table } from '../../ui/Table.tsx'
import { Tag, type TagColour } from '../../ui/Tag.tsx'
import { agencyKindWords } from '../../words/agencyKindWords.ts'
import { plural, say } from '../../words/words.ts'
import { sayAge } from './NoticesWaiting.tsx'
import { noticeStateWords } from './noticeWords.ts'

const route = getRouteApi('/$partnership/first-notices')

/** The inbox: notices that wait, the oldest first, and what became of the others. */
export function InboxPage() {
  const { state = 'waiting', cursor } = route.useSearch()
  const navigate = useNavigate({ from: '/$partnership/first-notices' })
  const { slug: partnership } = usePartnership()
  const asked = { state: state === 'all' ? undefined : state }
  const page = useAnswer(DeathNoticePage, '/notices', { ...asked, cursor })
  return (
    <>
      <PageTitle
        actions={
          useMay()('notice:send') && (
            <Link to="/$partnership/first-notices/new" params={{ partnership }} className="govuk-button">
              Send a notice
            </Link>
          )
        }
      >
        What was told of a death within hours. It becomes a death once it is accepted, and counts nowhere before.
      </PageTitle>
      <OwnAgencyNote />
      <div className="vigil-filters">
        <SelectFilter<NonNullable<ReturnType<typeof route.useSearch>['state']>>
          path="state"
          label="Show"
          value={state}
          words={{ ...noticeStateWords, all: 'All' }}
          onChange={(chosen) => void navigate({ search: { state: chosen } })}
        />
      </div>
      <Answered answer={page} what="first notices">
        {({ rows, total, nextCursor }) =>
          rows.length === 0 ? (
            <EmptyState sentence={state === 'waiting' ? 'Nothing waits.' : 'No notices here.'}>
              Whoever learns of a death sends a notice by this page, by their own system, or as rows of a spreadsheet.
            </EmptyState>
          ) : (
            <>
              <p className="vigil-total">{plural(total, 'notice')}</p>
              <NoticesTable rows={rows} />
              <Pagination
                shown={rows.length}
                total={total}
                nextCursor={nextCursor}
                isFirstPage={!cursor}
                onPage={(next) => void navigate({ search: { state, cursor: next } })}
              />
              <CsvLink path="/notices" query={asked} what="these notices" />
            </>
          )
        }
      </Answered>
    </>
  )
}

function NoticesTable({ rows }: { rows: readonly DeathNotice[] }) {
  const { slug: partnership } = usePartnership()
  return (
    <Table
      caption="First notices, the oldest first"
      isCaptionHidden
      rows={rows}
      rowKey={({ noticeId }) => noticeId}
      columns={[
        {
          heading: 'Came on',
          isRowHeading: true,
          cell: ({ noticeId, receivedOn }) => (
            <Link to="/$partnership/first-notices/$noticeId" params={{ partnership, noticeId }} className="govuk-link">
              <DayText day={receivedOn} />
            </Link>
          ),
        },
        {
          heading: 'State',
          cell: ({ state, waitingDays }) => (
            <Tag colour={colourOf(state, waitingDays)}>
              {say(noticeStateWords, state)}
              {waitingDays !== null && ` ${sayAge(waitingDays)}`}
            </Tag>
          ),
        },
        {
          heading: 'From',
          cell: ({ sentBy, agencyName, passedFrom }) => agencyName ?? passedFrom ?? say(agencyKindWords, sentBy),
        },
        {
          heading: 'Day',
          cell: ({ eventDay, eventDayPrecision }) => <DayText day={eventDay} precision={eventDayPrecision} />,
        },
        { heading: 'Age', isNumber: true, cell: ({ ageYears }) => ageYears ?? 'not known' },
        { heading: 'Found in', cell: ({ foundTown }) => foundTown ?? 'not known' },
        {
          heading: 'May be recorded',
          cell: ({ possible, death }) =>
            death ? death.reference : possible.length > 0 ? plural(possible.length, 'possible record') : '',
        },
      ]}
    />
  )
}

function colourOf(state: DeathNotice['state'], days: number | null): TagColour {
  if (state === 'waiting') return days !== null && days >= 5 ? 'red' : days !== null && days >= 2 ? 'orange' : 'blue'
  return state === 'accepted' || state === 'merged' ? 'green' : 'grey'
}
