import { useEffect } from 'react'
import { isOnlyInPage } from '../kept/store.ts'
import { useWords } from '../words/words.ts'
import { canBeAddedByHand, useInstall } from './install.ts'
import type { Outbox } from './useOutbox.ts'

/** How what waits is not lost, while something does. */
export function KeepSafe({ outbox: { drafts, waiting } }: { outbox: Outbox }) {
  const words = useWords().kept
  const install = useInstall()
  const isAnythingKept = drafts.length + waiting.length > 0
  const hasFailedToGo = waiting.some(({ tries }) => tries > 0)
  useEffect(
    function askToKeep() {
      // before the browser clears up; it may ask the person, so only once something did not go at once
      if (hasFailedToGo) navigator.storage?.persist?.().catch(() => false)
    },
    [hasFailedToGo],
  )
  if (!isAnythingKept) return null
  return (
    <>
      {isOnlyInPage() && <p className="report-error">{words.cannotKeep}</p>}
      {(install || canBeAddedByHand()) && (
        <section className="report-aside">
          <p>{words.install}</p>
          {install ? (
            <button type="button" className="report-button report-button--quiet" onClick={install}>
              {words.installNow}
            </button>
          ) : (
            <p>{words.installByHand}</p>
          )}
        </section>
      )}
    </>
  )
}
