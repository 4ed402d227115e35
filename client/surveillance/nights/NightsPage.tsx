import { Link } from '@tanstack/react-router'
import { Overview } from '../../../server/contract/indicator.ts'
import { Nights } from '../../../server/contract/signal.ts'
import { useAnswer } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { NoticeableSizes } from '../signals/NoticeableSizes.tsx'
import { NightCard } from './NightCard.tsx'
import { RunNightForm } from './RunNightForm.tsx'
import { RunNow } from './RunNow.tsx'
import { UsualNumbersForm } from './UsualNumbersForm.tsx'
import { WhatItNeeds } from './WhatItNeeds.tsx'

const whileRunning = 2_000

export function NightsPage() {
  const may = useMay()
  const partnership = usePartnership().slug
  const overview = useAnswer(Overview, '/overview', {}, { enabled: may('figure:read') })
  const nights = useAnswer(
    Nights,
    '/nights',
    {},
    {
      refetchInterval: ({ state }) =>
        state.data?.nights.some((night) => night.state === 'asked' || night.state === 'running') ? whileRunning : false,
    },
  )
  return (
    <>
      <PageTitle>
        Every night Vigil looks at what was known before that day, and says what it could and could not judge.
      </PageTitle>
      {overview.data && <WhatItNeeds needs={overview.data.needs} />}
      <Answered answer={nights} what="the nights">
        {(known) => (
          <>
            <div className={known.isLate ? 'vigil-late' : 'govuk-inset-text'}>
              {known.isLate ? (
                <>
                  <strong>Late.</strong> The night of <DayText day={known.due} /> should be done by now. The last that
                  is done: <DayText day={known.lastDone} />.{' '}
                  {may('night:write') && 'Run it below, or wait for the timetable to catch up.'}
                </>
              ) : (
                <>
                  On time: the night of <DayText day={known.lastDone} /> is done.
                </>
              )}
            </div>
            <h2 className="govuk-heading-m">Last nights</h2>
            {known.nights.length === 0 ? (
              <EmptyState sentence="No night has been run yet.">
                {may('night:write') ? 'Run the night that is due, below.' : 'The timetable runs the first.'}
              </EmptyState>
            ) : (
              <>
                <ol className="vigil-nights">
                  {known.nights.map((night, place) => (
                    <NightCard key={night.night} night={night} isOpen={place === 0} />
                  ))}
                </ol>
                <p className="govuk-body">
                  <CsvLink path="/nights" what="these nights" needsSecondFactor={false} />
                </p>
              </>
            )}
            <p className="govuk-body">
              <Link to="/$partnership/agency-reports" params={{ partnership }} className="govuk-link">
                How each agency reports
              </Link>
              : how complete, how late, and when its last report came.
            </p>
            {may('signal:read') && <NoticeableSizes />}
            {may('night:write') && may('signal:read') && <RunNow />}
            {may('night:write') && <RunNightForm due={known.due} />}
            {may('night:write') && <UsualNumbersForm />}
          </>
        )}
      </Answered>
    </>
  )
}
