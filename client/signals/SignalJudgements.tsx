import { useState } from 'react'
import { NewJudgement, type SignalDetail, SignalJudgement } from '../../server/contract/signal.ts'
import { useWriting } from '../answers.ts'
import { useMay } from '../session/may.ts'
import { TextField } from '../ui/Field.tsx'
import { RadioGroup } from '../ui/RadioGroup.tsx'
import { SmallForm } from '../ui/SmallForm.tsx'
import { Tag } from '../ui/Tag.tsx'
import { say } from '../words.ts'
import { verdictMeanings, verdictWords } from './signalWords.ts'

const labels = { verdict: 'What it turned out to be', explanation: 'Why' }

/** What public health made of it: the latest stands, the earlier ones stay. */
export function SignalJudgements({ signal }: { signal: SignalDetail }) {
  const may = useMay()
  const [isOpen, setOpen] = useState(false)
  const { judgements } = signal
  return (
    <section aria-labelledby="judgements">
      <h2 className="govuk-heading-m" id="judgements">
        What it turned out to be
      </h2>
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
              {judgedBy ?? 'somebody who has left'}, {new Date(judgedAt).toLocaleString('en-GB')}
              {version === signal.version ? '' : `; the signal has grown since (then version ${version})`}
            </span>
          </li>
        ))}
      </ol>
      {may('signal:judge') &&
        (isOpen ? (
          <JudgementForm signal={signal} onLeave={() => setOpen(false)} />
        ) : (
          <button type="button" className="govuk-button govuk-button--secondary" onClick={() => setOpen(true)}>
            {judgements.length ? 'Record another judgement' : 'Record what it turned out to be'}
          </button>
        ))}
    </section>
  )
}

function JudgementForm({ signal, onLeave }: { signal: SignalDetail; onLeave: () => void }) {
  const [verdict, setVerdict] = useState('')
  const [explanation, setExplanation] = useState('')
  const judging = useWriting(SignalJudgement, 'POST', `/signals/${signal.signalId}/judgements`)
  const body = { verdict, explanation }

  function check() {
    const parsed = NewJudgement.safeParse(body)
    const wrong = parsed.success ? [] : parsed.error.issues.map(({ path }) => String(path[0]))
    return [
      { path: 'verdict', message: 'Choose what it turned out to be' },
      { path: 'explanation', message: 'Say why in a few words (10 letters or more)' },
    ].filter(({ path }) => wrong.includes(path))
  }
  return (
    <div className="vigil-small-form">
      <SmallForm
        labels={labels}
        check={check}
        send={() => judging.mutate({ body }, { onSuccess: onLeave })}
        failure={judging.error}
        isSending={judging.isPending}
        submitLabel="Record it"
        fields={(errorAt) => (
          <>
            <RadioGroup
              path="verdict"
              label={labels.verdict}
              value={verdict}
              words={verdictMeanings}
              error={errorAt('verdict')}
              onChange={setVerdict}
            />
            <TextField
              path="explanation"
              label={labels.explanation}
              hint="What was found when somebody looked. Never a name."
              isLong
              value={explanation}
              error={errorAt('explanation')}
              onChange={setExplanation}
            />
          </>
        )}
      >
        <button type="button" className="vigil-link-button" onClick={onLeave}>
          Cancel
        </button>
      </SmallForm>
    </div>
  )
}
