const key = 'vigil invitation'

/** The link's token, while its person goes to sign in and comes back; in this tab only, and taken out again as it is read. */
export function keepToken(token: string) {
  sessionStorage.setItem(key, token)
}

export function takeToken() {
  const token = sessionStorage.getItem(key)
  sessionStorage.removeItem(key)
  return token ?? ''
}
