import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useRouter } from '@tanstack/react-router'
import { useCallback, useEffect, useState } from 'react'
import { SignInOptions, type SignInStep } from '../../../server/contract/session.ts'
import { answers } from '../../api/answers.ts'
import { ask, type ProblemError } from '../../api/ask.ts'
import { safePath } from '../../api/leave.ts'
import { refreshSession, useSession } from '../../api/session.ts'
import { PlainPage } from '../../frame/PlainPage.tsx'
import { Loading } from '../../ui/Loading.tsx'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'
import { FirstStep } from './FirstStep.tsx'
import { SecondFactorForm } from './SecondFactorForm.tsx'
import { SetUpSecondFactor } from './SetUpSecondFactor.tsx'

const route = getRouteApi('/sign-in')

/** E-mail and password, then the second factor; or what else leads in here: single sign-on, a PIN, an account of the demonstration. */
export function SignInPage() {
  const { to } = route.useSearch()
  const router = useRouter()
  const session = useSession()
  const options = useQuery<SignInOptions, ProblemError>({
    queryKey: ['sign-in'],
    queryFn: () => ask(SignInOptions, '/sign-in'),
    staleTime: 0,
  })
  const [isSettingUp, setSettingUp] = useState(false)
  const isSignedIn = session.data?.person != null && session.data.next === null

  const goOn = useCallback(async () => {
    // What was read before by somebody else, or by nobody, is no answer now.
    answers.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' })
    await refreshSession()
    router.history.replace(safePath(to))
  }, [router, to])
  useEffect(
    function leaveWhenSignedIn() {
      if (isSignedIn && !isSettingUp) void goOn()
    },
    [isSignedIn, isSettingUp, goOn],
  )

  async function take({ next }: SignInStep) {
    if (next === 'set_up_second_factor') setSettingUp(true)
    await refreshSession()
  }
  async function leaveCodes() {
    await refreshSession()
    setSettingUp(false)
  }
  const failure = session.error ?? options.error
  if (failure && !(session.data && options.data)) {
    return (
      <PlainPage>
        <ProblemNotice failure={failure} onRetry={() => void Promise.all([session.refetch(), options.refetch()])} />
      </PlainPage>
    )
  }
  if (!session.data || !options.data || (isSignedIn && !isSettingUp)) {
    return (
      <PlainPage>
        <Loading what="the sign-in page" />
      </PlainPage>
    )
  }
  if (isSettingUp || session.data.next === 'set_up_second_factor') {
    return <SetUpSecondFactor onStart={() => setSettingUp(true)} onDone={leaveCodes} />
  }
  if (session.data.next === 'second_factor') {
    return <SecondFactorForm demoCode={session.data.demoCode} onStep={take} />
  }
  return <FirstStep options={options.data} onStep={take} />
}
