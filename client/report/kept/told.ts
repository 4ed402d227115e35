import { useEffect, useState } from 'react'
import type { ReportPage } from '../../../server/contract/reversal-report.ts'
import { addressOf } from './post.ts'

/** What a partnership says of itself. `isClosed`: nobody may report there. */
export type Told = ReportPage | 'closed' | null

/** Answers of Vigil that the page also needs without a network. The worker leaves them to the page. */
const CACHE = 'vigil-report-told'

/** What was told last at once, then what is told now; without a network the first stays. */
export function useTold(slug: string, isLive: boolean): Told {
  const [told, setTold] = useState<Told>(null)
  useEffect(
    function askAgain() {
      if (!isLive) return
      let isOver = false
      const show = (shown: Told) => {
        if (!isOver) setTold(shown)
      }
      const path = addressOf(slug)
      async function ask() {
        const kept = await readKept(path)
        if (kept) show((await kept.json()) as ReportPage)
        const response = await fetch(path, { credentials: 'omit' }).catch(() => null)
        if (response?.ok) {
          await keep(path, response.clone())
          show((await response.json()) as ReportPage)
        } else if (response?.status === 404) {
          await forget(path)
          show('closed')
        }
      }
      ask().catch(() => undefined)
      return function stop() {
        isOver = true
      }
    },
    [slug, isLive],
  )
  return told
}

/** A file that ships with Vigil: what was kept, else what is told now. */
export async function readShipped(path: string): Promise<Response> {
  const kept = await readKept(path)
  if (kept) return kept
  const response = await fetch(path, { credentials: 'omit' })
  if (!response.ok) throw new Error(`${path}: ${response.status}`)
  await keep(path, response.clone())
  return response
}

const isThere = () => typeof caches !== 'undefined'

async function readKept(path: string): Promise<Response | undefined> {
  return isThere() ? (await caches.open(CACHE)).match(path) : undefined
}

/** A browser that has no room for it does without. */
async function keep(path: string, response: Response): Promise<void> {
  if (isThere()) await (await caches.open(CACHE)).put(path, response).catch(() => undefined)
}

async function forget(path: string): Promise<void> {
  if (isThere()) await (await caches.open(CACHE)).delete(path)
}

export async function forgetTold(): Promise<void> {
  if (isThere()) await caches.delete(CACHE)
}
