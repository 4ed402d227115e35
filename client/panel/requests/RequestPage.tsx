import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { OneAgencyRequest } from '../../../server/contract/agency-request.ts'
import { useAnswer, useWriting } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { say } from '../../words/words.ts'
import { entryKindWords } from '../chronology/chronologyWords.ts'
import { About } from './RequestsTable.tsx'
import { answerEntry, withdrawRequest } from './requestForms.ts'
import { standingColours, standingWords } from './requestWords.ts'

const route = getRouteApi('/$partnership/agency-requests/$requestId')

/** The pane of one agency: what it is asked and what it has told, and nothing else of the case. */
export function RequestPage() {
  const { requestId } = route.useParams()
  const { slug: partnership } = usePartnership()
  const answer = useAnswer(OneAgencyRequest, `/agency-requests/${requestId}`)
  return (
    <>
      <Link to="/$partnership/agency-requests" params={{ partnership }} className="govuk-back-link">
        Requests to agencies
      </Link>
      <Answered answer={answer} what="the request" isPage>
        {(known) => <Known known={known} />}
      </Answered>
    </>
  )
}

function Known({ known: { request, entries } }: { known: OneAgencyRequest }) {
  const { slug: partnership } = usePartnership()
  const may = useMay()
  const { death, withdrawnReason } = request
  return (
    <>
      <PageTitle title={`Asked: ${request.service}`}>
        <About request={request} />. Asked on <DayText day={request.askedOn} />, due on <DayText day={request.dueOn} />.{' '}
        <Tag colour={standingColours[request.standing]}>{say(standingWords, request.standing)}</Tag>
      </PageTitle>
      {death && (
        <p className="govuk-body">
          <Link
            to="/$partnership/deaths/$deathId"
            params={{ partnership, deathId: death.deathId }}
            className="govuk-link"
          >
            The death {death.reference}
          </Link>
        </p>
      )}
      {withdrawnReason && <p className="govuk-inset-text">Withdrawn: {withdrawnReason}. Nothing is asked any more.</p>}
      <p className="govuk-body">
        Who the person was is not told here: the panel’s coordinator tells it by the way you have agreed. Tell what you
        know of treatment, prescribing, custody, hospital, housing and contacts. It is kept under the name of your
        agency.
      </p>
      <h2 className="govuk-heading-m">What was told</h2>
      {entries.length === 0 ? (
        <p className="govuk-body">Nothing yet.</p>
      ) : (
        <ul className="govuk-list govuk-list--bullet">
          {entries.map(({ entryId, kind, fromDay, fromPrecision, what }) => (
            <li key={entryId}>
              <DayText day={fromDay} precision={fromPrecision} />: {say(entryKindWords, kind)}
              {what && <span className="vigil-whole-text">. {what}</span>}
            </li>
          ))}
        </ul>
      )}
      {may('request:answer') && request.standing !== 'withdrawn' && <Answering request={request} />}
      {may('request:write') && !['answered', 'withdrawn'].includes(request.standing) && <Withdraw request={request} />}
    </>
  )
}

type Asked = { request: OneAgencyRequest['request'] }

function Answering({ request: { requestId, standing } }: Asked) {
  const answering = useWriting(OneAgencyRequest, 'POST', `/agency-requests/${requestId}/answers`)
  const [times, setTimes] = useState(0)
  return (
    <section className="vigil-card" aria-label="Answer">
      <h2 className="govuk-heading-m">Tell what you know</h2>
      <SmallForm
        form={answerEntry}
        key={times}
        writing={answering}
        send={(entry) =>
          answering.mutate(
            { body: { entries: [entry], isDone: false } },
            { onSuccess: () => setTimes((now) => now + 1) },
          )
        }
        submitLabel="Add this"
      />
      {standing !== 'answered' && (
        <>
          {answering.error && <ProblemNotice failure={answering.error} />}
          <button
            type="button"
            className="govuk-button govuk-button--secondary"
            disabled={answering.isPending}
            onClick={() => answering.mutate({ body: { entries: [], isDone: true } })}
          >
            That is all we know
          </button>
        </>
      )}
    </section>
  )
}

function Withdraw({ request: { requestId } }: Asked) {
  const withdrawing = useWriting(OneAgencyRequest, 'PUT', `/agency-requests/${requestId}/withdrawn`)
  return (
    <details className="govuk-details">
      <summary className="govuk-details__summary">
        <span className="govuk-details__summary-text">Withdraw this request</span>
      </summary>
      <div className="govuk-details__text">
        <SmallForm
          form={withdrawRequest}
          writing={withdrawing}
          send={(body) => withdrawing.mutate({ body })}
          submitLabel="Withdraw it"
          isWarning
        />
      </div>
    </details>
  )
}
