/** Who did it, by the name under which their deeds stand in the audit: a person, a guest, a key, or a process of the machine. */
export function sayWho({ userId, userName }: { userId: string; userName: string | null }) {
  if (userName) return userName
  const [kind, id = ''] = userId.split(':')
  if (kind === 'guest') return `a guest (${id.slice(0, 8)})`
  if (kind === 'key') return `an API key (${id.slice(0, 8)})`
  return userId
}
