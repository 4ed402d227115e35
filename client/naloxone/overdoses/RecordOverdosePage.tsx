import { useState } from 'react'
import type { Overdose } from '../../../server/contract/overdose.ts'
import { SameEventPair } from '../../../server/contract/same-event.ts'
import { answers } from '../../api/answers.ts'
import { send } from '../../api/ask.ts'
import { usePartnership } from '../../api/partnership.ts'
import { AddRecord } from '../../record/AddRecord.tsx'
import { overdoseKind } from './overdoseKind.ts'
import { type SaidOfReports, WhileEntering } from './same-events/WhileEntering.tsx'

export function RecordOverdosePage() {
  const { slug: partnership } = usePartnership()
  const [said, setSaid] = useState<SaidOfReports>({})
  async function join({ overdoseId }: Overdose) {
    for (const [otherId, decided] of Object.entries(said))
      await send(SameEventPair, {
        method: 'POST',
        path: '/same-events',
        query: { partnership },
        body: { overdoseId, otherId, decided, reason: 'said while entering' },
      })
    await answers.invalidateQueries({ queryKey: [partnership] })
  }
  return (
    <AddRecord
      kind={overdoseKind}
      title="Record a reversal"
      lede="An overdose, whether or not naloxone was given. Your best guess is fine, and “don’t know” is an answer."
      submitLabel="Record this report"
      asks={<WhileEntering said={said} onSay={setSaid} />}
      afterSaving={join}
    >
      <div className="govuk-inset-text">
        <strong>Is this happening now? Call 999 first.</strong> This page can wait. Naloxone wears off: somebody who has
        come round can stop breathing again.
      </div>
    </AddRecord>
  )
}
