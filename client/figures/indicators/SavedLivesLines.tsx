import type { z } from 'zod'
import type { Count } from '../../../server/contract/figure.ts'
import { EACH_REPORT_COUNTS, type SavedLives } from '../../../server/contract/indicator.ts'
import { CountText } from '../../ui/CountText.tsx'
import { DefinitionOnDemand } from '../../ui/DefinitionOnDemand.tsx'
import { dayInWords } from '../../words/day.ts'

/** Four figures apart, never one (docs/domain.md, “Lives saved”): of the partnership or of one place. */
export function SavedLivesLines({ lives }: { lives: Omit<SavedLives, 'provenance'> }) {
  const { reversals, survivorsKnown, outcomeUnknown, deathsAverted } = lives
  return (
    <>
      <p className="govuk-body-s">
        {dayInWords(lives.from)} to {dayInWords(lives.to)}
      </p>
      <dl className="vigil-lives">
        <Line term="Reversals reported" count={reversals} />
        <Line term="of whom known to have survived" count={survivorsKnown} isPart />
        <Line term="of whom the outcome is unknown" count={outcomeUnknown} isPart />
      </dl>
      <div className="vigil-estimate">
        <p className="vigil-estimate__term">Separately, an estimate: deaths averted</p>
        <p className="vigil-estimate__range">
          {deathsAverted
            ? `roughly ${whole(deathsAverted.range.low)} to ${whole(deathsAverted.range.high)}`
            : 'not estimated'}
        </p>
        {deathsAverted && <Scenarios averted={deathsAverted} />}
      </div>
      <p className="govuk-body-s">
        {lives.sentence} {EACH_REPORT_COUNTS}
      </p>
      {lives.definitions.map(({ term, meaning }) => (
        <DefinitionOnDemand key={term} term={term}>
          {meaning}
        </DefinitionOnDemand>
      ))}
    </>
  )
}

function Line({ term, count, isPart }: { term: string; count: Count; isPart?: boolean }) {
  return (
    <div className={isPart ? 'vigil-lives__part' : undefined}>
      <dt>{term}</dt>
      <dd>
        <CountText count={count} />
      </dd>
    </div>
  )
}

function Scenarios({ averted }: { averted: NonNullable<z.infer<typeof SavedLives>['deathsAverted']> }) {
  return (
    <DefinitionOnDemand term="How the estimate is made">
      <p>
        Of the people reversed, <CountText count={averted.basis} /> were unresponsive and had plausibly taken an opioid.
        That number is multiplied by the chance of death without naloxone, which studies put differently:
      </p>
      <ul className="govuk-list govuk-list--bullet">
        {averted.scenarios.map((scenario) => (
          <li key={scenario.source}>
            {(scenario.probability * 100).toLocaleString('en-GB')} in 100 ({scenario.source}):{' '}
            {scenario.estimate.toFixed(1)} (interval {scenario.interval.low.toFixed(1)} to{' '}
            {scenario.interval.high.toFixed(1)})
          </li>
        ))}
      </ul>
    </DefinitionOnDemand>
  )
}

function whole(estimate: number) {
  return Math.round(estimate).toLocaleString('en-GB')
}
