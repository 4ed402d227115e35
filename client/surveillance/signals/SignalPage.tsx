import { getRouteApi, Link } from '@tanstack/react-router'
import { SignalDetail } from '../../../server/contract/signal.ts'
import { useAnswer } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { DefinitionOnDemand } from '../../ui/DefinitionOnDemand.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { say } from '../../words/words.ts'
import { NoticeableSizes } from './NoticeableSizes.tsx'
import { SignalAgreement } from './SignalAgreement.tsx'
import { SignalCases } from './SignalCases.tsx'
import { SignalChange } from './SignalChange.tsx'
import { SignalDoubts } from './SignalDoubts.tsx'
import { SignalJudgements } from './SignalJudgements.tsx'
import { SignalMap } from './SignalMap.tsx'
import { SignalNextSteps } from './SignalNextSteps.tsx'
import { SignalSeries } from './SignalSeries.tsx'
import { SignalVersions } from './SignalVersions.tsx'
import {
  detectorWords,
  recordWords,
  sayExpectedCount,
  sayRecurrence,
  sayTogether,
  splitSentence,
  stateWords,
  streamWords,
  tidy,
  tierMeanings,
  tierWords,
  verdictWords,
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
        <TierTag tier={signal.tier} /> <Tag colour="teal">{say(stateWords, signal.state)}</Tag>{' '}
        {signal.verdict && <Tag colour="teal">Judged: {say(verdictWords, signal.verdict)}</Tag>}
      </p>
      <p className="vigil-signal__headline">{first}</p>
      <p className="govuk-body">
        <SignalChange signal={signal} />
      </p>
      <p className="govuk-body">{rest}</p>
      {signal.mergedInto && (
        <div className="govuk-inset-text">
          Merged into{' '}
          <Link to="/$partnership/signals/$signalId" params={{ ...params, signalId: signal.mergedInto }}>
            another signal
          </Link>
          .
        </div>
      )}
      <SignalNextSteps signal={signal} />
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
              <dd>{sayExpectedCount(signal.expected)}</dd>
            </div>
          </dl>
          <p className="govuk-body">
            {say(streamWords, signal.stream)}, <DayText day={signal.firstDay} /> to <DayText day={signal.lastDay} />.{' '}
            {tierMeanings[signal.tier]}
          </p>
          <p className="govuk-body">{sayRecurrence(signal)}</p>
          {signal.evidence.alsoFoundBy?.map((other) => (
            <p key={`${other.detector} ${other.p}`} className="govuk-body">
              {sayAlsoFound(other, signal.stream)}
            </p>
          ))}
          <SignalAgreement signal={signal} />
        </section>
        <SignalMap signal={signal} />
      </div>
      <SignalSeries signal={signal} />
      <SignalDoubts signal={signal} />
      <SignalCases records={signal.cases} path={`/signals/${signal.signalId}`} />
      <SignalJudgements signal={signal} />
      <SignalVersions signal={signal} />
      {(signal.stream === 'deaths' || signal.stream === 'reversals') && <NoticeableSizes stream={signal.stream} />}
      <DefinitionOnDemand term="The evidence record, for analysts">
        <pre className="vigil-evidence">{JSON.stringify(signal.evidence, null, 2)}</pre>
      </DefinitionOnDemand>
    </>
  )
}

/** A short name for the heading and the window: what of, and where or which substances. */
function nameOf(signal: SignalDetail) {
  const about = sayTogether(signal.substances.map(({ name }) => name)) || signal.areas[0]?.name
  return `Signal: ${say(streamWords, signal.stream).toLowerCase()}${about ? `, ${about}` : ''}`
}

/** What another check found among the same records. A notice, such as a drug found for the first time, has no chance to tell. */
function sayAlsoFound(
  { detector, tier, observed, p, nodes }: NonNullable<SignalDetail['evidence']['alsoFoundBy']>[number],
  stream: SignalDetail['stream'],
) {
  const { one, many } = recordWords[stream]
  const found = `${observed} ${observed === 1 ? one : many}`
  const check = `the check “${say(detectorWords, detector)}”`
  if (tier === 'notice' || p === 1)
    return `${tier === 'notice' ? 'Listed with it as a notice' : 'Told with it, as a first,'} by ${check}: ${nodes?.length ? `${nodes.join(' with ').replaceAll('_', ' ')}, in ` : ''}${found}.`
  return `Also found by ${check}: ${found}, p\u00a0=\u00a0${tidy(p)}${tier ? `, which alone would be “${say(tierWords, tier)}”` : ''}.`
}
