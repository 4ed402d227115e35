import { type FormEvent, useState } from 'react'
import { Night } from '../../../server/contract/signal.ts'
import { useWriting } from '../../api/answers.ts'
import { DayFilter } from '../../ui/DayFilter.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'

/** The same inputs give the same answer: a night that is done stays as it is, but for one that ran before anything was recorded. */
export function RunNightForm({ due }: { due: string }) {
  const [night, setNight] = useState<string | undefined>(due)
  const asking = useWriting(Night, 'POST', '/nights')
  function run(event: FormEvent) {
    event.preventDefault()
    if (night) asking.mutate({ body: { night } })
  }
  return (
    <section aria-labelledby="run">
      <h2 className="govuk-heading-m" id="run">
        Run a night by hand
      </h2>
      <p className="govuk-body-s">
        The timetable runs each night by itself. A night sees what was known before its day, and stays as it is once it
        is done; one that ran before anything was recorded runs anew.
      </p>
      <form className="vigil-filters" onSubmit={run} aria-label="Run a night">
        <DayFilter path="night" label="Night to run" value={night} onChange={setNight} />
        <button type="submit" className="govuk-button vigil-flush" disabled={!night || asking.isPending}>
          Run this night
        </button>
        {asking.data && (
          <p className="govuk-body" role="status">
            {asking.data.state === 'done' ? (
              <>
                The night of <DayText day={asking.data.night} /> is done already, on what was known before it: there is
                nothing to run. What is entered since is seen by tonight’s run; <em>Run now</em>, above, shows what it
                would say.
              </>
            ) : (
              'Asked for. It runs in the background; this page follows it.'
            )}
          </p>
        )}
        {asking.error && <ProblemNotice failure={asking.error} />}
      </form>
    </section>
  )
}
