import { Link } from '@tanstack/react-router'
import type { SignalDetail } from '../../../server/contract/signal.ts'
import { useMay } from '../../api/may.ts'
import { plural } from '../../words/words.ts'
import { AskSources } from './AskSources.tsx'
import { recordWords } from './signalWords.ts'

/** What one does with a signal, each step leading to its place on the page. */
export function SignalNextSteps({ signal }: { signal: SignalDetail }) {
  const { stream, cases, judgements, evidence } = signal
  const may = useMay()
  const { one, many } = recordWords[stream]
  const { feeds, largestBatch } = evidence
  const isDoubtful = (feeds?.length ?? 0) > 0 || (largestBatch?.cases ?? 0) * 2 > cases.length
  return (
    <section className="govuk-inset-text vigil-next" aria-labelledby="next">
      <h2 className="govuk-heading-s" id="next">
        What to do next
      </h2>
      <ol className="govuk-list govuk-list--number">
        <li>
          <Step to="cases">Read the {plural(cases.length, one, many)}</Step>: is it the same place, group or supply?
        </li>
        <li>
          <Step to="doubts">See what else could explain it</Step>
          {isDoubtful ? <strong>: something may, ask there first.</strong> : '.'}
          <AskSources signal={signal} />
        </li>
        <li>
          <Step to="judgements">
            {may('signal:judge') && judgements.length === 0
              ? 'Record what it turned out to be'
              : 'What it turned out to be'}
          </Step>
          {judgements.length === 0 ? ', once somebody has looked.' : ': a judgement is recorded, and can be changed.'}
        </li>
      </ol>
      <p className="govuk-body-s vigil-flush">
        This is a statistical flag: it does not say why. Only public health issues an alert.
      </p>
    </section>
  )
}

function Step({ to, children }: { to: string; children: React.ReactNode }) {
  return (
    <Link to="." hash={to} search={true} className="govuk-link">
      {children}
    </Link>
  )
}
