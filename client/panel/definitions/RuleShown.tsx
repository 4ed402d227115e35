import { Link } from '@tanstack/react-router'
import type { Rule } from '../../../server/contract/death-definition.ts'
import { isQuestion, keyOfQuestion, sayQuestion } from '../../../server/contract/rules/death-definition.ts'
import { usePartnership } from '../../api/partnership.ts'

/** A rule as nested lists, so that it is read from the top down. */
export function RuleShown({ rule }: { rule: Rule }) {
  const { slug: partnership } = usePartnership()
  if (isQuestion(rule)) return <>{sayQuestion(rule)}</>
  if ('not' in rule) {
    return (
      <>
        <strong>Not:</strong> <RuleShown rule={rule.not} />
      </>
    )
  }
  if ('counts' in rule) {
    return (
      <>
        Counts by{' '}
        <Link to="/$partnership/definitions/$code" params={{ partnership, code: rule.counts }} className="govuk-link">
          {rule.counts}
        </Link>
      </>
    )
  }
  const [words, rules] = 'all' in rule ? ['All of these:', rule.all] : ['One of these, or more:', rule.any]
  return (
    <>
      <strong>{words}</strong>
      <ul className="govuk-list govuk-list--bullet">
        {rules.map((one) => (
          <li key={isQuestion(one) ? keyOfQuestion(one) : JSON.stringify(one)}>
            <RuleShown rule={one} />
          </li>
        ))}
      </ul>
    </>
  )
}
