import { useEffect, useState } from 'react'
import { Nothing, Session } from '../../server/contract/session.ts'
import { serverNow } from '../api/ask.ts'
import { leaveForSignIn } from '../api/leave.ts'
import { refreshSession, rememberSession } from '../api/session.ts'
import { usePost } from '../api/usePost.ts'
import { Modal } from '../ui/Modal.tsx'
import { ProblemNotice } from '../ui/ProblemNotice.tsx'
import { plural } from '../words/words.ts'

const warningSeconds = 180
/** Asked again while the server has not yet ended it. */
const askAgainSeconds = 5

/** WCAG 2.2.1: before a session ends, a warning, and one press to stay. What was written in a form is kept either way. */
export function SessionWarning({ session }: { session: Session }) {
  const idleEndsAt = parseInstant(session.idleEndsAt)
  const endsAt = parseInstant(session.endsAt)
  const endsAnyway = endsAt <= idleEndsAt
  const secondsLeft = useSecondsLeft(Math.min(idleEndsAt, endsAt))
  const staying = usePost(Session, '/session/extend')
  const leaving = usePost(Nothing, '/sign-out')
  const [closedFor, setClosedFor] = useState(0)
  if (secondsLeft === undefined || closedFor === endsAt) return null

  function stay() {
    if (endsAnyway) setClosedFor(endsAt)
    else staying.mutate({}, { onSuccess: rememberSession })
  }
  return (
    <Modal title="You will be signed out soon" onClose={stay}>
      <p className="govuk-body" aria-hidden="true">
        In <strong>{sayLeft(secondsLeft)}</strong>.
      </p>
      <p className="govuk-visually-hidden" role="status">
        You will be signed out in {sayLeft(Math.ceil(secondsLeft / 30) * 30)}.
      </p>
      <p className="govuk-body">
        {endsAnyway
          ? 'Nobody stays signed in for longer than this. '
          : 'You have not used Vigil for a while, and what it shows is not for other eyes. '}
        What you have written in a form stays in this tab: sign in again here, and go on.
      </p>
      {staying.error && <ProblemNotice failure={staying.error} />}
      <div className="govuk-button-group">
        <button type="button" className="govuk-button" onClick={stay}>
          {endsAnyway ? 'Close' : 'Stay signed in'}
        </button>
        <button
          type="button"
          className="vigil-link-button"
          onClick={() => leaving.mutate({}, { onSuccess: leaveForSignIn })}
        >
          Sign out
        </button>
      </div>
    </Modal>
  )
}

/** How long until then, once the warning is due. */
function useSecondsLeft(end: number) {
  const [left, setLeft] = useState<number>()
  useEffect(
    function countDown() {
      function count() {
        const seconds = Math.ceil((end - serverNow()) / 1000)
        setLeft(seconds <= warningSeconds ? Math.max(seconds, 0) : undefined)
        if (seconds <= 0 && seconds % askAgainSeconds === 0) void refreshSession()
      }
      count()
      const clock = setInterval(count, 1000)
      return () => clearInterval(clock)
    },
    [end],
  )
  return left
}

function parseInstant(at: string | null) {
  return at === null ? Number.POSITIVE_INFINITY : Date.parse(at)
}

function sayLeft(seconds: number) {
  const minutes = Math.floor(seconds / 60)
  const rest = seconds % 60
  const parts = [minutes > 0 && plural(minutes, 'minute'), (rest > 0 || minutes === 0) && plural(rest, 'second')]
  return parts.filter(Boolean).join(' ')
}
