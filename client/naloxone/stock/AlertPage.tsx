import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { type AlertHolder, StockAlert } from '../../../server/contract/stock-alert.ts'
import { useAnswer, useWriting } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { Table } from '../../ui/Table.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { dayInWords } from '../../words/day.ts'
import { plural, say } from '../../words/words.ts'
import { alertAnswer, endAlert } from './alertForms.ts'
import { alertKindWords, answerWords } from './stockWords.ts'

const route = getRouteApi('/$partnership/stock/alerts/$alertId')

/** One alert: what it says, everybody whom it reaches, and what each has answered. */
export function AlertPage() {
  const { alertId } = route.useParams()
  const params = { partnership: usePartnership().slug }
  const answer = useAnswer(StockAlert, `/stock/alerts/${alertId}`)
  return (
    <>
      <Link to="/$partnership/stock/alerts" params={params} className="govuk-back-link">
        Safety alerts
      </Link>
      <Answered answer={answer} what="this alert" isPage>
        {(alert) => <Alert alert={alert} />}
      </Answered>
    </>
  )
}

function Alert({ alert }: { alert: StockAlert }) {
  const { reference, kind, title, advice, issuedOn, endedOn, holders, productName, suppliedKits, suppliedTimes } = alert
  const answered = holders.filter(({ state }) => state !== null).length
  return (
    <>
      <PageTitle title={title}>
        {reference}, {dayInWords(issuedOn)}
        {alert.class !== null && `, class ${alert.class}`}. {productName}. <strong>{say(alertKindWords, kind)}.</strong>{' '}
        {endedOn && <Tag colour="grey">ended {dayInWords(endedOn)}</Tag>}
      </PageTitle>
      <p className="govuk-inset-text">{advice}</p>
      <p className="govuk-body">
        {answered} of {plural(holders.length, 'holder')} {answered === 1 ? 'has' : 'have'} answered.{' '}
        {plural(suppliedKits, 'kit')} of these batches {suppliedKits === 1 ? 'was' : 'were'} recorded as given to
        people, in {plural(suppliedTimes, 'supply', 'supplies')}: {sayPublic(alert)}
      </p>
      {holders.length === 0 ? (
        <EmptyState sentence="Nobody here has or had kits of these batches in stock.">
          A delivery of one that comes later is found by itself.
        </EmptyState>
      ) : (
        <HoldersTable alert={alert} />
      )}
      <BatchesTable alert={alert} />
      <EndAlert alert={alert} />
    </>
  )
}

function sayPublic({ publicNotice, endedOn }: StockAlert) {
  if (endedOn) return 'nothing stands on the public page any more.'
  return publicNotice
    ? 'they read of it on the public page, since most have given no name.'
    : 'nothing is said of it on the public page.'
}

