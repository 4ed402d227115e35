import type { FeedProblem } from '../../../server/contract/signal.ts'

/** What was wrong with the feeds, in the words of the night that saw it; nothing where all was well. */
export function FeedProblems({ problems }: { problems: readonly FeedProblem[] }) {
  if (problems.length === 0) return null
  return (
    <div className="vigil-late">
      <strong>{problems.length === 1 ? 'One feed needs a look.' : `${problems.length} feeds need a look.`}</strong>
      <ul className="govuk-list govuk-list--bullet vigil-flush">
        {problems.map(({ stream, source, problem, lastDay, sentence }) => (
          <li key={`${stream} ${source} ${problem} ${lastDay}`}>{sentence}</li>
        ))}
      </ul>
    </div>
  )
}
