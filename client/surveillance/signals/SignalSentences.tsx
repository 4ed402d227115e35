import { Link } from '@tanstack/react-router'
import type { Signal } from '../../../server/contract/signal.ts'
import { usePartnership } from '../../api/partnership.ts'
import { DayText } from '../../ui/DayText.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { say } from '../../words/words.ts'
import { SignalChange } from './SignalChange.tsx'
import { splitSentence, stateWords, streamWords, verdictWords } from './signalWords.ts'
import { TierTag } from './TierTag.tsx'

/** Signals as sentences: what each says first, its numbers after, then what the last night changed. */
export function SignalSentences({ signals }: { signals: readonly Signal[] }) {
  const { slug } = usePartnership()
  return (
    <ol className="vigil-signals">
      {signals.map((signal) => {
        const { first, rest } = splitSentence(signal.sentence)
        return (
          <li key={signal.signalId} className={`vigil-signal vigil-signal--${signal.tier}`}>
            <TierTag tier={signal.tier} />{' '}
            {signal.verdict && <Tag colour="teal">Judged: {say(verdictWords, signal.verdict)}</Tag>}
            <p className="vigil-signal__sentence">
              <Link
                className="govuk-link"
                to="/$partnership/signals/$signalId"
                params={{ partnership: slug, signalId: signal.signalId }}
              >
                {first}
              </Link>
            </p>
            <p className="vigil-signal__rest">{rest}</p>
            <p className="vigil-signal__rest">
              <SignalChange signal={signal} />
            </p>
            <p className="vigil-signal__nights">
              {say(streamWords, signal.stream)} · {say(stateWords, signal.state)} · first found on the night of{' '}
              <DayText day={signal.firstNight} />, last on <DayText day={signal.night} />
            </p>
          </li>
        )
      })}
    </ol>
  )
}
