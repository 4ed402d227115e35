import { tellChange } from '../kept/changes.ts'
import { phoneDay } from '../kept/phoneClock.ts'
import { addressOf, type Posted, post, whyOf } from '../kept/post.ts'
import { drop, keep, move, readAll, type Waiting } from '../kept/store.ts'

/** Milliseconds until it is tried again: a minute, then twice as long each time, an hour at most. */
export function pauseAfter(tries: number): number {
  return Math.min(60, 2 ** (tries - 1)) * 60_000
}

type Answered =
  | { outcome: 'taken'; receivedOn: string }
  | { outcome: 'refused'; why: readonly string[]; isClosed: boolean }
  /** `holdsUp`: what is not worth trying now either. */
  | { outcome: 'waits'; seconds: number; holdsUp: 'all' | 'its partnership' | 'itself' }

/**
 * Sends what waits, in the order in which it was made, one page or worker at a time. What is not taken now waits on, and without a network
 * all behind it. `isAsked`: now, whatever time it was to be tried at.
 */
export function sendWaiting({ isAsked }: { isAsked: boolean }): Promise<void> {
  return onceAtATime(async () => {
    const heldUp = new Set<string>()
    for (const waiting of await queue(isAsked)) {
      if (heldUp.has(waiting.slug)) continue
      if (!isAsked && waiting.nextTryAt > Date.now()) return
      const answered = await send(waiting)
      if (answered.outcome === 'waits') {
        const tries = waiting.tries + 1
        const nextTryAt = Date.now() + Math.max(pauseAfter(tries), answered.seconds * 1000)
        await keepIfStillThere({ ...waiting, tries, nextTryAt })
        tellChange()
        if (answered.holdsUp === 'all') return
        if (answered.holdsUp === 'its partnership') heldUp.add(waiting.slug)
        continue
      }
      if (answered.outcome === 'taken') await settleTaken(waiting, answered.receivedOn)
      else await keepIfStillThere({ ...waiting, refused: answered.why, isClosed: answered.isClosed })
      tellChange()
    }
  })
}

/** What is to be sent, in its order. A page that was closed may have been opened again. */
async function queue(isAsked: boolean): Promise<Waiting[]> {
  const waiting = (await readAll('waiting')).filter(({ refused, isClosed }) => !refused || (isAsked && isClosed))
  return waiting.sort((one, other) => one.madeAt - other.madeAt)
}

/** Unless it was deleted while it was on its way. */
async function keepIfStillThere(waiting: Waiting): Promise<void> {
  if ((await readAll('waiting')).some(({ code }) => code === waiting.code)) await keep('waiting', waiting)
}

async function settleTaken({ code, slug }: Waiting, receivedOn: string): Promise<void> {
  await move('waiting', 'sent', { code, slug, receivedOn, takenOn: phoneDay(new Date()) })
}

/** Codes of reports that can no longer be taken back: by the phone's own days, since those of a demonstration stand still. */
export async function dropPast(today: string): Promise<void> {
  for (const { code, takenOn } of await readAll('sent')) if (dayAfter(takenOn) < today) await drop('sent', code)
}

export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
}

async function send({ slug, report }: Waiting): Promise<Answered> {
  const answer = await post(addressOf(slug), report)
  if (answer.status === 202 && typeof answer.body?.receivedOn === 'string')
    return { outcome: 'taken', receivedOn: answer.body.receivedOn }
  // anything that is not Vigil's own word is the network's: a sign-in page of a hotspot, a proxy
  if (answer.isProblem && [400, 404, 410, 413, 415, 422].includes(answer.status))
    return { outcome: 'refused', why: whyOf(answer.body), isClosed: answer.status === 404 }
  return { outcome: 'waits', seconds: answer.retryAfter, holdsUp: whatIsHeldUp(answer) }
}

/** One that Vigil stumbles over holds up no other. */
function whatIsHeldUp({ isProblem, status }: Posted): 'all' | 'its partnership' | 'itself' {
  if (!isProblem || status === 503) return 'all'
  return status === 429 ? 'its partnership' : 'itself'
}

/** Pages and the worker share a lock where there are locks; elsewhere a report that is sent twice is still one. */
async function onceAtATime(work: () => Promise<void>): Promise<void> {
  await (navigator.locks ? navigator.locks.request('vigil-reports', work) : work())
}
