import { getRouteApi, Link } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { DeathNotice, OpenedNotice, PartnershipsBeside } from '../../../server/contract/death-notice.ts'
import { useAnswer, useWriting } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { PairDecisions } from '../../record/pairs/PairDecisions.tsx'
import { settingWords } from '../../record/placeWords.ts'
import { Answered } from '../../ui/Answered.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { Table } from '../../ui/Table.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { agencyKindWords } from '../../words/agencyKindWords.ts'
import { sexWords, statusWords } from '../../words/deathWords.ts'
import { whenInWords } from '../../words/partialDay.ts'
import { say } from '../../words/words.ts'
import { sayAge } from './NoticesWaiting.tsx'
import { openNotice, passNoticeOn, rejectNotice, takeBackDecision } from './noticeForms.ts'
import { noticeDecidedWords, noticeStateWords, sealedPartWords } from './noticeWords.ts'

const route = getRouteApi('/$partnership/first-notices/$noticeId')

/** One first notice: what it says, the records it may be of, and what is decided. */
export function NoticePage() {
  const { noticeId } = route.useParams()
  const { slug: partnership } = usePartnership()
  const answer = useAnswer(DeathNotice, `/notices/${noticeId}`)
  return (
    <>
      <Link to="/$partnership/first-notices" params={{ partnership }} className="govuk-back-link">
        First notices
      </Link>
      <Answered answer={answer} what="the notice" isPage>
        {(notice) => <Known notice={notice} />}
      </Answered>
    </>
  )
}

function Known({ notice }: { notice: DeathNotice }) {
  const may = useMay()
  const { slug: partnership } = usePartnership()
  return (
    <>
      <PageTitle title={`First notice: a death ${whenInWords(notice.eventDay, notice.eventDayPrecision)}`}>
        From {notice.agencyName ?? notice.passedFrom ?? say(agencyKindWords, notice.sentBy)}, came on{' '}
        <DayText day={notice.receivedOn} />. <Tag colour="teal">{say(noticeStateWords, notice.state)}</Tag>{' '}
        {notice.waitingDays !== null && sayAge(notice.waitingDays)}
      </PageTitle>
      {notice.death && (
        <p className="govuk-body">
          It is the death{' '}
          <Link
            to="/$partnership/deaths/$deathId"
            params={{ partnership, deathId: notice.death.deathId }}
            className="govuk-link"
          >
            {notice.death.reference}
          </Link>
          .
        </p>
      )}
      {notice.state === 'routed' && (
        <p className="govuk-inset-text">
          The person was under 18. The child death review looks at such a death, and it is not accepted here: tell the
          child death overview panel, if nobody has. This notice is kept.
        </p>
      )}
      <Facts notice={notice} />
      {may('identity:read') && notice.sealedParts.length > 0 && <OpenSealed notice={notice} />}
      {may('notice:decide') && notice.state === 'waiting' && <Decide notice={notice} />}
      {may('notice:decide') && ['accepted', 'merged', 'rejected'].includes(notice.state) && (
        <TakeBack notice={notice} />
      )}
      <PairDecisions decisions={notice.decisions} words={noticeDecidedWords} />
    </>
  )
}

function Facts({ notice }: { notice: DeathNotice }) {
  const facts: [string, ReactNode][] = [
    ['Age', notice.ageYears ?? 'not known'],
    ['Sex', say(sexWords, notice.sex)],
    ['Found in', notice.foundTown ?? 'not known'],
    ['Lived in', notice.residenceTown ?? 'not known'],
    ['Kind of place', say(settingWords, notice.setting)],
    ['Believed taken', notice.believedTaken.join(', ') || 'not told'],
    ['Their number', notice.reference ?? 'none'],
  ]
  return (
    <>
      <dl className="govuk-summary-list">
        {facts.map(([name, fact]) => (
          <div className="govuk-summary-list__row" key={name}>
            <dt className="govuk-summary-list__key">{name}</dt>
            <dd className="govuk-summary-list__value">{fact}</dd>
          </div>
        ))}
      </dl>
      {notice.circumstances && (
        <details className="govuk-details">
          <summary className="govuk-details__summary">
            <span className="govuk-details__summary-text">Circumstances (it can be hard to read)</span>
          </summary>
          <div className="govuk-details__text vigil-written">{notice.circumstances}</div>
        </details>
      )}
      <h2 className="govuk-heading-m">Involved</h2>
      {notice.involved.length === 0 ? (
        <p className="govuk-body">Nobody was named.</p>
      ) : (
        <Table
          caption="Agencies and professionals involved"
          isCaptionHidden
          rows={notice.involved}
          rowKey={(one) => JSON.stringify(one)}
          columns={[
            { heading: 'Service', isRowHeading: true, cell: ({ service }) => service },
            { heading: 'Kind', cell: ({ agencyKind }) => say(agencyKindWords, agencyKind) },
            { heading: 'Role', cell: ({ role }) => role ?? 'not told' },
            { heading: 'Reached by', cell: ({ contact }) => contact ?? 'not told' },
          ]}
        />
      )}
    </>
  )
}

