import { type ReactNode, useRef } from 'react'
import type { NewReversalReport, ReportPage } from '../../../server/contract/reversal-report.ts'
import type { Draft } from '../kept/draft.ts'
import { SentItem, WaitingItem } from '../outbox/items.tsx'
import type { Outbox } from '../outbox/useOutbox.ts'
import { useWords } from '../words/words.ts'
import { Receipt } from './Receipt.tsx'

interface MadeReceiptProps {
  report: NewReversalReport
  slug: string
  told: ReportPage | null
  outbox: Outbox | null
  onChange: (draft: Draft) => void
  children: ReactNode
}

/** The receipt of a report that was made here, as it goes from waiting to sent. */
export function MadeReceipt({ report: { code, persons }, slug, told, outbox, onChange, children }: MadeReceiptProps) {
  const words = useWords().receipt
  const sent = outbox?.sent.find((one) => one.code === code)
  const waiting = outbox?.waiting.find((one) => one.code === code)
  const wasThere = useRef(false)
  if (sent || waiting) wasThere.current = true
  if (wasThere.current && !sent && !waiting)
    return (
      <>
        <h1 tabIndex={-1}>{words.gone}</h1>
        {children}
      </>
    )
  return (
    <Receipt
      item={sent ? <SentItem sent={sent} /> : waiting && <WaitingItem waiting={waiting} onChange={onChange} />}
      haveDied={persons.every(({ outcome }) => outcome === 'died_at_scene' || outcome === 'died_later')}
      slug={slug}
      told={told}
    >
      {children}
    </Receipt>
  )
}
