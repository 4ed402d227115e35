import type { NewReversalReport } from '../../../server/contract/reversal-report.ts'
import { toReport } from '../form/toReport.ts'
import { tellChange } from '../kept/changes.ts'
import type { Draft } from '../kept/draft.ts'
import { drop, move } from '../kept/store.ts'

/** What is done being written waits from now on, as what will be sent. */
export async function putInOutbox(draft: Draft): Promise<NewReversalReport> {
  const { code, slug } = draft
  const madeAt = Date.now()
  const report = toReport(draft)
  // changed while it was on its way, it has been taken and goes again
  await drop('sent', code)
  await move('drafts', 'waiting', { code, slug, report, draft, madeAt, tries: 0, nextTryAt: madeAt })
  tellChange()
  return report
}
