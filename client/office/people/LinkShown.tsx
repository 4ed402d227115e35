import type { InvitationLink } from '../../../server/contract/person.ts'
import { usePartnership } from '../../api/partnership.ts'
import { ShownOnce } from '../../ui/ShownOnce.tsx'
import { instantInWords } from '../../words/day.ts'

/** A link to hand over; or, where it goes by mail, that it does. */
export function LinkShown({ link, name }: { link: InvitationLink; name: string }) {
  const { timeZone } = usePartnership()
  return (
    <div className="govuk-inset-text" role="status">
      {link.alreadySignsIn && (
        <p>
          <strong>This address already signs in.</strong> The role counts once its person has accepted it, signed in.
          {link.link !== null &&
            ` Give them the link by a way that you know reaches ${name}, such as a call, so that nobody else uses their address.`}
        </p>
      )}
      {link.link === null ? (
        <p>
          The link goes to the address of {name} within a minute, and is shown to nobody else. It works once, until{' '}
          {instantInWords(link.expiresAt, timeZone)}. Their page says whether it went.
        </p>
      ) : (
        <>
          <p>
            Give this link to {name}, and to nobody else:{' '}
            {link.alreadySignsIn ? 'it is theirs to accept' : 'whoever opens it can set the password'}. It works once,
            until {instantInWords(link.expiresAt, timeZone)}, and is not shown again.
          </p>
          <ShownOnce id="link" label="Link" text={link.link} />
        </>
      )}
    </div>
  )
}
