import { DefinitionChange } from '../../../server/contract/death-definition.ts'
import { useWriting } from '../../api/answers.ts'
import { useMay } from '../../api/may.ts'
import { DayText } from '../../ui/DayText.tsx'
import { ProblemNotice } from '../../ui/ProblemNotice.tsx'
import { Tag } from '../../ui/Tag.tsx'
import { RuleShown } from './RuleShown.tsx'

/** A proposed change of a definition: what it would say, by whom and why; a second person signs it. */
export function ChangeCard({ change }: { change: DefinitionChange }) {
  const { version, words, rule, reason, proposedByName, proposedOn, decided, decidedByName, decidedOn } = change
  return (
    <section className="vigil-card" aria-label={`Change to version ${version}`}>
      <h3 className="govuk-heading-s">
        Change to version {version}{' '}
        <Tag colour={decided === 'signed' ? 'green' : decided === 'refused' ? 'grey' : 'yellow'}>
          {decided === 'signed' ? 'Signed' : decided === 'refused' ? 'Not taken' : 'Waits for a second person'}
        </Tag>
      </h3>
      <p className="govuk-body-s">
        Proposed by {proposedByName ?? 'somebody'} on <DayText day={proposedOn} />: {reason}
        {decidedOn && (
          <>
            {' '}
            · {decided === 'signed' ? 'Signed' : 'Refused'} by {decidedByName ?? 'somebody'} on{' '}
            <DayText day={decidedOn} />
            {change.decisionReason && `: ${change.decisionReason}`}
          </>
        )}
      </p>
      <details className="govuk-details vigil-flush" open={decided === null}>
        <summary className="govuk-details__summary">
          <span className="govuk-details__summary-text">What it says</span>
        </summary>
        <div className="govuk-details__text">
          <p>{words}</p>
          <RuleShown rule={rule} />
        </div>
      </details>
      {decided === null && <Decide change={change} />}
    </section>
  )
}

function Decide({ change: { changeId, isMine } }: { change: DefinitionChange }) {
  const may = useMay()
  const deciding = useWriting(DefinitionChange, 'POST', `/definition-changes/${changeId}/decision`)
  if (!may('definition:write')) return null
  const decide = (decided: 'signed' | 'refused') => deciding.mutate({ body: { decided } })
  return (
    <>
      {deciding.error && <ProblemNotice failure={deciding.error} />}
      {isMine && <p className="govuk-body-s">You proposed it: somebody else signs it.</p>}
      <div className="govuk-button-group">
        {!isMine && (
          <button type="button" className="govuk-button" disabled={deciding.isPending} onClick={() => decide('signed')}>
            Sign it: it counts from today
          </button>
        )}
        <button
          type="button"
          className="govuk-button govuk-button--secondary"
          disabled={deciding.isPending}
          onClick={() => decide('refused')}
        >
          {isMine ? 'Take it back' : 'Do not take it'}
        </button>
      </div>
    </>
  )
}
