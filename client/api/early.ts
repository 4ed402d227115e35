/** Questions that were asked while the page's code was on its way, by their address. */
const asked = new Map<string, Promise<Response>>()
/** What the page has asked by itself. */
const askedByPage = new Set<string>()

/** Asks now, keeps the answer for the page, and gives what it says; undefined where that cannot be read, or the page has asked already. */
export async function askEarly<Answer>(address: string): Promise<Answer | undefined> {
  if (askedByPage.has(address)) return undefined
  const answer = fetch(address, { credentials: 'same-origin' })
  asked.set(address, answer)
  try {
    const copy = (await answer).clone()
    return copy.ok ? await copy.json() : undefined
  } catch {
    return undefined
  }
}

/** For the page, when it asks: the answer to a question that was asked already, to be had once. */
export function takeEarly(address: string): Promise<Response> | undefined {
  const answer = asked.get(address)
  asked.delete(address)
  askedByPage.add(address)
  return answer
}

/** What the page has not taken by the time it has opened is of no use: it would be old. */
export function forgetEarly() {
  asked.clear()
}
