import { useEffect, useState } from 'react'
import { onChange } from '../kept/changes.ts'
import type { Draft } from '../kept/draft.ts'
import { phoneDay } from '../kept/phoneClock.ts'
import { readAll, type Sent, type Waiting } from '../kept/store.ts'
import { dropPast, sendWaiting } from './send.ts'

export interface Outbox {
  drafts: readonly Draft[]
  waiting: readonly Waiting[]
  sent: readonly Sent[]
}

/** What is kept on this phone, oldest first; null until it has been read. Sends what waits whenever there is hope. */
export function useOutbox(): Outbox | null {
  const [outbox, setOutbox] = useState<Outbox | null>(null)

  useEffect(function follow() {
    let isOver = false
    async function look() {
      const [drafts, waiting, sent] = await Promise.all([readAll('drafts'), readAll('waiting'), readAll('sent')])
      if (isOver) return
      setOutbox({
        drafts: drafts.sort((one, other) => one.begunAt - other.begunAt),
        waiting: waiting.sort((one, other) => one.madeAt - other.madeAt),
        sent: sent.sort((one, other) => (one.receivedOn < other.receivedOn ? -1 : 1)),
      })
    }
    const lookAgain = () => void look().catch(() => undefined)
    const stop = onChange(lookAgain)
    dropPast(phoneDay(new Date())).then(lookAgain, lookAgain)
    return () => {
      isOver = true
      stop()
    }
  }, [])

  useEffect(function sendWhenThereIsHope() {
    const send = () => void sendWaiting({ isAsked: true }).catch(() => undefined)
    const sendIfSeen = () => {
      if (document.visibilityState === 'visible') send()
    }
    send()
    addEventListener('online', send)
    document.addEventListener('visibilitychange', sendIfSeen)
    return () => {
      removeEventListener('online', send)
      document.removeEventListener('visibilitychange', sendIfSeen)
    }
  }, [])

  const next = outbox?.waiting.find(({ refused }) => !refused)?.nextTryAt
  useEffect(
    function tryInTime() {
      if (!next) return
      const timer = setTimeout(() => void sendWaiting({ isAsked: false }).catch(() => undefined), next - Date.now())
      return () => clearTimeout(timer)
    },
    [next],
  )
  return outbox
}
