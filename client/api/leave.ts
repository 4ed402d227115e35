/** The page that somebody was on, to come back to after signing in. Never an address outside Vigil. */
export function safePath(to: string | undefined) {
  if (!to || !/^\/(?![/\\])/.test(to)) return '/'
  const address = new URL(to, location.origin)
  if (address.origin !== location.origin || address.pathname.startsWith('/sign-in')) return '/'
  return address.pathname + address.search
}

/**
 * The session has ended: the whole page is left, so that nothing that was read stays in memory. What was written in a form is kept in
 * this tab (record/useDraft.ts), for the same person only (session.ts).
 */
export function leaveForSignIn() {
  if (['/sign-in', '/invitation'].includes(location.pathname)) return
  // a guest has no account to sign in with
  if (location.pathname === '/guest') return location.reload()
  const search = new URLSearchParams({ to: location.pathname + location.search, ended: 'yes' })
  location.replace(`/sign-in?${search}`)
}

/** Signed out on purpose: drafts go too. */
export function leaveForGood() {
  sessionStorage.clear()
  location.replace('/sign-in')
}
