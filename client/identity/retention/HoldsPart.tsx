import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { LegalHold, LegalHolds } from '../../../server/contract/retention.ts'
import { useAnswer, useWriting } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { dayInWords, instantInWords } from '../../words/day.ts'
import { liftHold, NewHoldForm } from './HoldForms.tsx'

export function HoldsPart() {
  const may = useMay()
  const holds = useAnswer(LegalHolds, '/holds')
  const [isAdding, setAdding] = useState(false)
  return (
    <section className="vigil-panel" aria-labelledby="holds">
      <h2 className="govuk-heading-m" id="holds">
        Legal holds
      </h2>
      <Answered answer={holds} what="legal holds">
        {(rows) =>
          rows.length === 0 ? (
            <p className="govuk-body">Nothing is under legal hold.</p>
          ) : (
            <>
              <ul className="vigil-cards">
                {rows.map((hold) => (
                  <HoldCard key={hold.holdId} hold={hold} />
                ))}
              </ul>
              <CsvLink path="/holds" what="legal holds" />
            </>
          )
        }
      </Answered>
      {may('hold:write') &&
        (isAdding ? (
          <NewHoldForm onLeave={() => setAdding(false)} />
        ) : (
          <p className="govuk-body vigil-flush vigil-panel--apart">
            <button type="button" className="govuk-button govuk-button--secondary" onClick={() => setAdding(true)}>
              Put something under legal hold
            </button>
          </p>
        ))}
    </section>
  )
}

function HoldCard({ hold }: { hold: LegalHold }) {
  const may = useMay()
  const { slug: partnership, timeZone } = usePartnership()
  const lifting = useWriting(LegalHold, 'PUT', `/holds/${hold.holdId}/lift`)
  const [isLifting, setLifting] = useState(false)
  const { deathId, reason, heldFrom, placedBy, placedByName, liftedAt, liftedBy, liftedByName, liftReason } = hold
  return (
    <li className="vigil-card">
      <h3 className="govuk-heading-s">
        {deathId ? (
          may('death:read') ? (
            <Link to="/$partnership/deaths/$deathId" params={{ partnership, deathId }} className="govuk-link">
              Death {deathId.slice(0, 8)}
            </Link>
          ) : (
            `Death ${deathId.slice(0, 8)}`
          )
        ) : (
          'Everything of the partnership'
        )}{' '}
        {liftedAt ? <Tag colour="grey">Lifted</Tag> : <Tag colour="orange">Held</Tag>}
      </h3>
      <p className="govuk-body-s">
        {reason} Held from {dayInWords(heldFrom)} by {placedByName ?? placedBy}.
        {liftedAt && ` Lifted ${instantInWords(liftedAt, timeZone)} by ${liftedByName ?? liftedBy}: ${liftReason}`}
      </p>
      {!liftedAt &&
        may('hold:write') &&
        (isLifting ? (
          <SmallForm
            form={liftHold}
            idSuffix={hold.holdId}
            writing={lifting}
            send={(body) => lifting.mutate({ body })}
            submitLabel="Lift the hold"
            onLeave={() => setLifting(false)}
          />
        ) : (
          <button
            type="button"
            className="govuk-button govuk-button--secondary vigil-flush"
            onClick={() => setLifting(true)}
          >
            Lift the hold
          </button>
        ))}
    </li>
  )
}
