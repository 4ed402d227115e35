import { useState } from 'react'
import { GuestLink, GuestLinkMade, GuestLinks } from '../../../server/contract/person.ts'
import { useAnswer, useWriting } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { ConfirmedButton } from '../../ui/ConfirmedButton.tsx'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'
import { ShownOnce } from '../../ui/ShownOnce.tsx'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { instantInWords } from '../../words/day.ts'
import { newGuestLink } from './guestLinkForm.ts'

/** Somebody without an account may read this one case, for a stated purpose and some days. */
export function GuestLinksPanel({ deathId }: { deathId: string }) {
  const { timeZone } = usePartnership()
  const links = useAnswer(GuestLinks, '/guest-links', { deathId })
  const giving = useWriting(GuestLinkMade, 'POST', '/guest-links', { holdsSecret: true })
  const [isOpen, setOpen] = useState(false)
  return (
    <section className="vigil-panel vigil-panel--apart" aria-labelledby="guests">
      <h2 className="govuk-heading-m" id="guests">
        Guests
      </h2>
      <Answered answer={links} what="guest links">
        {(rows) =>
          rows.length === 0 ? (
            <p className="govuk-body">Nobody outside the partnership has a link to this case.</p>
          ) : (
            <ul className="vigil-cards">
              {rows.map((link) => (
                <GuestLinkCard key={link.guestLinkId} link={link} />
              ))}
            </ul>
          )
        }
      </Answered>
      {giving.data && (
        <div className="govuk-inset-text" role="status">
          <p>
            Give this link to the guest, and to nobody else. It opens this one case until{' '}
            {instantInWords(giving.data.expiresAt, timeZone)}, and is not shown again.
          </p>
          <ShownOnce id="guest-link" label="Link" text={giving.data.link} />
        </div>
      )}
      {isOpen ? (
        <div className="vigil-small-form">
          <SmallForm
            form={newGuestLink}
            writing={giving}
            send={(body) => giving.mutate({ body: { deathId, ...body } }, { onSuccess: () => setOpen(false) })}
            submitLabel="Make the link"
            onLeave={() => setOpen(false)}
          />
        </div>
      ) : (
        <button
          type="button"
          className="govuk-button govuk-button--secondary"
          onClick={() => {
            giving.reset()
            setOpen(true)
          }}
        >
          Give a guest this case
        </button>
      )}
    </section>
  )
}

function GuestLinkCard({ link }: { link: GuestLink }) {
  const { timeZone } = usePartnership()
  const revoking = useWriting(GuestLink, 'POST', `/guest-links/${link.guestLinkId}/revoke`)
  const { guestName, purpose, createdAt, expiresAt, openedAt, revokedAt } = link
  const isOver = revokedAt !== null || Date.parse(expiresAt) < Date.now()
  return (
    <li className="vigil-card">
      <p className="govuk-body-s">
        <strong>{guestName}</strong>: {purpose}
        <br />
        Given {instantInWords(createdAt, timeZone)},{' '}
        {revokedAt
          ? `taken back ${instantInWords(revokedAt, timeZone)}`
          : `until ${instantInWords(expiresAt, timeZone)}`}
        . {openedAt ? `First opened ${instantInWords(openedAt, timeZone)}.` : 'Not opened yet.'}
      </p>
      {revoking.error && <ProblemNotice failure={revoking.error} />}
      {!isOver && (
        <ConfirmedButton
          label="Take it back"
          question={`${guestName} can no longer open this case.`}
          isSending={revoking.isPending}
          onConfirm={() => revoking.mutate({ body: {} })}
        />
      )}
    </li>
  )
}
