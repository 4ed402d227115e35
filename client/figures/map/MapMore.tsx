import type { ComponentProps } from 'react'
import type { Signal } from '../../../server/contract/signal.ts'
import { Footer } from '../../frame/Footer.tsx'
import { SignalSentences } from '../../surveillance/signals/SignalSentences.tsx'
import { SavedLivesPanel } from '../indicators/SavedLivesPanel.tsx'
import { SaveMapPicture } from './SaveMapPicture.tsx'
import type { Period } from './sayPeriod.ts'
import { TimeNote } from './TimeNote.tsx'
import { type Narrowed, useTimeline } from './timeline.ts'

interface MapMoreProps {
  signals: readonly Signal[]
  narrowed: Narrowed
  period: Period
  /** What a picture of the map says of itself. */
  picture: ComponentProps<typeof SaveMapPicture>
  onFull: () => void
}

/** Under the rows: the signals of the period, what naloxone did in it, and how to take the map away. */
export function MapMore({ signals, narrowed, period, picture, onFull }: MapMoreProps) {
  const timeline = useTimeline(narrowed).data
  return (
    <>
      {timeline && timeline.steps.length > 1 && <TimeNote timeline={timeline} />}
      <div className="govuk-button-group vigil-map-page__away">
        <button type="button" className="govuk-button govuk-button--secondary" onClick={() => window.print()}>
          Print
        </button>
        <SaveMapPicture {...picture} />
        <button type="button" className="govuk-button govuk-button--secondary" onClick={onFull}>
          Full screen, for a projector
        </button>
      </div>
      {signals.length > 0 && (
        <section aria-labelledby="map-signals" className="vigil-panel">
          <h2 className="govuk-heading-m" id="map-signals">
            Signals of this period
          </h2>
          <SignalSentences signals={signals} />
        </section>
      )}
      <SavedLivesPanel {...period} />
      <Footer />
    </>
  )
}
