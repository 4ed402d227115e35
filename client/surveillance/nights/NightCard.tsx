import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { type Night, type NightCheck, type NightSignal, NightSignals } from '../../../server/contract/signal.ts'
import { useAnswer } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { Answered } from '../../ui/Answered.tsx'
import { DayText } from '../../ui/DayText.tsx'
import { Table } from '../../ui/Table.tsx'
import { Tag, type TagColour } from '../../ui/Tag.tsx'
import { instantInWords } from '../../words/day.ts'
import { say, wordsFor } from '../../words/words.ts'
import { OverBordersOfNight } from '../signals/OverBorders.tsx'
import { detectorWords, splitSentence, streamWords } from '../signals/signalWords.ts'
import { TierTag } from '../signals/TierTag.tsx'
import { FeedProblems } from './FeedProblems.tsx'
import { fateOf, sayFound, sayOutcome } from './sayChecks.ts'

const stateWords = wordsFor<Night['state']>({ asked: 'Asked for', running: 'Running', done: 'Done', failed: 'Failed' })
const stateColours: Record<Night['state'], TagColour> = { asked: 'grey', running: 'blue', done: 'teal', failed: 'red' }

/** A night in one line, and its checks behind it: the line is enough while all is well. */
export function NightCard({ night, isOpen }: { night: Night; isOpen: boolean }) {
  const { timeZone } = usePartnership()
  const [isShown, setShown] = useState(isOpen || night.state === 'failed')
  return (
    <li>
      <details
        className="govuk-details vigil-night"
        open={isShown}
        onToggle={(event) => setShown(event.currentTarget.open)}
      >
        <summary className="govuk-details__summary">
          <span className="govuk-details__summary-text">
            Night of <DayText day={night.night} />
          </span>{' '}
          {night.state !== 'done' && <Tag colour={stateColours[night.state]}>{say(stateWords, night.state)}</Tag>}{' '}
          <span className="vigil-night__found">{sayFound(night)}</span>
        </summary>
        {isShown && <Checks night={night} finished={night.finishedAt && instantInWords(night.finishedAt, timeZone)} />}
      </details>
    </li>
  )
}

function Checks({ night, finished }: { night: Night; finished: string | null }) {
  const maySeeSignals = useMay()('signal:read') && night.state === 'done'
  return (
    <div className="govuk-details__text">
      <p className="govuk-body-s">
        {finished ? `Finished ${finished}` : 'Not finished'}, attempt {night.attempts}.
        {night.failure && ` ${night.failure}`}
      </p>
      <FeedProblems problems={night.feeds} />
      {night.checks.length > 0 &&
        (maySeeSignals ? <WithSignals night={night} /> : <ChecksTable night={night.night} checks={night.checks} />)}
      {maySeeSignals && <OverBordersOfNight night={night.night} />}
    </div>
  )
}

function WithSignals({ night: { night, checks } }: { night: Night }) {
  const answer = useAnswer(NightSignals, '/nights/signals', { night })
  return (
    <Answered answer={answer} what="the signals of this night">
      {({ signals }) => (
        <>
          {signals.length > 0 && <SignalsOfNight signals={signals} />}
          <ChecksTable night={night} checks={checks} signals={signals} />
        </>
      )}
    </Answered>
  )
}

function SignalsOfNight({ signals }: { signals: readonly NightSignal[] }) {
  return (
    <ul className="govuk-list">
      {signals.map((signal) => (
        <li key={signal.signalId}>
          <TierTag tier={signal.tier} /> <SignalLink signal={signal}>{splitSentence(signal.sentence).first}</SignalLink>
          {signal.mergedInto && (
            <>
              {' '}
              Later part of <SignalLink signal={{ ...signal, signalId: signal.mergedInto }}>another signal</SignalLink>.
            </>
          )}
        </li>
      ))}
    </ul>
  )
}

function SignalLink({ signal: { signalId }, children }: { signal: Pick<NightSignal, 'signalId'>; children: string }) {
  const { slug: partnership } = usePartnership()
  return (
    <Link to="/$partnership/signals/$signalId" params={{ partnership, signalId }} className="govuk-link">
      {children}
    </Link>
  )
}

interface ChecksTableProps {
  night: string
  checks: readonly NightCheck[]
  /** Left out for those who do not read signals. */
  signals?: readonly NightSignal[]
}

/** What each check could say, and what became of it. */
export function ChecksTable({ night, checks, signals }: ChecksTableProps) {
  return (
    <Table
      caption={`Checks of the night of ${night}`}
      isCaptionHidden
      rows={checks}
      rowKey={({ detector, stream }) => `${night} ${detector} ${stream}`}
      columns={[
        { heading: 'Check', isRowHeading: true, cell: ({ detector }) => say(detectorWords, detector) },
        { heading: 'Of', cell: ({ stream }) => say(streamWords, stream) },
        {
          heading: 'What it could say',
          cell: ({ outcome }) => <span className="vigil-sentence">{sayOutcome(outcome)}</span>,
        },
        ...(signals
          ? [{ heading: 'What became of it', cell: (check: NightCheck) => <FateOf check={check} signals={signals} /> }]
          : []),
        { heading: 'Records', isNumber: true, cell: ({ cases }) => cases },
      ]}
    />
  )
}

function FateOf({ check, signals }: { check: NightCheck; signals: readonly NightSignal[] }) {
  const fate = fateOf(check, signals)
  if (fate.signals.length === 0) return fate.why ? <span className="vigil-sentence">{fate.why}</span> : '–'
  return (
    <span className="vigil-sentence">
      {fate.why && `${fate.why} `}
      {fate.signals.map((signal, position) => (
        <span key={signal.signalId}>
          {position > 0 && '; '}
          <SignalLink signal={signal}>{`${check.stream === signal.stream ? 'Signal' : 'Signal of '}${
            check.stream === signal.stream ? '' : say(streamWords, signal.stream).toLowerCase()
          }${fate.signals.length > 1 ? ` ${position + 1}` : ''}`}</SignalLink>
        </span>
      ))}
    </span>
  )
}