function OpenSealed({ notice }: { notice: DeathNotice }) {
  const opening = useWriting(OpenedNotice, 'POST', `/notices/${notice.noticeId}/open`, { holdsSecret: true })
  const { data: opened } = opening
  return (
    <details className="govuk-details">
      <summary className="govuk-details__summary">
        <span className="govuk-details__summary-text">Who it is about</span>
      </summary>
      <div className="govuk-details__text">
        {opened ? (
          <>
            <p className="govuk-body">
              {opened.identity?.name ? `${opened.identity.name.given} ${opened.identity.name.family}` : 'No name'}, born{' '}
              <DayText day={opened.identity?.dateOfBirth ?? null} />, NHS number{' '}
              {opened.identity?.nhsNumber ?? 'not known'}
            </p>
            {opened.pasted && <pre className="vigil-whole-text">{opened.pasted}</pre>}
          </>
        ) : (
          <>
            <p className="govuk-body">
              Sealed beside it: {notice.sealedParts.map((part) => say(sealedPartWords, part)).join(', ')}. Opening is
              written down with its purpose.
            </p>
            <SmallForm
              form={openNotice}
              writing={opening}
              send={(body) => opening.mutate({ body })}
              submitLabel="Open"
            />
          </>
        )}
      </div>
    </details>
  )
}

function Decide({ notice }: { notice: DeathNotice }) {
  const deciding = useWriting(DeathNotice, 'POST', `/notices/${notice.noticeId}/decisions`)
  const beside = useAnswer(PartnershipsBeside, '/notices/partnerships').data ?? []
  const [asked, setAsked] = useState<'rejected' | 'passed_on'>()
  const decide = (body: object) => deciding.mutate({ body })
  const isRefusedElsewhere = deciding.error !== null && asked === undefined
  return (
    <section className="vigil-panel" aria-labelledby="decide">
      <h2 className="govuk-heading-m" id="decide">
        {notice.possible.length > 0 ? 'Is this death recorded already?' : 'What is it?'}
      </h2>
      {isRefusedElsewhere && deciding.error && <ProblemNotice failure={deciding.error} />}
      {notice.possible.length > 0 && (
        <Beside notice={notice} merge={(deathId) => decide({ decided: 'merged', deathId })} />
      )}
      <div className="govuk-button-group">
        <button
          type="button"
          className="govuk-button"
          disabled={deciding.isPending}
          onClick={() => decide({ decided: 'accepted' })}
        >
          {notice.possible.length > 0 ? 'None of these: accept as a new death' : 'Accept as a suspected death'}
        </button>
        <button type="button" className="govuk-button govuk-button--secondary" onClick={() => setAsked('rejected')}>
          Reject
        </button>
        {beside.length > 0 && (
          <button type="button" className="govuk-button govuk-button--secondary" onClick={() => setAsked('passed_on')}>
            Pass on to another partnership
          </button>
        )}
      </div>
      {asked === 'rejected' && (
        <SmallForm
          form={rejectNotice}
          writing={deciding}
          send={decide}
          submitLabel="Reject it"
          onLeave={() => setAsked(undefined)}
        />
      )}
      {asked === 'passed_on' && (
        <SmallForm
          form={passNoticeOn}
          given={{ partnership: { words: Object.fromEntries(beside.map(({ slug, name }) => [slug, name])) } }}
          writing={deciding}
          send={decide}
          submitLabel="Pass it on"
          onLeave={() => setAsked(undefined)}
        />
      )}
    </section>
  )
}

/** The notice and what it may be of, fact by fact. */
function Beside({ notice, merge }: { notice: DeathNotice; merge: (deathId: string) => void }) {
  const { slug: partnership } = usePartnership()
  const told = {
    deathId: '',
    source: '',
    status: '',
    agreements: [],
    ...notice,
  }
  return (
    <Table
      caption="This notice and the records that it may be of"
      isCaptionHidden
      rows={[told, ...notice.possible]}
      rowKey={({ deathId }) => deathId || 'notice'}
      columns={[
        {
          heading: 'Record',
          isRowHeading: true,
          cell: ({ deathId, reference, source }) =>
            deathId ? (
              <Link to="/$partnership/deaths/$deathId" params={{ partnership, deathId }} className="govuk-link">
                {reference} ({source})
              </Link>
            ) : (
              'This notice'
            ),
        },
        { heading: 'Agrees', cell: ({ agreements }) => agreements.join(', ') },
        {
          heading: 'Day',
          cell: ({ eventDay, eventDayPrecision }) => <DayText day={eventDay} precision={eventDayPrecision} />,
        },
        { heading: 'Age', cell: ({ ageYears }) => ageYears ?? 'not known' },
        { heading: 'Sex', cell: ({ sex }) => say(sexWords, sex) },
        { heading: 'Found in', cell: ({ foundTown }) => foundTown ?? 'not known' },
        { heading: 'Stands', cell: ({ deathId, status }) => (deathId ? say(statusWords, status) : 'a notice') },
        {
          heading: 'Same death?',
          cell: ({ deathId, reference }) =>
            deathId ? (
              <button type="button" className="vigil-link-button" onClick={() => merge(deathId)}>
                Merge<span className="govuk-visually-hidden"> into {reference}</span>
              </button>
            ) : (
              ''
            ),
        },
      ]}
    />
  )
}

function TakeBack({ notice }: { notice: DeathNotice }) {
  const deciding = useWriting(DeathNotice, 'POST', `/notices/${notice.noticeId}/decisions`)
  return (
    <details className="govuk-details">
      <summary className="govuk-details__summary">
        <span className="govuk-details__summary-text">Was that wrong?</span>
      </summary>
      <div className="govuk-details__text">
        <p className="govuk-body">
          The notice waits again and nothing of it is lost.
          {notice.state === 'accepted' && ' The death that was made of it is excluded, with this reason.'}
        </p>
        <SmallForm
          form={takeBackDecision}
          writing={deciding}
          send={(body) => deciding.mutate({ body })}
          submitLabel="Take it back"
          isWarning
        />
      </div>
    </details>
  )
}
