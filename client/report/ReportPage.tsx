import { type ReactNode, useEffect, useRef, useState } from 'react'
import type { NewReversalReport } from '../../server/contract/reversal-report.ts'
import { CallFirst } from './CallFirst.tsx'
import { ReportForm } from './form/ReportForm.tsx'
import { useDraft } from './form/useDraft.ts'
import type { Draft, Kit } from './kept/draft.ts'
import { useTold } from './kept/told.ts'
import { askWorker } from './outbox/askWorker.ts'
import { KeepSafe } from './outbox/KeepSafe.tsx'
import { OnThisPhone } from './outbox/OnThisPhone.tsx'
import { putInOutbox } from './outbox/putInOutbox.ts'
import { sendWaiting } from './outbox/send.ts'
import { TakeBackForm } from './outbox/TakeBackForm.tsx'
import { type Outbox, useOutbox } from './outbox/useOutbox.ts'
import { WaitsNotice } from './outbox/WaitsNotice.tsx'
import { Privacy } from './Privacy.tsx'
import { MadeReceipt } from './receipt/MadeReceipt.tsx'
import { Safeguarding } from './receipt/Receipt.tsx'
import { fill, useWords } from './words/words.ts'

interface ReportPageProps {
  slug: string
  kit: Kit | null
}

/**
 * The whole page. Rendered at build it is a plain form that posts itself; once its script has come it keeps what is written on the phone
 * and sends it when there is a signal.
 */
export function ReportPage({ slug, kit }: ReportPageProps) {
  const words = useWords()
  const isLive = useIsLive()
  const told = useTold(slug, isLive)
  const outbox = useOutbox()
  const { draft, stamp, write, open, startNew } = useDraft(slug, kit)
  const [made, setMade] = useState<NewReversalReport | null>(null)
  const main = useRef<HTMLElement>(null)

  const [turns, setTurns] = useState(0)
  useEffect(
    function beginAtItsTop() {
      if (turns === 0) return
      scrollTo(0, 0)
      main.current?.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true })
    },
    [turns],
  )
  function show(report: NewReversalReport | null) {
    setMade(report)
    setTurns((before) => before + 1)
  }
  async function send(written: Draft) {
    const report = await putInOutbox(stamp(written))
    startNew()
    show(report)
    askWorker().catch(() => undefined)
    await sendWaiting({ isAsked: true })
  }
  function goOn(chosen: Draft) {
    open(chosen)
    show(null)
  }

  if (told === 'closed')
    return (
      <Frame>
        <main>
          <h1>{words.page.closedTitle}</h1>
          <p>{words.page.closed}</p>
          {outbox && <OnThisPhone outbox={outbox} />}
          <TakeBackForm slug={slug} />
          <Privacy isLive={isLive} />
        </main>
      </Frame>
    )
  const others = outbox && without(outbox, made?.code ?? draft.code)
  return (
    <Frame name={told?.name}>
      <main ref={main}>
        {told?.isSynthetic && <p className="report-try">{words.page.tryOut}</p>}
        {others && <WaitsNotice outbox={others} />}
        {made ? (
          <MadeReceipt key={made.code} report={made} slug={slug} told={told} outbox={outbox} onChange={goOn}>
            <button type="button" className="report-button" onClick={() => show(null)}>
              {words.receipt.another}
            </button>
          </MadeReceipt>
        ) : (
          <>
            <h1 tabIndex={-1}>{words.page.title}</h1>
            <p>
              {words.page.lead} <strong>{words.page.anonymous}</strong>
            </p>
            <ReportForm
              key={`${draft.code} ${draft.saidAt}`}
              draft={draft}
              told={told}
              isLive={isLive}
              onWrite={write}
              onSend={(written) => void send(written)}
            />
            <Safeguarding />
          </>
        )}
        {others && <OnThisPhone outbox={others} onGoOn={goOn} />}
        {outbox && <KeepSafe outbox={outbox} />}
        <TakeBackForm slug={slug} />
        <Privacy isLive={isLive} />
      </main>
    </Frame>
  )
}

/** The one that is looked at stands above the rest. */
function without(outbox: Outbox, code: string): Outbox {
  const isOther = (one: { code: string }) => one.code !== code
  return {
    drafts: outbox.drafts.filter(isOther),
    waiting: outbox.waiting.filter(isOther),
    sent: outbox.sent.filter(isOther),
  }
}

/** What stands about every page of reports, the call for help first. */
export function Frame({ name, children }: { name?: string | undefined; children: ReactNode }) {
  const words = useWords()
  return (
    <>
      <CallFirst />
      {children}
      <footer className="report-foot">
        <p>{name ? fill(words.page.here, { name }) : words.page.nowhere}</p>
      </footer>
    </>
  )
}

/** False while the page is what was rendered at build. */
function useIsLive(): boolean {
  const [isLive, setLive] = useState(false)
  useEffect(() => setLive(true), [])
  return isLive
}
