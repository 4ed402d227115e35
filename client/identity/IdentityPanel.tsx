import { useState } from 'react'
import { IdentityHeld, IdentityOpenings, OpenedIdentity } from '../../server/contract/identity.ts'
import { RetentionRemovals } from '../../server/contract/retention.ts'
import { useAnswer, useWriting } from '../api/answers.ts'
import { useMay } from '../api/may.ts'
import { usePartnership } from '../api/partnership.ts'
import { Answered } from '../ui/Answered.tsx'
import { SmallForm } from '../ui/SmallForm.tsx'
import { dayInWords, instantInWords } from '../words/day.ts'
import { say } from '../words/words.ts'
import { IdentityForm } from './IdentityForm.tsx'
import { IdentityShown } from './IdentityShown.tsx'
import { fieldWords, openingWords, sayParts } from './identityWords.ts'
import { breakGlass, openIdentity } from './openingForms.ts'

/** Who this was. Folded, and nothing is asked for until somebody unfolds it; nothing is opened until they say what for. */
export function IdentityPanel({ deathId }: { deathId: string }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details className="govuk-details" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="govuk-details__summary">
        <span className="govuk-details__summary-text">Identity</span>
      </summary>
      <div className="govuk-details__text">
        <p className="govuk-body">
          Names, date of birth, NHS number, addresses and next of kin are kept apart and sealed. Each opening is written
          down: who, what for, and which parts.
        </p>
        {isOpen && <Inside deathId={deathId} />}
      </div>
    </details>
  )
}

function Inside({ deathId }: { deathId: string }) {
  const may = useMay()
  return (
    <>
      {may('identity:read') && <Held deathId={deathId} />}
      {may('identity:break-glass') && <Emergency deathId={deathId} />}
      {may('case-access:read') && <Openings deathId={deathId} />}
    </>
  )
}

function Held({ deathId }: { deathId: string }) {
  const may = useMay()
  const { timeZone } = usePartnership()
  const path = `/deaths/${deathId}/identity`
  const held = useAnswer(IdentityHeld, path)
  const opening = useWriting(OpenedIdentity, 'POST', `${path}/open`, { holdsSecret: true })
  const [doing, setDoing] = useState<'nothing' | 'opening' | 'recording'>('nothing')
  return (
    <Answered answer={held} what="what is held">
      {({ fields, changedAt }) => (
        <>
          <p className="govuk-body">
            {fields.length === 0 || changedAt === null
              ? 'No identity is held.'
              : `Held: ${sayParts(fields)}. Last changed ${instantInWords(changedAt, timeZone)}.`}
          </p>
          {may('hold:write') && fields.length > 0 && <WhenRemoved deathId={deathId} />}
          {opening.data && <IdentityShown opened={opening.data} onClose={() => opening.reset()} />}
          {doing === 'opening' && (
            <SmallForm
              form={openIdentity}
              given={{ fields: { words: wordsOf(fields) } }}
              writing={opening}
              send={(body) => opening.mutate({ body }, { onSuccess: () => setDoing('nothing') })}
              submitLabel="Open"
              onLeave={() => setDoing('nothing')}
            />
          )}
          {doing === 'recording' && (
            <IdentityForm deathId={deathId} held={fields} onLeave={() => setDoing('nothing')} />
          )}
          {doing === 'nothing' && (
            <div className="govuk-button-group">
              {fields.length > 0 && !opening.data && (
                <button
                  type="button"
                  className="govuk-button govuk-button--secondary"
                  onClick={() => setDoing('opening')}
                >
                  Open the identity
                </button>
              )}
              {may('identity:write') && (
                <button
                  type="button"
                  className="govuk-button govuk-button--secondary"
                  onClick={() => setDoing('recording')}
                >
                  {fields.length > 0 ? 'Put the identity right' : 'Record the identity'}
                </button>
              )}
            </div>
          )}
        </>
      )}
    </Answered>
  )
}

/** The parts that are held, in the order in which people should read them. */
function wordsOf(held: readonly string[]) {
  return Object.fromEntries(Object.entries(fieldWords).filter(([field]) => held.includes(field)))
}

/** The day on which the retention schedule takes what is held, once the death is closed. */
function WhenRemoved({ deathId }: { deathId: string }) {
  const { today } = usePartnership()
  const { data } = useAnswer(RetentionRemovals, '/retention/removals', { death: deathId })
  if (!data) return null
  if (data.rows.length === 0)
    return (
      <p className="govuk-body">
        It is kept until the death has been closed for as long as the retention schedule says.
      </p>
    )
  return (
    <ul className="govuk-list govuk-list--bullet">
      {data.rows.map(({ kind, what, removedOn, isHeld }) => (
        <li key={kind}>
          {what}: {isHeld ? 'kept by a legal hold, else ' : ''}removed{' '}
          {removedOn <= today ? 'in the next night' : `in the night of ${dayInWords(removedOn)}`}
        </li>
      ))}
    </ul>
  )
}

function Emergency({ deathId }: { deathId: string }) {
  const opening = useWriting(OpenedIdentity, 'POST', `/deaths/${deathId}/identity/break-glass`, { holdsSecret: true })
  const [isAsking, setAsking] = useState(false)
  if (opening.data) return <IdentityShown opened={opening.data} onClose={() => opening.reset()} />
  if (!isAsking) {
    return (
      <button type="button" className="govuk-button govuk-button--warning" onClick={() => setAsking(true)}>
        Open in an emergency
      </button>
    )
  }
  return (
    <SmallForm
      form={breakGlass}
      writing={opening}
      send={(body) => opening.mutate({ body }, { onSuccess: () => setAsking(false) })}
      submitLabel="Open now, and tell the information governance lead"
      isWarning
      onLeave={() => setAsking(false)}
    />
  )
}

function Openings({ deathId }: { deathId: string }) {
  const { timeZone } = usePartnership()
  const openings = useAnswer(IdentityOpenings, `/deaths/${deathId}/identity/openings`)
  return (
    <Answered answer={openings} what="who has opened it">
      {(rows) =>
        rows.length === 0 ? (
          <p className="govuk-body-s vigil-flush">Nobody has opened it yet.</p>
        ) : (
          <>
            <h3 className="govuk-heading-s">Who has opened it</h3>
            <ul className="govuk-list govuk-list--bullet vigil-flush">
              {rows.map(({ openingId, openedAt, openedBy, openedByName, purpose, fields }) => (
                <li key={openingId}>
                  {openedByName ?? openedBy}, {instantInWords(openedAt, timeZone)}: {say(openingWords, purpose)} (
                  {sayParts(fields)})
                </li>
              ))}
            </ul>
          </>
        )
      }
    </Answered>
  )
}
