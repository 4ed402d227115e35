import type { ReactNode } from 'react'
import type { ReportPage } from '../../../server/contract/reversal-report.ts'
import { fill, useWords } from '../words/words.ts'
import { Aftercare } from './Aftercare.tsx'
import { KitRequestForm } from './KitRequestForm.tsx'

interface ReceiptProps {
  /** What became of it. */
  item: ReactNode
  /** Everybody whom the report is about. */
  haveDied?: boolean
  slug: string
  told: ReportPage | null
  /** What else can be done, after all that matters now. */
  children: ReactNode
}

/** Thanks, then what to do now. Also rendered at build, for whoever has no script. */
export function Receipt({ item, haveDied = false, slug, told, children }: ReceiptProps) {
  const words = useWords()
  return (
    <>
      <h1 tabIndex={-1}>{haveDied ? words.receipt.titleDied : words.receipt.title}</h1>
      <div role="status">{item}</div>
      <Aftercare haveDied={haveDied} />
      <p>
        {told?.ledTo
          ? fill(told.ledTo.isRounded ? words.receipt.ledToAbout : words.receipt.ledTo, {
              year: told.ledTo.year,
              n: told.ledTo.reversals,
            })
          : words.receipt.ledToAll}
      </p>
      <section aria-labelledby="new-kit">
        <h2 id="new-kit">{words.kitRequest.title}</h2>
        <KitRequestForm slug={slug} told={told} />
      </section>
      <Safeguarding />
      {children}
    </>
  )
}

/** This form is no referral, and says so. */
export function Safeguarding() {
  const words = useWords().safeguarding
  return (
    <section className="report-aside" aria-labelledby="safeguarding">
      <h2 id="safeguarding">{words.title}</h2>
      <p>{words.body}</p>
    </section>
  )
}
