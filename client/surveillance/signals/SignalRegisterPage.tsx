import { Link } from '@tanstack/react-router'
import { SignalRegister } from '../../../server/contract/signal.ts'
import { useAnswer } from '../../api/answers.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { CsvLink } from '../../ui/CsvLink.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { DefinitionOnDemand } from '../../ui/DefinitionOnDemand.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { Table } from '../../ui/Table.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { say } from '../../words/words.ts'
import { detectorWords, splitSentence, streamWords, verdictMeanings, verdictWords } from './signalWords.ts'
import { TierTag } from './TierTag.tsx'

/** Every signal there was, what it turned out to be, and how often each check was right. */
export function SignalRegisterPage() {
  const params = { partnership: usePartnership().slug }
  const answer = useAnswer(SignalRegister, '/signals/register')
  return (
    <>
      <Link to="/$partnership/signals" params={params} className="govuk-back-link">
        All signals
      </Link>
      <PageTitle>Every signal there was, and what it turned out to be. None is dismissed silently.</PageTitle>
      <Answered answer={answer} what="the register" isPage>
        {(register) => <Register register={register} />}
      </Answered>
    </>
  )
}

function Register({ register: { detectors, rows } }: { register: SignalRegister }) {
  const params = { partnership: usePartnership().slug }
  if (rows.length === 0)
    return <EmptyState sentence="There has been no signal yet.">Each night adds what it finds.</EmptyState>
  return (
    <>
      <Table
        caption="How often each check was right"
        rows={detectors.filter(({ signals }) => signals > 0)}
        rowKey={({ detector }) => detector}
        columns={[
          { heading: 'Check', isRowHeading: true, cell: ({ detector }) => say(detectorWords, detector) },
          { heading: 'Signals', isNumber: true, cell: ({ signals }) => signals },
          { heading: 'Real', isNumber: true, cell: ({ real }) => real },
          { heading: 'Explained', isNumber: true, cell: ({ explained }) => explained },
          { heading: 'False', isNumber: true, cell: (row) => row.false },
          { heading: 'Unknown', isNumber: true, cell: ({ unknown }) => unknown },
          { heading: 'Not judged', isNumber: true, cell: ({ notJudged }) => notJudged },
          { heading: 'Share that was real (95% interval)', isNumber: true, cell: sayPredictiveValue },
        ]}
      />
      <p className="govuk-body-s">
        <CsvLink path="/signals/register/detectors" what="these checks" needsSecondFactor={false} />
      </p>
      {detectors
        .filter(({ isTooOftenWrong }) => isTooOftenWrong)
        .map(({ detector, proposal }) => (
          <div key={detector} className="govuk-inset-text">
            <strong>{say(detectorWords, detector)} is too often wrong here.</strong> Surely fewer than 3 in 10 of its
            signals were real. {proposal ?? 'A longer recurrence interval would make it quieter.'} Ask those who run
            Vigil for it if you agree; nothing changes by itself.
          </div>
        ))}
      <DefinitionOnDemand term="What these words mean">
        <dl className="vigil-terms">
          {Object.entries(verdictMeanings).map(([verdict, meaning]) => (
            <div key={verdict}>
              <dt>{say(verdictWords, verdict)}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
          <div>
            <dt>Share that was real</dt>
            <dd>
              Real, of those judged real, explained or false, by the latest judgement of each signal; with its exact 95%
              interval. Unknown and not judged count as neither. It speaks of the signals that were told, and says
              nothing of clusters that no check found.
            </dd>
          </div>
        </dl>
      </DefinitionOnDemand>
      <Table
        caption="Signals"
        rows={rows}
        rowKey={({ signalId }) => signalId}
        columns={[
          {
            heading: 'What it said',
            isRowHeading: true,
            cell: ({ signalId, sentence }) => (
              <Link
                to="/$partnership/signals/$signalId"
                params={{ ...params, signalId }}
                className="govuk-link vigil-sentence"
              >
                {splitSentence(sentence).first}
              </Link>
            ),
          },
          {
            heading: 'Turned out to be',
            cell: ({ verdict }) =>
              verdict ? (
                <Tag colour="teal">{say(verdictWords, verdict)}</Tag>
              ) : (
                <span className="vigil-quiet">not judged</span>
              ),
          },
          { heading: 'Tier', cell: ({ tier }) => <TierTag tier={tier} /> },
          { heading: 'Of what', cell: ({ stream }) => say(streamWords, stream) },
          { heading: 'Latest night', cell: ({ lastNight }) => <DayText day={lastNight} /> },
        ]}
      />
      <CsvLink path="/signals/register" what="the register" />
    </>
  )
}

function sayPredictiveValue({ predictiveValue, interval }: SignalRegister['detectors'][number]) {
  if (predictiveValue === null || !interval) return 'none judged yet'
  const percent = (share: number) => Math.round(share * 100)
  return `${percent(predictiveValue)} % (${percent(interval.low)} to ${percent(interval.high)} %)`
}
