import { getRouteApi, Link } from '@tanstack/react-router'
import { SignalDetail } from '../../server/contract/signal.ts'
import { useAnswer } from '../answers.ts'
import { PageTitle } from '../shell/PageTitle.tsx'
import { usePartnership } from '../shell/partnership.ts'
import { Answered } from '../ui/Answered.tsx'
import { DayText } from '../ui/DayText.tsx'
import { DefinitionOnDemand } from '../ui/DefinitionOnDemand.tsx'
import { Tag } from '../ui/Tag.tsx'
import { say } from '../words.ts'
import { NoticeableSizes } from './NoticeableSizes.tsx'
import { SignalAgreement } from './SignalAgreement.tsx'
import { SignalCases } from './SignalCases.tsx'
import { SignalDoubts } from './SignalDoubts.tsx'
import { SignalJudgements } from './SignalJudgements.tsx'
import { SignalMap } from './SignalMap.tsx'
import { SignalSeries } from './SignalSeries.tsx'
import { SignalVersions } from './SignalVersions.tsx'
import {
  detectorWords,
  sayChance,
  sayRecurrence,
  splitSentence,
  stateWords,
  streamWords,
  tidy,
  tierMeanings,
  tierWords,
} from './signalWords.ts'
import { TierTag } from './TierTag.tsx'

const route = getRouteApi('/$partnership/signals/$signalId')

export function SignalPage() {
  const { signalId } = route.useParams()
  const answer = useAnswer(SignalDetail, `/signals/${signalId}`)
  const params = { partnership: usePartnership().slug }
  return (
    <>
      <Link to="/$partnership/signals" params={params} className="govuk-back-link">
        All signals
      </Link>
      <Answered answer={answer} what="the signal" isPage>
        {(signal) => <Detail signal={signal} />}
      </Answered>
    </>
  )
}

function Detail({ signal }: { signal: SignalDetail }) {
  const params = { partnership: usePartnership().slug }
  const { first, rest } = splitSentence(signal.sentence)
  return (
    <>
      <PageTitle title={nameOf(signal)} />
      <p className="vigil-signal__tags">
        <TierTag tier={signal.tier} /> <Tag colour="teal">{say(stateWords, signal.state)}</Tag>
      </p>
      <p className="vigil-signal__headline">{first}</p>
      <p className="govuk-body">{rest.replace(/\s*This is a statistical flag: it does not say why\.?$/, '')}</p>
      {signal.mergedInto && (
        <div className="govuk-inset-text">
          Merged into{' '}
          <Link to="/$partnership/signals/$signalId" params={{ ...params, signalId: signal.mergedInto }}>
            another signal
          </Link>
          .
        </div>
      )}
      <div className="govuk-inset-text">
        This is a statistical flag: it does not say why. More reports, a new test at the laboratory or chance can each
        make one. Only public health issues an alert.
      </div>
      <div className="vigil-columns">
        <section aria-labelledby="strength">
          <h2 className="govuk-heading-m" id="strength">
            How unusual it is
          </h2>
          <dl className="vigil-tiles vigil-tiles--facts">
            <div>
              <dt>Observed</dt>
              <dd>{signal.observed}</dd>
            </div>
            <div>
              <dt>Expected</dt>
              <dd>{tidy(signal.expected)}</dd>
            </div>
          </dl>
          <p className="govuk-body">
            {say(streamWords, signal.stream)}, <DayText day={signal.firstDay} /> to <DayText day={signal.lastDay} />.{' '}
            {tierMeanings[signal.tier]}
          </p>
          <p className="govuk-body">{sayRecurrence(signal.recurrenceIntervalDays)}</p>
          <p className="govuk-body">{sayChance(signal)}</p>
          {signal.evidence.alsoFoundBy?.map(({ detector, tier, observed, p }) => (
            <p key={`${detector} ${p}`} className="govuk-body">
              Also found by the check “{say(detectorWords, detector)}”: {observed} observed, p = {tidy(p)}
              {tier ? `, ${say(tierWords, tier)}` : ''}.
            </p>
          ))}
          <SignalAgreement signal={signal} />
          {signal.substances.length > 0 && (
            <p className="govuk-body">Substances: {signal.substances.map(({ name }) => name).join(', ')}.</p>
          )}
        </section>
        <SignalMap signal={signal} />
      </div>
      <SignalSeries signal={signal} />
      <SignalDoubts signal={signal} />
      {(signal.stream === 'deaths' || signal.stream === 'reversals') && <NoticeableSizes stream={signal.stream} />}
      <SignalJudgements signal={signal} />
      <SignalCases signal={signal} />
      <SignalVersions signal={signal} />
      <DefinitionOnDemand term="The evidence record, for analysts">
        <pre className="vigil-evidence">{JSON.stringify(signal.evidence, null, 2)}</pre>
      </DefinitionOnDemand>
    </>
  )
}

/** A short name for the heading and the window: what of, and where or which substances. */
function nameOf(signal: SignalDetail) {
  const about = signal.substances.map(({ name }) => name).join(' with ') || signal.areas[0]?.name
  return `Signal: ${say(streamWords, signal.stream).toLowerCase()}${about ? `, ${about}` : ''}`
}
