import { Link } from '@tanstack/react-router'
import { GovernanceNotice, GovernanceNotices } from '../../server/contract/identity.ts'
import { useAnswer, useWriting } from '../api/answers.ts'
import { usePartnership } from '../api/partnership.ts'
import { Answered } from '../ui/Answered.tsx'
import { CsvLink } from '../ui/CsvLink.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { PageTitle } from '../ui/PageTitle.tsx'
import { ProblemNotice } from '../ui/ProblemNotice.tsx'
import { Tag } from '../ui/Tag.tsx'
import { instantInWords } from '../words/day.ts'

/** What the information governance lead is told, unread first. */
export function NoticesPage() {
  const notices = useAnswer(GovernanceNotices, '/governance-notices', {}, { staleTime: 0 })
  return (
    <>
      <PageTitle>
        Identities that were opened in an emergency, by somebody whose role does not open them. Ask whether the reason
        holds, and mark each as read.
      </PageTitle>
      <Answered answer={notices} what="notices">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState sentence="No identity has been opened in an emergency.">
              Nothing to do. When one is, it stands here to be read.
            </EmptyState>
          ) : (
            <>
              <ul className="vigil-cards">
                {rows.map((notice) => (
                  <NoticeCard key={notice.noticeId} notice={notice} />
                ))}
              </ul>
              <CsvLink path="/governance-notices" what="these notices" />
            </>
          )
        }
      </Answered>
    </>
  )
}

function NoticeCard({ notice }: { notice: GovernanceNotice }) {
  const { slug: partnership, timeZone } = usePartnership()
  const reading = useWriting(GovernanceNotice, 'PUT', `/governance-notices/${notice.noticeId}/read`)
  const { byUser, byUserName, noticedAt, deathId, reason, readAt, readBy, readByName } = notice
  return (
    <li className="vigil-card">
      <h2 className="govuk-heading-s">
        {byUserName ?? byUser}, {instantInWords(noticedAt, timeZone)}{' '}
        {readAt ? <Tag colour="grey">Read</Tag> : <Tag colour="red">Not read yet</Tag>}
      </h2>
      <p className="govuk-body">{reason}</p>
      <p className="govuk-body-s">
        <Link to="/$partnership/audit" params={{ partnership }} search={{ record: deathId }} className="govuk-link">
          Everything in the audit about this death
        </Link>
      </p>
      {reading.error && <ProblemNotice failure={reading.error} />}
      {readAt ? (
        <p className="govuk-body-s vigil-flush">
          Read by {readByName ?? readBy}, {instantInWords(readAt, timeZone)}.
        </p>
      ) : (
        <button
          type="button"
          className="govuk-button govuk-button--secondary vigil-flush"
          disabled={reading.isPending}
          onClick={() => reading.mutate({ body: {} })}
        >
          Mark as read
        </button>
      )}
    </li>
  )
}
