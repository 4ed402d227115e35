import { useState } from 'react'
import { type SubjectRequest, SubjectRequests } from '../../../server/contract/subject.ts'
import { useAnswer } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { dayInWords, instantInWords } from '../../words/day.ts'
import { say } from '../../words/words.ts'
import { AnswerRequestForm } from './AnswerRequestForm.tsx'
import { NewRequestForm } from './NewRequestForm.tsx'
import { kindWords } from './requestWords.ts'

/** Living people: next of kin, reporters and staff. A month from the day they ask. */
export function SubjectRequestsPage() {
  const requests = useAnswer(SubjectRequests, '/subject-requests')
  const [isAdding, setAdding] = useState(false)
  return (
    <>
      <PageTitle
        actions={
          !isAdding && (
            <button type="button" className="govuk-button" onClick={() => setAdding(true)}>
              Enter a request
            </button>
          )
        }
      >
        A living person may ask what is held about them, or for its erasure, and has an answer within a month. Make sure
        that it is them before you answer.
      </PageTitle>
      {isAdding && <NewRequestForm onLeave={() => setAdding(false)} />}
      <Answered answer={requests} what="requests">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState sentence="Nobody has asked yet.">
              Enter a request on the day it comes: it is answered within a month.
            </EmptyState>
          ) : (
            <>
              <ul className="vigil-cards">
                {rows.map((request) => (
                  <RequestCard key={request.requestId} request={request} />
                ))}
              </ul>
              <CsvLink path="/subject-requests" what="these requests" />
            </>
          )
        }
      </Answered>
    </>
  )
}

function RequestCard({ request }: { request: SubjectRequest }) {
  const { timeZone } = usePartnership()
  const [isAnswering, setAnswering] = useState(false)
  const { kind, reference, receivedOn, dueOn, answeredAt, isLate, outcome } = request
  return (
    <li className="vigil-card">
      <h2 className="govuk-heading-s">
        {reference}: {say(kindWords, kind)}{' '}
        {answeredAt ? (
          <Tag colour="grey">Answered</Tag>
        ) : (
          <Tag colour={isLate ? 'red' : 'blue'}>{isLate ? 'Late' : 'Open'}</Tag>
        )}
      </h2>
      <p className="govuk-body-s">
        Received {dayInWords(receivedOn)}, due {dayInWords(dueOn)}.
        {answeredAt && ` Answered ${instantInWords(answeredAt, timeZone)}.`}
      </p>
      {outcome.length > 0 && (
        <ul className="govuk-list govuk-list--bullet govuk-body-s">
          {outcome.map(({ what, deed, count, why }) => (
            <li key={`${deed} ${what}`}>
              {what}: {count} {deed}
              {why && `, because ${why}`}
            </li>
          ))}
        </ul>
      )}
      {isAnswering ? (
        <AnswerRequestForm request={request} onLeave={() => setAnswering(false)} />
      ) : (
        !answeredAt && (
          <button
            type="button"
            className="govuk-button govuk-button--secondary vigil-flush"
            onClick={() => setAnswering(true)}
          >
            Answer
          </button>
        )
      )}
    </li>
  )
}
