import { Link } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { NewJudgement, type SignalDetail, SignalJudgement } from '../../../server/contract/signal.ts'
import { useWriting } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { usePartnership } from '../../api/partnership.ts'
import { SmallForm } from '../../ui/SmallForm.tsx'
import { smallForm } from '../../ui/smallForms.ts'
import { Tag } from '../../ui/Tag.tsx'
import { instantInWords } from '../../words/day.ts'
import { say } from '../../words/words.ts'
import { verdictMeanings, verdictWords } from './signalWords.ts'

export const newJudgement = smallForm({
  fields: [
    {
      path: 'verdict',
      label: 'What it turned out to be',
      kind: 'radios',
      words: verdictMeanings,
      missing: 'Choose what it turned out to be',
    },
    {
      path: 'explanation',
      label: 'Why',
      kind: 'long text',
      hint: 'What was found when somebody looked. Never a name.',
      missing: 'Say why in a few words (10 letters or more)',
    },
  ],
  schema: NewJudgement,
})

/** What public health made of it: the latest stands, the earlier ones stay. */
export function SignalJudgements({ signal }: { signal: SignalDetail }) {
  const may = useMay()
  const { slug, timeZone } = usePartnership()
  const [isOpen, setOpen] = useState(false)
  const [isRecorded, setRecorded] = useState(false)
  const heading = useRef<HTMLHeadingElement>(null)
  const { judgements } = signal
  /** The button that is pressed goes away: who goes by keyboard goes on from the heading. */
  function turn(to: 'form' | 'list' | 'recorded') {
    setOpen(to === 'form')
    setRecorded(to === 'recorded')
    heading.current?.focus()
  }
  return (
    <section aria-labelledby="judgements">
      <h2 className="govuk-heading-m" id="judgements" tabIndex={-1} ref={heading}>
        What it turned out to be
      </h2>
      <div role="status">
        {isRecorded && (
          <p className="govuk-body">
            <strong>Recorded.</strong> It counts in the{' '}
            <Link to="/$partnership/signals/register" params={{ partnership: slug }} className="govuk-link">
              signal register
            </Link>
            . Was it a slip, or is more known by now? Record another: the latest counts, the earlier ones stay.
          </p>
        )}
      </div>
      {judgements.length === 0 && (
        <p className="govuk-body">
          Nobody has recorded it yet. Each signal that is left open hides how often this check is right.
        </p>
      )}
      <ol className="vigil-history">
        {judgements.map(({ judgement, verdict, explanation, judgedBy, judgedAt, version }, place) => (
          <li key={judgement}>
            <Tag colour={place === 0 ? 'teal' : 'grey'}>{say(verdictWords, verdict)}</Tag> {explanation}{' '}
            <span className="vigil-quiet">
              {judgedBy ?? 'somebody who has left'}, {instantInWords(judgedAt, timeZone)}
              {version < signal.version && '; the signal has gone on since'}
            </span>
          </li>
        ))}
      </ol>
      {may('signal:judge') &&
        (isOpen ? (
          <JudgementForm signal={signal} onLeave={() => turn('list')} onRecorded={() => turn('recorded')} />
        ) : (
          <button type="button" className="govuk-button govuk-button--secondary" onClick={() => turn('form')}>
            {judgements.length ? 'Record another judgement' : 'Record what it turned out to be'}
          </button>
        ))}
    </section>
  )
}

interface JudgementFormProps {
  signal: SignalDetail
  onLeave: () => void
  onRecorded: () => void
}

function JudgementForm({ signal, onLeave, onRecorded }: JudgementFormProps) {
  const judging = useWriting(SignalJudgement, 'POST', `/signals/${signal.signalId}/judgements`)
  return (
    <div className="vigil-small-form">
      <SmallForm
        form={newJudgement}
        writing={judging}
        send={(body) => judging.mutate({ body }, { onSuccess: onRecorded })}
        submitLabel="Record it"
        onLeave={onLeave}
      />
    </div>
  )
}
