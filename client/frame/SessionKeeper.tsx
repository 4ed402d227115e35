import { lazy, Suspense, useEffect, useRef } from 'react'
import { leaveForSignIn } from '../api/leave.ts'
import { useSession } from '../api/session.ts'
import { useSecondFactorAsked } from '../api/stepUp.ts'
import { SessionWarning } from './SessionWarning.tsx'

const StepUpDialog = lazy(() => import('./StepUpDialog.tsx').then((file) => ({ default: file.StepUpDialog })))

const minute = 60_000

/** Stands once beside every page: asks each minute who is signed in, warns before it ends, and leaves when it has ended. */
export function SessionKeeper() {
  const session = useSession({ refetchInterval: minute }).data
  const isSignedIn = session !== undefined && (session.person ?? session.guest) !== null
  const isSecondFactorAsked = useSecondFactorAsked()
  const wasSignedIn = useRef(false)
  useEffect(
    function leaveWhenEnded() {
      if (session && wasSignedIn.current && !isSignedIn) leaveForSignIn()
      wasSignedIn.current = isSignedIn
    },
    [session, isSignedIn],
  )
  if (!session || !isSignedIn) return null
  return (
    <>
      {session.idleEndsAt && <SessionWarning session={session} />}
      <Suspense>{isSecondFactorAsked && <StepUpDialog />}</Suspense>
    </>
  )
}
