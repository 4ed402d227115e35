import { Link } from '@tanstack/react-router'
import type { z } from 'zod'
import { Overview } from '../../server/contract/indicator.ts'
import { AgreementNotices } from '../agreements/AgreementNotices.tsx'
import { useAnswer } from '../answers.ts'
import { addDays } from '../day.ts'
import { DeathsByYearFigure } from '../indicators/DeathsByYearFigure.tsx'
import { SavedLivesPanel } from '../indicators/SavedLivesPanel.tsx'
import { FeedProblems } from '../nights/FeedProblems.tsx'
import { useMay } from '../session/may.ts'
import { PageTitle } from '../shell/PageTitle.tsx'
import { usePartnership } from '../shell/partnership.ts'
import { SignalSentences } from '../signals/SignalSentences.tsx'
import { Answered } from '../ui/Answered.tsx'
import { DayText } from '../ui/DayText.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ProvenanceNote } from '../ui/Figure.tsx'
import { BusiestAreas } from './BusiestAreas.tsx'
import { LastFourWeeks } from './LastFourWeeks.tsx'
import { WhatYouCanDo } from './WhatYouCanDo.tsx'

/** What is happening, where, and what should I look at? For those whose role does not read it: what they come here to do. */
export function HomePage() {
  return (
    <>
      <AgreementNotices />
      {useMay()('figure:read') ? <WhatIsHappening /> : <WhatYouCanDo />}
    </>
  )
}

function WhatIsHappening() {
  const overview = useAnswer(Overview, '/overview')
  const { today } = usePartnership()
  return (
    <>
      <PageTitle title="What is happening">
        Where, and what to look at today, <DayText day={today} />.
      </PageTitle>
      <Answered answer={overview} what="what is happening">
        {(answered) => <Happening overview={answered} />}
      </Answered>
    </>
  )
}

function Happening({ overview }: { overview: z.infer<typeof Overview> }) {
  const may = useMay()
  const { slug } = usePartnership()
  return (
    <>
      {may('night:read') && <Lateness overview={overview} />}
      {may('night:read') && <FeedProblems problems={overview.feeds} />}
      <div className="vigil-columns vigil-columns--wide-first">
        <div>
          {may('signal:read') && <LookFirst overview={overview} />}
          <SavedLivesPanel from={addDays(overview.today, -364)} to={overview.today} />
        </div>
        <div>
          <LastFourWeeks overview={overview} />
          <BusiestAreas overview={overview} />
          <ProvenanceNote provenance={overview.provenance} />
          <section className="vigil-panel vigil-panel--apart" aria-label="Deaths by year">
            <DeathsByYearFigure />
            <p className="govuk-body-s">
              <Link to="/$partnership/deaths-by-month" params={{ partnership: slug }} className="govuk-link">
                Deaths by month, with how many there will be
              </Link>
            </p>
          </section>
        </div>
      </div>
    </>
  )
}

function LookFirst({ overview }: { overview: z.infer<typeof Overview> }) {
  const { slug } = usePartnership()
  return (
    <section className="vigil-panel" aria-labelledby="look">
      <h2 className="govuk-heading-m" id="look">
        Look at these first
      </h2>
      {overview.openSignals.length === 0 ? (
        <EmptyState sentence="No signal is open: the last night found nothing unusual enough to show.">
          Fewer records than usual can hide a signal. See{' '}
          <Link to="/$partnership/nights" params={{ partnership: slug }}>
            what each check could judge
          </Link>
          .
        </EmptyState>
      ) : (
        <SignalSentences signals={overview.openSignals.slice(0, 6)} />
      )}
      <p className="govuk-body">
        <Link to="/$partnership/signals" params={{ partnership: slug }} className="govuk-link">
          All signals
        </Link>{' '}
        ·{' '}
        <Link to="/$partnership/map" params={{ partnership: slug }} className="govuk-link">
          See them on the map
        </Link>
      </p>
    </section>
  )
}

/** Late nights are said here, because a quiet page may only be a late one. */
function Lateness({ overview }: { overview: z.infer<typeof Overview> }) {
  const { slug } = usePartnership()
  if (!overview.isLate) {
    return (
      <p className="govuk-body-s">
        The night of <DayText day={overview.lastNight} /> is done.
      </p>
    )
  }
  return (
    <div className="vigil-late" role="note">
      <p className="govuk-body vigil-flush">
        <strong>The last night is late.</strong> {overview.lateSentence}{' '}
        <Link to="/$partnership/nights" params={{ partnership: slug }} className="govuk-link">
          See the nights
        </Link>
      </p>
    </div>
  )
}
