import { Link } from '@tanstack/react-router'
import { LatestPreview, NightPreview, type PreviewResult } from '../../../server/contract/night-preview.ts'
import { joinSentence } from '../../../server/contract/signal-sentence.ts'
import { useAnswer, useWriting } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'
import { instantInWords } from '../../words/day.ts'
import { say } from '../../words/words.ts'
import { splitSentence, streamWords } from '../signals/signalWords.ts'
import { TierTag } from '../signals/TierTag.tsx'
import { FeedProblems } from './FeedProblems.tsx'
import { ChecksTable } from './NightCard.tsx'
import { sayFound } from './sayChecks.ts'

const whileRunning = 2_000

/** What tonight's run would say if nothing more came in: today is included, nobody is told, no signal is written. */
export function RunNow() {
  const asking = useWriting(NightPreview, 'POST', '/nights/preview')
  const latest = useAnswer(
    LatestPreview,
    '/nights/preview',
    {},
    { refetchInterval: ({ state }) => (isWaiting(state.data?.preview) ? whileRunning : false) },
  )
  const waits = isWaiting(latest.data?.preview)
  return (
    <section aria-labelledby="run-now">
      <h2 className="govuk-heading-m" id="run-now">
        Run now
      </h2>
      <p className="govuk-body">
        What is entered today is known from today on, so no night of today sees it. <em>Run now</em> judges with today
        included and shows what tonight’s run would say if nothing more came in. It tells nobody and writes no signal:
        tonight’s own run does that, once.
      </p>
      <button
        type="button"
        className="govuk-button govuk-button--secondary"
        disabled={waits || asking.isPending}
        onClick={() => asking.mutate({ body: {} })}
      >
        {waits ? 'Running…' : 'Run now'}
      </button>
      {asking.error && <ProblemNotice failure={asking.error} />}
      <Answered answer={latest} what="the preview">
        {({ preview }) => <div aria-live="polite">{preview && <Preview preview={preview} />}</div>}
      </Answered>
    </section>
  )
}

function isWaiting(preview: NightPreview | null | undefined) {
  return preview?.state === 'asked' || preview?.state === 'running'
}

function Preview({ preview }: { preview: NightPreview }) {
  const { timeZone } = usePartnership()
  const { state, checksDone, checksTotal, failure, result, finishedAt, night } = preview
  if (state === 'asked') return <p className="govuk-body">Asked for. It begins in a moment.</p>
  if (state === 'running')
    return (
      <p className="govuk-body">
        {checksTotal === null ? 'Reading what is known…' : `${checksDone} of ${checksTotal} checks are done.`}{' '}
        <progress max={checksTotal ?? undefined} value={checksTotal === null ? undefined : checksDone}>
          {checksDone}
        </progress>
      </p>
    )
  if (!result)
    return (
      <div className="vigil-late">
        <strong>The preview was not made.</strong> {failure}
      </div>
    )
  return (
    <div className="vigil-preview">
      <p className="govuk-body">
        <strong>
          Preview of the run of the night of <DayText day={night} />.
        </strong>{' '}
        {finishedAt && `Made ${instantInWords(finishedAt, timeZone)}.`} Nobody was told, and nothing here is a signal
        yet.
      </p>
      <FeedProblems problems={result.feeds} />
      <PreviewSignals signals={result.signals} />
      {result.signals.length === 0 && (
        <p className="govuk-body">
          It would open no signal: {sayFound({ checks: result.checks, feeds: result.feeds, state: 'done' })}.
        </p>
      )}
      <ChecksTable night={`${night} (preview)`} checks={result.checks} />
    </div>
  )
}

function PreviewSignals({ signals }: Pick<PreviewResult, 'signals'>) {
  const { slug: partnership } = usePartnership()
  return (
    <ol className="vigil-signals">
      {signals.map((signal) => {
        const { first, rest } = splitSentence(signal.sentence)
        return (
          <li key={joinSentence(signal.sentence)} className={`vigil-signal vigil-signal--${signal.tier}`}>
            <TierTag tier={signal.tier} />
            <p className="vigil-signal__sentence">
              {signal.signalId ? (
                <Link
                  className="govuk-link"
                  to="/$partnership/signals/$signalId"
                  params={{ partnership, signalId: signal.signalId }}
                >
                  {first}
                </Link>
              ) : (
                first
              )}
            </p>
            <p className="vigil-signal__rest">{rest}</p>
            <p className="vigil-signal__nights">
              {say(streamWords, signal.stream)} ·{' '}
              {signal.signalId ? 'would go on as the signal that is open' : 'would be a new signal'} ·{' '}
              {signal.wouldBeTold ? 'would be told' : 'no news, would not be told again'}
            </p>
          </li>
        )
      })}
    </ol>
  )
}
