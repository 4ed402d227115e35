import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { PublicBox, PublicBoxes } from '../../../server/contract/public-box.ts'
import { useAnswer, useWriting } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { dayInWords } from '../../words/day.ts'
import { plural, say } from '../../words/words.ts'
import { boxDetails, boxEvent } from './boxForms.ts'
import { boxEventWords, boxStateWords } from './stockWords.ts'

/** Boxes that anybody can open: whether each is ready, and what has to be looked at. */
export function BoxesPage() {
  const params = { partnership: usePartnership().slug }
  const answer = useAnswer(PublicBoxes, '/stock/boxes')
  return (
    <>
      <Link to="/$partnership/stock" params={params} className="govuk-back-link">
        Stock
      </Link>
      <PageTitle>
        Who looks after each box, when it can be reached, whether it is ready. One that was opened is out of service
        until somebody has looked.
      </PageTitle>
      <Answered answer={answer} what="public boxes">
        {({ law, boxes }) => (
          <>
            <p className="govuk-inset-text">
              {law.because} {law.law}
              {law.source && `: ${law.source}`}.
            </p>
            {boxes.length === 0 ? (
              <EmptyState sentence="No public box is recorded.">
                <Link to="/$partnership/stock/holders/new" params={params} className="govuk-link">
                  Add one
                </Link>{' '}
                as a holder of the kind “public box”.
              </EmptyState>
            ) : (
              <>
                {boxes.map((box) => (
                  <BoxCard key={box.holderId} box={box} />
                ))}
                <p className="govuk-body-s">
                  <CsvLink path="/stock/boxes" what="these boxes for the ambulance service" needsSecondFactor={false} />
                </p>
              </>
            )}
          </>
        )}
      </Answered>
    </>
  )
}

function BoxCard({ box }: { box: PublicBox }) {
  const { slug: partnership, today } = usePartnership()
  const may = useMay()
  const [open, setOpen] = useState<'event' | 'details'>()
  const happening = useWriting(PublicBox, 'POST', `/stock/boxes/${box.holderId}/events`)
  const describing = useWriting(PublicBox, 'PUT', `/stock/boxes/${box.holderId}`)
  const { holderId, name, state, stateSince, checkedOn, isCheckDue, openings, kits, expiresOn, closedOn, events } = box
  const { guardian, address, surroundings, hours, makeAndSerial } = box
  const close = () => setOpen(undefined)
  return (
    <section className="vigil-card" aria-label={name}>
      <h2 className="govuk-heading-s">
        {name}{' '}
        <Tag colour={closedOn ? 'grey' : state === 'ready' ? 'green' : 'red'}>
          {closedOn ? 'Closed' : say(boxStateWords, state)}
        </Tag>{' '}
        {!closedOn && isCheckDue && <Tag colour="orange">to be looked at</Tag>}
      </h2>
      <p className="govuk-body-s">
        {[guardian && `Looked after by ${guardian}`, address, surroundings, hours, makeAndSerial]
          .filter(Boolean)
          .join('. ') || 'Nothing is written of it yet'}
        .
        <br />
        {[
          stateSince && `${say(boxStateWords, state)} since ${dayInWords(stateSince)}`,
          checkedOn ? `looked at ${dayInWords(checkedOn)}` : 'never looked at',
          `opened ${plural(openings, 'time')}`,
          `${plural(kits, 'kit')} in the ledger${expiresOn ? `, the first expires ${dayInWords(expiresOn)}` : ''}`,
        ]
          .filter(Boolean)
          .join('; ')}
        .{' '}
        <Link to="/$partnership/stock/holders/$holderId" params={{ partnership, holderId }} className="govuk-link">
          Its kits
        </Link>
      </p>
      {events.length > 0 && (
        <details className="govuk-details">
          <summary className="govuk-details__summary">
            <span className="govuk-details__summary-text">What happened to it</span>
          </summary>
          <ul className="govuk-list govuk-details__text">
            {events.map(({ eventId, kind, happenedOn, kitsLeft, note }) => (
              <li key={eventId}>
                {dayInWords(happenedOn)}: {say(boxEventWords, kind)}
                {kitsLeft !== null && `, ${plural(kitsLeft, 'kit')} left`}
                {note && `. ${note}`}
              </li>
            ))}
          </ul>
        </details>
      )}
      {may('stock:write') && !open && !closedOn && (
        <div className="vigil-actions">
          <button
            type="button"
            className="govuk-button govuk-button--secondary vigil-flush"
            onClick={() => setOpen('event')}
          >
            Record a look or an opening<span className="govuk-visually-hidden"> of {name}</span>
          </button>
          <button type="button" className="vigil-link-button" onClick={() => setOpen('details')}>
            Describe it<span className="govuk-visually-hidden">: {name}</span>
          </button>
        </div>
      )}
      {open === 'event' && (
        <SmallForm
          form={boxEvent}
          idSuffix={holderId}
          initial={{ happenedOn: today }}
          writing={happening}
          send={(body) => happening.mutate({ body }, { onSuccess: close })}
          submitLabel="Record it"
          onLeave={close}
        />
      )}
      {open === 'details' && (
        <SmallForm
          form={boxDetails}
          idSuffix={holderId}
          initial={Object.fromEntries(
            Object.entries({ guardian, address, surroundings, hours, makeAndSerial }).map(([path, value]) => [
              path,
              value ?? '',
            ]),
          )}
          writing={describing}
          send={(body) => describing.mutate({ body }, { onSuccess: close })}
          submitLabel="Save"
          onLeave={close}
        />
      )}
    </section>
  )
}