function HoldersTable({ alert: { alertId, holders, endedOn } }: { alert: StockAlert }) {
  const { slug: partnership } = usePartnership()
  const may = useMay()
  const [asking, setAsking] = useState<string>()
  const answering = useWriting(StockAlert, 'POST', `/stock/alerts/${alertId}/answers`)
  const asked = holders.find(({ holderId }) => holderId === asking)
  return (
    <>
      {asked && (
        <section className="vigil-card" aria-label={`Answer for ${asked.name}`}>
          <h2 className="govuk-heading-s">Answer for {asked.name}</h2>
          <SmallForm
            form={alertAnswer}
            key={asked.holderId}
            given={{ holderId: { words: Object.fromEntries(holders.map(({ holderId, name }) => [holderId, name])) } }}
            initial={{
              ...{ holderId: asked.holderId, state: asked.state ?? '', note: asked.note ?? '' },
              kitsFound: asked.kitsFound === null ? '' : String(asked.kitsFound),
            }}
            writing={answering}
            send={(body) => answering.mutate({ body }, { onSuccess: () => setAsking(undefined) })}
            submitLabel="Save the answer"
            onLeave={() => setAsking(undefined)}
          />
        </section>
      )}
      <Table
        caption="Whom it reaches"
        rows={holders}
        rowKey={({ holderId }) => holderId}
        isSelected={({ holderId }) => holderId === asking}
        columns={[
          {
            heading: 'Where',
            isRowHeading: true,
            cell: ({ holderId, name }) => (
              <Link
                to="/$partnership/stock/holders/$holderId"
                params={{ partnership, holderId }}
                className="govuk-link"
              >
                {name}
              </Link>
            ),
          },
          { heading: 'Agency', cell: ({ agencyName }) => agencyName ?? 'none' },
          { heading: 'Has now', isNumber: true, cell: ({ kits }) => kits },
          { heading: 'Had in all', isNumber: true, cell: ({ everHeld }) => everHeld },
          { heading: 'Batches', cell: ({ batchNumbers }) => batchNumbers.join(', ') },
          { heading: 'Answer', cell: (row) => <AnswerText row={row} /> },
          ...(may('stock:write') && !endedOn
            ? [
                {
                  heading: 'Record',
                  cell: ({ holderId, name }: AlertHolder) => (
                    <button type="button" className="vigil-link-button" onClick={() => setAsking(holderId)}>
                      Answer<span className="govuk-visually-hidden"> for {name}</span>
                    </button>
                  ),
                },
              ]
            : []),
        ]}
      />
      <p className="govuk-body-s">
        <CsvLink path={`/stock/alerts/${alertId}`} what="whom it reaches" needsSecondFactor={false} />
      </p>
    </>
  )
}

function AnswerText({ row: { state, kitsFound, answeredOn, note } }: { row: AlertHolder }) {
  if (!state) return <Tag colour="orange">none yet</Tag>
  return (
    <>
      <Tag colour={state === 'completed' || state === 'not_required' ? 'green' : 'yellow'}>
        {say(answerWords, state)}
      </Tag>{' '}
      <DayText day={answeredOn} />
      {kitsFound !== null && `, ${plural(kitsFound, 'kit')} found`}
      {note && `. ${note}`}
    </>
  )
}

function BatchesTable({ alert: { batches } }: { alert: StockAlert }) {
  return (
    <Table
      caption="Which kits it is about"
      rows={batches.map((batch, place) => ({ ...batch, place }))}
      rowKey={({ place }) => String(place)}
      columns={[
        {
          heading: 'Batch',
          isRowHeading: true,
          cell: ({ batchNumber, firstNumber, lastNumber }) =>
            [batchNumber, firstNumber && `kits ${firstNumber} to ${lastNumber}`].filter(Boolean).join(', '),
        },
        { heading: 'Expiry in the alert', cell: ({ expiresAsPrinted }) => expiresAsPrinted ?? 'not given' },
        {
          heading: 'Recorded here',
          cell: ({ recordedExpiresOn, recordedPrecision, isExpiryOther }) =>
            recordedExpiresOn ? (
              <>
                expires <DayText day={recordedExpiresOn} precision={recordedPrecision ?? 'day'} />{' '}
                {isExpiryOther && <Tag colour="yellow">another expiry</Tag>}
              </>
            ) : (
              'no'
            ),
        },
      ]}
    />
  )
}

function EndAlert({ alert: { alertId, endedOn } }: { alert: StockAlert }) {
  const may = useMay()
  const { today } = usePartnership()
  const [isAsking, setAsking] = useState(false)
  const ending = useWriting(StockAlert, 'PUT', `/stock/alerts/${alertId}/ended`)
  if (!may('stock-alert:write')) return null
  if (!isAsking)
    return (
      <button type="button" className="govuk-button govuk-button--secondary" onClick={() => setAsking(true)}>
        {endedOn ? 'Change its end' : 'End this alert'}
      </button>
    )
  return (
    <SmallForm
      form={endAlert}
      initial={{ endedOn: endedOn ?? today }}
      writing={ending}
      send={(body) => ending.mutate({ body }, { onSuccess: () => setAsking(false) })}
      submitLabel="Save"
      onLeave={() => setAsking(false)}
    />
  )
}
