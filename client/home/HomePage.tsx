import { Link } from '@tanstack/react-router'
import type { z } from 'zod'
import { Overview } from '../../server/contract/indicator.ts'
import type { Signal } from '../../server/contract/signal.ts'
import { useAnswer } from '../api/answers.ts'
import { useMay } from '../api/may.ts'
import { usePartnership } from '../api/partnership.ts'
import { SameDeathsNotice } from '../deaths/same-deaths/SameDeathsNotice.tsx'
import { DeathsByYearFigure } from '../figures/indicators/DeathsByYearFigure.tsx'
import { SavedLivesPanel } from '../figures/indicators/SavedLivesPanel.tsx'
import { SameEventsNotice } from '../naloxone/overdoses/same-events/SameEventsNotice.tsx'
import { SignInNotices } from '../office/account/SignInNotices.tsx'
import { AgreementNotices } from '../office/agreements/AgreementNotices.tsx'
import { NoticesWaiting } from '../panel/notices/NoticesWaiting.tsx'
import { ToLookAtLink } from '../record/ToLookAtLink.tsx'
import { FeedProblems } from '../surveillance/nights/FeedProblems.tsx'
import { WhatItNeeds } from '../surveillance/nights/WhatItNeeds.tsx'
import { OverBordersFound } from '../surveillance/signals/OverBorders.tsx'
import { SignalSentences } from '../surveillance/signals/SignalSentences.tsx'
import { sayChange } from '../surveillance/signals/signalWords.ts'
import { Answered } from '../ui/Answered.tsx'
import { DayText } from '../ui/DayText.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ProvenanceNote } from '../ui/Figure.tsx'
import { PageTitle } from '../ui/PageTitle.tsx'
import { addDays } from '../words/day.ts'
import { plural } from '../words/words.ts'
import { BusiestAreas } from './BusiestAreas.tsx'
import { LastFourWeeks } from './LastFourWeeks.tsx'
import { ReversalSignals } from './ReversalSignals.tsx'
import { WhatYouCanDo } from './WhatYouCanDo.tsx'

/** What is happening, where, and what should I look at? For those whose role does not read it: what they come here to do. */
export function HomePage() {
  return (
    <>
      <SignInNotices timeZone={usePartnership().timeZone} />
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
      {overview.feeds && <FeedProblems problems={overview.feeds} />}
      <WhatItNeeds needs={overview.needs} />
      {may('notice:decide') && <NoticesWaiting />}
      {may('death:write') && <SameDeathsNotice />}
      {may('overdose:write') && <SameEventsNotice />}
      <div className="vigil-columns vigil-columns--wide-first">
        <div>
          {overview.openSignals ? (
            <LookFirst signals={overview.openSignals} overview={overview} />
          ) : (
            <ReversalSignals />
          )}
          {may('signal:read') && <OverBordersFound />}
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
              {' · '}
              <Link to="/$partnership/how-many" params={{ partnership: slug }} className="govuk-link">
                By other definitions
              </Link>
            </p>
          </section>
        </div>
      </div>
    </>
  )
}

/** So many stand here in full; the list has the rest. */
const shownInFull = 6

function LookFirst({ signals, overview }: { signals: readonly Signal[]; overview: z.infer<typeof Overview> }) {
  const { slug: partnership } = usePartnership()
  const standing = signals.filter(({ isDismissed }) => !isDismissed)
  const dismissed = signals.length - standing.length
  const further = standing.length - shownInFull
  return (
    <section className="vigil-panel" aria-labelledby="look">
      <h2 className="govuk-heading-m" id="look">
        Look at these first
      </h2>
      {standing.length === 0 ? (
        <EmptyState sentence={dismissed > 0 ? 'No open signal is waiting to be looked at.' : sayNoSignal(overview)}>
          Fewer records than usual can hide a signal. See{' '}
          <Link to="/$partnership/nights" params={{ partnership }}>
            what each check could judge
          </Link>
          .
        </EmptyState>
      ) : (
        <SignalSentences signals={standing.slice(0, shownInFull)} />
      )}
      {dismissed > 0 && (
        <p className="govuk-body">
          {plural(dismissed, 'open signal was', 'open signals were')} judged explained or false, and{' '}
          {dismissed === 1 ? 'has' : 'have'} not clearly grown since: left out here, kept under all signals.
        </p>
      )}
      <p className="govuk-body">
        <Link to="/$partnership/signals" params={{ partnership }} className="govuk-link">
          {further > 0 ? `All signals (${further} more)` : 'All signals'}
        </Link>{' '}
        ·{' '}
        <Link to="/$partnership/map" params={{ partnership }} className="govuk-link">
          See them on the map
        </Link>{' '}
        · <ToLookAtLink />
      </p>
    </section>
  )
}

/** A check that could not judge is not quiet. */
function sayNoSignal({ lastChecks, lastNight }: z.infer<typeof Overview>) {
  if (!lastNight) return 'No signal is open: no night has been run yet.'
  const blind = lastChecks?.isBlindToSome
    ? ' Of the watch-list the panels do not look for all: the night says for what not.'
    : ''
  if (!lastChecks || lastChecks.couldNotJudge === 0)
    return `No signal is open: the last night found nothing unusual enough to show${blind && ' in what it could see'}.${blind}`
  const { judged, couldNotJudge } = lastChecks
  return judged === 0
    ? `No signal is open, and that says nothing: none of the ${plural(couldNotJudge, 'check')} of the last night had enough to judge.`
    : `No signal is open: the last night found nothing unusual enough to show in what ${plural(judged, 'check')} could judge; ${plural(couldNotJudge, 'check')} had too little to.${blind}`
}

/** Late nights are said here, because a quiet page may only be a late one. */
function Lateness({ overview }: { overview: z.infer<typeof Overview> }) {
  const { slug } = usePartnership()
  if (!overview.isLate) {
    return (
      <p className="govuk-body-s">
        The nightly check of <DayText day={overview.lastNight} /> is done
        {overview.openSignals && `: ${sayLastNight(overview.openSignals, overview.lastNight)}`}
        {overview.lastChecks && overview.lastChecks.couldNotJudge > 0 && (
          <>
            ;{' '}
            <Link to="/$partnership/nights" params={{ partnership: slug }} className="govuk-link">
              {plural(overview.lastChecks.couldNotJudge, 'check')} had too little to judge
            </Link>
          </>
        )}
        .
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

/** What the last night changed among the open signals. */
function sayLastNight(signals: readonly Signal[], lastNight: string | null) {
  const found = signals.filter(({ night }) => night === lastNight)
  const fresh = found.filter(({ change }) => change === null).length
  const changed = found.filter(({ change, stream }) => change && sayChange(change, stream)).length
  if (fresh + changed === 0) return 'nothing new'
  return [fresh > 0 && plural(fresh, 'new signal'), changed > 0 && `${plural(changed, 'known signal')} changed`]
    .filter(Boolean)
    .join(', ')
}
