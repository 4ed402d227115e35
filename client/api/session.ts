import { useQuery } from '@tanstack/react-query'
import { Session } from '../../server/contract/session.ts'
import { answers } from './answers.ts'
import { ask, type ProblemError, serverNow } from './ask.ts'
import { keepToken, takeToken } from './keepToken.ts'

const key = ['session']
const minute = 60_000
const whoseKey = 'vigil whose'

/** Who is signed in. Asked once a minute by SessionKeeper; everybody else reads what it learnt. */
export function useSession(asking: { refetchInterval?: number } = {}) {
  return useQuery<Session, ProblemError>({
    queryKey: key,
    queryFn: async () => keepDraftsApart(await ask(Session, '/session')),
    staleTime: minute,
    refetchIntervalInBackground: true,
    refetchOnWindowFocus: true,
    ...asking,
  })
}

export function rememberSession(session: Session) {
  answers.setQueryData(key, keepDraftsApart(session))
}

/** After a step of signing in: who this is now. */
export function refreshSession() {
  return answers.invalidateQueries({ queryKey: key })
}

/** A file or an identity may be asked for now, without the second factor again. The last seconds are left for the way there. */
export function isSecondFactorFresh() {
  const until = answers.getQueryData<Session>(key)?.secondFactorUntil
  return until != null && Date.parse(until) - serverNow() > 10_000
}

/** All but the invitation somebody has come to sign in for. */
function forgetDrafts() {
  const invitation = takeToken()
  sessionStorage.clear()
  if (invitation) keepToken(invitation)
}

/** Somebody else in the same tab never finds what the one before had written. */
function keepDraftsApart(session: Session) {
  const accountId = session.person?.accountId
  if (accountId && sessionStorage.getItem(whoseKey) !== accountId) {
    if (sessionStorage.getItem(whoseKey) !== null) forgetDrafts()
    sessionStorage.setItem(whoseKey, accountId)
  }
  return session
}
